//! The triggers at the token endpoint.

use anteroom::contract::client_registration::{Client as Applicant, Event as Registration};
use anteroom::contract::credentials_exchange::{AccessToken, Event as Credentials, Transaction as Exchange};
use anteroom::contract::custom_token_exchange::{Event as Token, Transaction as TokenExchange};

use super::{client, custom_domain, list, object, open, organization, request, resource_server, tenant, text};

pub fn credentials() -> Credentials {
    Credentials {
        access_token: AccessToken { custom_claims: object("customClaims"), scope: list(&["granted"]) },
        client: client(),
        custom_domain: Some(custom_domain()),
        organization: Some(organization()),
        request: request(),
        resource_server: resource_server(),
        tenant: tenant(),
        transaction: Exchange {
            correlation_id: text("correlation"),
            requested_scopes: list(&["requested"]),
            target_scopes: list(&["target", "granted"]),
        },
    }
}

pub fn token() -> Token {
    Token {
        client: client(),
        custom_domain: Some(custom_domain()),
        organization: Some(organization()),
        request: request(),
        resource_server: resource_server(),
        tenant: tenant(),
        transaction: TokenExchange {
            subject_token: "subject".to_owned(),
            subject_token_type: "urn:example:subject".to_owned(),
            actor_token: text("actor"),
            actor_token_type: text("urn:example:actor"),
            actor_token_user: open("actor_token_user"),
            requested_scopes: list(&["openid"]),
            requested_token_type: text("urn:example:requested"),
        },
    }
}

pub fn registration() -> Registration {
    Registration {
        client: Applicant {
            client_id: text("client"),
            client_name: "A name".to_owned(),
            redirect_uris: list(&["https://app.example.com/callback"]),
            token_endpoint_auth_method: "none".to_owned(),
            grant_types: list(&["authorization_code"]),
            response_types: list(&["code"]),
            application_type: "native".to_owned(),
            logo_uri: text("https://app.example.com/logo.png"),
            client_uri: text("https://app.example.com/"),
            policy_uri: text("https://app.example.com/policy"),
            tos_uri: text("https://app.example.com/terms"),
            contacts: list(&["ops@app.example.com"]),
            software_id: text("software"),
            software_version: text("1.0"),
            third_party_security_mode: "strict".to_owned(),
        },
        custom_domain: Some(custom_domain()),
        request: request(),
        tenant: tenant(),
    }
}
