//! The world `post-change-password`: its event from ours.

use super::common::convert;
use crate::contract::post_change_password as ours;

super::world!("anteroom:actions/post-change-password", "anteroom:actions/post-change-password-types.api");

pub use anteroom::actions::post_change_password_types as types;

/// The event as a guest gets it.
pub fn event(event: &ours::Event) -> types::Event {
    types::Event {
        authentication: event.authentication.as_ref().map(convert),
        connection: convert(&event.connection),
        custom_domain: event.custom_domain.as_ref().map(convert),
        request: convert(&event.request),
        tenant: convert(&event.tenant),
        transaction: event.transaction.as_ref().map(change),
        user: changed_user(&event.user),
    }
}

fn changed_user(changed_user: &ours::User) -> types::ChangedUser {
    types::ChangedUser {
        user_id: changed_user.user_id.clone(),
        email: changed_user.email.clone(),
        email_verified: changed_user.email_verified,
        last_password_reset: changed_user.last_password_reset.clone(),
        phone_number: changed_user.phone_number.clone(),
        phone_verified: changed_user.phone_verified,
        username: changed_user.username.clone(),
    }
}

fn change(change: &ours::Transaction) -> types::Change {
    types::Change { correlation_id: change.correlation_id.clone() }
}
