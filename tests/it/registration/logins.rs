//! Whole logins of applications that registered themselves.

use serde_json::json;

use super::{EMAIL, Story};
use crate::support::browser::{Browser, authorize};
use crate::support::story::{CALLBACK, PASSWORD};
use crate::token::verified;

#[tokio::test]
async fn a_registered_application_logs_people_in_after_their_consent() {
    let story = Story::begin().await;
    for method in ["client_secret_post", "none"] {
        let said = json!({
            "client_name": "Orders", "token_endpoint_auth_method": method, "grant_types": ["authorization_code", "refresh_token"],
        });
        let (registered, client) = story.application(said).await;
        let browser = Browser::new(&story.server);
        let (path, page) = story.to_consent(&browser, &client, &[("scope", "openid email offline_access")]).await;
        assert!(page.body.contains("Orders") && page.body.contains("See your email address") && page.body.contains("rp.example.com"));
        let answer = browser.submit(&path, &page, &[("action", "accept")]).await;
        let tokens = story.redeem(&registered, &answer.returned()["code"]).await;
        let claims = verified(&story.server, tokens.text_of("id_token"), &client.client_id).await;
        assert_eq!(claims["email"], EMAIL);
        let first = tokens.text_of("refresh_token").to_owned();
        let next = story.refresh(&registered, &first).await;
        assert_eq!(next.status, 200, "{}", next.text);
        assert_ne!(next.text_of("refresh_token"), first, "a stranger's refresh token is good once");
        assert_eq!(story.refresh(&registered, &first).await.status, 403);
    }
}

#[tokio::test]
async fn consent_is_asked_for_an_api_that_asks_none_of_our_own() {
    let story = Story::begin().await;
    let api = story.server.resource_server("https://orders.example.com", &["read:orders"]).await;
    assert!(api.skip_consent_for_verifiable_first_party_clients);
    let (registered, client) = story.application(json!({})).await;
    let browser = Browser::new(&story.server);
    let wanted = [("audience", "https://orders.example.com"), ("scope", "openid read:orders")];
    let code = story.code(&browser, &client, &wanted).await;
    let tokens = story.redeem(&registered, &code).await;
    let claims = verified(&story.server, tokens.text_of("access_token"), "https://orders.example.com").await;
    assert_eq!(claims["scope"], "openid read:orders");
    // And by a session that is there, again for whoever else registers.
    let (_, other) = story.application(json!({})).await;
    let answer = browser.get(&authorize(&other, &wanted)).await;
    assert!(answer.location().starts_with("/u/consent?state="), "{answer:?}");
}

#[tokio::test]
async fn only_domain_connections_serve_it() {
    let story = Story::begin().await;
    let (_, client) = story.application(json!({})).await;
    let browser = Browser::new(&story.server);
    story.to_consent(&browser, &client, &[]).await;
    // Being enabled for it is not enough, even where all applications are.
    let id = client.client_id.clone();
    let directory = &story.server.app.directory;
    let change = |domain: bool| {
        let id = id.clone();
        directory.connections.modify(&story.connection.id, move |connection| {
            connection.is_domain_connection = domain;
            connection.enabled_clients = vec![id.clone()];
        })
    };
    change(false).await.unwrap();
    for request in [authorize(&client, &[]), authorize(&client, &[("connection", &story.connection.name)])] {
        for browser in [&browser, &Browser::new(&story.server)] {
            let answer = browser.get(&request).await.returned();
            assert_eq!(answer["error"], "invalid_request", "{answer:?}");
        }
    }
    let form =
        [("client_id", id.as_str()), ("connection", story.connection.name.as_str()), ("email", "new@example.com"), ("password", PASSWORD)];
    assert_eq!(story.server.post_form("/dbconnections/signup", &form).await.status, 400);
    change(true).await.unwrap();
    assert!(Browser::new(&story.server).get(&authorize(&client, &[])).await.location().starts_with("/u/login"));
    assert_eq!(story.server.post_form("/dbconnections/signup", &form).await.status, 200);
}

#[tokio::test]
async fn a_new_application_is_enabled_for_no_connection() {
    let story = Story::begin().await;
    story.set(json!({ "flags": { "enable_client_connections": true } })).await;
    let (_, client) = story.application(json!({})).await;
    let connection = story.server.app.directory.connections.get(&story.connection.id).await.unwrap().unwrap();
    assert!(!connection.enabled_clients.contains(&client.client_id));
}

#[tokio::test]
async fn a_public_application_uses_pkce_in_either_mode() {
    let story = Story::begin().await;
    let (_, client) = story.application(json!({ "token_endpoint_auth_method": "none" })).await;
    let request = authorize(&client, &[("code_challenge", ""), ("code_challenge_method", "")]);
    assert_eq!(Browser::new(&story.server).get(&request).await.returned()["error"], "invalid_request");
    let (_, confidential) = story.application(json!({ "redirect_uris": [CALLBACK] })).await;
    let request = authorize(&confidential, &[("code_challenge", ""), ("code_challenge_method", "")]);
    assert!(Browser::new(&story.server).get(&request).await.location().starts_with("/u/login"));
}
