//! `/api/v2/sessions` and the sessions of a user.

use std::time::Duration;

use anteroom::identity::client::AppType;
use anteroom::identity::{Origin, Session, Tenant, User, sessions};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::message;

const ALL: &str = "read:sessions update:sessions delete:sessions delete:refresh_tokens";

async fn begin(server: &TestServer, user: &User, client_id: &str) -> Session {
    let origin = Origin { ip: "192.0.2.7".to_owned(), user_agent: Some("browser".to_owned()), ..Origin::default() };
    let random = server.app.random.as_ref();
    let (session, _) = sessions::draft(
        random,
        server.app.clock.now(),
        &Tenant::new("main"),
        user,
        &origin,
        &sessions::Proof { client_id, method: "pwd", connection_id: "con_1" },
    );
    sessions::begin(&server.app.directory, &session, None).await.unwrap();
    session
}

fn of(user: &User) -> String {
    format!("/users/{}/sessions", user.user_id.replace('|', "%7C"))
}

#[tokio::test]
async fn sessions_are_shown_without_their_cookie_and_carry_the_operators_metadata() {
    let server = TestServer::start().await;
    let api = server.api(ALL);
    let user = server.user("ann@example.com").await;
    let session = begin(&server, &user, "app").await;
    let path = format!("/sessions/{}", session.id);
    let (status, shown) = api.get(&path).await;
    assert_eq!(status, 200, "{shown}");
    let at = "2026-11-20T10:00:00.000Z";
    assert_eq!(
        shown,
        json!({
            "id": session.id, "user_id": user.user_id, "created_at": at, "updated_at": at, "authenticated_at": at, "last_interacted_at": at,
            "idle_expires_at": "2026-11-23T10:00:00.000Z", "expires_at": "2026-11-27T10:00:00.000Z",
            "device": { "initial_ip": "192.0.2.7", "initial_user_agent": "browser" }, "clients": [{ "client_id": "app" }],
            "authentication": { "methods": [{ "name": "pwd", "timestamp": at }] }, "cookie": { "mode": "persistent" }, "session_metadata": null,
        })
    );
    let (status, changed) = api.patch(&path, json!({ "session_metadata": { "ticket": "42" } })).await;
    assert_eq!((status, &changed["session_metadata"]), (200, &json!({ "ticket": "42" })));
    assert_eq!(api.patch(&path, json!({})).await.1, changed);
    assert_eq!(api.get(&of(&user)).await.1, json!({ "sessions": [changed] }));
    assert_eq!(api.patch(&path, json!({ "session_metadata": null })).await.1, shown);
    let many: serde_json::Map<String, Value> = (0..26).map(|n| (n.to_string(), json!("x"))).collect();
    for wrong in
        [json!({ "a": 1 }), json!({ "a": { "b": "c" } }), json!({ "a": "x".repeat(256) }), json!({ "": "x" }), json!("x"), json!(many)]
    {
        let refused = api.patch(&path, json!({ "session_metadata": wrong })).await;
        assert_eq!((refused.0, &refused.1["errorCode"]), (400, &json!("invalid_body")), "{wrong}: {}", refused.1);
    }
    assert_eq!(api.patch(&path, json!({ "expires_at": "2030-01-01T00:00:00Z" })).await.0, 400);
}

