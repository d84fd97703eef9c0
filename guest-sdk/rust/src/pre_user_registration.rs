//! The trigger `pre-user-registration`: before a user of a database connection is written.
//!
//! [`Event`] says who wants an account and through which application; [`Api`] denies it, explains why, or sets metadata on the
//! user to be.
//!
//! ```no_run,standalone_crate
//! use anteroom_guest::pre_user_registration::{Api, Event};
//!
//! #[anteroom_guest::pre_user_registration]
//! fn on_register(event: &Event, api: &mut Api) -> anteroom_guest::Result {
//!     if !event.user.email.as_deref().unwrap_or_default().ends_with("@example.com") {
//!         api.access().deny("an address of somebody else", "Please use your address at example.com.");
//!     }
//!     Ok(())
//! }
//! # fn main() {}
//! ```

mod api;
mod event;

pub use crate::api::Validation;
pub use crate::event::{Authentication, Client, Connection, CustomDomain, GeoIp, Object, Request, SecurityContext, Tenant, Transaction};
pub use api::{Access, Api, UserApi};
pub use event::{Event, User};
