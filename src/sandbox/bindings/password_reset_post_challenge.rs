//! The world `password-reset-post-challenge`: its event from ours.

use super::common::{convert, json_opt};
use crate::contract::password_reset_post_challenge as ours;

super::world!("anteroom:actions/password-reset-post-challenge", "anteroom:actions/password-reset-post-challenge-types.api");

pub use anteroom::actions::password_reset_post_challenge_types as types;

/// The event as a guest gets it.
pub fn event(event: &ours::Event) -> types::Event {
    types::Event {
        authentication: event.authentication.as_ref().map(convert),
        authorization: event.authorization.as_ref().map(convert),
        client: event.client.as_ref().map(convert),
        connection: convert(&event.connection),
        organization: event.organization.as_ref().map(convert),
        prompt: json_opt(event.prompt.as_ref()),
        request: convert(&event.request),
        stats: convert(&event.stats),
        tenant: convert(&event.tenant),
        transaction: event.transaction.as_ref().map(convert),
        user: convert(&event.user),
    }
}
