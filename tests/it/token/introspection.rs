//! Introspection (RFC 7662): who may ask, and what a token stands for.

use std::time::Duration;

use anteroom::identity::client::{AppType, RotationType};
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
    assert_eq!(access["scope"], "openid profile email offline_access");
    assert!(!access.to_string().contains("ada@example.com"), "what else may be known of the user is /userinfo's to say");
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
async fn a_token_of_a_user_who_was_blocked_or_has_a_new_password_since_is_not_active() {
    let server = TestServer::start().await;
    let client = server.client(AppType::RegularWeb).await;
    let login = logged_in(&server, &client).await;
    let sub = ask(&server, &client, login.text_of("access_token")).await["sub"].as_str().unwrap().to_owned();
    server.resource_server("urn:api", &["read"]).await;
    let user = server.app.directory.users.get(&sub).await.unwrap().unwrap().value;
    let code = server.code_with(&client, &user, "openid read", |code| code.audience = Some("urn:api".to_owned())).await;
    let signed = server.redeem(&client, &code).await;
    let tokens = [login.text_of("access_token"), login.text_of("refresh_token"), signed.text_of("access_token")];
    assert!(tokens[2].contains('.') && !tokens[0].contains('.'), "the last one is a JWT");
    let all = async || {
        let mut active = Vec::new();
        for token in tokens {
            active.push(ask(&server, &client, token).await["active"] == true);
        }
        active
    };
    assert_eq!(all().await, [true; 3]);
    server.app.directory.users.modify(&sub, |user| user.blocked = true).await.unwrap();
    assert_eq!(all().await, [false; 3]);
    server.app.directory.users.modify(&sub, |user| user.blocked = false).await.unwrap();
    assert_eq!(all().await, [true; 3]);
    server.clock.advance(Duration::from_secs(2));
    let now = server.app.clock.now();
    server.app.directory.users.modify(&sub, |user| user.last_password_reset = Some(now)).await.unwrap();
    assert_eq!(all().await, [false; 3]);
    let userinfo = server.http.get(format!("{}/userinfo", server.url)).bearer_auth(tokens[0]).send().await.unwrap();
    assert_eq!(userinfo.status(), 401);
}

#[tokio::test]
async fn a_token_of_an_application_that_is_gone_is_not_active_at_its_api() {
    let server = TestServer::start().await;
    let (client, api) = (server.client(AppType::RegularWeb).await, server.client(AppType::NonInteractive).await);
    server.resource_server("urn:api", &["read"]).await;
    server.grant(&api, "urn:api", &[]).await;
    let user = server.user("ada@example.com").await;
    let code = server.code_with(&client, &user, "openid read", |code| code.audience = Some("urn:api".to_owned())).await;
    let login = server.redeem(&client, &code).await;
    assert_eq!(ask(&server, &api, login.text_of("access_token")).await["active"], true);
    let stored = server.app.directory.clients.get(client.id()).await.unwrap().unwrap();
    server.app.directory.clients.delete(&stored).await.unwrap();
    assert_eq!(ask(&server, &api, login.text_of("access_token")).await, inactive());
}

#[tokio::test]
async fn a_refresh_token_that_was_rotated_is_not_active_and_asking_ends_no_family() {
    let server = TestServer::start().await;
    let client = server
        .client_with(AppType::RegularWeb, |client| {
            client.refresh_token.rotation_type = RotationType::Rotating;
            client.refresh_token.leeway = 0;
        })
        .await;
    let first = logged_in(&server, &client).await;
    let second = server.refresh(&client, first.text_of("refresh_token")).await;
    assert_eq!(ask(&server, &client, first.text_of("refresh_token")).await, inactive());
    let stranger = server.client(AppType::RegularWeb).await;
    assert_eq!(ask(&server, &stranger, second.text_of("refresh_token")).await, inactive());
    assert_eq!(server.refresh(&client, second.text_of("refresh_token")).await.status, 200);
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
