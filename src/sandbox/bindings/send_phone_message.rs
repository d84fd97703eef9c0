//! The world `send-phone-message`: its event from ours.

use super::common::convert;
use crate::contract::send_phone_message as ours;

super::world!("anteroom:actions/send-phone-message", "anteroom:actions/send-phone-message-types.api");

pub use anteroom::actions::send_phone_message_types as types;

/// The event as a guest gets it.
pub fn event(event: &ours::Event) -> types::Event {
    types::Event {
        client: event.client.as_ref().map(convert),
        message_options: message_options(&event.message_options),
        request: convert(&event.request),
        security_context: event.security_context.as_ref().map(convert),
        tenant: convert(&event.tenant),
        user: convert(&event.user),
    }
}

fn message_options(message_options: &ours::MessageOptions) -> types::MessageOptions {
    types::MessageOptions {
        action: message_options.action.clone(),
        code: message_options.code.clone(),
        message_type: message_options.message_type.clone(),
        recipient: message_options.recipient.clone(),
        text: message_options.text.clone(),
    }
}
