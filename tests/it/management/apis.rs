//! `/api/v2/resource-servers` and `/api/v2/client-grants`.

use serde_json::json;

use crate::support::TestServer;
use crate::support::api::message;

const APIS: &str = "read:resource_servers create:resource_servers update:resource_servers delete:resource_servers";
const GRANTS: &str = "read:client_grants create:client_grants update:client_grants delete:client_grants create:clients";

#[tokio::test]
async fn an_api_is_created_read_by_id_or_identifier_changed_and_deleted() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(APIS);
    let body = json!({ "identifier": "https://api.example.com/", "scopes": [{ "value": "read:things" }] });
    let (status, made) = api.post("/resource-servers", body.clone()).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!((&made["token_lifetime"], &made["signing_alg"], &made["is_system"]), (&json!(86400), &json!("RS256"), &json!(false)));
    assert_eq!(api.post("/resource-servers", body).await.0, 409);
    let by_id = format!("/resource-servers/{}", made["id"].as_str().unwrap());
    assert_eq!(api.get("/resource-servers/https%3A%2F%2Fapi.example.com%2F").await.1, made);
    let (status, changed) = api.patch(&by_id, json!({ "token_lifetime": 60, "allow_offline_access": true })).await;
    assert_eq!((status, &changed["token_lifetime"]), (200, &json!(60)));
    assert_eq!(api.get(&by_id).await.1, changed);
    assert_eq!(api.get("/resource-servers?identifiers=https://api.example.com/").await.1.as_array().unwrap().len(), 1);
    assert_eq!(api.delete(&by_id).await.0, 204);
    assert_eq!(api.delete(&by_id).await.0, 204);
    let missing = api.get(&by_id).await;
    assert_eq!((missing.0, &missing.1["errorCode"]), (404, &json!("inexistent_resource_server")));
}

#[tokio::test]
async fn the_servers_own_api_stays_as_it_is() {
    let (server, credentials) = TestServer::first_started().await;
    let api = server.api(APIS);
    let (_, all) = api.get("/resource-servers").await;
    let path = format!("/resource-servers/{}", all[0]["id"].as_str().unwrap());
    assert_eq!(all[0]["is_system"], true);
    let patch = api.patch(&path, json!({ "token_lifetime": 60 })).await;
    assert_eq!((patch.0, message(&patch)), (400, "System resource servers cannot be patched."));
    assert_eq!(api.delete(&path).await.0, 400);
    for reserved in [credentials.audience.clone(), server.app.config.userinfo_audience(), server.app.config.issuer()] {
        let answer = api.post("/resource-servers", json!({ "identifier": reserved })).await;
        assert_eq!((answer.0, message(&answer)), (400, "The selected identifier is reserved."));
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_api_is_named() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(APIS);
    for (body, expected) in [
        (json!({}), "Missing required property: identifier"),
        (json!({ "identifier": "a b" }), "An identifier holds no blanks"),
        (json!({ "identifier": "a", "is_system": true }), "Additional properties not allowed: is_system"),
        (json!({ "identifier": "a", "signing_alg": "HS256" }), "No enum match for: HS256"),
        (json!({ "identifier": "a", "token_lifetime": 0 }), "Value 0 is less than minimum 1"),
        (json!({ "identifier": "a", "scopes": [{ "value": "a b" }] }), "on property scopes[0].value."),
        (json!({ "identifier": "a", "scopes": [{ "value": "x" }, { "value": "x" }] }), "is there twice"),
    ] {
        let answer = api.post("/resource-servers", body.clone()).await;
        assert_eq!(answer.0, 400, "{body}");
        assert!(message(&answer).contains(expected), "{}", message(&answer));
    }
    assert_eq!(api.patch("/resource-servers/nothing", json!({})).await.0, 404);
}

#[tokio::test]
async fn a_grant_gives_an_application_scopes_that_the_api_has() {
    let (server, credentials) = TestServer::first_started().await;
    let api = server.api(GRANTS);
    let (_, client) = api.post("/clients", json!({ "name": "Robot" })).await;
    let body = |scope: &str| json!({ "client_id": client["client_id"], "audience": credentials.audience, "scope": [scope] });
    let (status, grant) = api.post("/client-grants", body("read:users")).await;
    assert_eq!((status, &grant["subject_type"]), (201, &json!("client")), "{grant}");
    assert!(grant["id"].as_str().unwrap().starts_with("cgr_"));
    assert_eq!(api.post("/client-grants", body("read:logs")).await.0, 409);
    let path = format!("/client-grants/{}", grant["id"].as_str().unwrap());
    assert_eq!(api.patch(&path, json!({ "scope": ["read:logs"] })).await.1["scope"], json!(["read:logs"]));
    assert_eq!(api.get(&path).await.1["scope"], json!(["read:logs"]));
    assert!(message(&api.patch(&path, json!({ "scope": ["fly"] })).await).contains("does not have the scope fly"));
    assert_eq!(api.patch(&path, json!({ "client_id": "other" })).await.0, 400);
    assert_eq!(api.delete(&path).await.0, 204);
    let missing = api.get(&path).await;
    assert_eq!((missing.0, message(&missing)), (404, "The client grant does not exist."));
    assert_eq!(api.patch(&path, json!({})).await.0, 404);
    let mut nobody = body("read:users");
    nobody["client_id"] = json!("nobody");
    assert_eq!(api.post("/client-grants", nobody).await.1["errorCode"], "inexistent_client");
    let mut nothing = body("read:users");
    nothing["audience"] = json!("nothing");
    assert_eq!(api.post("/client-grants", nothing).await.1["errorCode"], "inexistent_resource_server");
    assert_eq!(api.post("/client-grants", json!({ "client_id": "x" })).await.0, 400);
}
