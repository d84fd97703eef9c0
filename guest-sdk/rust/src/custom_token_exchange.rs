//! The trigger `custom-token-exchange`: the Action decides whom a foreign token stands for (RFC 8693).
//!
//! [`Event`] has the token, which nobody else checks; [`Api`] names exactly one user, or denies.
//!
//! ```no_run,standalone_crate
//! use anteroom_guest::custom_token_exchange::{Api, Event};
//! use anteroom_guest::{http, secrets};
//!
//! #[anteroom_guest::custom_token_exchange]
//! fn on_exchange(event: &Event, api: &mut Api) -> anteroom_guest::Result {
//!     let answer = http::post(secrets::require("PARTNER_URL")?).json(&event.transaction.subject_token).send()?;
//!     match answer.status {
//!         200 => api.authentication().set_user_by_id(answer.text()?)?,
//!         _ => api.access().reject_invalid_subject_token("The partner does not know this token."),
//!     }
//!     Ok(())
//! }
//! # fn main() {}
//! ```

mod api;
mod event;

pub use crate::api::UserApi;
pub use crate::event::{Client, CustomDomain, GeoIp, Object, Organization, Request, ResourceServer, Tenant};
pub use api::{Access, Api, AuthenticationApi};
pub use event::{Event, Transaction};
