//! `/api/v2/refresh-tokens` and the refresh tokens of a user.

use std::time::Duration;

use anteroom::identity::User;
use anteroom::identity::client::{AppType, RotationType};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::message;
use crate::support::clients::TestClient;

const ALL: &str = "read:refresh_tokens update:refresh_tokens delete:refresh_tokens";
const API: &str = "https://api.example.com/";

struct Story {
    server: TestServer,
    plain: TestClient,
    rotating: TestClient,
    ann: User,
    bob: User,
}

async fn story() -> Story {
    let server = TestServer::start().await;
    let plain = server.client(AppType::RegularWeb).await;
    let rotating = server.client_with(AppType::RegularWeb, |client| client.refresh_token.rotation_type = RotationType::Rotating).await;
    server.with_database(&[&plain.client, &rotating.client]).await;
    server.resource_server(API, &["read:things"]).await;
    let (ann, bob) = (server.user("ann@example.com").await, server.user("bob@example.com").await);
    Story { server, plain, rotating, ann, bob }
}

impl Story {
    async fn token(&self, client: &TestClient, user: &User, audience: Option<&str>) -> String {
        let audience = audience.map(str::to_owned);
        let code = self.server.code_with(client, user, "openid offline_access", |new| new.audience = audience).await;
        self.server.redeem(client, &code).await.text_of("refresh_token").to_owned()
    }

    /// What the API lists of a user, by the path of the user.
    async fn listed(&self, user: &User) -> Vec<Value> {
        let (status, page) = self.server.api(ALL).get(&of(user)).await;
        assert_eq!(status, 200, "{page}");
        page["tokens"].as_array().unwrap().clone()
    }
}

fn of(user: &User) -> String {
    format!("/users/{}/refresh-tokens", user.user_id.replace('|', "%7C"))
}

fn id(token: &Value) -> &str {
    token["id"].as_str().unwrap()
}

#[tokio::test]
async fn a_refresh_token_keeps_its_id_and_metadata_through_rotation() {
    let story = story().await;
    let api = story.server.api(ALL);
    let token = story.token(&story.rotating, &story.ann, Some(API)).await;
    let shown = story.listed(&story.ann).await.remove(0);
    let path = format!("/refresh-tokens/{}", id(&shown));
    assert_eq!(api.get(&path).await, (200, shown.clone()));
    assert_eq!((&shown["user_id"], &shown["client_id"]), (&json!(story.ann.user_id), &json!(story.rotating.id())));
    assert_eq!((&shown["rotating"], &shown["session_id"]), (&json!(true), &json!("session-of-the-tests")));
    assert_eq!(shown["resource_servers"], json!([{ "audience": API, "scopes": "openid offline_access" }]));
    assert_eq!((&shown["last_exchanged_at"], &shown["refresh_token_metadata"]), (&Value::Null, &Value::Null));
    let (status, changed) = api.patch(&path, json!({ "refresh_token_metadata": { "device": "tv" } })).await;
    assert_eq!((status, &changed["refresh_token_metadata"]), (200, &json!({ "device": "tv" })));

    let next = story.server.refresh(&story.rotating, &token).await.text_of("refresh_token").to_owned();
    let rotated = story.listed(&story.ann).await;
    assert_eq!(rotated.len(), 1, "{rotated:?}");
    assert_eq!((id(&rotated[0]), &rotated[0]["refresh_token_metadata"]), (id(&shown), &json!({ "device": "tv" })));
    assert!(rotated[0]["last_exchanged_at"].is_string());
    for secret in [&token, &next] {
        assert!(!rotated[0].to_string().contains(secret.as_str()));
    }
    assert!(!rotated[0].to_string().contains("hash"));
    assert_eq!(api.patch(&path, json!({ "refresh_token_metadata": null })).await.1["refresh_token_metadata"], Value::Null);
    assert_eq!(api.patch(&path, json!({ "refresh_token_metadata": { "a": 1 } })).await.0, 400);
    assert_eq!(api.patch(&path, json!({ "scope": "more" })).await.0, 400);

    assert_eq!(api.delete(&path).await.0, 202);
    assert_eq!(api.delete(&path).await.0, 202);
    story.server.refresh(&story.rotating, &next).await.assert_error(403, "invalid_grant");
    let gone = api.get(&path).await;
    assert_eq!((gone.0, message(&gone)), (404, "The refresh token does not exist."));
    assert_eq!(api.patch(&path, json!({})).await.0, 404);
}

