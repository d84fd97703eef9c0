//! The world `custom-token-exchange`: its event from ours.

use super::common::{convert, json_opt};
use crate::contract::custom_token_exchange as ours;

super::world!("anteroom:actions/custom-token-exchange", "anteroom:actions/custom-token-exchange-types.api");

pub use anteroom::actions::custom_token_exchange_types as types;

/// The event as a guest gets it.
pub fn event(event: &ours::Event) -> types::Event {
    types::Event {
        client: convert(&event.client),
        custom_domain: event.custom_domain.as_ref().map(convert),
        organization: event.organization.as_ref().map(convert),
        request: convert(&event.request),
        resource_server: convert(&event.resource_server),
        tenant: convert(&event.tenant),
        transaction: exchange(&event.transaction),
    }
}

fn exchange(exchange: &ours::Transaction) -> types::Exchange {
    types::Exchange {
        subject_token: exchange.subject_token.clone(),
        subject_token_type: exchange.subject_token_type.clone(),
        actor_token: exchange.actor_token.clone(),
        actor_token_type: exchange.actor_token_type.clone(),
        actor_token_user: json_opt(exchange.actor_token_user.as_ref()),
        requested_scopes: exchange.requested_scopes.clone(),
        requested_token_type: exchange.requested_token_type.clone(),
    }
}
