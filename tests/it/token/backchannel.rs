//! OpenID Connect Back-Channel Logout 1.0: applications are told that a session has ended, and only by us.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection, User};
use anteroom::storage::memory::MemoryStore;
use serde_json::{Map, Value, json};

use super::verified;
use crate::support::TestServer;
use crate::support::browser::{Browser, authorize, parameters};
use crate::support::fetching::{redirect, serve};
use crate::support::story::PASSWORD;

const EMAIL: &str = "ann@example.com";

/// An application's server, which answers as it was told.
struct Receiver {
    url: String,
    heard: Arc<Mutex<Vec<String>>>,
    answer: Arc<Mutex<Vec<u8>>>,
}

impl Receiver {
    async fn start() -> Self {
        let (heard, answer) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(status(200))));
        let (hears, answers) = (heard.clone(), answer.clone());
        let address = serve(move |request| {
            hears.lock().unwrap().push(request.to_owned());
            answers.lock().unwrap().clone()
        })
        .await;
        Self { url: format!("http://{address}/backchannel"), heard, answer }
    }

    fn answers(&self, answer: Vec<u8>) {
        *self.answer.lock().unwrap() = answer;
    }

    fn count(&self) -> usize {
        self.heard.lock().unwrap().len()
    }

    /// The logout token of the request after `before` others.
    async fn token(&self, before: usize) -> String {
        until(|| self.count() > before).await;
        let request = self.heard.lock().unwrap()[before].clone();
        assert!(request.starts_with("POST /backchannel HTTP/1.1\r\n"), "{request}");
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        assert!(head.to_lowercase().contains("content-type: application/x-www-form-urlencoded"));
        let fields = parameters(&format!("?{body}"));
        assert_eq!(fields.keys().collect::<Vec<_>>(), ["logout_token"]);
        fields["logout_token"].clone()
    }
}

fn status(status: u16) -> Vec<u8> {
    format!("HTTP/1.1 {status} As told\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").into_bytes()
}

/// Waits for what the worker does by itself.
async fn until(done: impl Fn() -> bool) {
    for _ in 0..3_000 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never came");
}

struct Story {
    server: TestServer,
    connection: Connection,
    user: User,
}

impl Story {
    async fn begin(private: bool) -> Self {
        let server = TestServer::start_changed(Arc::new(MemoryStore::new()), false, |c| c.sandbox.allow_private_egress = private).await;
        let connection = server.with_database(&[]).await;
        let user = server.with_user(&connection, EMAIL).await;
        Self { server, connection, user }
    }

    /// An application that is told of logouts at `url`, set over the wire.
    async fn app(&self, url: &str, initiators: Value) -> Client {
        let client = self.server.with_client("App", AppType::RegularWeb).await;
        let id = client.client_id.clone();
        self.server.app.directory.connections.modify(&self.connection.id, |c| c.enabled_clients.push(id.clone())).await.unwrap();
        let mut logout = json!({ "backchannel_logout_urls": [url] });
        if !initiators.is_null() {
            logout["backchannel_logout_initiators"] = initiators;
        }
        let (status, changed) = self.server.api("update:clients").patch(&format!("/clients/{id}"), json!({ "oidc_logout": logout })).await;
        assert_eq!(status, 200, "{changed}");
        client
    }

    async fn log_in(&self, browser: &Browser<'_>, client: &Client) {
        let answer = browser.get(&authorize(client, &[])).await;
        if answer.location().starts_with("/u/login") {
            browser.log_in(&authorize(client, &[]), EMAIL, PASSWORD).await.returned();
        }
    }

    fn path(&self) -> String {
        format!("/users/{}", self.user.user_id.replace('|', "%7C"))
    }

    /// The notices that wait.
    async fn waiting(&self) -> usize {
        self.server.app.directory.logout_notices.all().await.unwrap().len()
    }

