//! Who may ask, and how it is recorded. That each operation asks is in `bad_input`.

use std::time::Duration;

use anteroom::http::management::routes;
use anteroom::identity::management_scopes::SCOPES;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::{MACHINE, message};

#[tokio::test]
async fn every_scope_of_an_endpoint_is_one_that_the_first_start_grants() {
    let server = TestServer::start().await;
    let (_, endpoints) = routes(&server.app);
    for scope in endpoints.iter().flat_map(|endpoint| endpoint.scopes) {
        assert!(SCOPES.iter().any(|(known, _)| known == scope), "{scope}");
    }
    for (scope, _) in SCOPES {
        assert!(endpoints.iter().any(|endpoint| endpoint.scopes.contains(scope)), "{scope} opens nothing");
    }
}

#[tokio::test]
async fn an_expired_token_is_refused() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api("read:clients");
    assert_eq!(api.get("/clients").await.0, 200);
    server.clock.advance(Duration::from_secs(3601));
    assert_eq!(message(&api.get("/clients").await), "Invalid token");
}

#[tokio::test]
async fn tokens_for_another_audience_of_a_user_or_of_another_issuer_are_refused() {
    let (server, _) = TestServer::first_started().await;
    let machine = format!("{MACHINE}@clients");
    let management = server.app.config.management_audience();
    let userinfo = server.app.config.userinfo_audience();
    for claims in [
        json!({ "sub": machine, "azp": MACHINE, "aud": userinfo, "scope": "read:clients" }),
        json!({ "sub": "auth0|1", "azp": MACHINE, "aud": management, "scope": "read:clients" }),
        json!({ "sub": "auth0|1", "azp": MACHINE, "aud": [management, userinfo], "scope": "read:clients" }),
        // A user whose id looks like an application's subject.
        json!({ "sub": format!("auth0|{machine}"), "azp": MACHINE, "aud": management, "scope": "read:clients" }),
        json!({ "sub": "@clients", "azp": "", "aud": management, "scope": "read:clients" }),
        json!({ "sub": machine, "aud": management, "scope": "read:clients" }),
        json!({ "sub": machine, "azp": MACHINE, "aud": management, "scope": "read:clients", "iss": "https://evil.example/" }),
    ] {
        let token = server.token_of(claims.clone());
        let answer = server.api_with(Some(token)).get("/clients").await;
        assert_eq!((answer.0, message(&answer)), (401, "Invalid token"), "{claims}");
    }
    let garbage = server.api_with(Some("garbage".to_owned())).get("/clients").await;
    assert_eq!(garbage.0, 401);
}

#[tokio::test]
async fn malformed_authorization_headers_are_refused() {
    let (server, _) = TestServer::first_started().await;
    let token = server.management_token("read:clients");
    for header in [
        String::new(),
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        format!("Bearer  {token}"),
        format!("Bearer{token}"),
        format!("Basic {token}"),
        token.clone(),
        format!("Bearer {}", "a".repeat(15_000)),
    ] {
        let request = server.http.get(format!("{}/api/v2/clients", server.url)).header("authorization", &header);
        assert_eq!(request.send().await.unwrap().status(), 401, "{}", header.chars().take(40).collect::<String>());
    }
}

#[tokio::test]
async fn bodies_that_are_no_json_are_refused_in_the_documented_form() {
    let (server, _) = TestServer::first_started().await;
    let token = server.management_token("create:clients");
    let send = async |kind: &str, body: String| {
        let request = server.http.post(format!("{}/api/v2/clients", server.url)).bearer_auth(&token);
        let response = request.header("content-type", kind).body(body).send().await.unwrap();
        (response.status().as_u16(), response.json::<Value>().await.unwrap())
    };
    let malformed = send("application/json", "{\"name\":".to_owned()).await;
    assert_eq!((malformed.0, message(&malformed)), (400, "Invalid request payload JSON format"));
    assert_eq!(send("application/json", "[".repeat(100_000)).await.0, 400);
    assert_eq!(send("text/plain", "{\"name\":\"x\"}".to_owned()).await.0, 415);
    assert_eq!(send("application/x-www-form-urlencoded", "name=x".to_owned()).await.0, 415);
    assert_eq!(send("application/json", format!("{{\"name\":\"{}\"}}", "x".repeat(300_000))).await.0, 413);
}

#[tokio::test]
async fn an_unknown_path_or_method_is_a_json_404() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api("read:clients");
    for (method, path) in [("GET", "/nothing"), ("PUT", "/clients"), ("GET", "")] {
        let answer = api.send(method, path, None).await;
        assert_eq!(answer, (404, json!({"statusCode":404,"error":"Not Found","message":"Not Found"})), "{method} {path}");
    }
}

#[tokio::test]
async fn the_tenant_log_tells_of_changes_and_refusals_without_secrets() {
    let (server, _) = TestServer::first_started().await;
    let created = server.api("create:clients").post("/clients", json!({ "name": "App" })).await;
    let secret = created.1["client_secret"].as_str().unwrap().to_owned();
    let id = created.1["client_id"].as_str().unwrap();
    let patch = json!({ "client_secret": "a new secret of the operator" });
    assert_eq!(server.api("update:client_keys").patch(&format!("/clients/{id}"), patch).await.0, 200);
    assert_eq!(server.api("read:clients").post("/clients", json!({ "name": "App" })).await.0, 403);
    assert_eq!(server.api_with(None).post("/clients", json!({ "name": "App" })).await.0, 401);

    let (_, events) = server.api("read:logs").get("/logs?per_page=100").await;
    let kinds: Vec<&str> = events.as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect();
    let mut sorted = kinds.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, ["fapi", "sapi", "sapi"]);
    let text = events.to_string();
    assert!(!text.contains(&secret) && !text.contains("a new secret of the operator"), "{text}");
    let (_, refused) = server.api("read:logs").get("/logs?q=type:fapi").await;
    assert_eq!(refused[0]["details"]["response"]["statusCode"], 403);
    assert_eq!(refused[0]["details"]["request"]["path"], "/api/v2/clients");
    assert_eq!(refused[0]["client_id"], MACHINE);
    assert_eq!(refused[0]["description"], "Create a client");
}
