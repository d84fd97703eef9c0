//! What is asked and answered.

use serde_json::{Value, json};

use super::Story;
use crate::support::TestServer;
use crate::support::story::CALLBACK;

#[tokio::test]
async fn it_is_off_until_the_tenant_says_so_and_then_costs_nothing() {
    let server = TestServer::start().await;
    server.with_database(&[]).await;
    // Not even the body is looked at.
    for body in [json!({ "redirect_uris": [CALLBACK] }).to_string(), "no JSON".to_owned()] {
        let request = server.http.post(format!("{}/oidc/register", server.url)).header("content-type", "application/json").body(body);
        let answer = crate::support::clients::Answer::of(request.send().await.unwrap()).await;
        answer.assert_error(403, "access_denied");
    }
    assert_eq!(server.app.directory.clients.all().await.unwrap().len(), 0);
    assert_eq!(server.log_types().await, Vec::<String>::new(), "who is refused writes nothing down");
    let document: Value = server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    assert_eq!(document.get("registration_endpoint"), None);
}

#[tokio::test]
async fn discovery_names_the_endpoint_while_it_is_on() {
    let story = Story::begin().await;
    for path in ["openid-configuration", "oauth-authorization-server"] {
        let document: Value = story.server.get(&format!("/.well-known/{path}")).await.json().await.unwrap();
        assert_eq!(document["registration_endpoint"], format!("{}/oidc/register", story.server.url));
    }
    story.set(json!({ "flags": { "enable_dynamic_client_registration": false } })).await;
    let document: Value = story.server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    assert_eq!(document.get("registration_endpoint"), None);
    story.register(json!({ "redirect_uris": [CALLBACK] })).await.assert_error(403, "access_denied");
}

#[tokio::test]
async fn the_least_that_can_be_said_makes_a_confidential_third_party() {
    let story = Story::begin().await;
    let (answer, client) = story.application(json!({})).await;
    let expected = json!({
        "client_id": answer.json["client_id"],
        "client_id_issued_at": answer.json["client_id_issued_at"],
        "client_secret": answer.json["client_secret"],
        "client_secret_expires_at": 0,
        "client_name": "My App",
        "redirect_uris": [CALLBACK],
        "token_endpoint_auth_method": "client_secret_post",
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "application_type": "web",
    });
    assert_eq!(answer.json, expected);
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.text_of("client_secret").len(), 64);
    assert!(answer.text_of("client_id").len() == 32 && answer.text_of("client_id").bytes().all(|b| b.is_ascii_alphanumeric()));
    assert!(!client.is_first_party && client.callbacks == [CALLBACK] && !client.is_strict());
    let stored = client.client_secret.unwrap();
    assert!(!stored.contains(answer.text_of("client_secret")), "the secret is sealed");
    let event = story.server.last_log("sapi").await.expect("an event");
    assert_eq!(event.client_id.as_deref(), Some(answer.text_of("client_id")));
    assert!(!serde_json::to_string(&event).unwrap().contains(answer.text_of("client_secret")));
}

#[tokio::test]
async fn a_public_application_has_no_secret() {
    let story = Story::begin().await;
    let (answer, client) = story.application(json!({ "token_endpoint_auth_method": "none", "application_type": "native" })).await;
    assert_eq!((answer.json.get("client_secret"), &answer.json["client_secret_expires_at"]), (None, &json!(0)));
    assert!(client.is_public() && client.client_secret.is_none());
}

