//! Connections to providers, and their users, over the Management API.

use serde_json::{Value, json};

use super::{EMAIL, Fake, PARTNER, Pair};
use crate::support::TestServer;
use crate::support::api::message;

fn partner(options: Value) -> Value {
    json!({ "name": "partner", "strategy": "oidc", "options": options })
}

#[tokio::test]
async fn options_are_those_of_the_strategy() {
    let server = TestServer::start().await;
    let api = server.api("create:connections read:connections");
    for (body, fault) in [
        (partner(json!({})), "Missing required property: client_id"),
        (partner(json!({ "client_id": "us", "passwordPolicy": "good" })), "passwordPolicy"),
        (partner(json!({ "client_id": "us", "type": "front_channel" })), "options.type"),
        (partner(json!({ "client_id": "us", "discovery_url": "javascript:alert(1)" })), "options.discovery_url"),
        (partner(json!({ "client_id": "us", "discovery_url": "https://user:pass@op.example/" })), "options.discovery_url"),
        (partner(json!({ "client_id": "us", "id_token_signed_response_algs": ["HS256"] })), "options.id_token_signed_response_algs"),
        (partner(json!({ "client_id": "us", "token_endpoint_auth_method": "private_key_jwt" })), "options.token_endpoint_auth_method"),
        (json!({ "name": "db", "strategy": "auth0", "options": { "client_id": "us" } }), "client_id"),
        (json!({ "name": "x", "strategy": "samlp", "options": {} }), "strategy"),
    ] {
        let answer = api.post("/connections", body.clone()).await;
        assert_eq!(answer.0, 400, "{body}");
        assert!(message(&answer).contains(fault), "{body}: {}", message(&answer));
    }
    let (status, made) = api
        .post("/connections", json!({ "name": "google", "strategy": "google-oauth2", "options": { "client_id": "g", "scope": ["email"] } }))
        .await;
    assert_eq!(
        (status, &made["options"]),
        (201, &json!({ "client_id": "g", "scope": ["email"] })),
        "a database's defaults are not its own"
    );
    let (_, listed) = api.get("/connections?strategy=google-oauth2").await;
    assert_eq!(listed.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_secret_that_is_sent_back_sealed_stays_and_goes_nowhere_else() {
    let fake = Fake::start().await;
    let ours = fake.ours().await;
    let api = ours.server.api("read:connections update:connections");
    let path = format!("/connections/{}", ours.connection_id);
    let (_, read) = api.get(&path).await;
    let mut options = read["options"].clone();
    assert_ne!(options["client_secret"], "a secret of ours");
    options["scope"] = json!("openid");
    let (status, changed) = api.patch(&path, json!({ "options": options })).await;
    assert_eq!((status, &changed["options"]["client_secret"]), (200, &read["options"]["client_secret"]));
    options["discovery_url"] = json!("https://evil.example/.well-known/openid-configuration");
    let refused = api.patch(&path, json!({ "options": options })).await;
    assert_eq!(refused.0, 400);
    assert!(message(&refused).contains("must be given anew"), "{}", message(&refused));
    // Nor by a detour: the sealed text is taken back where it was alone.
    let sealed = options.as_object_mut().unwrap().shift_remove("client_secret").unwrap();
    assert_eq!(api.patch(&path, json!({ "options": options })).await.0, 200, "without a secret it may go anywhere");
    options["client_secret"] = sealed;
    assert_eq!(api.patch(&path, json!({ "options": options })).await.0, 400);
    options["client_secret"] = json!("another");
    assert_eq!(api.patch(&path, json!({ "options": options })).await.0, 200);
}

#[tokio::test]
async fn operators_change_of_such_a_user_what_is_not_the_providers() {
    let pair = Pair::start().await;
    pair.log_in(&pair.ours.request(&[])).await.returned();
    let users = pair.ours.users().await;
    let path = format!("/users/{}", users[0]["user_id"].as_str().unwrap().replace('|', "%7C"));
    let api = pair.ours.server.api("update:users read:users create:users delete:users delete:connections");
    for (member, value) in [
        ("password", json!("Correct-horse-7-battery")),
        ("email", json!("x@example.com")),
        ("email_verified", json!(true)),
        ("name", json!("X")),
    ] {
        let answer = api.patch(&path, json!({ member: value })).await;
        assert_eq!(answer.0, 400, "{member}");
        assert!(message(&answer).contains(member), "{}", message(&answer));
    }
    let (status, changed) = api.patch(&path, json!({ "app_metadata": { "plan": "pro" }, "blocked": true })).await;
    assert_eq!((status, &changed["app_metadata"]["plan"], &changed["email"]), (200, &json!("pro"), &json!(EMAIL)));
    let made =
        api.post("/users", json!({ "connection": PARTNER, "email": "new@partner.example", "password": "Correct-horse-7-battery" })).await;
    assert_eq!((made.0, message(&made)), (400, "Users of this connection come from its provider: it must be a database connection."));
    // The users go with their connection.
    assert_eq!(api.delete(&format!("/connections/{}", pair.ours.connection_id)).await.0, 202);
    assert_eq!(pair.ours.users().await, Vec::<Value>::new());
}

#[tokio::test]
async fn no_password_is_asked_of_a_provider_by_the_endpoints_that_take_one() {
    let pair = Pair::start().await;
    pair.log_in(&pair.ours.request(&[])).await.returned();
    let (client, server) = (&pair.ours.client, &pair.ours.server);
    let id = client.client_id.clone();
    let grant = "http://auth0.com/oauth/grant-type/password-realm";
    server.app.directory.clients.modify(&id, |client| client.grant_types.push(grant.to_owned())).await.unwrap();
    let form = [
        ("grant_type", grant),
        ("client_id", id.as_str()),
        ("client_secret", "App secret"),
        ("username", EMAIL),
        ("password", "anything"),
        ("realm", PARTNER),
    ];
    server.post_form("/oauth/token", &form).await.assert_error(400, "invalid_request");
    let body = json!({ "client_id": id, "connection": PARTNER, "email": "new@partner.example", "password": "Correct-horse-7-battery" });
    let signed_up = server.http.post(format!("{}/dbconnections/signup", server.url)).json(&body).send().await.unwrap();
    assert_eq!(signed_up.status(), 400);
    let ticket = server
        .api("create:user_tickets")
        .post("/tickets/password-change", json!({ "user_id": pair.ours.users().await[0]["user_id"] }))
        .await;
    assert_eq!(ticket.0, 400, "{}", ticket.1);
}
