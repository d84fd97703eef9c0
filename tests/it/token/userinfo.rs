//! `/userinfo` (OpenID Connect Core section 5.3, RFC 6750).

use std::time::Duration;

use anteroom::identity::client::AppType;
use serde_json::json;

use crate::support::TestServer;
use crate::support::clients::Answer;

/// An opaque access token with these scopes, and its user's id.
async fn opaque(server: &TestServer, scope: &str) -> (String, String) {
    let client = server.client(AppType::Spa).await;
    let user = server.user("ada@example.com").await;
    let code = server.code(&client, &user, scope).await;
    (server.redeem(&client, &code).await.text_of("access_token").to_owned(), user.user_id)
}

async fn with(server: &TestServer, header: &str) -> Answer {
    Answer::of(server.http.get(format!("{}/userinfo", server.url)).header("authorization", header).send().await.unwrap()).await
}

#[tokio::test]
async fn the_scopes_of_the_token_decide_which_claims_are_told() {
    let server = TestServer::start().await;
    let (token, user_id) = opaque(&server, "openid email").await;
    let answer = with(&server, &format!("Bearer {token}")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.json, json!({ "sub": user_id, "email": "ada@example.com", "email_verified": true }));

    let client = server.client(AppType::Spa).await;
    let user = server.app.directory.users.get(&user_id).await.unwrap().unwrap().value;
    let code = server.code(&client, &user, "openid profile").await;
    let token = server.redeem(&client, &code).await.text_of("access_token").to_owned();
    let answer = with(&server, &format!("bearer {token}")).await;
    assert_eq!(
        answer.json,
        json!({ "sub": user_id, "name": "ada@example.com", "nickname": "ada", "updated_at": "2026-11-20T10:00:00.000Z" })
    );
}

#[tokio::test]
async fn the_token_comes_in_the_header_or_in_the_form_and_in_one_of_them_only() {
    let server = TestServer::start().await;
    let (token, user_id) = opaque(&server, "openid").await;
    let answer = server.post_form("/userinfo", &[("access_token", &token)]).await;
    assert_eq!(answer.json["sub"], json!(user_id));
    let url = format!("{}/userinfo", server.url);
    assert_eq!(server.http.post(&url).bearer_auth(&token).send().await.unwrap().status(), 200);
    assert_eq!(server.http.post(&url).bearer_auth(&token).form(&[("access_token", &token)]).send().await.unwrap().status(), 400);
    let twice = server.http.get(&url).bearer_auth(&token).bearer_auth(&token).send().await.unwrap();
    assert_eq!(twice.status(), 400);
    assert_eq!(server.get(&format!("/userinfo?access_token={token}")).await.status(), 401, "a query ends up in logs");
}

#[tokio::test]
async fn a_request_without_a_good_token_is_told_which_scheme_to_use() {
    let server = TestServer::start().await;
    let none = Answer::of(server.get("/userinfo").await).await;
    assert_eq!((none.status, none.text.as_str()), (401, "Unauthorized"));
    assert_eq!(none.headers["www-authenticate"], "Bearer realm=\"Users\"");
    let bad = with(&server, "Bearer nothing").await;
    assert_eq!(bad.status, 401);
    assert!(bad.headers["www-authenticate"].to_str().unwrap().contains("error=\"invalid_token\""));
    for (header, status) in [("Bearer", 400), ("Bearer ", 400), ("Bearer a b", 400), ("Basic abc", 401)] {
        assert_eq!(with(&server, header).await.status, status, "{header:?}");
    }
    assert!(with(&server, &format!("Bearer {}", "x".repeat(200_000))).await.status >= 400);
}

#[tokio::test]
async fn an_opaque_token_ends_after_a_day_and_with_its_user() {
    let server = TestServer::start().await;
    let (token, user_id) = opaque(&server, "openid").await;
    let header = format!("Bearer {token}");
    server.app.directory.users.modify(&user_id, |user| user.blocked = true).await.unwrap();
    assert_eq!(with(&server, &header).await.status, 401);
    server.app.directory.users.modify(&user_id, |user| user.blocked = false).await.unwrap();
    server.clock.advance(Duration::from_secs(86_399));
    assert_eq!(with(&server, &header).await.status, 200);
    server.clock.advance(Duration::from_secs(1));
    assert_eq!(with(&server, &header).await.status, 401);
}

#[tokio::test]
async fn a_jwt_for_an_api_without_openid_does_not_open_the_profile() {
    let server = TestServer::start().await;
    let client = server.client(AppType::Spa).await;
    let user = server.user("ada@example.com").await;
    server.resource_server("urn:api", &["read"]).await;
    for (scope, status) in [("read email", 401), ("openid read", 200)] {
        let code = server.code_with(&client, &user, scope, |new| new.audience = Some("urn:api".to_owned())).await;
        let token = server.redeem(&client, &code).await.text_of("access_token").to_owned();
        assert_eq!(with(&server, &format!("Bearer {token}")).await.status, status, "{scope}");
    }
}
