//! The event of `client-registration`.

use super::{custom_domain, request, tenant};
use crate::bindings::client_registration::anteroom::actions::client_registration_types as wit;
use crate::{Error, client_registration as ours};

/// Turns the event of `client-registration`.
pub(in crate::bindings) fn client_registration(e: wit::Event) -> Result<ours::Event, Error> {
    let c = e.client;
    Ok(ours::Event {
        client: ours::Metadata {
            client_id: c.client_id,
            client_name: c.client_name,
            redirect_uris: c.redirect_uris,
            token_endpoint_auth_method: c.token_endpoint_auth_method,
            grant_types: c.grant_types,
            response_types: c.response_types,
            application_type: c.application_type,
            logo_uri: c.logo_uri,
            client_uri: c.client_uri,
            policy_uri: c.policy_uri,
            tos_uri: c.tos_uri,
            contacts: c.contacts,
            software_id: c.software_id,
            software_version: c.software_version,
            third_party_security_mode: c.third_party_security_mode,
        },
        custom_domain: e.custom_domain.map(custom_domain).transpose()?,
        request: request(e.request)?,
        tenant: tenant(e.tenant),
    })
}
