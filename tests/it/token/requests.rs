//! Requests that are not what they should be: the documented error, and nothing changed.

use anteroom::identity::client::AppType;

use crate::support::TestServer;
use crate::support::clients::{Answer, CALLBACK, VERIFIER};

async fn send(server: &TestServer, content_type: Option<&str>, body: impl Into<reqwest::Body>) -> Answer {
    let mut request = server.http.post(format!("{}/oauth/token", server.url)).body(body);
    if let Some(content_type) = content_type {
        request = request.header("content-type", content_type);
    }
    Answer::of(request.send().await.unwrap()).await
}

#[tokio::test]
async fn json_is_taken_like_a_form() {
    let server = TestServer::start().await;
    let client = server.client(AppType::Spa).await;
    let user = server.user("ada@example.com").await;
    let code = server.code(&client, &user, "openid").await;
    let body = serde_json::json!({
        "grant_type": "authorization_code", "client_id": client.id(), "code": code, "redirect_uri": CALLBACK, "code_verifier": VERIFIER,
    });
    assert_eq!(send(&server, Some("application/json; charset=utf-8"), body.to_string()).await.status, 200);
}

#[tokio::test]
async fn a_parameter_that_comes_twice_is_refused_in_forms_and_in_json() {
    let server = TestServer::start().await;
    let form = "grant_type=client_credentials&grant_type=authorization_code&client_id=x";
    send(&server, Some("application/x-www-form-urlencoded"), form).await.assert_error(400, "invalid_request");
    let json = r#"{"grant_type":"client_credentials","client_id":"a","client_id":"b"}"#;
    send(&server, Some("application/json"), json).await.assert_error(400, "invalid_request");
    let json = r#"{"grant_type":"client_credentials","client_id":null,"client_id":"b"}"#;
    send(&server, Some("application/json"), json).await.assert_error(400, "invalid_request");
}

#[tokio::test]
async fn what_a_caller_wrote_is_repeated_on_one_line_and_not_at_any_length() {
    let server = TestServer::start().await;
    let name = format!("a\nb{}", "x".repeat(100_000));
    let answer = send(&server, Some("application/x-www-form-urlencoded"), format!("{name}=1&{name}=2").replace('\n', "%0A")).await;
    answer.assert_error(400, "invalid_request");
    let text = answer.text_of("error_description");
    assert!(text.starts_with("Duplicate parameter: abxxx") && text.chars().count() == 1024, "{text}");
}

#[tokio::test]
async fn bodies_that_are_not_what_they_say_are_refused() {
    let server = TestServer::start().await;
    for body in ["{", "[]", "\"text\"", "{\"grant_type\":}", "nonsense"] {
        send(&server, Some("application/json"), body).await.assert_error(400, "invalid_request");
    }
    for kind in ["text/plain", "multipart/form-data; boundary=x", "application/xml"] {
        send(&server, Some(kind), "grant_type=client_credentials").await.assert_error(415, "invalid_request");
    }
    send(&server, None, "grant_type=client_credentials").await.assert_error(415, "invalid_request");
    send(&server, None, "").await.assert_error(400, "invalid_request");
    let numbers = r#"{"grant_type":"client_credentials","client_id":7}"#;
    send(&server, Some("application/json"), numbers).await.assert_error(400, "invalid_request");
}

#[tokio::test]
async fn a_body_of_a_megabyte_is_refused() {
    let server = TestServer::start().await;
    let form = format!("grant_type=client_credentials&client_id=x&client_secret={}", "x".repeat(1 << 20));
    send(&server, Some("application/x-www-form-urlencoded"), form).await.assert_error(413, "invalid_request");
}

#[tokio::test]
async fn unknown_and_missing_grant_types_are_told_apart() {
    let server = TestServer::start().await;
    let client = server.client(AppType::RegularWeb).await;
    for grant_type in ["Password", "implicit", "Client_Credentials", "urn:ietf:params:oauth:grant-type:saml2-bearer"] {
        server.token(&client, &[("grant_type", grant_type)]).await.assert_error(501, "unsupported_grant_type");
    }
    server.token(&client, &[]).await.assert_error(400, "invalid_request");
    server.token(&client, &[("grant_type", "authorization_code"), ("redirect_uri", CALLBACK)]).await.assert_error(400, "invalid_request");
    server.token(&client, &[("grant_type", "refresh_token")]).await.assert_error(400, "invalid_request");
    server.post_form("/oauth/token", &[("grant_type", "refresh_token")]).await.assert_error(400, "invalid_request");
    assert_eq!(server.get("/oauth/token").await.status(), 405);
}

#[tokio::test]
async fn parameters_in_the_query_do_not_count() {
    let server = TestServer::start().await;
    let client = server.client(AppType::NonInteractive).await;
    let url = format!("{}/oauth/token?client_id={}&client_secret={}", server.url, client.id(), client.secret);
    let request = server.http.post(url).form(&[("grant_type", "client_credentials"), ("audience", "urn:api")]);
    Answer::of(request.send().await.unwrap()).await.assert_error(400, "invalid_request");
}