#[tokio::test]
async fn everything_that_is_kept_is_told_and_the_management_api_shows_what_it_is() {
    let story = Story::begin().await;
    let said = json!({
        "client_name": "Müller’s 日本 App",
        "redirect_uris": [CALLBACK, "com.example.app://cb", "http://127.0.0.1:4711/cb"],
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
        "response_types": ["code"],
        "application_type": "native",
        "logo_uri": "https://app.example.com/logo.png",
        "client_uri": "https://app.example.com/",
        "policy_uri": "https://app.example.com/policy",
        "tos_uri": "https://app.example.com/tos",
        "contacts": ["ops@app.example.com"],
        "software_id": "4NRB1-0XZABZI9E6-5SM3R",
        "software_version": "2.1",
        "id_token_signed_response_alg": "ES256",
    });
    let (answer, _) = story.application(said.clone()).await;
    for (name, value) in said.as_object().unwrap() {
        assert_eq!(&answer.json[name], value, "{name}");
    }
    let id = answer.text_of("client_id");
    let (status, shown) = story.server.api("read:clients").get(&format!("/clients/{id}")).await;
    assert_eq!((status, &shown["name"], &shown["is_first_party"]), (200, &said["client_name"], &json!(false)));
    assert_eq!((&shown["external_metadata_type"], &shown["external_metadata_created_by"]), (&json!("dcr"), &json!("client")));
    assert_eq!((&shown["third_party_security_mode"], &shown["app_type"]), (&json!("permissive"), &json!("native")));
    let (_, third) = story.server.api("read:clients").get("/clients?is_first_party=false&fields=client_id").await;
    assert_eq!(third, json!([{ "client_id": id }]));
    // What the tenant changes holds, as for every application.
    let api = story.server.api("update:clients delete:clients");
    assert_eq!(api.patch(&format!("/clients/{id}"), json!({ "callbacks": ["https://other.example.com/"] })).await.0, 200);
    assert_eq!(story.client(id).await.callbacks, ["https://other.example.com/"]);
    assert_eq!(api.delete(&format!("/clients/{id}")).await.0, 204);
    assert_eq!(story.server.app.directory.registrations.all().await.unwrap().len(), 0, "the registration went with it");
}

#[tokio::test]
async fn refusals_are_those_of_rfc_7591_and_leave_an_event_and_nothing_else() {
    let story = Story::begin().await;
    let with = |name: &str, value: Value| {
        let mut body = json!({ "redirect_uris": [CALLBACK] });
        body[name] = value;
        body
    };
    let redirect = [
        json!({}),
        json!({ "redirect_uris": [] }),
        json!({ "redirect_uris": CALLBACK }),
        json!({ "redirect_uris": [1] }),
        json!({ "redirect_uris": [CALLBACK, CALLBACK] }),
    ];
    let metadata = [
        with("token_endpoint_auth_method", json!("private_key_jwt")),
        with("grant_types", json!(["password"])),
        with("grant_types", json!(["authorization_code", "implicit"])),
        with("grant_types", json!(["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"])),
        with("grant_types", json!(["client_credentials"])),
        with("response_types", json!(["token"])),
        with("response_types", json!([])),
        with("client_name", json!("")),
        with("client_name", json!(7)),
        with("contacts", json!(["nobody"])),
        with("subject_type", json!("pairwise")),
        with("id_token_signed_response_alg", json!("none")),
        with("id_token_signed_response_alg", json!("HS256")),
        with("dpop_bound_access_tokens", json!(true)),
        with("application_type", json!("desktop")),
        json!({ "redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none", "response_types": ["code"],
            "grant_types": ["authorization_code", "client_credentials"] }),
    ];
    // Within what one address may ask.
    let wait = || story.server.clock.advance(std::time::Duration::from_secs(60));
    for body in redirect {
        wait();
        story.register(body.clone()).await.assert_error(400, "invalid_redirect_uri");
    }
    for body in metadata {
        wait();
        let answer = story.register(body.clone()).await;
        assert_eq!((answer.status, &answer.json["error"]), (400, &json!("invalid_client_metadata")), "{body}");
    }
    for body in
        ["", "[]", "null", "{", "\"x\"", r#"{"redirect_uris":["https://a.example.com/"],"redirect_uris":["https://b.example.com/"]}"#]
    {
        wait();
        story.register_as("application/json", body.to_owned()).await.assert_error(400, "invalid_client_metadata");
    }
    wait();
    story.register_as("application/x-www-form-urlencoded", "redirect_uris=x".to_owned()).await.assert_error(415, "invalid_client_metadata");
    assert_eq!(story.applications().await, 0);
    assert!(story.server.last_log("fapi").await.is_some());
}
