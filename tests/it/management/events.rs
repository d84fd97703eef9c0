//! What the event of a login tells, and events that are easily forgotten: of rate limits, of logouts that fail, of users that go, of changes that a crash cut off.

use serde_json::json;

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

#[tokio::test]
async fn a_change_that_the_server_did_not_live_to_tell_of_is_told_after_its_restart() {
    let (server, _) = TestServer::first_started().await;
    let mut event = server.app.audit.event("sapi").describe("Create a rule");
    event.client_id = Some("machine".to_owned());
    server.app.audit.intend(event).await.unwrap();
    assert!(server.last_log("sapi").await.is_none());
    assert_eq!(server.app.audit.make_good().await.unwrap(), 1);
    let told = server.last_log("sapi").await.unwrap();
    assert_eq!((told.details["interrupted"].clone(), told.client_id), (json!(true), Some("machine".to_owned())));
    assert!(told.description.unwrap().starts_with("Create a rule (the server stopped"));
    assert_eq!(server.app.audit.make_good().await.unwrap(), 0, "once");
}

#[tokio::test]
async fn a_change_that_is_answered_leaves_one_event_and_no_intent() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api("create:clients read:logs");
    assert_eq!(api.post("/clients", json!({ "name": "one" })).await.0, 201);
    assert_eq!(api.post("/clients", json!({ "colour": "blue" })).await.0, 400);
    assert_eq!(api.post("/rules", json!({})).await.0, 403);
    let (_, events) = api.get("/logs").await;
    let kinds: Vec<&str> = events.as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["fapi", "fapi", "sapi"]);
    assert!(server.app.audit.intents.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_deleted_user_leaves_an_event() {
    let (server, _) = TestServer::first_started().await;
    let user = server.user("ada@example.com").await;
    assert_eq!(server.api("delete:users").delete(&format!("/users/{}", user.user_id.replace('|', "%7C"))).await.0, 204);
    let event = server.last_log("sdu").await.unwrap();
    assert_eq!((event.user_id, event.user_name), (Some(user.user_id), Some("ada@example.com".to_owned())));
}

#[tokio::test]
async fn a_logout_to_an_address_that_is_not_allowed_leaves_an_event() {
    let server = TestServer::start().await;
    assert_eq!(server.get("/v2/logout?returnTo=https%3A%2F%2Fevil.example.com").await.status(), 400);
    assert!(server.last_log("flo").await.unwrap().ip.is_some());
}

#[tokio::test]
async fn a_login_tells_its_page_its_time_and_its_session() {
    let server = TestServer::start().await;
    let client = server.with_client("shop", anteroom::identity::AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    let user = server.with_user(&connection, "ada@example.com").await;
    let browser = Browser::new(&server);
    let (path, page) = browser.begin(&authorize(&client, &[])).await;
    server.clock.advance(std::time::Duration::from_millis(2_500));
    browser.submit(&path, &page, &[("username", "ada@example.com"), ("password", PASSWORD)]).await;
    let event = server.last_log("s").await.unwrap();
    let details = json!(event.details);
    assert_eq!((&details["elapsedTime"], &details["stats"]["loginsCount"]), (&json!(2_500), &json!(1)), "{details}");
    assert_eq!(
        (&details["initiatedAt"], &details["completedAt"]),
        (&json!("2026-11-20T10:00:00.000Z"), &json!("2026-11-20T10:00:02.500Z"))
    );
    let prompt = &details["prompts"][0];
    assert_eq!((&prompt["name"], &prompt["elapsedTime"], &prompt["user_id"]), (&json!("login"), &json!(2_500), &json!(user.user_id)));
    let session = details["session_id"].as_str().unwrap().to_owned();

    server.clock.advance(std::time::Duration::from_secs(5));
    browser.get(&authorize(&client, &[("prompt", "none")])).await;
    let silent = json!(server.last_log("ssa").await.unwrap().details);
    assert_eq!((&silent["prompts"], &silent["session_id"]), (&json!([]), &json!(session)), "a session answered, and no page");
}

#[tokio::test]
async fn an_account_that_is_guessed_at_leaves_one_event_a_minute() {
    let server = TestServer::start().await;
    let client = server.with_client("shop", anteroom::identity::AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, "ada@example.com").await;
    let browser = Browser::new(&server);
    let mut last = 0;
    for _ in 0..14 {
        last = browser.log_in(&authorize(&client, &[]), "ada@example.com", "wrong").await.status;
    }
    assert_eq!(last, 429);
    let types = server.log_types().await;
    assert_eq!(types.iter().filter(|kind| *kind == "limit_wc").count(), 1, "{types:?}");
    assert_eq!(types.iter().filter(|kind| *kind == "fp").count(), 10);
    let event = server.last_log("limit_wc").await.unwrap();
    assert_eq!((event.user_name.as_deref(), event.connection), (Some("ada@example.com"), Some(connection.name.clone())));
    server.clock.advance(std::time::Duration::from_secs(61));
    for _ in 0..3 {
        browser.log_in(&authorize(&client, &[]), "ada@example.com", "wrong").await;
    }
    assert_eq!(server.log_types().await.iter().filter(|kind| *kind == "limit_wc").count(), 2);
}

#[tokio::test]
async fn an_address_that_asks_too_often_leaves_an_event() {
    let server = TestServer::start().await;
    let mut status = 0;
    // 300 at once, and a few for the time that passes with them.
    for _ in 0..310 {
        status = server.post_form("/dbconnections/signup", &[("email", "x")]).await.status;
    }
    assert_eq!(status, 429);
    assert_eq!(server.log_types().await.iter().filter(|kind| *kind == "limit_mu").count(), 1);
}
