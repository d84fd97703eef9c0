//! The narrower rules (`dynamic_client_registration_security_mode: "strict"`).

use anteroom::identity::Client;
use serde_json::{Value, json};

use super::{EMAIL, Story};
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;
use crate::token::verified;

const API: &str = "https://orders.example.com";

impl Story {
    /// What an operator grants strict third parties of [`API`].
    async fn grant(&self, whom: Value) -> Value {
        let mut grant = json!({ "audience": API, "scope": ["read:orders"], "subject_type": "user" });
        grant.as_object_mut().unwrap().extend(whom.as_object().unwrap().clone());
        let (status, grant) = self.server.api("create:client_grants").post("/client-grants", grant).await;
        assert_eq!(status, 201, "{grant}");
        grant
    }

    /// A request that is refused on a page: nobody is sent to the application.
    async fn refused(&self, browser: &Browser<'_>, client: &Client, more: &[(&str, &str)], error: &str) {
        let page = browser.get(&authorize(client, more)).await;
        assert_eq!(page.status, 400, "{more:?}: {page:?}");
        assert!(page.body.contains(error), "{}", page.body);
        assert!(!page.headers.contains_key("location"));
    }
}

#[tokio::test]
async fn its_applications_are_named_so_and_say_so() {
    let story = Story::strict().await;
    let (answer, client) = story.application(json!({ "grant_types": ["authorization_code", "refresh_token"] })).await;
    let id = answer.text_of("client_id").strip_prefix("tpc_").expect("the prefix");
    assert!(id.len() == 22 && id.bytes().all(|b| b.is_ascii_alphanumeric()));
    assert!(client.is_strict() && client.guards_redirects());
    for grants in [json!(["client_credentials"]), json!(["authorization_code", "client_credentials"]), json!(["implicit"])] {
        let body = json!({ "redirect_uris": client.callbacks, "grant_types": grants });
        story.register(body).await.assert_error(400, "invalid_client_metadata");
    }
    // The mode is the application's own: one that registered before keeps its rules.
    story.set(json!({ "dynamic_client_registration_security_mode": "permissive" })).await;
    let (_, other) = story.application(json!({})).await;
    assert!(!other.is_strict() && story.client(&client.client_id).await.is_strict());
}

#[tokio::test]
async fn pkce_is_mandatory_for_confidential_applications_too() {
    let story = Story::strict().await;
    let (registered, client) = story.application(json!({})).await;
    let browser = Browser::new(&story.server);
    let none = [("code_challenge", ""), ("code_challenge_method", "")];
    story.refused(&browser, &client, &none, "code_challenge").await;
    story.refused(&browser, &client, &[("code_challenge_method", "plain")], "S256").await;
    let code = story.code(&browser, &client, &[]).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", registered.text_of("client_id")),
        ("client_secret", registered.text_of("client_secret")),
        ("code", code.as_str()),
        ("redirect_uri", crate::support::story::CALLBACK),
    ];
    story.server.post_form("/oauth/token", &form).await.assert_error(403, "invalid_grant");
    assert_eq!(story.redeem(&registered, &code).await.status, 200);
}

#[tokio::test]
async fn it_learns_nothing_of_who_its_users_are() {
    let story = Story::strict().await;
    let (registered, client) = story.application(json!({ "grant_types": ["authorization_code", "refresh_token"] })).await;
    let browser = Browser::new(&story.server);
    let (path, page) = story.to_consent(&browser, &client, &[("scope", "openid profile email offline_access")]).await;
    assert!(!page.body.contains("email address") && page.body.contains("Keep access"), "{}", page.body);
    let code = browser.submit(&path, &page, &[("action", "accept")]).await.returned()["code"].clone();
    let tokens = story.redeem(&registered, &code).await;
    assert_eq!((tokens.status, tokens.json.get("id_token"), &tokens.json["scope"]), (200, None, &json!("offline_access")));
    let tokens = story.refresh(&registered, tokens.text_of("refresh_token")).await;
    assert_eq!((tokens.status, tokens.json.get("id_token")), (200, None));
    let request = story.server.http.get(format!("{}/userinfo", story.server.url)).bearer_auth(tokens.text_of("access_token"));
    let answer = request.send().await.unwrap().text().await.unwrap();
    assert!(!answer.contains(EMAIL), "{answer}");
    let (id, secret) = (registered.text_of("client_id"), registered.text_of("client_secret"));
    for token in ["access_token", "refresh_token"] {
        let form = [("client_id", id), ("client_secret", secret), ("token", tokens.text_of(token))];
        let answer = story.server.post_form("/oauth/introspect", &form).await;
        assert!(answer.text.contains("\"active\":true") && !answer.text.contains(EMAIL), "{}", answer.text);
    }
}

#[tokio::test]
async fn an_api_is_reached_by_a_grant_alone_and_as_long_as_there_is_one() {
    let story = Story::strict().await;
    story.server.resource_server(API, &["read:orders", "write:orders"]).await;
    let (registered, client) = story.application(json!({ "grant_types": ["authorization_code", "refresh_token"] })).await;
    let browser = Browser::new(&story.server);
    let wanted = [("audience", API), ("scope", "openid read:orders write:orders offline_access")];
    story.refused(&browser, &client, &wanted, "not authorized to access resource server").await;
    // An application's own grant is of what it does by itself.
    let own = story.grant(json!({ "client_id": client.client_id, "subject_type": "client" })).await;
    story.refused(&browser, &client, &wanted, "not authorized to access resource server").await;
    let grant = story.grant(json!({ "client_id": client.client_id })).await;
    let code = story.code(&browser, &client, &wanted).await;
    let tokens = story.redeem(&registered, &code).await;
    let claims = verified(&story.server, tokens.text_of("access_token"), API).await;
    assert_eq!((&claims["scope"], &claims["aud"]), (&json!("read:orders offline_access"), &json!(API)));
    let pending = story.code_again(&browser, &client, &wanted).await;
    let api = story.server.api("delete:client_grants");
    assert_eq!(api.delete(&format!("/client-grants/{}", grant["id"].as_str().unwrap())).await.0, 204);
    assert_eq!(api.delete(&format!("/client-grants/{}", own["id"].as_str().unwrap())).await.0, 204);
    story.redeem(&registered, &pending).await.assert_error(403, "invalid_grant");
    story.refresh(&registered, tokens.text_of("refresh_token")).await.assert_error(403, "invalid_grant");
}