#[tokio::test]
async fn refresh_tokens_are_listed_by_user_and_application() {
    let story = story().await;
    let api = story.server.api(ALL);
    for _ in 0..3 {
        story.token(&story.plain, &story.ann, None).await;
    }
    story.token(&story.rotating, &story.ann, None).await;
    story.token(&story.plain, &story.bob, None).await;
    let user = story.ann.user_id.replace('|', "%7C");
    let (mut seen, mut from) = (Vec::new(), String::new());
    loop {
        let (_, page) = api.get(&format!("/refresh-tokens?user_id={user}&take=3{from}")).await;
        seen.extend(page["refresh_tokens"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { break };
        from = format!("&from={next}");
    }
    assert_eq!(seen, story.listed(&story.ann).await);
    assert_eq!(seen.len(), 4);
    let (_, one) = api.get(&format!("/refresh-tokens?user_id={user}&client_id={}&fields=id,client_id", story.rotating.id())).await;
    assert_eq!(one["refresh_tokens"].as_array().unwrap().len(), 1);
    assert_eq!(one["refresh_tokens"][0].as_object().unwrap().len(), 2);
    for (path, status) in [
        ("/refresh-tokens", 400),
        ("/refresh-tokens?user_id=nobody", 404),
        (&format!("/refresh-tokens?user_id={user}&client_id=none"), 404),
        (&format!("/refresh-tokens?user_id={user}&from=!"), 400),
        ("/users/nobody/refresh-tokens", 404),
    ] {
        assert_eq!(api.get(path).await.0, status, "{path}");
    }
    story.server.clock.advance(Duration::from_secs(400 * 24 * 3600));
    assert_eq!(story.server.api("delete:sessions").get(&of(&story.ann)).await.0, 403);
}

#[tokio::test]
async fn refresh_tokens_are_revoked_by_id_user_application_and_api() {
    let story = story().await;
    let api = story.server.api(ALL);
    let plain = story.token(&story.plain, &story.ann, None).await;
    let for_api = story.token(&story.plain, &story.ann, Some(API)).await;
    let rotating = story.token(&story.rotating, &story.ann, None).await;
    let bobs = story.token(&story.plain, &story.bob, None).await;
    let left = async || (story.listed(&story.ann).await.len(), story.listed(&story.bob).await.len());
    for (body, said) in [
        (json!({}), "Invalid combination of parameters."),
        (json!({ "audience": API }), "Invalid combination of parameters."),
        (json!({ "ids": [] }), "Invalid combination of parameters."),
        (json!({ "ids": ["x"], "user_id": story.ann.user_id }), "Invalid combination of parameters."),
        (json!({ "user_id": "nobody" }), "User not found."),
        (json!({ "client_id": "none" }), "Client not found."),
        (json!({ "user_id": story.ann.user_id, "audience": "https://none.example.com/" }), "Resource server not found."),
        (json!({ "ids": "x" }), "Expected type array but found type string"),
    ] {
        let refused = api.post("/refresh-tokens/revoke", body.clone()).await;
        assert_eq!(refused.0, 400, "{body}: {}", refused.1);
        assert!(message(&refused).contains(said), "{body}: {}", message(&refused));
    }
    assert_eq!(left().await, (3, 1));
    let revoke = async |body: Value| assert_eq!(api.post("/refresh-tokens/revoke", body).await.0, 202);
    revoke(json!({ "user_id": story.ann.user_id, "client_id": story.plain.id(), "audience": API })).await;
    assert_eq!(left().await, (2, 1));
    story.server.refresh(&story.plain, &for_api).await.assert_error(403, "invalid_grant");
    assert_eq!(story.server.refresh(&story.plain, &plain).await.status, 200);
    let ids: Vec<Value> = story.listed(&story.bob).await.iter().map(|token| token["id"].clone()).collect();
    revoke(json!({ "ids": ids })).await;
    story.server.refresh(&story.plain, &bobs).await.assert_error(403, "invalid_grant");
    assert_eq!(left().await, (2, 0));
    revoke(json!({ "client_id": story.plain.id() })).await;
    assert_eq!(left().await, (1, 0));
    assert_eq!(api.delete(&of(&story.ann)).await.0, 202);
    assert_eq!(left().await, (0, 0));
    story.server.refresh(&story.rotating, &rotating).await.assert_error(403, "invalid_grant");
    assert_eq!(api.delete("/users/nobody/refresh-tokens").await.0, 404);
}