    /// Waits for the event, and gives it.
    async fn event(&self, kind: &str) -> anteroom::audit::LogEvent {
        for _ in 0..3_000 {
            if let Some(event) = self.server.last_log(kind).await {
                return event;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no {kind}");
    }
}

async fn claims(story: &Story, token: &str, client: &Client) -> Map<String, Value> {
    verified(&story.server, token, &client.client_id).await
}

#[tokio::test]
async fn all_applications_of_a_session_are_told_that_its_user_logged_out() {
    let story = Story::begin(true).await;
    let (first, second, other) = (Receiver::start().await, Receiver::start().await, Receiver::start().await);
    let apps =
        [story.app(&first.url, Value::Null).await, story.app(&second.url, Value::Null).await, story.app(&other.url, Value::Null).await];
    let browser = Browser::new(&story.server);
    story.log_in(&browser, &apps[0]).await;
    story.log_in(&browser, &apps[1]).await;
    let session = story.server.app.directory.sessions.all().await.unwrap().remove(0);
    browser.get(&format!("/v2/logout?client_id={}", apps[1].client_id)).await;
    for (receiver, app) in [(&first, &apps[0]), (&second, &apps[1])] {
        let token = receiver.token(0).await;
        let header = jsonwebtoken::decode_header(&token).unwrap();
        assert_eq!(header.typ.as_deref(), Some("logout+jwt"));
        let claims = claims(&story, &token, app).await;
        assert_eq!((&claims["sub"], &claims["sid"]), (&json!(story.user.user_id), &json!(session.id)));
        assert_eq!(claims["events"], json!({ "http://schemas.openid.net/event/backchannel-logout": {} }));
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 120);
        assert!(claims["jti"].as_str().unwrap().len() >= 32 && !claims.contains_key("nonce"));
    }
    let event = story.event("oidc_backchannel_logout_succeeded").await;
    assert_eq!((event.user_id.as_deref(), &event.details["initiator"]), (Some(story.user.user_id.as_str()), &json!("rp-logout")));
    assert_eq!(other.count(), 0, "it was never part of the session");
    until_empty(&story).await;
}

async fn until_empty(story: &Story) {
    for _ in 0..3_000 {
        if story.waiting().await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("notices are left");
}

#[tokio::test]
async fn other_ends_of_a_session_are_told_to_who_asks_for_them() {
    type End = (&'static str, Value, fn(&Story) -> (&'static str, String, Option<Value>));
    let ends: [End; 4] = [
        ("password-changed", json!({ "password": "Violet-tram-31-window" }), |s| ("PATCH", s.path(), None)),
        ("account-deactivated", json!({ "blocked": true }), |s| ("PATCH", s.path(), None)),
        ("session-revoked", Value::Null, |s| ("DELETE", format!("{}/sessions", s.path()), None)),
        ("account-deleted", Value::Null, |s| ("DELETE", s.path(), None)),
    ];
    for (why, body, request) in ends {
        let story = Story::begin(true).await;
        let (all, chosen, none, another) =
            (Receiver::start().await, Receiver::start().await, Receiver::start().await, Receiver::start().await);
        let apps = [
            story.app(&all.url, json!({ "mode": "all" })).await,
            story.app(&chosen.url, json!({ "mode": "custom", "selected_initiators": ["rp-logout", why] })).await,
            story.app(&none.url, Value::Null).await,
            story.app(&another.url, json!({ "mode": "custom", "selected_initiators": ["session-expired"] })).await,
        ];
        let browser = Browser::new(&story.server);
        for app in &apps {
            story.log_in(&browser, app).await;
        }
        let (method, path, _) = request(&story);
        let api = story.server.api("update:users delete:users delete:sessions");
        let (status, answer) = api.send(method, &path, (!body.is_null()).then(|| body.clone())).await;
        assert!(status < 300, "{answer}");
        for (receiver, app) in [(&all, &apps[0]), (&chosen, &apps[1])] {
            let claims = claims(&story, &receiver.token(0).await, app).await;
            assert_eq!(claims["sub"], story.user.user_id, "{why}");
        }
        until_empty(&story).await;
        assert_eq!((none.count(), another.count()), (0, 0), "{why}");
        assert_eq!(story.event("oidc_backchannel_logout_succeeded").await.details["initiator"], why);
    }
}

#[tokio::test]
async fn an_application_that_is_away_is_told_later_with_a_new_token_and_one_that_refuses_is_not() {
    let story = Story::begin(true).await;
    let receiver = Receiver::start().await;
    let app = story.app(&receiver.url, Value::Null).await;
    receiver.answers(status(503));
    let browser = Browser::new(&story.server);
    story.log_in(&browser, &app).await;
    browser.get("/v2/logout").await;
    let first = receiver.token(0).await;
    assert_eq!(story.waiting().await, 1);
    receiver.answers(redirect(302, "https://elsewhere.example/"));
    for attempt in 1..6 {
        story.server.clock.advance(Duration::from_secs(3_600));
        // The worker looks when something changes.
        let nudge = story.server.app.directory.logout_notices.all().await.unwrap().remove(0);
        let same = nudge.value.clone();
        let _ = story.server.app.directory.logout_notices.update(&nudge, same).await;
        let token = receiver.token(attempt).await;
        assert_ne!(token, first, "the old one has ended");
    }
    let event = story.event("oidc_backchannel_logout_failed").await;
    assert_eq!(event.details["attempts"], 6);
    assert!(event.description.unwrap().contains("it answered 302"), "a redirect is not followed");
    until_empty(&story).await;

    receiver.answers(status(400));
    let browser = Browser::new(&story.server);
    story.log_in(&browser, &app).await;
    browser.get("/v2/logout").await;
    receiver.token(6).await;
    until_empty(&story).await;
    assert!(story.event("oidc_backchannel_logout_failed").await.description.unwrap().contains("refused the logout token"));
    assert_eq!(receiver.count(), 7);
}

#[tokio::test]
async fn a_new_login_in_the_browser_tells_the_applications_of_another_user_and_not_ones_own() {
    let story = Story::begin(true).await;
    let receiver = Receiver::start().await;
    let app = story.app(&receiver.url, json!({ "mode": "all" })).await;
    story.server.with_user(&story.connection, "bob@example.com").await;
    let browser = Browser::new(&story.server);
    story.log_in(&browser, &app).await;
    let again = authorize(&app, &[("prompt", "login")]);
    browser.log_in(&again, EMAIL, PASSWORD).await.returned();
    assert_eq!(story.waiting().await, 0, "the same user goes on");
    let sessions = story.server.app.directory.sessions.all().await.unwrap();
    assert_eq!((sessions.len(), sessions[0].clients.len()), (1, 1), "in the same session, with another secret");
    assert_eq!(receiver.count(), 0, "nor was anybody told");
    browser.log_in(&again, "bob@example.com", PASSWORD).await.returned();
    let claims = claims(&story, &receiver.token(0).await, &app).await;
    assert_eq!(claims["sub"], story.user.user_id);
}

#[tokio::test]
async fn an_account_that_is_linked_to_another_ends_its_sessions_as_revoked() {
    let story = Story::begin(true).await;
    let (asks, does_not) = (Receiver::start().await, Receiver::start().await);
    let revoked = json!({ "mode": "custom", "selected_initiators": ["rp-logout", "session-revoked"] });
    let apps = [story.app(&asks.url, revoked).await, story.app(&does_not.url, Value::Null).await];
    let primary = story.server.with_user(&story.connection, "primary@example.com").await;
    let browser = Browser::new(&story.server);
    for app in &apps {
        story.log_in(&browser, app).await;
    }
    let path = format!("/users/{}/identities", primary.user_id.replace('|', "%7C"));
    let secondary = json!({ "provider": "auth0", "user_id": story.user.user_id });
    let (status, linked) = story.server.api("update:users").post(&path, secondary).await;
    assert_eq!(status, 201, "{linked}");
    let claims = claims(&story, &asks.token(0).await, &apps[0]).await;
    assert_eq!(claims["sub"], story.user.user_id, "the account is told of that was logged in");
    assert_eq!(story.event("oidc_backchannel_logout_succeeded").await.details["initiator"], "session-revoked");
    until_empty(&story).await;
    assert_eq!(does_not.count(), 0, "it has not asked to be told of that");
}

#[tokio::test]
async fn no_address_leads_into_the_servers_own_network() {
    let story = Story::begin(false).await;
    let receiver = Receiver::start().await;
    let plain = story.app(&receiver.url, Value::Null).await;
    let private = story.app("https://169.254.169.254/latest", Value::Null).await;
    let browser = Browser::new(&story.server);
    story.log_in(&browser, &plain).await;
    story.log_in(&browser, &private).await;
    browser.get("/v2/logout").await;
    until_empty(&story).await;
    assert_eq!(receiver.count(), 0);
    let (_, events) = story.server.api("read:logs").get("/logs?q=type:oidc_backchannel_logout_failed").await;
    let mut texts: Vec<&str> = events.as_array().unwrap().iter().map(|event| event["description"].as_str().unwrap()).collect();
    texts.sort_unstable();
    assert!(texts[0].contains("169.254.169.254 is not a public one") && texts[1].contains("its address is not https"), "{texts:?}");
}

#[tokio::test]
async fn a_logout_token_is_good_for_nothing_else_here() {
    let story = Story::begin(true).await;
    let receiver = Receiver::start().await;
    let app = story.app(&receiver.url, Value::Null).await;
    let browser = Browser::new(&story.server);
    story.log_in(&browser, &app).await;
    browser.get("/v2/logout").await;
    let token = receiver.token(0).await;
    let userinfo = story.server.http.get(format!("{}/userinfo", story.server.url)).bearer_auth(&token).send().await.unwrap();
    assert_eq!(userinfo.status(), 401);
    assert_eq!(story.server.api_with(Some(token.clone())).get("/clients").await.0, 401);
    let hint = Browser::new(&story.server).get(&format!("/oidc/logout?id_token_hint={token}")).await;
    assert_eq!(hint.status, 400, "{}", hint.body);
}

#[tokio::test]
async fn addresses_and_reasons_are_checked_when_they_are_set() {
    let story = Story::begin(true).await;
    let client = story.server.with_client("App", AppType::RegularWeb).await;
    let api = story.server.api("update:clients");
    for (logout, fault) in [
        (json!({ "backchannel_logout_urls": ["http://app.example.com/x"] }), "backchannel_logout_urls"),
        (json!({ "backchannel_logout_urls": ["javascript:alert(1)"] }), "backchannel_logout_urls"),
        (json!({ "backchannel_logout_urls": ["com.example.app:/x"] }), "backchannel_logout_urls"),
        (json!({ "backchannel_logout_urls": ["https://a.example/x#y"] }), "backchannel_logout_urls"),
        (json!({ "backchannel_logout_urls": ["https://a.example/1", "https://a.example/2"] }), "backchannel_logout_urls"),
        (json!({ "backchannel_logout_initiators": { "mode": "some" } }), "mode"),
        (json!({ "backchannel_logout_initiators": { "mode": "custom", "selected_initiators": ["boredom"] } }), "selected_initiators"),
        (json!({ "more": 1 }), "more"),
    ] {
        let (status, answer) = api.patch(&format!("/clients/{}", client.client_id), json!({ "oidc_logout": logout })).await;
        assert_eq!(status, 400, "{answer}");
        assert!(answer["message"].as_str().unwrap().contains(fault), "{answer}");
    }
}
