//! Reads of what the server does not have.

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::message;

const ALL: &str = "read:flows read:flows_vault_connections read:forms read:event_streams \
                   read:self_service_profiles read:phone_templates read:attack_protection \
                   read:mfa_policies read:phone_providers read:prompts";

#[tokio::test]
async fn lists_of_what_is_not_there_are_empty_in_the_style_that_was_asked_for() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let totals = |plural: &str| json!({ "start": 0, "limit": 50, "total": 0, plural: [] });
    for (path, expected) in [
        ("/flows?page=0&per_page=50&include_totals=true", totals("flows")),
        ("/flows", json!([])),
        ("/flows/vault/connections?include_totals=true", totals("connections")),
        ("/forms?include_totals=true&hydrate=links", totals("forms")),
        ("/self-service-profiles?include_totals=true", totals("self_service_profiles")),
        ("/event-streams?take=50", json!({ "eventStreams": [] })),
        ("/branding/phone/templates?disabled=false", json!({ "templates": [] })),
        ("/branding/phone/providers", json!({ "providers": [] })),
        ("/prompts/rendering?include_totals=true", totals("configs")),
        ("/guardian/policies", json!([])),
    ] {
        assert_eq!(api.get(path).await, (200, expected), "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_cannot_be_made_and_is_not_asked_for_wrongly() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    for path in ["/flows", "/forms", "/event-streams", "/self-service-profiles"] {
        assert_eq!(api.post(path, json!({ "name": "x" })).await.0, 404, "{path}");
        let wrong = api.get(&format!("{path}?colour=blue")).await;
        assert_eq!((wrong.0, &wrong.1["errorCode"]), (400, &json!("invalid_query_string")), "{path}");
        assert_eq!(server.api("read:users").get(path).await.0, 403, "{path}");
    }
    assert_eq!(api.get("/flows/vault/connections?per_page=1000").await.0, 400);
    assert_eq!(api.get("/branding/phone/templates?disabled=perhaps").await.0, 400);
    for path in ["/supplemental-signals", "/attack-protection/bot-detection", "/attack-protection/captcha"] {
        let answer: (u16, Value) = api.get(path).await;
        assert_eq!(api.get(&format!("{path}?colour=blue")).await.0, 400, "{path}");
        assert_eq!((answer.0, &answer.1["errorCode"]), (403, &json!("feature_not_enabled")), "{path}: {}", message(&answer));
    }
}
