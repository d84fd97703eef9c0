//! The trigger `client-registration`: before an application that registers itself is written (RFC 7591), or changed by its makers (RFC 7592).
//! It is the server's own; Auth0 has none.
//!
//! [`Event`] has what the application says of itself; [`Api`] denies it, changes what it said, or gives it an end.
//!
//! ```no_run,standalone_crate
//! use anteroom_guest::client_registration::{Api, Event};
//!
//! #[anteroom_guest::client_registration]
//! fn on_registration(event: &Event, api: &mut Api) -> anteroom_guest::Result {
//!     if event.client.redirect_uris.iter().any(|uri| !uri.starts_with("https://")) {
//!         api.access().deny("invalid_redirect_uri", "Only https is taken here.");
//!     }
//!     api.client().set_lifetime(30 * 24 * 3600)?;
//!     Ok(())
//! }
//! # fn main() {}
//! ```

mod api;
mod event;

pub use crate::api::CodedAccess as Access;
pub use crate::event::{CustomDomain, GeoIp, Object, Request, Tenant};
pub use api::{Api, ClientApi};
pub use event::{Event, Metadata};
