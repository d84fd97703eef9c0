//! Many guesses: one address at many accounts, one account from many addresses, and addresses that are only claimed.

use std::time::Duration;

use anteroom::config::Config;
use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Tenant};
use serde_json::json;

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::clients::{Answer, CALLBACK, TestClient};
use crate::support::story::{DATABASE, PASSWORD};

const EMAIL: &str = "ann@example.com";

struct Story {
    server: TestServer,
    client: TestClient,
}

impl Story {
    async fn begin(change: impl FnOnce(&mut Config)) -> Self {
        let server = TestServer::start_configured(change).await;
        let grant = |client: &mut Client| client.grant_types.push("password".to_owned());
        let client = server.client_with(AppType::RegularWeb, grant).await;
        let connection = server.with_database(&[&client.client]).await;
        let directory = |tenant: &mut Tenant| tenant.default_directory = Some(DATABASE.to_owned());
        server.app.directory.tenants.modify("main", directory).await.unwrap();
        server.with_user(&connection, EMAIL).await;
        Self { server, client }
    }

    /// A login by the password grant, with these header fields.
    async fn ask(&self, password: &str, headers: &[(&str, &str)]) -> Answer {
        let mut form = self.client.credentials();
        form.extend([("grant_type", "password"), ("username", EMAIL), ("password", password)]);
        let mut request = self.server.http.post(format!("{}/oauth/token", self.server.url)).form(&form);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request.send().await.unwrap()).await
    }
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_is_held_back_at_all_of_them() {
    let story = Story::begin(|_| {}).await;
    let server = &story.server;
    let browser = Browser::new(server);
    let (path, page) = browser.begin(&authorize(&story.client.client, &[("redirect_uri", CALLBACK)])).await;
    // Attempts count before anything is looked at, so these cost no hash; another account each.
    for n in 0..300 {
        let body = json!({ "connection": DATABASE, "email": format!("a{n}@example.com"), "password": "x" });
        assert_eq!(server.http.post(format!("{}/dbconnections/signup", server.url)).json(&body).send().await.unwrap().status(), 400);
    }
    let hashed = server.app.passwords.computed();
    story.ask(PASSWORD, &[]).await.assert_error(429, "too_many_attempts");
    let answer = browser.submit(&path, &page, &[("username", EMAIL), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 429);
    let signup = path.replace("/u/login", "/u/signup");
    let answer = browser.submit(&signup, &page, &[("email", "new@example.com"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 429);
    assert_eq!(server.app.passwords.computed(), hashed);
    server.clock.advance(Duration::from_secs(60));
    assert_eq!(story.ask(PASSWORD, &[]).await.status, 200);
}

#[tokio::test]
async fn who_claims_another_address_for_each_guess_is_held_back_all_the_same() {
    let story = Story::begin(|_| {}).await;
    for n in 0..10 {
        let (address, forwarded) = (format!("203.0.113.{n}"), format!("for=203.0.113.{n}"));
        let headers = [
            ("x-forwarded-for", address.as_str()),
            ("forwarded", &forwarded),
            ("x-real-ip", &address),
            ("x-client-ip", &address),
            ("true-client-ip", &address),
            ("cf-connecting-ip", &address),
            ("auth0-forwarded-for", &address),
        ];
        story.ask("wrong", &headers).await.assert_error(403, "invalid_grant");
    }
    story.ask(PASSWORD, &[("x-forwarded-for", "203.0.113.99")]).await.assert_error(429, "too_many_attempts");
}

#[tokio::test]
async fn many_addresses_that_guess_at_one_account_are_held_back_together_and_other_accounts_are_not() {
    let story = Story::begin(|config| config.proxies.trusted = vec!["127.0.0.1".parse().unwrap()]).await;
    for n in 0..100 {
        let address = format!("203.0.{}.{}", 100 + n / 50, n % 50);
        story.ask("wrong", &[("x-forwarded-for", &address)]).await.assert_error(403, "invalid_grant");
    }
    let hashed = story.server.app.passwords.computed();
    story.ask("wrong", &[("x-forwarded-for", "198.51.100.7")]).await.assert_error(429, "too_many_attempts");
    assert_eq!(story.server.app.passwords.computed(), hashed);
    let connection = story.server.app.directory.connections.find("name", DATABASE).await.unwrap().unwrap();
    story.server.with_user(&connection, "bob@example.com").await;
    let mut form = story.client.credentials();
    form.extend([("grant_type", "password"), ("username", "bob@example.com"), ("password", PASSWORD)]);
    assert_eq!(story.server.post_form("/oauth/token", &form).await.status, 200);
    story.server.clock.advance(Duration::from_secs(30));
    assert_eq!(story.ask(PASSWORD, &[("x-forwarded-for", "198.51.100.7")]).await.status, 200);
}
