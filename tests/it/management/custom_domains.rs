//! `/api/v2/custom-domains`.

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::message;

const ALL: &str = "read:custom_domains create:custom_domains update:custom_domains delete:custom_domains";

#[tokio::test]
async fn a_domain_is_kept_as_pending_changed_and_deleted() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let body = json!({ "domain": "login.example.com", "type": "auth0_managed_certs", "domain_metadata": { "brand": "one" } });
    let (status, made) = api.post("/custom-domains", body.clone()).await;
    assert_eq!((status, &made["status"], &made["primary"]), (201, &json!("pending_verification"), &json!(false)));
    assert_eq!((&made["type"], &made["domain"]), (&body["type"], &body["domain"]));
    let path = format!("/custom-domains/{}", made["custom_domain_id"].as_str().unwrap());
    assert_eq!(api.get(&path).await, (200, made.clone()));
    assert_eq!(api.get("/custom-domains").await.1, json!([made]));
    assert_eq!(api.get("/custom-domains?take=5&fields=domain").await.1, json!({"custom_domains":[{"domain":"login.example.com"}]}));
    assert_eq!(api.post("/custom-domains", body).await.0, 409);

    let change = json!({ "tls_policy": "recommended", "relying_party_identifier": "example.com" });
    let (status, changed) = api.patch(&path, change).await;
    assert_eq!((status, &changed["relying_party_identifier"]), (200, &json!("example.com")));
    assert_eq!(changed["domain_metadata"], json!({"brand":"one"}));
    assert_eq!(api.patch(&path, json!({ "relying_party_identifier": null })).await.1.get("relying_party_identifier"), None);

    assert_eq!(api.delete(&path).await, (204, Value::Null));
    assert_eq!(api.delete(&path).await.0, 204);
    let missing = api.get(&path).await;
    assert_eq!((missing.0, &missing.1["errorCode"]), (404, &json!("inexistent_custom_domain")));
    assert_eq!(api.patch(&path, json!({})).await.0, 404);
    assert_eq!(api.get("/custom-domains/default").await, (200, json!({"domain":"127.0.0.1"})));
}

#[tokio::test]
async fn what_is_wrong_with_a_domain_is_named() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let with = |name: &str, value: Value| {
        let mut body = json!({ "domain": "login.example.com", "type": "self_managed_certs" });
        body[name] = value;
        body
    };
    for (body, expected) in [
        (json!({ "domain": "login.example.com" }), "Missing required property: type"),
        (with("domain", json!("https://login.example.com")), "on property domain."),
        (with("domain", json!("Login.example.com")), "on property domain."),
        (with("domain", json!("localhost")), "on property domain."),
        (with("type", json!("no_certs")), "No enum match for: no_certs"),
        (with("tls_policy", json!("recommended")), "'tls_policy' cannot be set on self_managed domains"),
        (with("relying_party_identifier", json!("ample.com")), "must be equal to or a registrable domain suffix"),
        (with("domain_metadata", json!({ "brand": 1 })), "Expected type string"),
        (with("status", json!("ready")), "Additional properties not allowed: status"),
        (with("custom_domain_id", json!("cd_x")), "Additional properties not allowed: custom_domain_id"),
    ] {
        let answer = api.post("/custom-domains", body.clone()).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_body")), "{body}");
        assert!(message(&answer).contains(expected), "{}", message(&answer));
    }
    assert_eq!(api.get("/custom-domains").await.1, json!([]));
}
