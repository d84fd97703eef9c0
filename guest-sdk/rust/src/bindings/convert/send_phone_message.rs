//! The event of `send-phone-message`.

use super::user::user;
use super::{client, request, security_context, tenant};
use crate::bindings::send_phone_message::anteroom::actions::send_phone_message_types as wit;
use crate::{Error, send_phone_message as ours};

/// The event of `send-phone-message`.
pub(in crate::bindings) fn send_phone_message(e: wit::Event) -> Result<ours::Event, Error> {
    Ok(ours::Event {
        client: e.client.map(client).transpose()?,
        message_options: ours::MessageOptions {
            action: e.message_options.action,
            code: e.message_options.code,
            message_type: e.message_options.message_type,
            recipient: e.message_options.recipient,
            text: e.message_options.text,
        },
        request: request(e.request)?,
        security_context: e.security_context.map(security_context),
        tenant: tenant(e.tenant),
        user: user(e.user)?,
    })
}
