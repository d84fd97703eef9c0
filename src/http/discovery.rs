//! `GET /.well-known/openid-configuration` and `/.well-known/oauth-authorization-server` (OpenID Connect Discovery, RFC 8414).
//!
//! Says what works and nothing else: a client that believes a list must not be led into an endpoint that answers 404.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::error::OAuthError;
use super::{Shared, jwks, token};
use crate::app::App;
use crate::identity::{SigningAlg, Tenant, client_credential, response_type};
use crate::token::{dpop, scopes};

/// The document.
pub async fn document(State(app): State<Shared>) -> Result<impl IntoResponse, OAuthError> {
    let tenant = app.tenant().await?;
    Ok(([(header::CACHE_CONTROL, jwks::CACHE)], Json(metadata(&app, &tenant))))
}

fn metadata(app: &App, tenant: &Tenant) -> Value {
    let issuer = app.config.issuer();
    let at = |path: &str| format!("{issuer}{path}");
    let introspection: Vec<&str> = token::client_auth::METHODS.into_iter().filter(|method| *method != "none").collect();
    let mut out = json!({
        "issuer": issuer,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("oauth/token"),
        "device_authorization_endpoint": at("oauth/device/code"),
        "userinfo_endpoint": at("userinfo"),
        "jwks_uri": at(".well-known/jwks.json"),
        "revocation_endpoint": at("oauth/revoke"),
        "introspection_endpoint": at("oauth/introspect"),
        "introspection_endpoint_auth_methods_supported": introspection,
        "introspection_endpoint_auth_signing_alg_values_supported": client_credential::ALGORITHMS,
        "end_session_endpoint": at("oidc/logout"),
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "scopes_supported": scopes::IDENTITY,
        "response_types_supported": response_type::ALL,
        "response_modes_supported": ["query", "fragment", "form_post", "web_message"],
        // `implicit` is no grant of the token endpoint: its tokens come from `/authorize`.
        "grant_types_supported": token::GRANT_TYPES.iter().copied().chain(["implicit"]).collect::<Vec<_>>(),
        "dpop_signing_alg_values_supported": dpop::ALGORITHMS,
        // `plain` is an exception that an operator makes for one application, which knows of it.
        "code_challenge_methods_supported": ["S256"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": SigningAlg::NAMES,
        "token_endpoint_auth_methods_supported": token::client_auth::METHODS,
        "token_endpoint_auth_signing_alg_values_supported": client_credential::ALGORITHMS,
        "revocation_endpoint_auth_methods_supported": token::client_auth::METHODS,
        "revocation_endpoint_auth_signing_alg_values_supported": client_credential::ALGORITHMS,
        "claims_supported": [
            "at_hash", "aud", "auth_time", "c_hash", "created_at", "email", "email_verified", "exp", "family_name", "given_name", "iat", "identities", "iss",
            "name", "nickname", "nonce", "phone_number", "phone_number_verified", "picture", "sid", "sub", "updated_at",
        ],
        "authorization_response_iss_parameter_supported": tenant.names_issuer(),
        "request_parameter_supported": true,
        "request_object_signing_alg_values_supported": client_credential::ALGORITHMS,
        "request_uri_parameter_supported": false,
        "require_pushed_authorization_requests": false,
    });
    let pushing = tenant.takes_pushed_requests().then(|| ("pushed_authorization_request_endpoint".to_owned(), at("oauth/par").into()));
    let named = tenant.takes_metadata_documents().then(|| ("client_id_metadata_document_supported".to_owned(), true.into()));
    let registering = tenant.registers_applications().map(|_| ("registration_endpoint".to_owned(), at("oidc/register").into()));
    if let Some(document) = out.as_object_mut() {
        document.extend(pushing.into_iter().chain(registering).chain(named));
    }
    out
}
