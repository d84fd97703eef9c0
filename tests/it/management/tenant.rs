//! Settings, signing keys, and the tenant log.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::message;

#[tokio::test]
async fn settings_are_changed_one_by_one_and_given_back() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api("read:tenant_settings update:tenant_settings");
    let change = json!({
        "friendly_name": "Example", "session_lifetime_in_minutes": 90, "flags": { "enable_sso": true }, "device_flow": { "charset": "digits" },
    });
    let (status, settings) = api.patch("/tenants/settings", change).await;
    assert_eq!(status, 200, "{settings}");
    assert_eq!((&settings["friendly_name"], &settings["session_lifetime"]), (&json!("Example"), &json!(1.5)));
    assert_eq!(settings["flags"], json!({"enable_client_connections":true,"enable_sso":true}));
    assert_eq!(settings["device_flow"], json!({"charset":"digits"}));
    assert_eq!(api.get("/tenants/settings").await.1, settings);
    assert_eq!(api.get("/tenants/settings?fields=friendly_name").await.1, json!({"friendly_name":"Example"}));
    let (_, cleared) = api.patch("/tenants/settings", json!({ "friendly_name": null, "device_flow": null })).await;
    assert_eq!((cleared.get("friendly_name"), cleared.get("device_flow")), (None, None));
    for (body, expected) in [
        (json!({ "id": "other" }), "Additional properties not allowed: id"),
        (json!({ "session_lifetime": -1 }), "is less than minimum"),
        (json!({ "allowed_logout_urls": ["javascript:alert(1)"] }), "on property allowed_logout_urls[0]."),
        (json!({ "picture_url": "data:image/png,x" }), "on property picture_url."),
        (json!({ "flags": { "enable_sso": "yes" } }), "Expected type boolean' on property flags.enable_sso."),
    ] {
        let answer = api.patch("/tenants/settings", body.clone()).await;
        assert_eq!(answer.0, 400, "{body}");
        assert!(message(&answer).contains(expected), "{}", message(&answer));
    }
}

#[tokio::test]
async fn signing_keys_rotate_and_a_revoked_one_signs_nothing_that_counts() {
    let (server, _) = TestServer::first_started().await;
    let scopes = "read:signing_keys create:signing_keys update:signing_keys";
    let old = server.management_token(scopes);
    let current =
        |keys: &Value| keys.as_array().unwrap().iter().find(|key| key["current"] == true).unwrap()["kid"].as_str().unwrap().to_owned();
    let (_, before) = server.api(scopes).get("/keys/signing").await;
    let first = current(&before);
    assert!(!before.to_string().contains("PRIVATE") && !before.to_string().contains("sealed"));
    assert_eq!(server.api("update:signing_keys").post("/keys/signing/rotate", json!({})).await.0, 403);
    let (status, rotated) = server.api(scopes).post("/keys/signing/rotate", json!({})).await;
    assert_eq!(status, 201);
    assert!(rotated["cert"].as_str().unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
    assert_ne!(rotated["kid"], *first);
    let in_use = format!("/keys/signing/{}/revoke", rotated["kid"].as_str().unwrap());
    assert_eq!(server.api(scopes).send("PUT", &in_use, None).await.0, 400);

    assert_eq!(server.api_with(Some(old.clone())).get("/keys/signing").await.0, 200, "what the previous key signed still counts");
    let (status, _) = server.api(scopes).send("PUT", &format!("/keys/signing/{first}/revoke"), None).await;
    assert_eq!(status, 200);
    assert_eq!(server.api(scopes).get(&format!("/keys/signing/{first}")).await.1["revoked"], true);
    assert_eq!(server.api_with(Some(old)).get("/keys/signing").await.0, 401);
    assert_eq!(server.api(scopes).get("/keys/signing/nothing").await.0, 404);
    assert_eq!(server.api(scopes).send("PUT", "/keys/signing/nothing/revoke", None).await.0, 404);
}

#[tokio::test]
async fn the_log_is_read_by_page_by_checkpoint_and_by_search() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api("read:logs");
    for n in 0..5 {
        let mut event = server.app.audit.event(if n % 2 == 0 { "s" } else { "fs" }).describe(format!("event {n}"));
        event.user_id = Some(format!("auth0|{n}"));
        server.app.audit.write(event).await.unwrap();
        server.clock.advance(Duration::from_millis(1));
    }
    let told = |events: &Value| -> Vec<String> {
        events.as_array().unwrap().iter().map(|event| event["description"].as_str().unwrap().replace("event ", "")).collect()
    };
    assert_eq!(told(&api.get("/logs").await.1), ["4", "3", "2", "1", "0"]);
    assert_eq!(told(&api.get("/logs?sort=date:1&per_page=2&page=1").await.1), ["2", "3"]);
    assert_eq!(told(&api.get("/logs?q=type:fs").await.1), ["3", "1"]);
    assert_eq!(told(&api.get("/logs?q=type:fs%20AND%20user_id:%22auth0%7C3%22").await.1), ["3"]);
    for (q, expected) in [
        ("type:(s OR fs) NOT description:%22event 3%22", vec!["4", "2", "1", "0"]),
        ("type:f*", vec!["3", "1"]),
        ("type:FS", vec![]),
        ("user_id:auth0|1 OR user_id:auth0|2", vec!["2", "1"]),
        ("%2Bevent -3 -4", vec!["2", "1", "0"]),
        ("%22event 2%22", vec!["2"]),
        ("_exists_:ip", vec![]),
        ("date:[2026-01-01 TO 2200] AND description:2", vec!["2"]),
        ("date:<2020", vec![]),
    ] {
        assert_eq!(told(&api.get(&format!("/logs?q={q}")).await.1), expected, "{q}");
    }
    let (_, totals) = api.get("/logs?include_totals=true&per_page=2&q=type:s").await;
    assert_eq!((&totals["total"], &totals["length"], &totals["limit"]), (&json!(3), &json!(2), &json!(2)));

    let (mut from, mut seen) = (String::new(), Vec::new());
    loop {
        let (_, page) = api.get(&format!("/logs?take=2{from}")).await;
        let Some(last) = page.as_array().unwrap().last() else { break };
        from = format!("&from={}", last["log_id"].as_str().unwrap());
        seen.extend(told(&page));
    }
    assert_eq!(seen, ["0", "1", "2", "3", "4"]);

    let id = api.get("/logs").await.1[0]["log_id"].as_str().unwrap().to_owned();
    assert_eq!(api.get(&format!("/logs/{id}")).await.1["description"], "event 4");
    assert_eq!(api.get("/logs/nothing").await.0, 404);
    for bad in ["per_page=100&page=10", "per_page=101", "sort=type:1", "q=colour:red", "q=type:*fs", "take=0"] {
        assert_eq!(api.get(&format!("/logs?{bad}")).await.0, 400, "{bad}");
    }
    server.clock.advance(Duration::from_secs(11 * 24 * 3600));
    assert_eq!(server.api("read:logs").get("/logs").await.1, json!([]), "the end of the retention");
    assert_eq!(server.api("read:logs").get(&format!("/logs/{id}")).await.0, 404);
}
