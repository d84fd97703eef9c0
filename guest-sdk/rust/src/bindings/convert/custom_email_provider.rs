//! The event of `custom-email-provider`.

use super::user::user;
use super::{client, connection, custom_domain, organization, request, transaction};
use crate::bindings::custom_email_provider::anteroom::actions::custom_email_provider_types as wit;
use crate::event::delivery;
use crate::{Error, custom_email_provider as ours};

/// The event of `custom-email-provider`.
pub(in crate::bindings) fn custom_email_provider(e: wit::Event) -> Result<ours::Event, Error> {
    Ok(ours::Event {
        client: client(e.client)?,
        connection: e.connection.map(connection).transpose()?,
        custom_domain: e.custom_domain.map(custom_domain).transpose()?,
        notification: ours::Notification {
            from: e.notification.from,
            to: e.notification.to,
            subject: e.notification.subject,
            html: e.notification.html,
            text: e.notification.text,
            locale: e.notification.locale,
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
