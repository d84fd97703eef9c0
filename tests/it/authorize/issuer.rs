//! Answers say who gives them, so that one issuer's answer is not taken for another's (RFC 9207).

use anteroom::identity::Client;
use anteroom::identity::client::AppType;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

async fn server_with_app() -> (TestServer, Client) {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, "ann@example.com").await;
    (server, client)
}

async fn announced(server: &TestServer) -> Value {
    let document: Value = server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    document["authorization_response_iss_parameter_supported"].clone()
}

#[tokio::test]
async fn a_code_and_an_error_come_with_the_issuer_of_the_discovery_document() {
    let (server, client) = server_with_app().await;
    let issuer = format!("{}/", server.url);
    let browser = Browser::new(&server);
    let refused = browser.get(&authorize(&client, &[("prompt", "none")])).await.returned();
    assert_eq!((refused["error"].as_str(), &refused["iss"]), ("login_required", &issuer));
    let granted = browser.log_in(&authorize(&client, &[]), "ann@example.com", PASSWORD).await.returned();
    assert!(granted.contains_key("code"));
    assert_eq!(granted["iss"], issuer);
    let malformed = browser.get(&authorize(&client, &[("code_challenge_method", "plain")])).await.returned();
    assert_eq!(malformed["iss"], issuer);
    let posted = browser.get(&authorize(&client, &[("response_mode", "form_post"), ("prompt", "none")])).await;
    assert_eq!(posted.field("iss").replace("&#x2f;", "/"), issuer);
    assert_eq!(announced(&server).await, json!(true));
}

#[tokio::test]
async fn an_iss_of_the_request_is_not_repeated_in_the_answer() {
    let (server, client) = server_with_app().await;
    let answer = Browser::new(&server).get(&authorize(&client, &[("prompt", "none"), ("iss", "https://honest.example/")])).await;
    assert_eq!(answer.returned()["iss"], format!("{}/", server.url));
    assert!(!answer.location().contains("honest"));
}

#[tokio::test]
async fn a_tenant_may_leave_the_issuer_out_and_then_does_not_announce_it() {
    let (server, client) = server_with_app().await;
    let settings = json!({ "authorization_response_iss_parameter_supported": false });
    assert_eq!(server.api("update:tenant_settings").patch("/tenants/settings", settings).await.0, 200);
    let answer = Browser::new(&server).get(&authorize(&client, &[("prompt", "none")])).await.returned();
    assert!(!answer.contains_key("iss"), "{answer:?}");
    assert_eq!(announced(&server).await, json!(false));
    let settings = json!({ "authorization_response_iss_parameter_supported": null });
    assert_eq!(server.api("update:tenant_settings").patch("/tenants/settings", settings).await.0, 200);
    assert_eq!(announced(&server).await, json!(true));
}
