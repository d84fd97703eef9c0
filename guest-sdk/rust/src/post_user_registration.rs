//! The trigger `post-user-registration`: after a user of a database connection was written. Nothing waits for it.
//!
//! [`Event`] says who registered and where; there is no application in it. [`Api`] has the cache and no more.
//!
//! ```no_run,standalone_crate
//! use anteroom_guest::post_user_registration::{Api, Event};
//! use anteroom_guest::{http, secrets};
//!
//! #[anteroom_guest::post_user_registration]
//! fn on_registered(event: &Event, _api: &mut Api) -> anteroom_guest::Result {
//!     http::post(secrets::require("WEBHOOK_URL")?).json(&event.user).send()?.error_for_status()?;
//!     Ok(())
//! }
//! # fn main() {}
//! ```

mod event;

pub use crate::event::{
    Authentication, AuthenticationMethod, Connection, CustomDomain, GeoIp, Identity, Object, Request, SecurityContext, Tenant, Transaction,
    User,
};
pub use event::Event;

crate::api::api! {}
