//! Requests whose application and redirect are good, but the rest is not: the error goes back to the application.

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, ResourceServer};
use serde_json::json;

use crate::support::TestServer;
use crate::support::browser::{Browser, CHALLENGE, authorize, parameters};

async fn server_with_app(app_type: AppType) -> (TestServer, Client) {
    let server = TestServer::start().await;
    let client = server.with_client("App", app_type).await;
    server.with_database(&[&client]).await;
    (server, client)
}

/// The error and description that a request brings to the application.
async fn error_of(server: &TestServer, client: &Client, more: &[(&str, &str)]) -> (String, String) {
    let answer = Browser::new(server).get(&authorize(client, more)).await;
    assert_eq!(answer.status, 302, "{more:?} {}", answer.body);
    let returned = answer.returned();
    assert_eq!(returned.get("state").map(String::as_str), Some("xyz"), "{more:?}");
    assert!(!returned.contains_key("code"));
    (returned["error"].clone(), returned["error_description"].clone())
}

#[tokio::test]
async fn faults_of_a_request_go_back_to_the_application() {
    let (server, client) = server_with_app(AppType::RegularWeb).await;
    let long = "x".repeat(2049);
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "CODE")], "unsupported_response_type"),
        (&[("response_type", "code ")], "unsupported_response_type"),
        (&[("response_type", "code\n")], "unsupported_response_type"),
        (&[("response_type", "code code")], "unsupported_response_type"),
        (&[("response_mode", "web_message ")], "invalid_request"),
        (&[("response_mode", "QUERY")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge_method", "s256")], "invalid_request"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (&[("code_challenge", &CHALLENGE.replace('-', "+"))], "invalid_request"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("prompt", "LOGIN")], "invalid_request"),
        (&[("max_age", "-1")], "invalid_request"),
        (&[("max_age", "+1")], "invalid_request"),
        (&[("max_age", "1.5")], "invalid_request"),
        (&[("request", "eyJ")], "request_not_supported"),
        (&[("request_uri", "https://169.254.169.254/")], "request_uri_not_supported"),
        (&[("registration", "{}")], "registration_not_supported"),
        (&[("nonce", &long)], "invalid_request"),
        (&[("login_hint", &long)], "invalid_request"),
        (&[("connection", "nobody")], "invalid_request"),
        (&[("prompt", "none")], "login_required"),
    ];
    for (more, expected) in cases {
        assert_eq!(error_of(&server, &client, more).await.0, *expected, "{more:?}");
    }
    assert!(server.app.directory.transactions.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_unknown_application_gets_an_error_page() {
    let (server, mut client) = server_with_app(AppType::RegularWeb).await;
    client.client_id = "nobody".to_owned();
    let page = Browser::new(&server).get(&authorize(&client, &[])).await;
    assert_eq!((page.status, page.headers.get("location")), (400, None));
    assert!(page.body.contains("Unknown client"));
    client.client_id = String::new();
    assert_eq!(Browser::new(&server).get(&authorize(&client, &[])).await.status, 400);
}

#[tokio::test]
async fn a_parameter_that_comes_twice_gets_an_error_page() {
    let (server, client) = server_with_app(AppType::RegularWeb).await;
    for twice in ["redirect_uri=https://evil.example", "client_id=other", "state=other", "scope=openid", "x=1&x=2"] {
        let page = Browser::new(&server).get(&format!("{}&{twice}", authorize(&client, &[]))).await;
        assert_eq!((page.status, page.headers.get("location")), (400, None), "{twice}");
    }
}

#[tokio::test]
async fn a_request_beyond_all_measure_gets_an_error_page() {
    let (server, client) = server_with_app(AppType::RegularWeb).await;
    let long = format!("{}&x={}", authorize(&client, &[]), "y".repeat(16 * 1024));
    assert_eq!(Browser::new(&server).get(&long).await.status, 400);
    let many: String = (0..65).map(|i| format!("&p{i}=1")).collect();
    assert_eq!(Browser::new(&server).get(&format!("{}{many}", authorize(&client, &[]))).await.status, 400);
    let huge = "x".repeat(1024 * 1024);
    assert_eq!(Browser::new(&server).post("/authorize", &[("state", &huge)]).await.status, 400);
}

#[tokio::test]
async fn a_public_application_must_use_pkce_and_a_confidential_one_may() {
    let (server, client) = server_with_app(AppType::Spa).await;
    let (error, description) = error_of(&server, &client, &[("code_challenge", ""), ("code_challenge_method", "")]).await;
    assert_eq!(error, "invalid_request");
    assert!(description.contains("code_challenge"));
    let (server, client) = server_with_app(AppType::RegularWeb).await;
    let answer = Browser::new(&server).get(&authorize(&client, &[("code_challenge", ""), ("code_challenge_method", "")])).await;
    assert!(answer.location().starts_with("/u/login?state="));
}

#[tokio::test]
async fn an_application_without_the_grant_or_a_connection_is_told_so() {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    server.with_database(&[]).await;
    let (error, description) = error_of(&server, &client, &[]).await;
    assert_eq!((error.as_str(), description.as_str()), ("invalid_request", "no connections enabled for the client"));
    server.app.directory.clients.modify(&client.client_id, |c| c.grant_types = vec!["client_credentials".to_owned()]).await.unwrap();
    assert_eq!(error_of(&server, &client, &[]).await.0, "unauthorized_client");
}

#[tokio::test]
async fn an_unknown_audience_is_denied_in_auth0s_words() {
    let (server, client) = server_with_app(AppType::RegularWeb).await;
    let (error, description) = error_of(&server, &client, &[("audience", "https://api.example.com/")]).await;
    assert_eq!((error.as_str(), description.as_str()), ("access_denied", "Service not found: https://api.example.com/"));
}

#[tokio::test]
async fn scopes_that_the_api_does_not_name_are_dropped() {
    let (server, client) = server_with_app(AppType::RegularWeb).await;
    let connection = server.app.directory.connections.all().await.unwrap().remove(0);
    server.with_user(&connection, "ann@example.com").await;
    let api: ResourceServer = serde_json::from_value(json!({
        "id": "64f0c0ffee64f0c0ffee64f0", "identifier": "https://api.example.com/", "name": "Notes", "signing_alg": "RS256",
        "scopes": [{ "value": "read:notes" }], "token_lifetime": 86400, "token_lifetime_for_web": 7200, "allow_offline_access": false,
        "skip_consent_for_verifiable_first_party_clients": true, "token_dialect": "access_token",
    }))
    .unwrap();
    server.app.directory.resource_servers.insert(api).await.unwrap();
    let request =
        authorize(&client, &[("audience", "https://api.example.com/"), ("scope", "openid read:notes delete:notes offline_access")]);
    let answer = Browser::new(&server).log_in(&request, "ann@example.com", crate::support::story::PASSWORD).await;
    assert!(answer.returned().contains_key("code"), "{answer:?}");
    let code = server.app.directory.codes.all().await.unwrap().remove(0);
    assert_eq!(code.scope, ["openid", "read:notes"]);
    assert_eq!(code.audience.as_deref(), Some("https://api.example.com/"));
}

#[tokio::test]
async fn a_posted_request_is_sent_on_to_the_same_request_by_get() {
    let (server, client) = server_with_app(AppType::RegularWeb).await;
    let browser = Browser::new(&server);
    let path = authorize(&client, &[("state", "a&b=c é")]);
    let (_, query) = path.split_once('?').unwrap();
    let form: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let answer = browser.post("/authorize", &form).await;
    assert_eq!(answer.status, 303);
    assert_eq!(parameters(answer.location()), parameters(&path));
    assert!(browser.get(answer.location()).await.location().starts_with("/u/login?state="));
}

#[tokio::test]
async fn screen_hint_opens_the_sign_up_page_where_there_is_one() {
    let (server, client) = server_with_app(AppType::RegularWeb).await;
    let request = authorize(&client, &[("screen_hint", "signup")]);
    assert!(Browser::new(&server).get(&request).await.location().starts_with("/u/signup?state="));
    let connection = server.app.directory.connections.all().await.unwrap().remove(0);
    let closed =
        server.app.directory.connections.modify(&connection.id, |c| drop(c.options.insert("disable_signup".to_owned(), true.into())));
    closed.await.unwrap();
    assert!(Browser::new(&server).get(&request).await.location().starts_with("/u/login?state="));
}