#[tokio::test]
async fn the_sessions_of_a_user_are_listed_by_checkpoint_and_only_while_they_live() {
    let server = TestServer::start().await;
    let api = server.api(ALL);
    let (user, other) = (server.user("ann@example.com").await, server.user("bob@example.com").await);
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(begin(&server, &user, "app").await.id);
    }
    begin(&server, &other, "app").await;
    ids.sort();
    let (mut seen, mut from) = (Vec::new(), String::new());
    loop {
        let (_, page) = api.get(&format!("{}?take=2{from}", of(&user))).await;
        seen.extend(page["sessions"].as_array().unwrap().iter().map(|session| session["id"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        from = format!("&from={next}");
    }
    assert_eq!(seen, ids);
    assert_eq!(api.get("/users/nobody/sessions").await.0, 404);
    assert_eq!(api.get(&format!("{}?page=1", of(&user))).await.0, 400);
    server.clock.advance(Duration::from_secs(4 * 24 * 3600));
    let api = server.api(ALL);
    assert_eq!(api.get(&of(&user)).await.1, json!({ "sessions": [] }));
    let gone = api.get(&format!("/sessions/{}", ids[0])).await;
    assert_eq!((gone.0, message(&gone)), (404, "The session does not exist."));
    assert_eq!(api.patch(&format!("/sessions/{}", ids[0]), json!({ "session_metadata": {} })).await.0, 404);
}

#[tokio::test]
async fn deleting_ends_sessions_and_revoking_ends_their_refresh_tokens_too() {
    let server = TestServer::start().await;
    let client = server.client(AppType::RegularWeb).await;
    server.with_database(&[&client.client]).await;
    let (user, other) = (server.user("ann@example.com").await, server.user("bob@example.com").await);
    let api = server.api(ALL);
    let token = async |user: &User, session: &Session| {
        let id = session.id.clone();
        let code = server.code_with(&client, user, "openid offline_access", |new| new.session_id = id).await;
        server.redeem(&client, &code).await.text_of("refresh_token").to_owned()
    };
    let alive = async |token: &str| server.refresh(&client, token).await.status == 200;
    let sessions = async |user: &User| api.get(&of(user)).await.1["sessions"].as_array().unwrap().len();
    let (mut kept, mut all) = (Vec::new(), Vec::new());
    for _ in 0..4 {
        let session = begin(&server, &user, client.id()).await;
        all.push((session.id.clone(), token(&user, &session).await));
        let session = begin(&server, &other, client.id()).await;
        kept.push(token(&other, &session).await);
    }
    let access = format!("/users/{}/revoke-access", user.user_id.replace('|', "%7C"));

    assert_eq!(api.delete(&format!("/sessions/{}", all[0].0)).await.0, 202);
    assert_eq!(api.delete(&format!("/sessions/{}", all[0].0)).await.0, 202, "gone is gone");
    assert!(alive(&all[0].1).await);
    assert_eq!(api.post(&format!("/sessions/{}/revoke", all[1].0), json!({})).await.0, 202);
    assert!(!alive(&all[1].1).await);
    assert_eq!(api.post(&format!("/sessions/{}/revoke", all[1].0), json!({})).await.0, 404);
    let keep = json!({ "session_id": all[2].0, "preserve_refresh_tokens": true });
    assert_eq!(api.post(&access, keep).await.0, 202);
    assert!(alive(&all[2].1).await);
    assert_eq!(sessions(&user).await, 1);
    // Another user's session is not reached by this user's path.
    let theirs = api.get(&of(&other)).await.1["sessions"][0]["id"].clone();
    assert_eq!(api.post(&access, json!({ "session_id": theirs })).await.0, 202);
    assert_eq!(sessions(&other).await, 4);
    let code = server.code(&client, &user, "openid").await;
    server.clock.advance(Duration::from_secs(1));
    assert_eq!(api.post(&access, json!({})).await.0, 202);
    assert_eq!(sessions(&user).await, 0);
    for (_, token) in &all {
        assert!(!alive(token).await);
    }
    assert_eq!(server.redeem(&client, &code).await.status, 403, "a code that was on its way");
    for token in &kept {
        assert!(alive(token).await);
    }
    assert_eq!(api.delete(&of(&other)).await.0, 202);
    assert_eq!(sessions(&other).await, 0);
    assert!(alive(&kept[0]).await);
    assert_eq!(api.delete("/users/nobody/sessions").await.0, 404);
    assert_eq!(api.post("/users/nobody/revoke-access", json!({})).await.0, 404);
    assert_eq!(api.post(&access, json!({ "all": true })).await.0, 400);
}

#[tokio::test]
async fn ending_refresh_tokens_as_well_takes_both_scopes() {
    let server = TestServer::start().await;
    let user = server.user("ann@example.com").await;
    let session = begin(&server, &user, "app").await;
    let access = format!("/users/{}/revoke-access", user.user_id.replace('|', "%7C"));
    for scope in ["delete:sessions", "delete:refresh_tokens"] {
        let api = server.api(scope);
        assert_eq!(api.post(&format!("/sessions/{}/revoke", session.id), json!({})).await.0, 403, "{scope}");
        assert_eq!(api.post(&access, json!({})).await.0, 403, "{scope}");
    }
    let keep = json!({ "preserve_refresh_tokens": true });
    assert_eq!(server.api("delete:refresh_tokens").post(&access, keep.clone()).await.0, 403);
    assert_eq!(server.api("read:sessions").get(&format!("/sessions/{}", session.id)).await.0, 200);
    assert_eq!(server.api("delete:sessions").post(&access, keep).await.0, 202);
    assert_eq!(server.api("read:sessions").get(&format!("/sessions/{}", session.id)).await.0, 404);
}
