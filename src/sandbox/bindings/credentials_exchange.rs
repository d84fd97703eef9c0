//! The world `credentials-exchange`: its event from ours.

use super::common::{convert, json};
use crate::contract::credentials_exchange as ours;

super::world!("anteroom:actions/credentials-exchange", "anteroom:actions/credentials-exchange-types.api");

pub use anteroom::actions::credentials_exchange_types as types;

/// The event as a guest gets it.
pub fn event(event: &ours::Event) -> types::Event {
    types::Event {
        access_token: access_token(&event.access_token),
        client: convert(&event.client),
        custom_domain: event.custom_domain.as_ref().map(convert),
        organization: event.organization.as_ref().map(convert),
        request: convert(&event.request),
        resource_server: convert(&event.resource_server),
        tenant: convert(&event.tenant),
        transaction: exchange(&event.transaction),
    }
}

fn access_token(access_token: &ours::AccessToken) -> types::AccessToken {
    types::AccessToken { custom_claims: json(&access_token.custom_claims), scope: access_token.scope.clone() }
}

fn exchange(exchange: &ours::Transaction) -> types::Exchange {
    types::Exchange {
        correlation_id: exchange.correlation_id.clone(),
        requested_scopes: exchange.requested_scopes.clone(),
        target_scopes: exchange.target_scopes.clone(),
    }
}
