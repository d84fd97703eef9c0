//! The world `post-user-registration`: its event from ours.

use super::common::convert;
use crate::contract::post_user_registration as ours;

super::world!("anteroom:actions/post-user-registration", "anteroom:actions/post-user-registration-types.api");

pub use anteroom::actions::post_user_registration_types as types;

/// The event as a guest gets it.
pub fn event(event: &ours::Event) -> types::Event {
    types::Event {
        authentication: event.authentication.as_ref().map(convert),
        connection: convert(&event.connection),
        custom_domain: event.custom_domain.as_ref().map(convert),
        request: event.request.as_ref().map(convert),
        security_context: event.security_context.as_ref().map(convert),
        tenant: convert(&event.tenant),
        transaction: event.transaction.as_ref().map(convert),
        user: convert(&event.user),
    }
}
