//! Second factors: an app that is set up, a code that is asked for, and nobody who comes in beside it.

mod attacks;
mod flows;
mod management;
mod programs;

use anteroom::identity::{Connection, User};
use serde_json::{Value, json};
use totp_rs::{Algorithm, Secret, TOTP};

use crate::redirects::Story;
use crate::support::TestServer;
use crate::support::browser::{Browser, Page, VERIFIER, authorize};
use crate::support::clients::Answer;
use crate::support::story::{CALLBACK, PASSWORD};

const EMAIL: &str = "ann@example.com";

/// An Action that asks everybody.
const ALWAYS: &str = "exports.onExecutePostLogin = async (event, api) => { api.multifactor.enable('any'); };";
/// The same, and the browser may be remembered.
const SOMETIMES: &str =
    "exports.onExecutePostLogin = async (event, api) => { api.multifactor.enable('any', { allowRememberBrowser: true }); };";

/// An authenticator app.
pub struct App(TOTP);

impl App {
    /// The app that has read the page of an enrolment.
    pub fn reading(page: &Page) -> Self {
        let (_, rest) = page.body.split_once("<p class=\"key\"><code>").unwrap_or_else(|| panic!("no key in {}", page.body));
        let typed: String = rest.split('<').next().unwrap().split_whitespace().collect();
        Self::of(Secret::Encoded(typed).to_bytes().unwrap())
    }

    /// The app that has this key.
    pub fn of(key: Vec<u8>) -> Self {
        Self(TOTP::new(Algorithm::SHA1, 6, 0, 30, key, None, String::new()).unwrap())
    }

    /// What it shows now.
    pub fn code(&self, server: &TestServer) -> String {
        self.0.generate(u64::try_from(server.app.clock.now().as_second()).unwrap())
    }
}

/// Moves the clock to where the app shows another code.
fn wait(server: &TestServer) {
    server.clock.advance(std::time::Duration::from_secs(30));
}

async fn switch(server: &TestServer, factor: &str, enabled: bool) {
    let api = server.api("update:guardian_factors");
    let (status, answer) = api.send("PUT", &format!("/guardian/factors/{factor}"), Some(json!({ "enabled": enabled }))).await;
    assert_eq!((status, answer), (200, json!({ "enabled": enabled })));
}

/// A server whose tenant has both factors on and these Actions bound.
async fn story(actions: &[&str]) -> Story {
    let story = Story::begin(actions).await;
    switch(&story.server, "otp", true).await;
    switch(&story.server, "recovery-code", true).await;
    story
}

/// The path of the page that a login with the right password leads to.
async fn with_password(story: &Story, browser: &Browser<'_>) -> String {
    let page = browser.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await;
    assert_eq!(page.status, 302, "{}", page.body);
    assert!(browser.cookie("anteroom_session").is_none(), "a session began before the second factor");
    page.location().to_owned()
}

/// Sends a code to the page at `path`.
async fn enter(browser: &Browser<'_>, path: &str, code: &str) -> Page {
    enter_with(browser, path, &[("code", code)]).await
}

async fn enter_with(browser: &Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Page {
    let page = browser.get(path).await;
    assert_eq!(page.status, 200, "{}", page.body);
    browser.submit(path, &page, fields).await
}

/// Sets up an app for the user, and gives the app and the recovery code.
async fn enroll(story: &Story, browser: &Browser<'_>) -> (App, String) {
    let path = with_password(story, browser).await;
    assert!(path.starts_with("/u/mfa-otp-enrollment?state="), "{path}");
    let page = browser.get(&path).await;
    let app = App::reading(&page);
    let answer = browser.submit(&path, &page, &[("code", &app.code(&story.server))]).await;
    let path = answer.location().to_owned();
    assert!(path.starts_with("/u/mfa-recovery-code?state="), "{path}");
    let page = browser.get(&path).await;
    let (_, rest) = page.body.split_once("<p class=\"key\"><code>").expect("a recovery code");
    let code = rest.split('<').next().unwrap().to_owned();
    assert!(browser.cookie("anteroom_session").is_none(), "a session began before the login ended");
    let answer = browser.submit(&path, &page, &[]).await;
    assert!(answer.returned().contains_key("code"), "{:?}", answer.returned());
    (app, code)
}

async fn redeem(story: &Story, code: &str) -> Answer {
    let form = [
        ("grant_type", "authorization_code"),
        ("client_id", story.client.client_id.as_str()),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    story.server.post_form("/oauth/token", &form).await
}

/// The claims of the ID token that a code of the application gives.
async fn id_token(story: &Story, answer: &Page) -> Value {
    let code = answer.returned().remove("code").unwrap_or_else(|| panic!("{:?}", answer.returned()));
    let tokens = redeem(story, &code).await;
    crate::redirects::security::payload(tokens.text_of("id_token"))
}

async fn another_user(story: &Story, connection: &Connection) -> User {
    story.server.with_user(connection, "bob@example.com").await
}
