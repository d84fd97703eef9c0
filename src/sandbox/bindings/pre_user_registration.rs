//! The world `pre-user-registration`: its event from ours.

use super::common::{convert, json_opt};
use crate::contract::pre_user_registration as ours;

super::world!("anteroom:actions/pre-user-registration", "anteroom:actions/pre-user-registration-types.api");

pub use anteroom::actions::pre_user_registration_types as types;

/// The event as a guest gets it.
pub fn event(event: &ours::Event) -> types::Event {
    types::Event {
        authentication: event.authentication.as_ref().map(convert),
        client: event.client.as_ref().map(convert),
        connection: convert(&event.connection),
        custom_domain: event.custom_domain.as_ref().map(convert),
        request: convert(&event.request),
        security_context: event.security_context.as_ref().map(convert),
        tenant: convert(&event.tenant),
        transaction: event.transaction.as_ref().map(convert),
        user: user(&event.user),
    }
}

fn user(user: &ours::User) -> types::User {
    types::User {
        email: user.email.clone(),
        username: user.username.clone(),
        phone_number: user.phone_number.clone(),
        name: user.name.clone(),
        nickname: user.nickname.clone(),
        given_name: user.given_name.clone(),
        family_name: user.family_name.clone(),
        picture: user.picture.clone(),
        app_metadata: json_opt(user.app_metadata.as_ref()),
        user_metadata: json_opt(user.user_metadata.as_ref()),
    }
}
