//! Tokens of applications by themselves (reference 5.4, 5.8).

use anteroom::identity::Tenant;
use anteroom::identity::client::AppType;
use serde_json::json;

use super::verified;
use crate::support::TestServer;

#[tokio::test]
async fn a_machine_gets_a_token_with_the_scopes_of_its_grant() {
    let server = TestServer::start().await;
    let client = server.client(AppType::NonInteractive).await;
    server.resource_server("urn:api", &["read", "write", "own"]).await;
    server.grant(&client, "urn:api", &["read", "write", "gone"]).await;
    let answer = server.token(&client, &[("grant_type", "client_credentials"), ("audience", "urn:api")]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json["scope"], "read write", "a scope that the API does not name is not given");
    assert!(answer.json["refresh_token"].is_null() && answer.json["id_token"].is_null());
    let claims = verified(&server, answer.text_of("access_token"), "urn:api").await;
    let now = server.app.clock.now().as_second();
    assert_eq!(
        serde_json::Value::Object(claims),
        json!({
            "iss": format!("{}/", server.url), "sub": format!("{}@clients", client.id()), "aud": "urn:api", "iat": now, "exp": now + 86_400,
            "scope": "read write", "gty": "client-credentials", "azp": client.id(),
        })
    );
    server.app.audit.later.settled().await;
    let event = server.app.audit.events.all().await.unwrap().remove(0).value;
    assert_eq!((event.kind.as_str(), event.audience.as_deref(), event.scope.as_deref()), ("seccft", Some("urn:api"), Some("read write")));
}

#[tokio::test]
async fn scopes_are_bounded_by_the_grant_and_apis_by_their_existence() {
    let server = TestServer::start().await;
    let client = server.client(AppType::NonInteractive).await;
    server.resource_server("urn:api", &["read", "write"]).await;
    server.resource_server("urn:other", &["read"]).await;
    server.grant(&client, "urn:api", &["read"]).await;
    let ask = async |audience: &str, scope: &str| {
        server.token(&client, &[("grant_type", "client_credentials"), ("audience", audience), ("scope", scope)]).await
    };
    assert_eq!(ask("urn:api", "read").await.json["scope"], "read");
    let widened = ask("urn:api", "read write").await;
    widened.assert_error(403, "access_denied");
    assert_eq!(widened.json["error_description"], "Client has not been granted scopes: write");
    let ungranted = ask("urn:other", "").await;
    ungranted.assert_error(403, "access_denied");
    assert_eq!(
        ungranted.json["error_description"],
        "Client is not authorized to access \"urn:other\". You need to create a \"client-grant\" associated to this API."
    );
    let unknown = ask("urn:unknown", "").await;
    unknown.assert_error(403, "access_denied");
    assert_eq!(unknown.json["error_description"], "Service not found: urn:unknown");
}

#[tokio::test]
async fn without_an_audience_the_tenants_default_counts() {
    let server = TestServer::start().await;
    let client = server.client(AppType::NonInteractive).await;
    server.resource_server("urn:api", &["read"]).await;
    server.grant(&client, "urn:api", &["read"]).await;
    let ask = async || server.token(&client, &[("grant_type", "client_credentials")]).await;
    ask().await.assert_error(400, "invalid_request");
    let tenants = &server.app.directory.tenants;
    match tenants.get("main").await.unwrap() {
        Some(_) => drop(tenants.modify("main", |tenant| tenant.default_audience = Some("urn:api".to_owned())).await.unwrap()),
        None => drop(tenants.insert(Tenant { default_audience: Some("urn:api".to_owned()), ..Tenant::new("main") }).await.unwrap()),
    }
    assert_eq!(ask().await.status, 200);
}

#[tokio::test]
async fn a_grant_type_that_the_application_does_not_have_is_refused() {
    let server = TestServer::start().await;
    let client = server.client_with(AppType::RegularWeb, |client| client.grant_types = vec!["authorization_code".to_owned()]).await;
    let answer = server.token(&client, &[("grant_type", "client_credentials"), ("audience", "urn:api")]).await;
    answer.assert_error(403, "unauthorized_client");
    assert_eq!(answer.json["error_description"], "Grant type 'client_credentials' not allowed for the client.");
    assert_eq!(server.log_types().await, ["feccft"]);
}
