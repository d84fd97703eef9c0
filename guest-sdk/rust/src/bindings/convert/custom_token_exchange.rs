//! The event of `custom-token-exchange`.

use super::{client, custom_domain, optional, organization, request, resource_server, tenant};
use crate::bindings::custom_token_exchange::anteroom::actions::custom_token_exchange_types as wit;
use crate::{Error, custom_token_exchange as ours};

/// The event of `custom-token-exchange`.
pub(in crate::bindings) fn custom_token_exchange(e: wit::Event) -> Result<ours::Event, Error> {
    Ok(ours::Event {
        client: client(e.client)?,
        custom_domain: e.custom_domain.map(custom_domain).transpose()?,
        organization: e.organization.map(organization).transpose()?,
        request: request(e.request)?,
        resource_server: resource_server(e.resource_server),
        tenant: tenant(e.tenant),
        transaction: ours::Transaction {
            subject_token: e.transaction.subject_token,
            subject_token_type: e.transaction.subject_token_type,
            actor_token: e.transaction.actor_token,
            actor_token_type: e.transaction.actor_token_type,
            actor_token_user: optional("transaction.actor_token_user", e.transaction.actor_token_user)?,
            requested_scopes: e.transaction.requested_scopes,
            requested_token_type: e.transaction.requested_token_type,
        },
    })
}
