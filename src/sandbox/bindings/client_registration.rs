//! The world `client-registration`: its event from ours.

use super::common::convert;
use crate::contract::client_registration as ours;

super::world!("anteroom:actions/client-registration", "anteroom:actions/client-registration-types.api");

pub use anteroom::actions::client_registration_types as types;

/// The event as a guest gets it.
pub fn event(event: &ours::Event) -> types::Event {
    types::Event {
        client: metadata(&event.client),
        custom_domain: event.custom_domain.as_ref().map(convert),
        request: convert(&event.request),
        tenant: convert(&event.tenant),
    }
}

fn metadata(client: &ours::Client) -> types::Metadata {
    types::Metadata {
        client_id: client.client_id.clone(),
        client_name: client.client_name.clone(),
        redirect_uris: client.redirect_uris.clone(),
        token_endpoint_auth_method: client.token_endpoint_auth_method.clone(),
        grant_types: client.grant_types.clone(),
        response_types: client.response_types.clone(),
        application_type: client.application_type.clone(),
        logo_uri: client.logo_uri.clone(),
        client_uri: client.client_uri.clone(),
        policy_uri: client.policy_uri.clone(),
        tos_uri: client.tos_uri.clone(),
        contacts: client.contacts.clone(),
        software_id: client.software_id.clone(),
        software_version: client.software_version.clone(),
        third_party_security_mode: client.third_party_security_mode.clone(),
    }
}
