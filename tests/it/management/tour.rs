//! The README's tour, over the wire alone: from the printed credentials to a sign-up that an uploaded Action decides.

use anteroom::bootstrap::DEFAULT_CONNECTION;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::examples::example;

async fn post(server: &TestServer, path: &str, body: Value) -> (u16, Value) {
    let response = server.http.post(format!("{}{path}", server.url)).json(&body).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test]
async fn the_printed_credentials_lead_to_an_action_that_decides_who_may_register() {
    let (server, credentials) = TestServer::first_started().await;
    let (status, token) = post(
        &server,
        "/oauth/token",
        json!({
            "grant_type": "client_credentials", "client_id": credentials.client_id, "client_secret": credentials.client_secret,
            "audience": credentials.audience,
        }),
    )
    .await;
    assert_eq!(status, 200, "{token}");
    let api = server.api_with(token["access_token"].as_str().map(str::to_owned));

    let (_, open) = api.post("/clients", json!({ "name": "Registration App", "app_type": "regular_web" })).await;
    let (_, closed) = api.post("/clients", json!({ "name": "Login Only App", "app_type": "regular_web" })).await;
    let draft = json!({ "name": "restrict", "supported_triggers": [{ "id": "pre-user-registration", "version": "v2" }] });
    let (status, action) = api.post("/actions/actions", draft).await;
    assert_eq!(status, 201, "{action}");
    let path = format!("/actions/actions/{}", action["id"].as_str().unwrap());
    let wasm = example("restrict-registration");
    let (status, built) = api.put_bytes(&format!("{path}/component"), "application/wasm", wasm).await;
    assert_eq!((status, &built["status"]), (200, &json!("built")), "{built}");
    assert_eq!(api.send("POST", &format!("{path}/deploy"), None).await.0, 200);
    let bindings = json!({ "bindings": [{ "ref": { "type": "action_name", "value": "restrict" } }] });
    assert_eq!(api.patch("/actions/triggers/pre-user-registration/bindings", bindings).await.0, 200);

    let sign_up = |client: &Value, email: &str| json!({ "client_id": client["client_id"], "connection": DEFAULT_CONNECTION, "email": email, "password": "Correct-Horse-9" });
    let (status, denied) = post(&server, "/dbconnections/signup", sign_up(&closed, "a@example.com")).await;
    assert_eq!((status, &denied["friendly_message"]), (400, &json!("User Registration is not allowed at this time.")));
    assert_eq!(api.get("/users-by-email?email=a@example.com").await.1, json!([]));
    let (_, events) = api.get("/logs?q=type:fs").await;
    assert_eq!((&events[0]["client_name"], &events[0]["description"]), (&json!("Login Only App"), &denied["description"]));
    let execution = events[0]["details"]["actions"]["executions"][0].as_str().unwrap();
    let (status, record) = api.get(&format!("/actions/executions/{execution}")).await;
    assert_eq!(status, 200);
    let run = &record["results"][0];
    assert_eq!((&run["verdict"], &run["action_name"]), (&json!("deny"), &json!("restrict")));
    assert!(run["fuel_used"].as_u64().unwrap() > 0 && run["peak_memory_bytes"].as_u64().unwrap() > 0, "{run}");
    assert!(run["console"].as_array().unwrap().len() == 1, "{run}");

    let (status, user) = post(&server, "/dbconnections/signup", sign_up(&open, "b@example.com")).await;
    assert_eq!(status, 200, "{user}");
    assert_eq!(api.get("/users-by-email?email=b@example.com").await.1.as_array().unwrap().len(), 1);

    // An operator's own creation of a user passes the same Action, which knows no application for it.
    let by_hand = json!({ "connection": DEFAULT_CONNECTION, "email": "c@example.com", "password": "Correct-Horse-9" });
    let (status, refused) = api.post("/users", by_hand).await;
    assert_eq!((status, &refused["errorCode"]), (400, &json!("extensibility_error")));
    assert!(refused["message"].as_str().unwrap().starts_with("Sandbox error."));
}

#[tokio::test]
async fn a_deleted_client_gets_no_more_tokens() {
    let (server, credentials) = TestServer::first_started().await;
    let api = server.api("delete:clients create:clients create:client_grants");
    let (_, robot) = api.post("/clients", json!({ "name": "Robot", "app_type": "non_interactive" })).await;
    let grant = json!({ "client_id": robot["client_id"], "audience": credentials.audience, "scope": ["read:users"] });
    assert_eq!(api.post("/client-grants", grant).await.0, 201);
    let ask = json!({
        "grant_type": "client_credentials", "client_id": robot["client_id"], "client_secret": robot["client_secret"],
        "audience": credentials.audience,
    });
    let (status, token) = post(&server, "/oauth/token", ask.clone()).await;
    assert_eq!((status, &token["scope"]), (200, &json!("read:users")));
    let reader = server.api_with(token["access_token"].as_str().map(str::to_owned));
    assert_eq!((reader.get("/users").await.0, reader.get("/clients").await.0), (200, 403));
    assert_eq!(api.delete(&format!("/clients/{}", robot["client_id"].as_str().unwrap())).await.0, 204);
    assert_eq!(post(&server, "/oauth/token", ask).await.0, 401);
}
