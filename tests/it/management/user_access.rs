//! What else there is below a user: log events, blocks, authentication methods.

use std::time::Duration;

use anteroom::identity::client::AppType;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::message;
use crate::support::browser::{Browser, authorize};
use crate::support::story::{DATABASE, PASSWORD};

const ALL: &str = "read:users update:users read:logs read:authentication_methods create:authentication_methods \
                   update:authentication_methods delete:authentication_methods delete:guardian_enrollments \
                   read:federated_connections_tokens delete:federated_connections_tokens";

#[tokio::test]
async fn the_events_of_a_user_are_read_newest_first_and_nobody_elses() {
    let server = TestServer::start().await;
    let api = server.api(ALL);
    for n in 0..7 {
        let mut event = server.app.audit.event("s").describe(n.to_string());
        event.user_id = Some(if n == 3 { "auth0|other".to_owned() } else { "auth0|ann".to_owned() });
        server.app.audit.write(event).await.unwrap();
        server.clock.advance(Duration::from_millis(1));
    }
    let told = |events: &Value| -> Vec<String> {
        events.as_array().unwrap().iter().map(|event| event["description"].as_str().unwrap().to_owned()).collect()
    };
    let path = "/users/auth0%7Cann/logs";
    assert_eq!(told(&api.get(path).await.1), ["6", "5", "4", "2", "1", "0"]);
    assert_eq!(told(&api.get(&format!("{path}?per_page=2&page=1")).await.1), ["4", "2"]);
    assert_eq!(told(&api.get(&format!("{path}?sort=date:1&per_page=2")).await.1), ["0", "1"]);
    let (_, page) = api.get(&format!("{path}?include_totals=true&per_page=4")).await;
    assert_eq!((&page["total"], &page["length"], &page["limit"]), (&json!(6), &json!(4), &json!(4)));
    assert_eq!(api.get("/users/auth0%7Cnobody/logs").await.1, json!([]));
    assert_eq!(api.get(&format!("{path}?q=type:s")).await.0, 400);
    server.clock.advance(Duration::from_secs(11 * 24 * 3600));
    assert_eq!(server.api(ALL).get(path).await.1, json!([]));
}

#[tokio::test]
async fn who_guessed_too_often_is_seen_and_let_go() {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    let user = server.with_user(&connection, "ann@example.com").await;
    let api = server.api(ALL);
    let log_in = async |password: &str| {
        let browser = Browser::new(&server);
        browser.log_in(&authorize(&client, &[]), "Ann@Example.com", password).await.status
    };
    let of_user = format!("/user-blocks/{}", user.user_id.replace('|', "%7C"));
    let by_name = "/user-blocks?identifier=ann@example.com&consider_brute_force_enablement=true";
    assert_eq!(api.get(&of_user).await, (200, json!({ "blocked_for": [] })));
    for (path, lift) in [(of_user.as_str(), of_user.as_str()), (by_name, "/user-blocks?identifier=ANN@example.com")] {
        let mut guesses = 0;
        while log_in("wrong").await == 400 {
            guesses += 1;
        }
        // The second time round one of ten was the login that was let through.
        assert!((9..=10).contains(&guesses), "{guesses}");
        assert_eq!(log_in(PASSWORD).await, 429);
        let blocked = json!({ "blocked_for": [{ "identifier": "ann@example.com", "connection": DATABASE, "ip": "127.0.0.1" }] });
        assert_eq!(api.get(path).await, (200, blocked), "{path}");
        assert_eq!(api.get("/user-blocks?identifier=bob@example.com").await.1, json!({ "blocked_for": [] }));
        assert_eq!(api.delete(lift).await.0, 204);
        assert_eq!(api.get(path).await.1, json!({ "blocked_for": [] }));
        assert!(log_in(PASSWORD).await < 400);
    }
    assert_eq!(api.get("/user-blocks").await.0, 400);
    assert_eq!(api.delete("/user-blocks").await.0, 400);
    assert_eq!(api.get("/user-blocks/nobody").await.0, 404);
    assert_eq!(api.delete("/user-blocks/nobody").await.0, 404);
}

#[tokio::test]
async fn a_password_is_the_only_authentication_method_there_is() {
    let server = TestServer::start().await;
    let connection = server.with_database(&[]).await;
    let user = server.with_user(&connection, "ann@example.com").await;
    let without = server.user("bob@example.com").await;
    let api = server.api(ALL);
    let path = format!("/users/{}", user.user_id.replace('|', "%7C"));
    let inner = user.user_id.trim_start_matches("auth0|");
    let password = json!({
        "id": format!("password|{inner}"), "type": "password", "confirmed": true, "created_at": "2026-11-20T10:00:00.000Z",
        "identity_user_id": inner,
    });
    let methods = format!("{path}/authentication-methods");
    assert_eq!(api.get(&methods).await, (200, json!([password])));
    assert_eq!(
        api.get(&format!("{methods}?include_totals=true")).await.1,
        json!({ "start": 0, "limit": 50, "total": 1, "authenticators": [password] })
    );
    assert_eq!(api.get(&format!("{methods}/password%7C{inner}")).await.1, password);
    assert_eq!(api.get(&format!("{methods}/none")).await.0, 404);
    let bobs = format!("/users/{}/authentication-methods", without.user_id.replace('|', "%7C"));
    assert_eq!(api.get(&bobs).await.1, json!([]));
    let kept = api.delete(&format!("{methods}/password%7C{inner}")).await;
    assert_eq!(kept.0, 400, "{}", message(&kept));
    assert_eq!(api.delete(&format!("{methods}/none")).await.0, 404);
    assert_eq!(api.delete(&methods).await.0, 204);
    assert_eq!(api.get(&methods).await.1, json!([password]), "a password is no factor to be deleted");
    let made = api.post(&methods, json!({ "type": "totp" })).await;
    assert_eq!(made.0, 501, "{}", message(&made));
    assert_eq!(api.send("PUT", &methods, Some(json!([]))).await.0, 501);
    assert_eq!(api.patch(&format!("{methods}/none"), json!({})).await.0, 501);
}

#[tokio::test]
async fn what_needs_a_second_factor_or_a_federation_is_empty_and_says_so() {
    let server = TestServer::start().await;
    let user = server.user("ann@example.com").await;
    let api = server.api(ALL);
    let path = format!("/users/{}", user.user_id.replace('|', "%7C"));
    for (method, below, status, body) in [
        ("GET", "/enrollments", 200, json!([])),
        ("GET", "/federated-connections-tokensets", 200, json!([])),
        ("GET", "/connected-accounts?take=10", 200, json!({ "connected_accounts": [] })),
        ("DELETE", "/authenticators", 204, Value::Null),
        ("DELETE", "/multifactor/duo", 204, Value::Null),
        ("POST", "/multifactor/actions/invalidate-remember-browser", 204, Value::Null),
    ] {
        assert_eq!(api.send(method, &format!("{path}{below}"), None).await, (status, body), "{below}");
        assert_eq!(api.send(method, &format!("/users/nobody{below}"), None).await.0, 404, "{below}");
    }
    let code = api.send("POST", &format!("{path}/recovery-code-regeneration"), None).await;
    assert_eq!((code.0, message(&code)), (404, "Enrollment not found."));
    assert_eq!(api.delete(&format!("{path}/multifactor/other")).await.0, 400);
    assert_eq!(api.delete(&format!("{path}/federated-connections-tokensets/none")).await.0, 404);
}
