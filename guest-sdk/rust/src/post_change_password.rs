//! The trigger `post-change-password`: after a password was changed. Nothing waits for it.
//!
//! [`Event`] says whose; [`Api`] has the cache and no more.
//!
//! ```no_run,standalone_crate
//! use anteroom_guest::log;
//! use anteroom_guest::post_change_password::{Api, Event};
//!
//! #[anteroom_guest::post_change_password]
//! fn on_changed(event: &Event, _api: &mut Api) -> anteroom_guest::Result {
//!     log::info(format_args!("{} has a new password", event.user.user_id.as_deref().unwrap_or("somebody")));
//!     Ok(())
//! }
//! # fn main() {}
//! ```

mod event;

pub use crate::event::{Authentication, AuthenticationMethod, Connection, CustomDomain, GeoIp, Object, Request, Tenant};
pub use event::{Event, Transaction, User};

crate::api::api! {}
