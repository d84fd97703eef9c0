//! Applications that register themselves (RFC 7591, RFC 7592): how, what they are then, and what they can never be.

mod asking;
mod attacks;
mod bounds;
mod documents;
mod logins;
mod managing;
mod programs;
mod strict;

use anteroom::config::Config;
use anteroom::identity::{Client, Connection};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::browser::{Browser, Page, VERIFIER, authorize};
use crate::support::clients::Answer;
use crate::support::story::{CALLBACK, PASSWORD};

const EMAIL: &str = "ann@example.com";

/// A server that takes registrations, with a user in a domain connection.
pub struct Story {
    pub server: TestServer,
    connection: Connection,
}

impl Story {
    pub async fn begin() -> Self {
        Self::begin_at(TestServer::start().await).await
    }

    async fn configured(change: impl FnOnce(&mut Config)) -> Self {
        Self::begin_at(TestServer::start_configured(change).await).await
    }

    async fn begin_at(server: TestServer) -> Self {
        let connection = server.with_database(&[]).await;
        server.with_user(&connection, EMAIL).await;
        let story = Self { server, connection };
        story.set(json!({ "flags": { "enable_dynamic_client_registration": true } })).await;
        let api = story.server.api("update:connections");
        let (status, answer) = api.patch(&format!("/connections/{}", story.connection.id), json!({ "is_domain_connection": true })).await;
        assert_eq!((status, &answer["is_domain_connection"]), (200, &json!(true)));
        story
    }

    /// The same under the narrower rules.
    async fn strict() -> Self {
        let story = Self::begin().await;
        story.set(json!({ "dynamic_client_registration_security_mode": "strict" })).await;
        story
    }

    /// Changes settings of the tenant, as an operator does.
    async fn set(&self, settings: Value) {
        let (status, answer) = self.server.api("update:tenant_settings").patch("/tenants/settings", settings).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// `POST /oidc/register`.
    pub async fn register(&self, body: Value) -> Answer {
        self.register_as("application/json", body.to_string()).await
    }

    async fn register_as(&self, kind: &str, body: String) -> Answer {
        self.server.clock.advance(std::time::Duration::from_millis(1));
        let request = self.server.http.post(format!("{}/oidc/register", self.server.url)).header("content-type", kind).body(body);
        Answer::of(request.send().await.unwrap()).await
    }

    /// An application with [`CALLBACK`] and `more`, as it was answered and as it is kept.
    pub async fn application(&self, more: Value) -> (Answer, Client) {
        let mut body = json!({ "redirect_uris": [CALLBACK] });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = self.register(body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let client = self.client(answer.text_of("client_id")).await;
        (answer, client)
    }

    async fn client(&self, id: &str) -> Client {
        self.server.app.directory.clients.get(id).await.unwrap().expect("the application").value
    }

    async fn applications(&self) -> usize {
        self.server.app.directory.clients.all().await.unwrap().len()
    }

    /// Logs in as far as the consent page.
    pub async fn to_consent(&self, browser: &Browser<'_>, client: &Client, more: &[(&str, &str)]) -> (String, Page) {
        let answer = browser.log_in(&authorize(client, more), EMAIL, PASSWORD).await;
        let path = answer.location().to_owned();
        assert!(path.starts_with("/u/consent?state="), "{path}");
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200);
        (path, page)
    }

    /// The code of a whole login with consent.
    pub async fn code(&self, browser: &Browser<'_>, client: &Client, more: &[(&str, &str)]) -> String {
        let (path, page) = self.to_consent(browser, client, more).await;
        let answer = browser.submit(&path, &page, &[("action", "accept")]).await;
        answer.returned().remove("code").unwrap_or_else(|| panic!("no code: {answer:?}"))
    }

    /// Redeems a code with what the registration was answered.
    pub async fn redeem(&self, registered: &Answer, code: &str) -> Answer {
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("client_id", registered.text_of("client_id")),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        form.extend(registered.json["client_secret"].as_str().map(|secret| ("client_secret", secret)));
        self.server.post_form("/oauth/token", &form).await
    }

    async fn refresh(&self, registered: &Answer, token: &str) -> Answer {
        let mut form = vec![("grant_type", "refresh_token"), ("client_id", registered.text_of("client_id")), ("refresh_token", token)];
        form.extend(registered.json["client_secret"].as_str().map(|secret| ("client_secret", secret)));
        self.server.post_form("/oauth/token", &form).await
    }
}
