//! The trigger `custom-email-provider`: an e-mail that the Action delivers.
//!
//! [`Event`] has the e-mail and its recipient; [`Api`] drops it or has it tried again. An error says that it was not delivered.
//!
//! ```no_run,standalone_crate
//! use anteroom_guest::custom_email_provider::{Api, Event};
//! use anteroom_guest::{http, secrets};
//!
//! #[anteroom_guest::custom_email_provider]
//! fn on_message(event: &Event, api: &mut Api) -> anteroom_guest::Result {
//!     let answer = http::post(secrets::require("MAIL_URL")?).json(&event.notification).send().map_err(anteroom_guest::Error::from);
//!     if let Err(error) = answer.and_then(http::Response::error_for_status) {
//!         api.notification().retry(error.to_string())?;
//!     }
//!     Ok(())
//! }
//! # fn main() {}
//! ```

mod api;
mod event;

pub use crate::api::Notification as NotificationApi;
pub use crate::event::delivery::Tenant;
pub use crate::event::{Client, Connection, CustomDomain, GeoIp, Identity, Object, Organization, Request, Transaction, User};
pub use api::Api;
pub use event::{Event, Notification};
