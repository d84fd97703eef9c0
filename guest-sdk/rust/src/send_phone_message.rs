//! The trigger `send-phone-message`: a second factor's message that the Action delivers.
//!
//! [`Event`] has the message and its recipient; [`Api`] has the cache and no more. An error says that it was not delivered.
//!
//! ```no_run,standalone_crate
//! use anteroom_guest::send_phone_message::{Api, Event};
//! use anteroom_guest::{http, secrets};
//! use serde_json::json;
//!
//! #[anteroom_guest::send_phone_message]
//! fn on_send(event: &Event, _api: &mut Api) -> anteroom_guest::Result {
//!     let message = &event.message_options;
//!     let body = json!({ "to": message.recipient, "text": message.text, "voice": message.message_type == "voice" });
//!     http::post(secrets::require("GATEWAY_URL")?).json(&body).send()?.error_for_status()?;
//!     Ok(())
//! }
//! # fn main() {}
//! ```

mod event;

pub use crate::event::{Client, GeoIp, Identity, Object, Request, SecurityContext, Tenant, User};
pub use event::{Event, MessageOptions};

crate::api::api! {}
