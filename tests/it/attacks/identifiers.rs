//! The spellings of an address: those that mean the same are one account at every door, and one that only looks like it is another's.

use std::time::Duration;

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection, Tenant, User};
use serde_json::json;

use crate::support::TestServer;
use crate::support::browser::{Browser, Page, authorize};
use crate::support::clients::{CALLBACK, TestClient};
use crate::support::smtp::SmtpServer;
use crate::support::story::{DATABASE, PASSWORD};
use crate::token::verified;

/// Whose account it is, as she typed it when she signed up: `é` is one character.
const HERS: &str = "Zo\u{e9}.Fischer@Example.com";
/// What means the same: case, white space, `e` with a combining accent, full width, a ligature, the Kelvin sign and the long s.
const SAME: [&str; 7] = [
    "zo\u{e9}.fischer@example.com",
    "ZO\u{c9}.FISCHER@EXAMPLE.COM",
    " zo\u{e9}.fischer@example.com\u{3000}",
    "zoe\u{301}.fischer@example.com",
    "\u{ff3a}o\u{e9}.fischer@example.com",
    "zo\u{e9}.\u{fb01}scher@example.com",
    "zo\u{e9}.fi\u{17f}cher@exampl\u{ff45}.com",
];
/// What looks like it: no accent, Cyrillic letters in two places, a dotless i, and a capital I with a dot.
const OTHERS: [&str; 5] = [
    "zoe.fischer@example.com",
    "z\u{43e}\u{e9}.fischer@example.com",
    "zo\u{e9}.fischer@ex\u{430}mple.com",
    "zo\u{e9}.f\u{131}scher@example.com",
    "zo\u{e9}.f\u{130}scher@example.com",
];
const THEIR_PASSWORD: &str = "Another-horse-8-battery";

struct Story {
    server: TestServer,
    client: TestClient,
    user: User,
    mail: SmtpServer,
}

impl Story {
    async fn begin() -> Self {
        let server = TestServer::start_with_mail().await;
        let grant = |client: &mut Client| client.grant_types.push("password".to_owned());
        let client = server.client_with(AppType::RegularWeb, grant).await;
        let connection: Connection = server.with_database(&[&client.client]).await;
        let directory = |tenant: &mut Tenant| tenant.default_directory = Some(DATABASE.to_owned());
        server.app.directory.tenants.modify("main", directory).await.unwrap();
        let user = server.with_user(&connection, HERS).await;
        let mail = SmtpServer::start().await;
        server.sends_by(&mail).await;
        // Links to prove an address are not what these tests are about.
        server.with_template("verify_email", json!({ "enabled": false })).await;
        server.clock.advance(Duration::from_secs(1));
        Self { server, client, user, mail }
    }

    async fn users(&self) -> usize {
        self.server.app.directory.users.all().await.unwrap().len()
    }

