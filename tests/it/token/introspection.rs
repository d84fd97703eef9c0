//! Introspection (RFC 7662): who may ask, and what a token stands for.

use std::time::Duration;

use anteroom::identity::client::AppType;
use serde_json::{Value, json};

use super::{logged_in, rotating};
use crate::support::TestServer;
use crate::support::clients::TestClient;

async fn ask(server: &TestServer, client: &TestClient, token: &str) -> Value {
    let answer = server.post_form("/oauth/introspect", &[&client.credentials()[..], &[("token", token)]].concat()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json
}

fn inactive() -> Value {
    json!({ "active": false })
}

#[tokio::test]
async fn an_application_learns_what_its_own_tokens_stand_for() {
    let server = TestServer::start().await;
    let client = server.client(AppType::RegularWeb).await;
    let login = logged_in(&server, &client).await;
    let access = ask(&server, &client, login.text_of("access_token")).await;
    assert_eq!((&access["active"], &access["token_type"], &access["client_id"]), (&json!(true), &json!("Bearer"), &json!(client.id())));
    assert_eq!((&access["username"], &access["scope"]), (&json!("ada@example.com"), &json!("openid profile email offline_access")));
    let refresh = ask(&server, &client, login.text_of("refresh_token")).await;
    assert_eq!((&refresh["active"], &refresh["sub"]), (&json!(true), &access["sub"]));
    assert_eq!(ask(&server, &client, login.text_of("id_token")).await, inactive(), "an ID token opens nothing");

    server.clock.advance(Duration::from_secs(86_401));
    assert_eq!(ask(&server, &client, login.text_of("access_token")).await, inactive());
}

#[tokio::test]
async fn an_api_asks_of_the_tokens_that_are_for_it_and_of_no_others() {
    let server = TestServer::start().await;
    let (machine, api, stranger) = (
        server.client(AppType::NonInteractive).await,
        server.client(AppType::NonInteractive).await,
        server.client(AppType::NonInteractive).await,
    );
    server.resource_server("urn:api", &["read"]).await;
    server.resource_server("urn:other", &["read"]).await;
    server.grant(&machine, "urn:api", &["read"]).await;
    server.grant(&api, "urn:api", &[]).await;
    server.grant(&stranger, "urn:other", &["read"]).await;
    let token = server.token(&machine, &[("grant_type", "client_credentials"), ("audience", "urn:api")]).await;
    let token = token.text_of("access_token");
    let told = ask(&server, &api, token).await;
    assert_eq!((&told["active"], &told["scope"], &told["aud"]), (&json!(true), &json!("read"), &json!("urn:api")));
    assert_eq!(ask(&server, &stranger, token).await, inactive());
    let mut forged = token.to_owned();
    forged.truncate(token.len() - 4);
    for nothing in [forged.as_str(), "nothing", "a.b.c", &"x".repeat(60_000)] {
        assert_eq!(ask(&server, &api, nothing).await, inactive());
    }
}

#[tokio::test]
async fn a_token_of_a_user_who_was_blocked_since_is_not_active_and_asking_ends_no_family() {
    let server = TestServer::start().await;
    let client = server.client(AppType::RegularWeb).await;
    let login = logged_in(&server, &client).await;
    let sub = ask(&server, &client, login.text_of("access_token")).await["sub"].as_str().unwrap().to_owned();
    server.app.directory.users.modify(&sub, |user| user.blocked = true).await.unwrap();
    for token in ["access_token", "refresh_token"] {
        assert_eq!(ask(&server, &client, login.text_of(token)).await, inactive(), "{token}");
    }

    let spa = rotating(&server, 0).await;
    let other = server.client(AppType::RegularWeb).await;
    server.app.directory.users.modify(&sub, |user| user.blocked = false).await.unwrap();
    super::enabled(&server, &spa).await;
    let user = server.app.directory.users.get(&sub).await.unwrap().unwrap().value;
    let code = server.code(&spa, &user, "openid offline_access").await;
    let first = server.redeem(&spa, &code).await;
    let second = server.refresh(&spa, first.text_of("refresh_token")).await;
    assert_eq!(ask(&server, &other, first.text_of("refresh_token")).await, inactive());
    assert_eq!(server.refresh(&spa, second.text_of("refresh_token")).await.status, 200);
}

#[tokio::test]
async fn who_cannot_prove_who_they_are_learns_nothing() {
    let server = TestServer::start().await;
    let client = server.client(AppType::RegularWeb).await;
    let login = logged_in(&server, &client).await;
    let token = login.text_of("access_token");
    let spa = rotating(&server, 0).await;
    for form in [
        vec![("token", token)],
        vec![("client_id", client.id()), ("client_secret", "wrong"), ("token", token)],
        vec![("client_id", spa.id()), ("token", token)],
    ] {
        let answer = server.post_form("/oauth/introspect", &form).await;
        assert!(matches!(answer.status, 400 | 401), "{} {}", answer.status, answer.text);
        assert!(!answer.text.contains("active"), "{}", answer.text);
    }
    let answer = server.post_form("/oauth/introspect", &client.credentials()).await;
    answer.assert_error(400, "invalid_request");
}
