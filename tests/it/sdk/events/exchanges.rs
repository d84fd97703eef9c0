//! The triggers at the token endpoint.

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
