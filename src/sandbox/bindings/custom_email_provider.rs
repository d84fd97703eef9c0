//! The world `custom-email-provider`: its event from ours.

use super::common::convert;
use crate::contract::custom_email_provider as ours;
use crate::contract::notification;

super::world!("anteroom:actions/custom-email-provider", "anteroom:actions/custom-email-provider-types.api");

pub use anteroom::actions::custom_email_provider_types as types;

/// The event as a guest gets it.
pub fn event(event: &ours::Event) -> types::Event {
    types::Event {
        client: convert(&event.client),
        connection: event.connection.as_ref().map(convert),
        custom_domain: event.custom_domain.as_ref().map(convert),
        notification: notification(&event.notification),
        organization: event.organization.as_ref().map(convert),
        request: convert(&event.request),
        tenant: tenant(&event.tenant),
        transaction: event.transaction.as_ref().map(convert),
        user: convert(&event.user),
    }
}

fn notification(notification: &ours::Notification) -> types::Notification {
    types::Notification {
        from: notification.from.clone(),
        to: notification.to.clone(),
        subject: notification.subject.clone(),
        html: notification.html.clone(),
        text: notification.text.clone(),
        locale: notification.locale.clone(),
        message_type: notification.message_type.clone(),
    }
}

fn tenant(tenant: &notification::Tenant) -> types::Tenant {
    types::Tenant {
        id: tenant.id.clone(),
        friendly_name: tenant.friendly_name.clone(),
        home_url: tenant.home_url.clone(),
        logo_url: tenant.logo_url.clone(),
        support_email: tenant.support_email.clone(),
        support_url: tenant.support_url.clone(),
    }
}
