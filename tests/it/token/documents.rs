//! Discovery and the published keys (reference 5.7).

use anteroom::identity::client::AppType;
use serde_json::{Value, json};

use crate::support::TestServer;

#[tokio::test]
async fn discovery_names_the_issuer_and_what_works() {
    let server = TestServer::start().await;
    let document: Value = server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    assert_eq!(document["issuer"], format!("{}/", server.url));
    assert_eq!(document["token_endpoint"], format!("{}/oauth/token", server.url));
    assert_eq!(document["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(document["id_token_signing_alg_values_supported"], json!(["RS256", "ES256"]));
    let other: Value = server.get("/.well-known/oauth-authorization-server").await.json().await.unwrap();
    assert_eq!(document, other);
    let endpoints = document.as_object().unwrap().keys().filter(|name| name.ends_with("_endpoint") || *name == "jwks_uri");
    for endpoint in endpoints {
        let answer = server.http.get(document[endpoint].as_str().unwrap()).send().await.unwrap();
        assert_ne!(answer.status(), 404, "{endpoint}");
    }
}

#[tokio::test]
async fn the_published_keys_are_current_and_next_and_hold_nothing_secret() {
    let server = TestServer::start().await;
    let response = server.get("/.well-known/jwks.json").await;
    assert!(response.headers()["cache-control"].to_str().unwrap().contains("max-age="));
    let document: Value = response.json().await.unwrap();
    let keys = document["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 4);
    // Those of the common algorithm first, for clients that look no further.
    for key in &keys[2..] {
        let mut names: Vec<&String> = key.as_object().unwrap().keys().collect();
        names.sort();
        assert_eq!(names, ["alg", "crv", "kid", "kty", "use", "x", "x5c", "x5t", "y"]);
        assert_eq!((&key["kty"], &key["use"], &key["alg"], &key["crv"]), (&json!("EC"), &json!("sig"), &json!("ES256"), &json!("P-256")));
        assert_eq!((key["x"].as_str().unwrap().len(), key["y"].as_str().unwrap().len()), (43, 43));
    }
    for key in &keys[..2] {
        let mut names: Vec<&String> = key.as_object().unwrap().keys().collect();
        names.sort();
        assert_eq!(names, ["alg", "e", "kid", "kty", "n", "use", "x5c", "x5t"]);
        assert_eq!((&key["kty"], &key["use"], &key["alg"], &key["e"]), (&json!("RSA"), &json!("sig"), &json!("RS256"), &json!("AQAB")));
        assert!(key["x5c"][0].as_str().unwrap().starts_with("MII"));
    }
}

#[tokio::test]
async fn a_rotation_signs_with_the_key_that_was_announced() {
    let server = TestServer::start().await;
    let client = server.client(AppType::NonInteractive).await;
    server.resource_server("urn:api", &[]).await;
    server.grant(&client, "urn:api", &[]).await;
    let before: Value = server.get("/.well-known/jwks.json").await.json().await.unwrap();
    server.app.keys.rotate().await.unwrap();
    let answer = server.token(&client, &[("grant_type", "client_credentials"), ("audience", "urn:api")]).await;
    let kid = jsonwebtoken::decode_header(answer.text_of("access_token")).unwrap().kid.unwrap();
    assert_eq!(before["keys"][1]["kid"], json!(kid));
    super::verified(&server, answer.text_of("access_token"), "urn:api").await;
    let after: Value = server.get("/.well-known/jwks.json").await.json().await.unwrap();
    assert_eq!(after["keys"].as_array().unwrap().len(), 6);
}
