//! The event of `custom-phone-provider`.

use super::user::user;
use super::{client, connection, custom_domain, organization, request, transaction};
use crate::bindings::custom_phone_provider::anteroom::actions::custom_phone_provider_types as wit;
use crate::event::delivery;
use crate::{Error, custom_phone_provider as ours};

/// The event of `custom-phone-provider`.
pub(in crate::bindings) fn custom_phone_provider(e: wit::Event) -> Result<ours::Event, Error> {
    Ok(ours::Event {
        client: e.client.map(client).transpose()?,
        connection: e.connection.map(connection).transpose()?,
        custom_domain: e.custom_domain.map(custom_domain).transpose()?,
        notification: ours::Notification {
            as_text: e.notification.as_text,
            as_voice: e.notification.as_voice,
            code: e.notification.code,
            delivery_method: e.notification.delivery_method,
            from: e.notification.from,
            locale: e.notification.locale,
            recipient: e.notification.recipient,
            message_type: e.notification.message_type,
        },
        organization: e.organization.map(organization).transpose()?,
        request: request(e.request)?,
        tenant: delivery::Tenant {
            id: e.tenant.id,
            friendly_name: e.tenant.friendly_name,
            home_url: e.tenant.home_url,
            logo_url: e.tenant.logo_url,
            support_email: e.tenant.support_email,
            support_url: e.tenant.support_url,
        },
        transaction: e.transaction.map(transaction).transpose()?,
        user: user(e.user)?,
    })
}
