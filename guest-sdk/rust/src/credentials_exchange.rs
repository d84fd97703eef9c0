//! The trigger `credentials-exchange`: before an application gets a token for itself. There is no user.
//!
//! [`Event`] says which application asks for which API and scopes; [`Api`] denies the token, bounds its scopes or adds claims.
//!
//! ```no_run,standalone_crate
//! use anteroom_guest::credentials_exchange::{Api, Event};
//!
//! #[anteroom_guest::credentials_exchange]
//! fn on_exchange(event: &Event, api: &mut Api) -> anteroom_guest::Result {
//!     if event.client.metadata.get("partner").is_none() {
//!         api.access().deny("invalid_request", "This application is nobody's.");
//!     }
//!     api.transaction().remove_target_scope("delete:orders")?;
//!     Ok(())
//! }
//! # fn main() {}
//! ```

mod api;
mod event;

pub use crate::api::CodedAccess as Access;
pub use crate::event::{Client, CustomDomain, GeoIp, Object, Organization, Request, ResourceServer, Tenant};
pub use api::{AccessTokenApi, Api, TransactionApi};
pub use event::{AccessToken, Event, Transaction};
