//! The trigger `custom-phone-provider`: a text or a call that the Action delivers.
//!
//! [`Event`] has the message and its recipient; [`Api`] drops the message or has it tried again. An error says that it was not
//! delivered.
//!
//! ```no_run,standalone_crate
//! use anteroom_guest::custom_phone_provider::{Api, Event};
//! use anteroom_guest::{http, secrets};
//! use serde_json::json;
//!
//! #[anteroom_guest::custom_phone_provider]
//! fn on_message(event: &Event, api: &mut Api) -> anteroom_guest::Result {
//!     let message = json!({ "to": event.notification.recipient, "text": event.notification.as_text });
//!     let answer = http::post(secrets::require("GATEWAY_URL")?).json(&message).send()?;
//!     match answer.status {
//!         429 | 500.. => api.notification().retry(format!("the gateway answers {}", answer.status))?,
//!         400.. => api.notification().drop(format!("the gateway refuses the message: {}", answer.status))?,
//!         _ => {}
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
