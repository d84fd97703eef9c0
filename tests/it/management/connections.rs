//! `/api/v2/connections`.

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::message;

const ALL: &str = "read:connections create:connections update:connections delete:connections create:clients create:users read:users";

#[tokio::test]
async fn a_database_is_created_changed_and_deleted_with_its_users() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let body = json!({ "name": "staff", "strategy": "auth0", "options": { "disable_signup": true } });
    let (status, made) = api.post("/connections", body.clone()).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(made["options"], json!({"passwordPolicy":"good","brute_force_protection":true,"disable_signup":true}));
    assert_eq!(made["realms"], json!(["staff"]));
    let path = format!("/connections/{}", made["id"].as_str().unwrap());
    let again = api.post("/connections", body).await;
    assert_eq!((again.0, message(&again)), (409, "A connection with the same name already exists"));

    let (_, changed) = api.patch(&path, json!({ "options": { "passwordPolicy": "fair" }, "display_name": "Staff" })).await;
    assert_eq!(changed["options"], json!({"passwordPolicy":"fair"}), "options are replaced whole");
    assert_eq!(api.get(&path).await.1, changed);
    assert_eq!(api.get("/connections?name=staff&fields=name").await.1, json!([{"name":"staff"}]));

    let user = json!({ "connection": "staff", "email": "a@example.com", "password": "Correct-Horse-9" });
    assert_eq!(api.post("/users", user).await.0, 201);
    let (status, gone) = api.delete(&path).await;
    assert_eq!((status, &gone["deleted_at"]), (202, &json!("2026-11-20T10:00:00.000Z")));
    assert_eq!(api.delete(&path).await.0, 204);
    assert_eq!(api.get("/users-by-email?email=a@example.com").await.1, json!([]));
    let missing = api.get(&path).await;
    assert_eq!((missing.0, &missing.1["errorCode"]), (404, &json!("inexistent_connection")));
}

#[tokio::test]
async fn applications_are_enabled_and_disabled_one_by_one() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let (_, client) = api.post("/clients", json!({ "name": "App" })).await;
    let (_, made) = api.post("/connections", json!({ "name": "staff", "strategy": "auth0" })).await;
    let path = format!("/connections/{}/clients", made["id"].as_str().unwrap());
    let entry = |status: bool| json!([{ "client_id": client["client_id"], "status": status }]);
    assert_eq!(api.patch(&path, entry(true)).await, (204, Value::Null));
    assert_eq!(api.get(&path).await.1, json!({"clients":[{"client_id":client["client_id"]}]}));
    assert_eq!(api.patch(&path, entry(false)).await.0, 204);
    assert_eq!(api.get(&path).await.1, json!({"clients":[]}));
    assert_eq!(api.patch(&path, json!([{ "client_id": "nobody", "status": true }])).await.0, 404);
    assert_eq!(api.patch(&path, json!([{ "client_id": "nobody" }])).await.0, 400);
    assert_eq!(api.patch(&path, json!({})).await.0, 400);
    assert_eq!(api.patch("/connections/nothing/clients", entry(true)).await.0, 404);
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    for (body, expected) in [
        (json!({ "strategy": "auth0" }), "Missing required property: name"),
        (json!({ "name": "a b", "strategy": "auth0" }), "String does not match pattern"),
        (json!({ "name": "a", "strategy": "carrier-pigeon" }), "No enum match for: carrier-pigeon"),
        (json!({ "name": "a", "strategy": "auth0", "id": "con_x" }), "Additional properties not allowed: id"),
        (json!({ "name": "a", "strategy": "auth0", "options": { "disable_signup": "yes" } }), "on property options.disable_signup."),
        (json!({ "name": "a", "strategy": "auth0", "options": { "x": 1 } }), "Additional properties not allowed: x' on property options."),
        (json!({ "name": "a", "strategy": "auth0", "options": { "passwordPolicy": "silly" } }), "No enum match for: silly"),
    ] {
        let answer = api.post("/connections", body.clone()).await;
        assert_eq!(answer.0, 400, "{body}");
        assert!(message(&answer).contains(expected), "{}", message(&answer));
    }
    assert_eq!(api.patch("/connections/nothing", json!({})).await.0, 404);
}

