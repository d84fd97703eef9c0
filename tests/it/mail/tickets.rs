//! Links that an operator makes: `/api/v2/tickets`.

use std::time::Duration;

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection, User};
use serde_json::{Value, json};

use super::{EMAIL, NEW};
use crate::support::TestServer;
use crate::support::browser::Browser;
use crate::support::smtp::link;
use crate::support::story::DATABASE;

const SCOPE: &str = "create:user_tickets";

async fn story() -> (TestServer, Client, Connection, User) {
    let server = TestServer::start().await;
    let client = server.with_client("Shop", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    let user = server.with_user(&connection, EMAIL).await;
    server.clock.advance(Duration::from_secs(1));
    (server, client, connection, user)
}

async fn ticket(server: &TestServer, kind: &str, body: Value) -> String {
    let (status, answer) = server.api(SCOPE).post(&format!("/tickets/{kind}"), body).await;
    assert_eq!(status, 201, "{answer}");
    answer["ticket"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_password_ticket_is_a_link_of_this_server_that_sets_a_password() {
    let (server, _, connection, user) = story().await;
    for (body, verified) in [
        (json!({ "user_id": user.user_id }), false),
        (json!({ "email": "ANN@example.com", "connection_id": connection.id, "mark_email_as_verified": true }), true),
    ] {
        let made = ticket(&server, "password-change", body).await;
        assert!(made.starts_with(&format!("{}/u/reset-verify?ticket=", server.url)) && made.ends_with('#'), "{made}");
        let path = link(&made);
        let browser = Browser::new(&server);
        let page = browser.get(&path).await;
        let done = browser.submit(&path, &page, &[("password", NEW), ("password-again", NEW)]).await;
        assert!(done.status == 200 && done.body.contains("Password changed"), "{}", done.body);
        assert_eq!(server.app.directory.users.all().await.unwrap()[0].email_verified, verified);
        server.clock.advance(Duration::from_secs(1));
    }
}

#[tokio::test]
async fn a_ticket_leads_where_it_was_told_with_the_address_where_that_was_asked_for() {
    let (server, client, _, user) = story().await;
    let with = |more: Value| {
        let mut body = json!({ "user_id": user.user_id, "client_id": client.client_id });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    for (more, expected) in [
        (json!({ "result_url": "https://rp.example.com/ok?a=b#top" }), Some(("https://rp.example.com/ok?a=b&success=true", false))),
        (json!({ "result_url": "https://rp.example.com/ok", "includeEmailInRedirect": true }), Some(("https://rp.example.com/ok?", true))),
        (json!({ "result_url": "http://localhost:3000/ok" }), Some(("http://localhost:3000/ok?", false))),
        (json!({}), None),
    ] {
        let path = link(&ticket(&server, "email-verification", with(more)).await);
        let browser = Browser::new(&server);
        let page = browser.get(&path).await;
        let done = browser.submit(&path, &page, &[]).await;
        match expected {
            Some((start, email)) => {
                assert_eq!(done.status, 303);
                assert!(done.location().starts_with(start), "{}", done.location());
                assert_eq!(done.location().contains("email=ann%40example.com"), email, "{}", done.location());
            }
            None => assert_eq!(done.status, 200),
        }
    }
}

#[tokio::test]
async fn a_ticket_without_a_place_to_go_offers_the_applications_own_login() {
    let (server, client, _, user) = story().await;
    let body = json!({ "user_id": user.user_id, "client_id": client.client_id });
    for (uri, shown) in [("https://rp.example.com/login", true), ("javascript:alert(1)", false)] {
        server.app.directory.clients.modify(&client.client_id, |c| c.initiate_login_uri = Some(uri.to_owned())).await.unwrap();
        let path = link(&ticket(&server, "email-verification", body.clone()).await);
        let browser = Browser::new(&server);
        let page = browser.get(&path).await;
        let done = browser.submit(&path, &page, &[]).await;
        assert_eq!(done.body.replace("&#x2f;", "/").contains(&format!("href=\"{uri}")), shown, "{}", done.body);
    }
}

#[tokio::test]
async fn a_ticket_lives_five_days_or_as_long_as_it_was_told() {
    let (server, _, _, user) = story().await;
    let browser = Browser::new(&server);
    for (ttl, seconds) in [(json!(null), 432_000), (json!(0), 432_000), (json!(60), 60)] {
        let mut body = json!({ "user_id": user.user_id });
        if !ttl.is_null() {
            body["ttl_sec"] = ttl;
        }
        let path = link(&ticket(&server, "email-verification", body).await);
        server.clock.advance(Duration::from_secs(seconds - 1));
        assert_eq!(browser.get(&path).await.status, 200);
        server.clock.advance(Duration::from_secs(1));
        assert_eq!(browser.get(&path).await.status, 400);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_ticket_is_named() {
    let (server, _, connection, user) = story().await;
    let api = server.api(SCOPE);
    let id = &user.user_id;
    for (body, status, says) in [
        (json!({}), 400, "user_id"),
        (json!({ "user_id": "auth0|nobody" }), 404, "The user does not exist."),
        (json!({ "user_id": id, "client_id": "nobody" }), 400, "The client does not exist"),
        (json!({ "user_id": id, "organization_id": "org_1" }), 400, "The organization does not exist"),
        (json!({ "user_id": id, "ttl_sec": -1 }), 400, "on property ttl_sec"),
        (json!({ "user_id": id, "ttl_sec": 9_999_999 }), 400, "on property ttl_sec"),
        (json!({ "user_id": id, "result_url": "javascript:alert(1)" }), 400, "on property result_url"),
        (json!({ "user_id": id, "result_url": "http://rp.example.com" }), 400, "on property result_url"),
        (json!({ "user_id": id, "result_url": "https://u:p@rp.example.com" }), 400, "on property result_url"),
        (json!({ "user_id": id, "identity": { "user_id": "x", "provider": "auth0" } }), 400, "does not contain the given identity"),
        (json!({ "user_id": id, "colour": "blue" }), 400, "Additional properties not allowed: colour"),
    ] {
        for kind in ["email-verification", "password-change"] {
            let (found, answer) = api.post(&format!("/tickets/{kind}"), body.clone()).await;
            assert!(found == status && answer["message"].as_str().unwrap().contains(says), "{kind} {body}: {answer}");
        }
    }
    for body in [
        json!({ "user_id": id, "email": EMAIL, "connection_id": connection.id }),
        json!({ "email": EMAIL }),
        json!({ "email": EMAIL, "connection_id": "con_nowhere" }),
        json!({ "email": "nobody@example.com", "connection_id": connection.id }),
    ] {
        let (found, answer) = api.post("/tickets/password-change", body.clone()).await;
        assert!(matches!(found, 400 | 404), "{body}: {answer}");
    }
    let own = json!({ "user_id": id, "identity": { "user_id": id.trim_start_matches("auth0|"), "provider": "auth0", "connection_id": connection.id } });
    assert_eq!(api.post("/tickets/password-change", own).await.0, 201);
    for kind in ["email-verification", "password-change"] {
        assert_eq!(server.api("update:users").post(&format!("/tickets/{kind}"), json!({ "user_id": id })).await.0, 403);
    }
}

#[tokio::test]
async fn a_ticket_is_in_no_log_and_only_its_hash_is_in_the_store() {
    let (server, _, _, user) = story().await;
    let made = ticket(&server, "password-change", json!({ "user_id": user.user_id })).await;
    let secret = made.split("ticket=").nth(1).unwrap().trim_end_matches('#').to_owned();
    let (_, events) = server.api("read:logs").get("/logs?per_page=100").await;
    assert!(events.to_string().contains("sapi") && !events.to_string().contains(&secret), "{events}");
    let stored = server.app.directory.tickets.all().await.unwrap();
    assert!(!serde_json::to_string(&stored[0].value).unwrap().contains(&secret));
    let connection = DATABASE;
    assert_eq!(user.connection, connection);
}
