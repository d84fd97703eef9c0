//! `/api/v2/clients`.

use anteroom::bootstrap::DEFAULT_CONNECTION;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::{Api, message};

const ALL: &str = "read:clients read:client_keys create:clients update:clients update:client_keys delete:clients";

async fn create(api: &Api<'_>, body: Value) -> Value {
    let (status, client) = api.post("/clients", body).await;
    assert_eq!(status, 201, "{client}");
    client
}

#[tokio::test]
async fn a_new_client_has_auth0s_defaults_and_may_use_every_connection() {
    let (server, _) = TestServer::first_started().await;
    let client = create(&server.api(ALL), json!({ "name": "Registration App" })).await;
    assert_eq!(client["client_id"].as_str().unwrap().len(), 32);
    assert_eq!(client["client_secret"].as_str().unwrap().len(), 64);
    assert_eq!(client["grant_types"], json!(["authorization_code", "implicit", "refresh_token", "client_credentials"]));
    assert_eq!(client["jwt_configuration"], json!({"alg":"RS256","lifetime_in_seconds":36000,"secret_encoded":false}));
    assert_eq!(client["token_endpoint_auth_method"], "client_secret_post");
    assert_eq!(client["is_first_party"], true);
    assert_eq!(client["tenant"], "main");
    assert_eq!(client["refresh_token"]["rotation_type"], "non-rotating");

    let stored = server.app.directory.clients.get(client["client_id"].as_str().unwrap()).await.unwrap().unwrap();
    let connection = server.app.directory.connections.find("name", DEFAULT_CONNECTION).await.unwrap().unwrap();
    assert!(connection.serves(&stored));
    assert_ne!(stored.client_secret.as_deref(), client["client_secret"].as_str(), "secrets are sealed at rest");
}

#[tokio::test]
async fn without_the_flag_a_new_client_may_use_no_connection() {
    let (server, _) = TestServer::first_started().await;
    let off = json!({ "flags": { "enable_client_connections": false } });
    assert_eq!(server.api("update:tenant_settings").patch("/tenants/settings", off).await.0, 200);
    let client = create(&server.api(ALL), json!({ "name": "App" })).await;
    let connection = server.app.directory.connections.find("name", DEFAULT_CONNECTION).await.unwrap().unwrap();
    assert!(!connection.enabled_clients.iter().any(|id| client["client_id"] == **id));
}

#[tokio::test]
async fn a_native_client_is_public() {
    let (server, _) = TestServer::first_started().await;
    let client = create(&server.api(ALL), json!({ "name": "App", "app_type": "native" })).await;
    assert_eq!(client["token_endpoint_auth_method"], "none");
    assert_eq!(client["grant_types"], json!(["authorization_code", "implicit", "refresh_token"]));
}

#[tokio::test]
async fn the_secret_is_shown_to_readers_of_keys_alone() {
    let (server, _) = TestServer::first_started().await;
    let client = create(&server.api(ALL), json!({ "name": "App" })).await;
    let path = format!("/clients/{}", client["client_id"].as_str().unwrap());
    assert_eq!(server.api("read:clients read:client_keys").get(&path).await.1["client_secret"], client["client_secret"]);
    assert_eq!(server.api("read:clients").get(&path).await.1.get("client_secret"), None);
    let listed = server.api("read:clients").get("/clients").await.1.to_string();
    assert!(!listed.contains("\"client_secret\":"));
    let asked = server.api("read:clients").get(&format!("{path}?fields=client_secret")).await;
    assert_eq!((asked.0, asked.1["errorCode"].as_str().unwrap()), (403, "insufficient_scope"));
    let summary = server.api("read:client_summary").get(&path).await.1;
    assert_eq!(summary.get("callbacks"), None);
    assert_eq!(summary["name"], "App");
}

#[tokio::test]
async fn a_client_is_changed_member_by_member_and_null_removes() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let body = json!({ "name": "App", "description": "d", "client_metadata": { "a": "1", "b": "2" }, "sso": true });
    let client = create(&api, body).await;
    let path = format!("/clients/{}", client["client_id"].as_str().unwrap());
    let change = json!({
        "callbacks": ["https://rp.example.com/cb"], "description": null, "client_metadata": { "a": null, "c": "3" }, "sso": null,
    });
    let (status, changed) = api.patch(&path, change).await;
    assert_eq!(status, 200);
    assert_eq!(changed["callbacks"], json!(["https://rp.example.com/cb"]));
    assert_eq!(changed["client_metadata"], json!({"b":"2","c":"3"}));
    assert_eq!((changed.get("description"), changed.get("sso")), (None, None));
    assert_eq!(changed["client_secret"], client["client_secret"], "the secret survives a change");
    assert_eq!(api.get(&path).await.1, changed);
}