#[tokio::test]
async fn a_grant_can_be_of_all_third_parties_and_never_of_the_management_api() {
    let story = Story::strict().await;
    story.server.resource_server(API, &["read:orders"]).await;
    let grant = story.grant(json!({ "default_for": "third_party_clients" })).await;
    assert_eq!((&grant["default_for"], grant.get("client_id")), (&json!("third_party_clients"), None));
    let (registered, client) = story.application(json!({})).await;
    let browser = Browser::new(&story.server);
    let code = story.code(&browser, &client, &[("audience", API), ("scope", "read:orders")]).await;
    assert_eq!(story.redeem(&registered, &code).await.json["scope"], "read:orders");
    let api = story.server.api("create:client_grants read:client_grants");
    let (_, found) = api.get("/client-grants?default_for=third_party_clients").await;
    assert_eq!(found.as_array().unwrap().len(), 1);
    let body = |more: Value| {
        let mut body = json!({ "audience": API, "default_for": "third_party_clients", "subject_type": "user" });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    assert_eq!(api.post("/client-grants", body(json!({}))).await.0, 409);
    assert_eq!(api.post("/client-grants", body(json!({ "client_id": client.client_id }))).await.0, 400);
    assert_eq!(api.post("/client-grants", body(json!({ "subject_type": "client" }))).await.0, 400);
    assert_eq!(api.post("/client-grants", json!({ "audience": API })).await.0, 400);
    let audience = story.server.app.config.management_audience();
    story.server.resource_server_with(&audience, &["read:users"], |api| api.is_system = true).await;
    assert_eq!(api.post("/client-grants", body(json!({ "audience": audience }))).await.0, 400);
}

#[tokio::test]
async fn nobody_is_sent_to_it_who_had_no_say() {
    let story = Story::strict().await;
    let (_, client) = story.application(json!({})).await;
    let browser = Browser::new(&story.server);
    for (more, error) in [
        (&[("response_type", "token")][..], "unauthorized_client"),
        (&[("prompt", "none")], "login_required"),
        (&[("prompt", "nonsense")], "prompt"),
        (&[("audience", "https://nowhere.example.com")], "Service not found"),
        (&[("request", "e30.e30.")], "request_not_supported"),
        (&[("max_age", "x")], "max_age"),
    ] {
        story.refused(&browser, &client, more, error).await;
    }
    // Nor by a session that never met it.
    let (_, met) = story.application(json!({})).await;
    story.to_consent(&browser, &met, &[]).await;
    story.refused(&browser, &client, &[("prompt", "none")], "consent_required").await;
    // A person's own answer goes back.
    let (path, page) = story.to_consent(&browser, &client, &[("prompt", "login")]).await;
    assert_eq!(browser.submit(&path, &page, &[("action", "deny")]).await.returned()["error"], "access_denied");
}

#[tokio::test]
async fn parameters_that_choose_for_the_user_are_as_if_not_there() {
    let story = Story::strict().await;
    let (_, client) = story.application(json!({})).await;
    let browser = Browser::new(&story.server);
    let more = [("connection", "nowhere"), ("screen_hint", "signup"), ("ext-promote", "yes"), ("login_hint", EMAIL)];
    let answer = browser.get(&authorize(&client, &more)).await;
    assert!(answer.location().starts_with("/u/login?state="), "{answer:?}");
    let kept = story.server.app.directory.transactions.all().await.unwrap().remove(0).value.request;
    assert_eq!((kept.connection, kept.screen_hint, kept.login_hint.as_deref()), (None, None, Some(EMAIL)));
    assert!(!kept.query.contains_key("ext-promote"), "an Action does not see it");
}

#[tokio::test]
async fn grants_beyond_the_two_have_no_effect_and_the_tenant_can_make_it_its_own() {
    let story = Story::strict().await;
    let (registered, client) = story.application(json!({})).await;
    let id = registered.text_of("client_id");
    let api = story.server.api("update:clients");
    let grants = json!({ "grant_types": ["authorization_code", "client_credentials"] });
    assert_eq!(api.patch(&format!("/clients/{id}"), grants).await.0, 200);
    let form = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", registered.text_of("client_secret"))];
    story.server.post_form("/oauth/token", &form).await.assert_error(403, "unauthorized_client");
    assert_eq!(api.patch(&format!("/clients/{id}"), json!({ "is_first_party": true })).await.0, 200);
    let directory = &story.server.app.directory;
    directory.connections.modify(&story.connection.id, |c| c.enabled_clients.push(client.client_id.clone())).await.unwrap();
    let answer = Browser::new(&story.server).log_in(&authorize(&client, &[]), EMAIL, PASSWORD).await;
    let tokens = story.redeem(&registered, &answer.returned()["code"]).await;
    assert!(tokens.json["id_token"].is_string(), "{}", tokens.text);
}

impl Story {
    /// The code of a login by the session and the consent that are there.
    async fn code_again(&self, browser: &Browser<'_>, client: &Client, more: &[(&str, &str)]) -> String {
        browser.get(&authorize(client, more)).await.returned()["code"].clone()
    }
}
