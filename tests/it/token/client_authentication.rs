//! Client authentication at the token endpoint (RFC 6749 section 2.3).

use anteroom::identity::client::AppType;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::support::TestServer;
use crate::support::clients::{Answer, TestClient};

const GRANT: [(&str, &str); 2] = [("grant_type", "client_credentials"), ("audience", "urn:api")];

async fn machine(server: &TestServer) -> TestClient {
    let client = server.client(AppType::NonInteractive).await;
    server.resource_server("urn:api", &["read"]).await;
    server.grant(&client, "urn:api", &["read"]).await;
    client
}

async fn with_header(server: &TestServer, header: &str, form: &[(&str, &str)]) -> Answer {
    let request = server.http.post(format!("{}/oauth/token", server.url)).header("authorization", header).form(form);
    Answer::of(request.send().await.unwrap()).await
}

fn basic(name: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{name}:{secret}")))
}

#[tokio::test]
async fn a_secret_is_taken_in_the_body_or_in_basic_form_decoded() {
    let server = TestServer::start().await;
    let client = machine(&server).await;
    assert_eq!(server.token(&client, &GRANT).await.status, 200);
    assert_eq!(with_header(&server, &basic(client.id(), &client.secret), &GRANT).await.status, 200);
    let encoded: String = client.secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
    assert_eq!(with_header(&server, &basic(client.id(), &encoded), &GRANT).await.status, 200);
}

#[tokio::test]
async fn a_wrong_a_missing_and_an_unknown_secret_are_refused_alike() {
    let server = TestServer::start().await;
    let client = machine(&server).await;
    let same_length = client.secret.chars().rev().collect::<String>();
    let mut texts = Vec::new();
    for (id, secret) in [(client.id(), same_length.as_str()), (client.id(), "x"), ("nobody", client.secret.as_str())] {
        let answer = server.post_form("/oauth/token", &[GRANT[0], GRANT[1], ("client_id", id), ("client_secret", secret)]).await;
        answer.assert_error(401, "invalid_client");
        assert!(answer.headers.contains_key("www-authenticate"));
        texts.push(answer.text);
    }
    let none = server.post_form("/oauth/token", &[GRANT[0], GRANT[1], ("client_id", client.id())]).await;
    none.assert_error(401, "invalid_client");
    texts.push(none.text);
    texts.dedup();
    assert_eq!(texts.len(), 1, "{texts:?}");
    assert!(server.log_types().await.iter().all(|kind| kind == "feccft"));
}

#[tokio::test]
async fn two_methods_at_once_are_refused_even_if_both_are_right() {
    let server = TestServer::start().await;
    let client = machine(&server).await;
    let header = basic(client.id(), &client.secret);
    let both = [GRANT[0], GRANT[1], ("client_secret", client.secret.as_str())];
    with_header(&server, &header, &both).await.assert_error(400, "invalid_request");
    with_header(&server, &header, &[GRANT[0], GRANT[1], ("client_id", "another")]).await.assert_error(400, "invalid_request");
    assert_eq!(with_header(&server, &header, &[GRANT[0], GRANT[1], ("client_id", client.id())]).await.status, 200);
}

#[tokio::test]
async fn malformed_authorization_headers_are_refused() {
    let server = TestServer::start().await;
    let client = machine(&server).await;
    let no_colon = format!("Basic {}", STANDARD.encode("nocolon"));
    let not_utf8 = format!("Basic {}", STANDARD.encode([0xff, b':', 0xfe]));
    for header in ["Basic", "Basic ", "Basic !!!", "Bearer abc", "Digest x", &no_colon, &not_utf8] {
        with_header(&server, header, &GRANT).await.assert_error(401, "invalid_client");
    }
    let doubled = server
        .http
        .post(format!("{}/oauth/token", server.url))
        .header("authorization", basic(client.id(), &client.secret))
        .header("authorization", basic("other", "x"))
        .form(&GRANT);
    Answer::of(doubled.send().await.unwrap()).await.assert_error(400, "invalid_request");
}

#[tokio::test]
async fn a_public_application_brings_no_secret_and_gets_no_token_by_itself() {
    let server = TestServer::start().await;
    let public = server.client(AppType::Spa).await;
    server.resource_server("urn:api", &["read"]).await;
    server.grant(&public, "urn:api", &["read"]).await;
    server.token(&public, &GRANT).await.assert_error(403, "unauthorized_client");
    let with_secret = [GRANT[0], GRANT[1], ("client_secret", "anything")];
    server.token(&public, &with_secret).await.assert_error(401, "invalid_client");
}

#[tokio::test]
async fn an_assertion_proves_nothing_of_who_has_a_secret_and_the_global_client_is_nobody() {
    let server = TestServer::start().await;
    let client = machine(&server).await;
    let assertion = [
        GRANT[0],
        GRANT[1],
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", "a.b.c"),
    ];
    server.token(&client, &assertion).await.assert_error(400, "invalid_request");
    server.post_form("/oauth/token", &assertion).await.assert_error(401, "invalid_client");
    let global = server.client_with(AppType::NonInteractive, |client| client.global = true).await;
    server.token(&global, &GRANT).await.assert_error(401, "invalid_client");
}

#[tokio::test]
async fn a_rotated_secret_counts_beside_the_new_one_for_as_long_as_the_operator_said() {
    let server = TestServer::start().await;
    let client = machine(&server).await;
    let api = server.api("update:client_keys read:client_keys read:clients update:clients");
    let path = format!("/clients/{}", client.id());
    let rotate = async |body: serde_json::Value| {
        let (status, rotated) = api.post(&format!("{path}/rotate-secret"), body).await;
        assert_eq!((status, rotated.get("previous_secret")), (200, None), "{rotated}");
        rotated["client_secret"].as_str().unwrap().to_owned()
    };
    let status = async |secret: &str| {
        let form = [GRANT[0], GRANT[1], ("client_id", client.id()), ("client_secret", secret)];
        server.post_form("/oauth/token", &form).await.status
    };
    let second = rotate(serde_json::json!({ "overlap_in_seconds": 1800 })).await;
    assert_eq!((status(&client.secret).await, status(&second).await), (200, 200));
    let (changed, shown) = api.patch(&path, serde_json::json!({ "description": "changed meanwhile" })).await;
    assert_eq!((changed, shown.get("previous_secret")), (200, None));
    server.clock.advance(std::time::Duration::from_secs(1750));
    assert_eq!(status(&client.secret).await, 200, "another change ends no overlap");
    server.clock.advance(std::time::Duration::from_secs(101));
    assert_eq!((status(&client.secret).await, status(&second).await), (401, 200));
    // A second rotation brings back none from before, and one that says nothing ends all others.
    let third = rotate(serde_json::json!({ "overlap_in_seconds": 1800 })).await;
    assert_eq!((status(&client.secret).await, status(&second).await, status(&third).await), (401, 200, 200));
    let fourth = rotate(serde_json::json!({})).await;
    assert_eq!((status(&second).await, status(&third).await, status(&fourth).await), (401, 401, 200));
    // So does a secret that the operator sets.
    let fifth = rotate(serde_json::json!({ "overlap_in_seconds": 1800 })).await;
    assert_eq!(api.patch(&path, serde_json::json!({ "client_secret": "a secret of the operator" })).await.0, 200);
    assert_eq!((status(&fourth).await, status(&fifth).await, status("a secret of the operator").await), (401, 401, 200));
    for overlap in [-1, 2_592_001] {
        let body = serde_json::json!({ "overlap_in_seconds": overlap });
        assert_eq!(api.post(&format!("{path}/rotate-secret"), body).await.0, 400);
    }
}