#[tokio::test]
async fn what_is_wrong_is_named_and_nothing_is_created() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    for (body, expected) in [
        (json!({}), "'Missing required property: name'."),
        (json!({ "name": 1 }), "'Expected type string but found type integer' on property name."),
        (json!({ "name": "x".repeat(141) }), "'String is too long (141 chars), maximum 140' on property name."),
        (json!({ "name": "a", "nonsense": 1 }), "'Additional properties not allowed: nonsense'."),
        (json!({ "name": "a", "client_id": "mine" }), "'Additional properties not allowed: client_id'."),
        (json!({ "name": "a", "client_secret": "x" }), "'Additional properties not allowed: client_secret'."),
        (json!({ "name": "a", "global": true }), "'Additional properties not allowed: global'."),
        (json!({ "name": "a", "tenant": "other" }), "'Additional properties not allowed: tenant'."),
        (json!({ "name": "a", "extra": {} }), "'Additional properties not allowed: extra'."),
        (json!({ "name": "a", "app_type": "toaster" }), "'No enum match for: toaster' on property app_type."),
        (json!({ "name": "a", "callbacks": ["javascript:alert(1)"] }), "on property callbacks[0]."),
        (json!({ "name": "a", "callbacks": ["http://rp.example.com/cb"] }), "on property callbacks[0]."),
        (json!({ "name": "a", "callbacks": ["https://rp.example.com/cb#x"] }), "on property callbacks[0]."),
        (json!({ "name": "a", "jwt_configuration": { "alg": "none" } }), "on property jwt_configuration.alg."),
        (json!({ "name": "a", "refresh_token": {} }), "'Missing required property: rotation_type' on property refresh_token."),
        (json!({ "name": "a", "client_metadata": { "k": 1 } }), "on property client_metadata.k."),
        (json!({ "name": "a", "client_metadata": { "k".repeat(256): "v" } }), "is too long, maximum 255' on property client_metadata."),
    ] {
        let answer = api.post("/clients", body.clone()).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_body")), "{body}");
        assert!(message(&answer).starts_with("Payload validation error: ") && message(&answer).ends_with(expected), "{}", message(&answer));
    }
    assert_eq!(server.app.directory.clients.all().await.unwrap().len(), 3);
}

#[tokio::test]
async fn the_secret_is_rotated_and_set_only_with_its_scope() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let client = create(&api, json!({ "name": "App" })).await;
    let path = format!("/clients/{}", client["client_id"].as_str().unwrap());
    let (status, rotated) = api.send("POST", &format!("{path}/rotate-secret"), None).await;
    assert_eq!(status, 200);
    assert_ne!(rotated["client_secret"], client["client_secret"]);
    assert_eq!(api.get(&path).await.1["client_secret"], rotated["client_secret"]);
    let secret = json!({ "client_secret": "a secret of the operator" });
    assert_eq!(server.api("update:clients").patch(&path, secret.clone()).await.0, 403);
    assert_eq!(server.api("update:client_keys").patch(&path, json!({ "name": "other" })).await.0, 403);
    assert_eq!(api.patch(&path, secret).await.1["client_secret"], "a secret of the operator");
    assert_eq!(api.post("/clients/nobody/rotate-secret", json!({})).await.0, 404);
}

#[tokio::test]
async fn a_deleted_client_leaves_connections_and_grants() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(&format!("{ALL} create:client_grants read:client_grants"));
    let client = create(&api, json!({ "name": "App" })).await;
    let id = client["client_id"].as_str().unwrap();
    let audience = server.app.config.management_audience();
    let grant = json!({ "client_id": id, "audience": audience, "scope": ["read:users"] });
    assert_eq!(api.post("/client-grants", grant).await.0, 201);
    assert_eq!(api.delete(&format!("/clients/{id}")).await.0, 204);
    assert_eq!(api.delete(&format!("/clients/{id}")).await.0, 204);
    let answer = api.get(&format!("/clients/{id}")).await;
    assert_eq!((answer.0, answer.1["errorCode"].as_str().unwrap()), (404, "inexistent_client"));
    assert_eq!(message(&answer), "The client does not exist");
    assert_eq!(api.get(&format!("/client-grants?client_id={id}")).await.1, json!([]));
    let connections = server.app.directory.connections.all().await.unwrap();
    assert!(!connections[0].enabled_clients.iter().any(|enabled| enabled == id));
}

#[tokio::test]
async fn the_global_client_cannot_be_deleted() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let global = api.get("/clients?is_global=true").await.1[0]["client_id"].as_str().unwrap().to_owned();
    let answer = api.delete(&format!("/clients/{global}")).await;
    assert_eq!((answer.0, message(&answer)), (400, "Global client cannot be deleted."));
}

#[tokio::test]
async fn lists_have_their_three_shapes() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    for n in 0..5 {
        create(&api, json!({ "name": format!("App {n}") })).await;
    }
    assert_eq!(api.get("/clients").await.1.as_array().unwrap().len(), 8);
    assert_eq!(api.get("/clients?page=9").await.1, json!([]));
    let (_, totals) = api.get("/clients?include_totals=true&per_page=2&page=1&fields=name").await;
    assert_eq!((&totals["start"], &totals["limit"], &totals["total"]), (&json!(2), &json!(2), &json!(8)));
    assert_eq!(totals["clients"][0].as_object().unwrap().keys().collect::<Vec<_>>(), ["name"]);
    let (mut path, mut seen) = ("/clients?take=3".to_owned(), 0);
    loop {
        let (status, page) = api.get(&path).await;
        assert_eq!(status, 200);
        seen += page["clients"].as_array().unwrap().len();
        match page.get("next") {
            Some(next) => path = format!("/clients?take=3&from={}", next.as_str().unwrap()),
            None => break,
        }
    }
    assert_eq!(seen, 8);
    for (bad, reason) in [
        ("per_page=101", "'Value 101 is greater than maximum 100' on property per_page."),
        ("page=-1", "'Value -1 is less than minimum 0' on property page."),
        ("page=x", "'Expected type integer but found type string' on property page."),
        ("nonsense=1", "'Additional properties not allowed: nonsense'."),
        ("page=0&page=1", "'The parameter comes more than once' on property page."),
        ("from=%00%ff", "'The checkpoint is not one of this server' on property from."),
    ] {
        let answer = api.get(&format!("/clients?{bad}")).await;
        assert_eq!((answer.0, message(&answer)), (400, format!("Query validation error: {reason}").as_str()), "{bad}");
        assert_eq!(answer.1["errorCode"], "invalid_query_string");
    }
}
