//! `oidcc-discovery-endpoint-verification`, of the Config and Dynamic profiles (OpenID Connect Discovery sections 3 and 4).

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::support::TestServer;

async fn document(server: &TestServer) -> Map<String, Value> {
    let answer = server.get("/.well-known/openid-configuration").await;
    assert_eq!(answer.status(), 200);
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("application/json"), "section 4.2");
    answer.json().await.unwrap()
}

/// Section 3: what is REQUIRED, and what providers of the Basic, Implicit and Hybrid profiles must support (Core section 15.1).
#[tokio::test]
async fn discovery_has_every_member_that_it_must_have() {
    let server = TestServer::start().await;
    let document = document(&server).await;
    for name in ["issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"] {
        assert!(document[name].as_str().is_some_and(|url| url.starts_with(&server.url)), "{name}");
    }
    let has = |name: &str, value: &str| document[name].as_array().unwrap().contains(&json!(value));
    // The order of the words means nothing (OAuth 2.0 Multiple Response Type Encoding Practices section 5).
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<BTreeSet<_>>();
    let announced: Vec<_> =
        document["response_types_supported"].as_array().unwrap().iter().map(|text| words(text.as_str().unwrap())).collect();
    for value in ["code", "id_token", "id_token token", "code id_token", "code token", "code id_token token"] {
        assert!(announced.contains(&words(value)), "{value}");
    }
    assert!(has("id_token_signing_alg_values_supported", "RS256") && !has("id_token_signing_alg_values_supported", "none"));
    assert!(has("scopes_supported", "openid") && has("subject_types_supported", "public"));
    assert!(has("grant_types_supported", "authorization_code") && has("grant_types_supported", "implicit"));
    assert!(has("token_endpoint_auth_methods_supported", "client_secret_basic"));
    assert!(has("claims_supported", "sub"));
}

/// Section 4.3: the issuer is the URL that the document was asked of; section 7.2 and Core section 2: on https all of it is https.
#[tokio::test]
async fn every_url_of_the_document_is_the_issuers_own() {
    let server = TestServer::start_behind("https://login.example.com").await;
    let document = document(&server).await;
    let issuer = document["issuer"].as_str().unwrap();
    assert_eq!(issuer, "https://login.example.com/");
    let urls = document.iter().filter(|(name, _)| name.ends_with("_endpoint") || name.ends_with("_uri"));
    let mut seen = 0;
    for (name, url) in urls {
        assert!(url.as_str().unwrap().starts_with(issuer), "{name}");
        seen += 1;
    }
    assert!(seen >= 8, "{document:?}");
}

/// Section 3: claims that may be told are announced.
#[tokio::test]
async fn discovery_names_the_claims_of_every_scope() {
    let server = TestServer::start().await;
    let document = document(&server).await;
    let announced = document["claims_supported"].as_array().unwrap();
    for claim in [
        "sub",
        "iss",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "nonce",
        "at_hash",
        "c_hash",
        "sid",
        "name",
        "given_name",
        "family_name",
        "nickname",
        "picture",
        "updated_at",
        "email",
        "email_verified",
        "phone_number",
        "phone_number_verified",
    ] {
        assert!(announced.contains(&json!(claim)), "{claim}");
    }
}
