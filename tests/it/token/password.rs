//! Logins whose password the application asks for itself (RFC 6749 section 4.3, reference 5.4).

use anteroom::contract::Trigger;
use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Tenant};
use serde_json::json;

use super::verified;
use crate::support::TestServer;
use crate::support::clients::{Answer, TestClient};
use crate::support::story::{Bound, DATABASE, PASSWORD};

const REALM: &str = "http://auth0.com/oauth/grant-type/password-realm";

struct Scene {
    server: TestServer,
    client: TestClient,
}

impl Scene {
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A server with a user, and an application that may use both grants.
    async fn with(change: impl FnOnce(&mut Client)) -> Self {
        let server = TestServer::start().await;
        let client = server
            .client_with(AppType::RegularWeb, |client| {
                client.grant_types.extend(["password".to_owned(), REALM.to_owned()]);
                change(client);
            })
            .await;
        let connection = server.with_database(&[&client.client]).await;
        server.with_user(&connection, "ann@example.com").await;
        server.resource_server("urn:api", &["read", "write"]).await;
        let default = |tenant: &mut Tenant| tenant.default_directory = Some(DATABASE.to_owned());
        server.app.directory.tenants.modify("main", default).await.unwrap();
        Self { server, client }
    }

    async fn ask(&self, more: &[(&str, &str)]) -> Answer {
        let form = [&[("grant_type", "password"), ("username", "Ann@Example.com"), ("password", PASSWORD)], more].concat();
        self.server.token(&self.client, &form).await
    }

    async fn realm(&self, realm: &str) -> Answer {
        let form = [("grant_type", REALM), ("username", "ann@example.com"), ("password", PASSWORD), ("realm", realm)];
        self.server.token(&self.client, &form).await
    }
}

#[tokio::test]
async fn a_password_gives_the_tokens_that_a_login_gives() {
    let scene = Scene::new().await;
    let answer = scene.ask(&[("scope", "openid email offline_access read"), ("audience", "urn:api")]).await;
    assert_eq!((answer.status, &answer.json["scope"]), (200, &json!("openid email offline_access read")), "{}", answer.text);
    let id = verified(&scene.server, answer.text_of("id_token"), scene.client.id()).await;
    assert_eq!(id["email"], "ann@example.com");
    assert!(!id.contains_key("sid"), "there is no session");
    let access = verified(&scene.server, answer.text_of("access_token"), "urn:api").await;
    assert_eq!((&access["gty"], &access["sub"]), (&json!("password"), &id["sub"]));
    let again = scene.server.refresh(&scene.client, answer.text_of("refresh_token")).await;
    assert_eq!(again.status, 200, "{}", again.text);
    assert_eq!(scene.server.log_types().await, ["ss", "sepft", "sertft"]);
    let user = scene.server.app.directory.users.get(id["sub"].as_str().unwrap()).await.unwrap().unwrap();
    assert_eq!(user.logins_count, 1);
}

#[tokio::test]
async fn a_realm_names_the_directory_and_without_one_the_tenants_default_counts() {
    let scene = Scene::new().await;
    assert_eq!(scene.realm(DATABASE).await.status, 200);
    scene.realm("elsewhere").await.assert_error(400, "invalid_request");
    let form = [("grant_type", REALM), ("username", "ann@example.com"), ("password", PASSWORD)];
    scene.server.token(&scene.client, &form).await.assert_error(400, "invalid_request");
    scene.server.app.directory.tenants.modify("main", |tenant| tenant.default_directory = None).await.unwrap();
    scene.ask(&[]).await.assert_error(400, "invalid_request");
}

