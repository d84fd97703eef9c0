//! The event of `credentials-exchange`.

use super::{client, custom_domain, organization, parse, request, resource_server, tenant};
use crate::bindings::credentials_exchange::anteroom::actions::credentials_exchange_types as wit;
use crate::{Error, credentials_exchange as ours};

/// The event of `credentials-exchange`.
pub(in crate::bindings) fn credentials_exchange(e: wit::Event) -> Result<ours::Event, Error> {
    Ok(ours::Event {
        access_token: ours::AccessToken {
            custom_claims: parse("accessToken.customClaims", &e.access_token.custom_claims)?,
            scope: e.access_token.scope,
        },
        client: client(e.client)?,
        custom_domain: e.custom_domain.map(custom_domain).transpose()?,
        organization: e.organization.map(organization).transpose()?,
        request: request(e.request)?,
        resource_server: resource_server(e.resource_server),
        tenant: tenant(e.tenant),
        transaction: ours::Transaction {
            correlation_id: e.transaction.correlation_id,
            requested_scopes: e.transaction.requested_scopes,
            target_scopes: e.transaction.target_scopes,
        },
    })
}
