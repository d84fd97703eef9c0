//! What a `custom-email-provider` Action may ask for.

use crate::api::Notification;

crate::api::api! {
    /// `api.notification`: what becomes of a message that was not delivered.
    notification: Notification,
}