#[tokio::test]
async fn who_names_no_scope_of_the_api_gets_all_of_them() {
    let scene = Scene::new().await;
    assert_eq!(scene.ask(&[("audience", "urn:api")]).await.json["scope"], "read write");
    assert_eq!(scene.ask(&[("audience", "urn:api"), ("scope", "openid")]).await.json["scope"], "openid read write");
    assert_eq!(scene.ask(&[("audience", "urn:api"), ("scope", "write other")]).await.json["scope"], "write");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_have_the_same_answer() {
    let scene = Scene::new().await;
    let mut answers = Vec::new();
    for (username, password) in [("ann@example.com", "wrong"), ("nobody@example.com", PASSWORD), (&"a".repeat(321), PASSWORD)] {
        let form = [("grant_type", "password"), ("username", username), ("password", password)];
        let answer = scene.server.token(&scene.client, &form).await;
        answer.assert_error(403, "invalid_grant");
        answers.push(answer.text);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(scene.server.log_types().await[1..3], ["fp", "fu"]);
}

#[tokio::test]
async fn guesses_at_one_account_are_held_back() {
    let scene = Scene::new().await;
    let form = [("grant_type", "password"), ("username", "ann@example.com"), ("password", "wrong")];
    for _ in 0..10 {
        scene.server.token(&scene.client, &form).await.assert_error(403, "invalid_grant");
    }
    scene.server.token(&scene.client, &form).await.assert_error(429, "too_many_attempts");
    scene.ask(&[]).await.assert_error(429, "too_many_attempts");
    assert_eq!(scene.server.log_types().await.last().unwrap(), "limit_wc");
}

#[tokio::test]
async fn an_application_is_believed_its_users_addresses_only_where_it_is_trusted() {
    for (trusted, expected) in [(true, "192.0.2.7"), (false, "127.0.0.1")] {
        let scene = Scene::with(|client| {
            client.extra.insert("is_token_endpoint_ip_header_trusted".to_owned(), json!(trusted));
        })
        .await;
        let form =
            [&scene.client.credentials()[..], &[("grant_type", "password"), ("username", "ann@example.com"), ("password", PASSWORD)]]
                .concat();
        let request =
            scene.server.http.post(format!("{}/oauth/token", scene.server.url)).header("auth0-forwarded-for", "192.0.2.7").form(&form);
        assert_eq!(request.send().await.unwrap().status(), 200);
        assert_eq!(scene.server.last_log("sepft").await.unwrap().ip.as_deref(), Some(expected));
    }
}

#[tokio::test]
async fn what_would_take_a_page_is_refused() {
    let scene = Scene::with(|client| client.is_first_party = false).await;
    let connection = scene.server.app.directory.connections.find("name", DATABASE).await.unwrap().unwrap();
    scene.server.app.directory.connections.modify(&connection.id, |connection| connection.is_domain_connection = true).await.unwrap();
    scene.ask(&[]).await.assert_error(403, "unauthorized_client");
    let scene = Scene::new().await;
    let api = scene.server.app.directory.resource_servers.find("identifier", "urn:api").await.unwrap().unwrap();
    scene
        .server
        .app
        .directory
        .resource_servers
        .modify(&api.id, |api| api.skip_consent_for_verifiable_first_party_clients = false)
        .await
        .unwrap();
    scene.ask(&[("audience", "urn:api")]).await.assert_error(403, "consent_required");
    let scene = Scene::with(|client| drop(client.extra.insert("organization_usage".to_owned(), json!("require")))).await;
    scene.ask(&[]).await.assert_error(403, "unauthorized_client");
    let scene = Scene::with(|client| client.grant_types.retain(|grant| grant != "password")).await;
    scene.ask(&[]).await.assert_error(403, "unauthorized_client");
    assert_eq!(scene.realm(DATABASE).await.status, 200, "each grant is allowed by itself");
}

#[tokio::test]
async fn a_blocked_user_gets_nothing_and_hears_it_only_with_the_password() {
    let scene = Scene::new().await;
    let ann = scene.server.app.directory.users.all().await.unwrap().remove(0);
    scene.server.app.directory.users.modify(&ann.user_id, |user| user.blocked = true).await.unwrap();
    scene.ask(&[]).await.assert_error(401, "unauthorized");
    let form = [("grant_type", "password"), ("username", "ann@example.com"), ("password", "wrong")];
    scene.server.token(&scene.client, &form).await.assert_error(403, "invalid_grant");
}

#[tokio::test]
async fn an_action_that_denies_ends_the_login_with_its_reason() {
    let scene = Scene::new().await;
    let body = "(call $deny (local.get $api) (i32.const 1056) (i32.const 9))";
    scene.server.with_action(Trigger::PostLogin, "deny", super::refresh::guest(body), Bound::default()).await;
    let denied = scene.ask(&[]).await;
    denied.assert_error(500, "access_denied");
    assert_eq!(denied.json["error_description"], "not today");
    assert_eq!(scene.server.log_types().await, ["ss", "fepft"]);
}