    async fn sign_up(&self, email: &str) -> (u16, String) {
        let body = json!({ "client_id": self.client.id(), "connection": DATABASE, "email": email, "password": THEIR_PASSWORD });
        let answer = self.server.http.post(format!("{}/dbconnections/signup", self.server.url)).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn page(&self, email: &str, password: &str) -> Page {
        let request = authorize(&self.client.client, &[("redirect_uri", CALLBACK)]);
        Browser::new(&self.server).log_in(&request, email, password).await
    }

    /// Whose login the grant is; nobody's if it is refused.
    async fn grant(&self, username: &str, password: &str) -> Option<String> {
        let form = [("grant_type", "password"), ("username", username), ("password", password), ("scope", "openid")];
        let answer = self.server.token(&self.client, &form).await;
        if answer.status != 200 {
            answer.assert_error(403, "invalid_grant");
            return None;
        }
        let claims = verified(&self.server, answer.text_of("id_token"), self.client.id()).await;
        Some(claims["sub"].as_str().unwrap().to_owned())
    }

    /// An hour goes by, which gives everybody their attempts back.
    fn later(&self) {
        self.server.clock.advance(Duration::from_secs(3_600));
    }
}

#[tokio::test]
async fn every_spelling_that_means_the_same_is_the_same_account_at_every_door() {
    let story = Story::begin().await;
    for spelling in SAME {
        story.later();
        let (status, answer) = story.sign_up(spelling).await;
        assert_eq!((status, story.users().await), (400, 1), "{spelling}: {answer}");
        assert_eq!(story.grant(spelling, PASSWORD).await.as_ref(), Some(&story.user.user_id), "{spelling}");
        assert_eq!(story.grant(spelling, THEIR_PASSWORD).await, None, "{spelling}");
        let page = story.page(spelling, PASSWORD).await;
        assert!(page.status == 302 && page.location().contains("code="), "{spelling}: {}", page.body);
        assert_eq!(story.server.forgot(json!({ "email": spelling, "connection": DATABASE })).await.0, 200);
        // To the address that was signed up with, not to one that somebody typed.
        assert_eq!(story.mail.next().await.to, [HERS], "{spelling}");
        let (_, found) = story.server.api("read:users").get(&format!("/users-by-email?email={}", encoded(spelling.trim()))).await;
        assert_eq!(found[0]["user_id"], story.user.user_id, "{spelling}");
    }
}

#[tokio::test]
async fn a_spelling_that_only_looks_the_same_is_another_account() {
    let story = Story::begin().await;
    for (number, spelling) in OTHERS.into_iter().enumerate() {
        story.later();
        assert_eq!(story.grant(spelling, PASSWORD).await, None, "{spelling}");
        assert_eq!(story.server.forgot(json!({ "email": spelling, "connection": DATABASE })).await.0, 200);
        let (status, answer) = story.sign_up(spelling).await;
        assert_eq!((status, story.users().await), (200, number + 2), "{spelling}: {answer}");
        let theirs = story.grant(spelling, THEIR_PASSWORD).await.expect("a login");
        assert_ne!(theirs, story.user.user_id, "{spelling}");
        assert_eq!(story.grant(spelling, PASSWORD).await, None, "{spelling}");
        assert_eq!(story.grant(HERS, THEIR_PASSWORD).await, None, "{spelling}");
        assert_eq!(story.grant(HERS, PASSWORD).await.as_ref(), Some(&story.user.user_id));
        assert_eq!(story.server.forgot(json!({ "email": spelling, "connection": DATABASE })).await.0, 200);
        assert_eq!(story.mail.next().await.to, [spelling], "the one mail there is: none went out before there was the account");
    }
    assert!(story.mail.is_empty());
}

#[tokio::test]
async fn guesses_count_for_the_account_in_whatever_spelling_they_come() {
    let story = Story::begin().await;
    for spelling in SAME.into_iter().chain([HERS]).cycle().take(10) {
        assert_eq!(story.grant(spelling, "wrong").await, None);
    }
    for spelling in SAME.into_iter().chain([HERS]) {
        assert_eq!(story.page(spelling, PASSWORD).await.status, 429, "{spelling}");
        let form = [("grant_type", "password"), ("username", spelling), ("password", PASSWORD)];
        story.server.token(&story.client, &form).await.assert_error(429, "too_many_attempts");
    }
    for spelling in OTHERS {
        assert_eq!(story.grant(spelling, "wrong").await, None, "{spelling} is somebody else's");
    }
    let (_, seen) = story.server.api("read:users").get(&format!("/user-blocks?identifier={}", encoded(SAME[3]))).await;
    assert_eq!(seen["blocked_for"].as_array().unwrap().len(), 1, "{seen}");
    story.later();
    assert_eq!(story.grant(SAME[4], PASSWORD).await.as_ref(), Some(&story.user.user_id));
}

#[tokio::test]
async fn a_wide_at_sign_means_the_same_and_makes_no_address() {
    let story = Story::begin().await;
    let wide = HERS.replace('@', "\u{ff20}");
    assert_eq!(story.sign_up(&wide).await.0, 400);
    assert_eq!(story.grant(&wide, PASSWORD).await.as_ref(), Some(&story.user.user_id));
    assert_eq!(story.grant(&wide, "wrong").await, None);
    assert_eq!(story.server.forgot(json!({ "email": wide, "connection": DATABASE })).await.0, 200);
    assert_eq!(story.mail.next().await.to, [HERS]);
    assert_eq!(story.users().await, 1);
}

#[tokio::test]
async fn an_address_with_characters_that_nobody_sees_makes_no_account() {
    let story = Story::begin().await;
    for hidden in ['\u{200b}', '\u{ad}', '\u{2060}', '\u{feff}', '\u{202e}', '\u{2066}', '\u{e0041}', '\u{7f}', '\u{0}'] {
        let address = HERS.replace('.', &format!("{hidden}."));
        let (status, answer) = story.sign_up(&address).await;
        assert!(status == 400 && answer.contains("email"), "{hidden:?}: {answer}");
        let body = json!({ "connection": DATABASE, "email": address, "password": THEIR_PASSWORD });
        let (status, answer) = story.server.api("create:users").post("/users", body).await;
        assert_eq!(status, 400, "{hidden:?}: {answer}");
        assert_eq!(story.grant(&address, PASSWORD).await, None, "{hidden:?}");
        story.later();
    }
    assert_eq!(story.users().await, 1);
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
