//! Devices without a browser (RFC 8628): they ask, a person answers in a browser, and they get their tokens.

mod asking;
mod attacks;
mod credentials;
mod programs;
mod way;

use std::time::Duration;

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection, User};

use crate::support::TestServer;
use crate::support::browser::{Browser, Page};
use crate::support::clients::Answer;
use crate::support::story::PASSWORD;

const EMAIL: &str = "ann@example.com";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// A server with an application for devices and a user.
struct Story {
    server: TestServer,
    client: Client,
    connection: Connection,
    user: User,
}

/// What a device was given.
struct Codes {
    device: String,
    user: String,
}

impl Story {
    async fn begin() -> Self {
        Self::begin_at(TestServer::start().await).await
    }

    async fn begin_at(server: TestServer) -> Self {
        let client = server.with_client("Tele <b>Vision</b>", AppType::Native).await;
        let connection = server.with_database(&[&client]).await;
        let user = server.with_user(&connection, EMAIL).await;
        let story = Self { server, client, connection, user };
        story.change_client(|client| client.grant_types.push(GRANT.to_owned())).await;
        story
    }

    async fn change_client(&self, change: impl FnMut(&mut Client)) {
        self.server.app.directory.clients.modify(&self.client.client_id, change).await.unwrap().unwrap();
    }

    /// `POST /oauth/device/code`.
    async fn ask(&self, more: &[(&str, &str)]) -> Answer {
        let mut form = vec![("client_id", self.client.client_id.as_str())];
        form.extend_from_slice(more);
        self.server.post_form("/oauth/device/code", &form).await
    }

    /// A device that asks for a login, and for a refresh token.
    async fn codes(&self) -> Codes {
        self.codes_for(&[("scope", "openid email offline_access")]).await
    }

    async fn codes_for(&self, more: &[(&str, &str)]) -> Codes {
        let answer = self.ask(more).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        Codes { device: answer.text_of("device_code").to_owned(), user: answer.text_of("user_code").to_owned() }
    }

    /// The device's question, five seconds after the one before.
    async fn poll(&self, codes: &Codes) -> Answer {
        self.server.clock.advance(Duration::from_secs(5));
        self.poll_at_once(&codes.device).await
    }

    async fn poll_at_once(&self, device_code: &str) -> Answer {
        let form = [("grant_type", GRANT), ("client_id", self.client.client_id.as_str()), ("device_code", device_code)];
        self.server.post_form("/oauth/token", &form).await
    }

    /// Enters a code: the page that asks.
    async fn enter(&self, browser: &Browser<'_>, codes: &Codes) -> Page {
        let page = browser.get("/activate").await;
        assert_eq!(page.status, 200);
        let page = browser.submit("/activate", &page, &[("user_code", &codes.user)]).await;
        assert_eq!(page.status, 200, "{}", page.body);
        page
    }

    /// Answers the page that asks.
    async fn answer(&self, browser: &Browser<'_>, page: &Page, action: &str) -> Page {
        browser.submit(&form_of(page), page, &[("action", action)]).await
    }

    /// Enters a code and says that it is one's own: the path of the page to log in.
    async fn to_login(&self, browser: &Browser<'_>, codes: &Codes) -> String {
        let page = self.enter(browser, codes).await;
        let path = self.answer(browser, &page, "confirm").await.location().to_owned();
        assert!(path.starts_with("/u/login?state="), "{path}");
        path
    }

    /// The same, and logs in: the last page, or a redirect to another.
    async fn connect(&self, browser: &Browser<'_>, codes: &Codes) -> Page {
        let path = self.to_login(browser, codes).await;
        log_in(browser, &path).await
    }

    /// Binds Actions with these bodies, in this order.
    async fn run(&self, actions: &[&str]) {
        use serde_json::{Value, json};
        let api = self.server.api("create:actions update:actions");
        let mut bindings: Vec<Value> = Vec::new();
        for (number, code) in actions.iter().enumerate() {
            let triggers = json!([{ "id": "post-login", "version": "v3" }]);
            let given = json!({ "name": format!("A {number}"), "code": code, "supported_triggers": triggers, "deploy": true });
            let (_, action) = api.post("/actions/actions", given).await;
            assert_eq!(action["status"], "built", "{action}");
            bindings.push(json!({ "ref": { "type": "action_id", "value": action["id"] } }));
        }
        let (status, answer) = api.patch("/actions/triggers/post-login/bindings", json!({ "bindings": bindings })).await;
        assert_eq!(status, 200, "{answer}");
    }
}

async fn log_in(browser: &Browser<'_>, path: &str) -> Page {
    let page = browser.get(path).await;
    browser.submit(path, &page, &[("username", EMAIL), ("password", PASSWORD)]).await
}

/// Where a page's form goes.
fn form_of(page: &Page) -> String {
    let (_, rest) = page.body.split_once("<form method=\"post\" action=\"").unwrap_or_else(|| panic!("no form: {}", page.body));
    rest.split('"').next().unwrap().to_owned()
}

fn is_connected(page: &Page) -> bool {
    page.status == 200 && page.body.contains("<h1>Device connected</h1>")
}
