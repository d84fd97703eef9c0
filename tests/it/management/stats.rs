//! `/api/v2/stats`.

use serde_json::json;

use crate::support::TestServer;

async fn log(server: &TestServer, kind: &str, user: &str) {
    let mut event = server.app.audit.event(kind);
    event.user_id = Some(user.to_owned());
    server.app.audit.write(event).await.unwrap();
}

#[tokio::test]
async fn logins_and_sign_ups_are_counted_by_day_and_users_once() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api("read:stats");
    assert_eq!(api.get("/stats/active-users").await, (200, json!(0)));
    assert_eq!(api.get("/stats/daily").await, (200, json!([])));
    for (kind, user) in [("ss", "a"), ("s", "a"), ("s", "a"), ("s", "b"), ("fp", "c")] {
        log(&server, kind, user).await;
    }
    assert_eq!(api.get("/stats/active-users").await, (200, json!(2)));
    server.clock.advance(std::time::Duration::from_secs(24 * 3600));
    log(&server, "s", "b").await;
    let api = server.api("read:stats");
    let (_, days) = api.get("/stats/daily?from=20261101&to=20261130").await;
    let first = json!({ "date": "2026-11-20T00:00:00.000Z", "logins": 3, "signups": 1, "leaked_passwords": 0,
                        "created_at": "2026-11-20T10:00:00.000Z", "updated_at": "2026-11-20T10:00:00.000Z" });
    assert_eq!(days[0], first);
    assert_eq!((&days[1]["date"], &days[1]["logins"]), (&json!("2026-11-21T00:00:00.000Z"), &json!(1)));
    assert_eq!(api.get("/stats/daily?to=20261120").await.1, json!([first]));
    assert_eq!(api.get("/stats/active-users").await.1, json!(2));
}

#[tokio::test]
async fn dates_that_are_none_are_refused() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api("read:stats");
    for query in ["from=2026-11-20", "from=20261340", "to=x", "from=20261121&to=20261120", "colour=blue"] {
        let answer = api.get(&format!("/stats/daily?{query}")).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_query_string")), "{query}");
    }
    assert_eq!(server.api("read:users").get("/stats/active-users").await.0, 403);
}