#[tokio::test]
async fn the_secrets_of_a_database_are_sealed_and_survive_being_sent_back() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let options = json!({ "configuration": { "URL": "postgres://u:hush@h" } });
    let (_, made) = api.post("/connections", json!({ "name": "staff", "strategy": "auth0", "options": options })).await;
    assert!(!made.to_string().contains("hush"));
    let path = format!("/connections/{}", made["id"].as_str().unwrap());
    let (_, back) = api.patch(&path, json!({ "options": made["options"] })).await;
    assert_eq!(back["options"], made["options"]);
}

#[tokio::test]
async fn what_is_no_text_is_no_secret_of_a_database() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    for value in [json!(4711), json!(true), json!(null), json!(["hush"]), json!({ "value": "hush" })] {
        let body = json!({ "name": "staff", "strategy": "auth0", "options": { "configuration": { "KEY": value } } });
        let answer = api.post("/connections", body).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_body")), "{value}");
        let said = message(&answer);
        assert!(said.ends_with("' on property options.configuration.KEY.") && !said.contains("hush"), "{said}");
    }
    assert_eq!(api.get("/connections?name=staff").await.1, json!([]));
}

#[tokio::test]
async fn the_connections_of_an_application_show_their_options_to_who_may_read_connections_alone() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let (_, client) = api.post("/clients", json!({ "name": "App" })).await;
    let id = client["client_id"].as_str().unwrap();
    for name in ["one", "two", "other"] {
        let clients = if name == "other" { json!([]) } else { json!([id]) };
        let body = json!({ "name": name, "strategy": "auth0", "enabled_clients": clients });
        assert_eq!(api.post("/connections", body).await.0, 201);
    }
    let path = format!("/clients/{id}/connections?fields=name,options");
    let of = |answer: &(u16, Value)| {
        let mut all = answer.1["connections"].as_array().unwrap().clone();
        all.retain(|connection| connection["name"] == "one" || connection["name"] == "two" || connection["name"] == "other");
        all.sort_by_key(|connection| connection["name"].to_string());
        all
    };
    let options = json!({ "passwordPolicy": "good", "brute_force_protection": true });
    let shown = of(&api.get(&path).await);
    assert_eq!(shown, [json!({ "name": "one", "options": options }), json!({ "name": "two", "options": options })]);
    for scope in ["read:clients", "read:client_summary"] {
        assert_eq!(of(&server.api(scope).get(&path).await), [json!({ "name": "one" }), json!({ "name": "two" })], "{scope}");
    }
    assert_eq!(api.get(&format!("{path}&strategy=ad&strategy=waad")).await.1, json!({ "connections": [] }));
    assert_eq!(of(&api.get(&format!("{path}&strategy=ad&strategy=auth0")).await).len(), 2);
    assert_eq!(api.get("/clients/nobody/connections").await.1["errorCode"], "inexistent_client");
}

#[tokio::test]
async fn a_user_is_deleted_by_the_address_in_one_database_and_stays_in_the_others() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(&format!("{ALL} delete:users"));
    let mut paths = Vec::new();
    for name in ["staff", "guests"] {
        let (_, made) = api.post("/connections", json!({ "name": name, "strategy": "auth0" })).await;
        paths.push(format!("/connections/{}", made["id"].as_str().unwrap()));
        let user = json!({ "connection": name, "email": "Ann@Example.com", "password": "Correct-Horse-9" });
        assert_eq!(api.post("/users", user).await.0, 201);
    }
    assert_eq!(api.get(&format!("{}/status", paths[0])).await, (200, Value::Null));
    let address = format!("{}/users?email=ann@example.com", paths[0]);
    assert_eq!(server.api(ALL).delete(&address).await.0, 403);
    assert_eq!(api.delete(&format!("{}/users", paths[0])).await.0, 400, "not all of them");
    for _ in 0..2 {
        assert_eq!(api.delete(&address).await, (204, Value::Null));
    }
    let (_, left) = api.get("/users-by-email?email=ann@example.com").await;
    assert_eq!(left.as_array().unwrap().len(), 1);
    assert_eq!(left[0]["identities"][0]["connection"], "guests");
    assert_eq!(api.delete("/connections/con_nothing/users?email=ann@example.com").await.0, 404);
}
