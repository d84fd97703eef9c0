//! The proof of an address by a code, at a sign-up: where it is asked for, how often, and of whom.

use std::time::Duration;

use anteroom::identity::{Client, User};
use serde_json::json;

use super::{Story, settled};
use crate::support::browser::{Browser, Page, authorize};
use crate::support::story::{DATABASE, PASSWORD};

const NEW: &str = "new@example.com";
const WRONG: &str = "This code is not valid, or not any more.";

/// A browser at the page that asks for a code.
struct Asked<'a> {
    browser: Browser<'a>,
    path: String,
    page: Page,
}

impl Asked<'_> {
    async fn enter(&self, code: &str) -> Page {
        self.browser.submit(&self.path, &self.page, &[("code", code)]).await
    }

    async fn ask_again(&self) -> Page {
        self.browser.submit(&self.path, &self.page, &[("action", "resend")]).await
    }
}

impl Story {
    /// A story whose connection proves addresses by a code.
    async fn by_code(method: &str) -> Self {
        let story = Self::begin().await;
        settled(&story.server).await;
        let options = json!({ "options": { "attributes": { "email": { "verification_method": method } } } });
        let (status, answer) =
            story.server.api("update:connections").patch(&format!("/connections/{}", story.connection.id), options).await;
        assert_eq!(status, 200, "{answer}");
        story
    }

    async fn signs_up(&self, browser: &Browser<'_>, email: &str) -> Page {
        let (path, page) = browser.begin(&authorize(&self.client, &[("screen_hint", "signup")])).await;
        browser.submit(&path, &page, &[("email", email), ("password", PASSWORD)]).await
    }

    async fn is_asked(&self, email: &str) -> Asked<'_> {
        let browser = Browser::new(&self.server);
        let answer = self.signs_up(&browser, email).await;
        let path = answer.location().to_owned();
        assert!(answer.status == 302 && path.starts_with("/u/email-identifier/challenge?state="), "{path}");
        let page = browser.get(&path).await;
        assert!(page.status == 200 && page.body.contains(email), "{}", page.body);
        Asked { browser, path, page }
    }

    async fn found(&self, email: &str) -> User {
        let all = self.server.app.directory.users.all().await.unwrap();
        all.into_iter().find(|user| user.email.as_deref() == Some(email)).unwrap().value
    }
}

/// Another code.
fn not(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

async fn api_sign_up(story: &Story, client: &Client, email: &str) {
    let body = json!({ "client_id": client.client_id, "connection": DATABASE, "email": email, "password": PASSWORD });
    let answer = story.server.http.post(format!("{}/dbconnections/signup", story.server.url)).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn who_signs_up_enters_the_code_of_the_mail_and_goes_on_with_a_proved_address() {
    let story = Story::by_code("otp").await;
    story.server.with_template("welcome_email", json!({ "body": "<p>Hello</p>", "subject": "Welcome!" })).await;
    let asked = story.is_asked(NEW).await;
    let mail = story.mail.next().await;
    assert_eq!((mail.to.as_slice(), mail.header("subject").as_str()), (&[NEW.to_owned()][..], "Your code for main"));
    assert!(!mail.body().contains("/u/"), "no link beside the code: {}", mail.body());
    let code = mail.code();
    assert!(!story.found(NEW).await.email_verified);
    assert!(story.server.app.directory.sessions.all().await.unwrap().is_empty(), "nobody is logged in before");
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    assert!(asked.enter(&spaced).await.returned().contains_key("code"));
    assert!(story.found(NEW).await.email_verified);
    assert_eq!(story.server.last_log("sv").await.unwrap().user_name.as_deref(), Some(NEW));
    assert_eq!(story.mail.next().await.header("subject"), "Welcome!");
    assert_eq!(asked.enter(&code).await.status, 400, "the login has ended");
}

#[tokio::test]
async fn a_code_can_be_tried_five_times_and_the_right_one_is_too_late_then() {
    let story = Story::by_code("code").await;
    let asked = story.is_asked(NEW).await;
    let code = story.mail.next().await.code();
    for wrong in [not(&code), String::new(), "x".repeat(5000), format!("{code}0"), code[..5].to_owned()] {
        let answer = asked.enter(&wrong).await;
        assert!(answer.status == 400 && answer.body.contains(WRONG), "{}", answer.body);
    }
    assert_eq!(asked.enter(&code).await.status, 400);
    assert!(!story.found(NEW).await.email_verified);
    let event = story.server.last_log("fv").await.unwrap();
    assert!(!serde_json::to_string(&event).unwrap().contains(&code));

    let again = asked.ask_again().await;
    assert!(again.status == 200 && again.body.contains("A new code is on its way."), "{}", again.body);
    let second = story.mail.next().await.code();
    assert!(asked.enter(&second).await.returned().contains_key("code"));
}

#[tokio::test]
async fn tries_that_are_sent_at_once_are_counted_each() {
    let story = Story::by_code("otp").await;
    let asked = story.is_asked(NEW).await;
    let code = story.mail.next().await.code();
    let wrong = not(&code);
    futures_util::future::join_all((0..20).map(|_| asked.enter(&wrong))).await;
    let transaction = story.server.app.directory.transactions.all().await.unwrap().remove(0).value;
    let tries = transaction.email_code.unwrap().tries;
    assert!((1..=5).contains(&tries), "{tries}");
    let looked_at = story.server.log_types().await.iter().filter(|kind| *kind == "fv").count();
    assert_eq!(looked_at, tries as usize, "none is compared that was not counted");
}

#[tokio::test]
async fn a_code_ends_after_ten_minutes_and_with_the_one_that_comes_after_it() {
    let story = Story::by_code("otp").await;
    let asked = story.is_asked(NEW).await;
    let first = story.mail.next().await.code();
    story.server.clock.advance(Duration::from_secs(600));
    assert!(asked.enter(&first).await.body.contains(WRONG));
    assert_eq!(asked.ask_again().await.status, 200);
    let second = story.mail.next().await.code();
    if first != second {
        assert!(asked.enter(&first).await.body.contains(WRONG));
    }
    story.server.clock.advance(Duration::from_secs(599));
    assert!(asked.enter(&second).await.returned().contains_key("code"));
}

#[tokio::test]
async fn a_code_is_good_in_its_own_login_and_browser_alone() {
    let story = Story::by_code("otp").await;
    let mine = story.is_asked(NEW).await;
    let code = story.mail.next().await.code();
    let other = story.is_asked("eve@example.com").await;
    let eves = story.mail.next().await.code();
    if code != eves {
        assert!(other.enter(&code).await.body.contains(WRONG));
        assert!(mine.enter(&eves).await.body.contains(WRONG));
    }
    // Another's page, with another's token.
    assert_eq!(other.browser.get(&mine.path).await.status, 400);
    let csrf = mine.page.field("csrf");
    assert_eq!(other.browser.post(&mine.path, &[("csrf", &csrf), ("code", &code)]).await.status, 400);
    for form in [vec![("code", code.as_str())], vec![("code", code.as_str()), ("csrf", "x")]] {
        assert_eq!(mine.browser.post(&mine.path, &form).await.status, 403);
    }
    // A login that began without a sign-up waits for no code.
    let (path, page) = mine.browser.begin(&authorize(&story.client, &[])).await;
    let path = path.replace("/u/login", "/u/email-identifier/challenge");
    assert_eq!(mine.browser.get(&path).await.status, 400);
    assert_eq!(mine.browser.submit(&path, &page, &[("code", &code)]).await.status, 400);
    assert!(!story.found(NEW).await.email_verified);
    assert!(mine.enter(&code).await.returned().contains_key("code"));
}

#[tokio::test]
async fn nobodys_mailbox_is_filled_with_codes() {
    let story = Story::by_code("otp").await;
    let asked = story.is_asked(NEW).await;
    for _ in 0..5 {
        assert_eq!(asked.ask_again().await.status, 200);
    }
    let refused = asked.ask_again().await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "300"));
    for _ in 0..6 {
        story.mail.next().await;
    }
    settled(&story.server).await;
    assert!(story.mail.is_empty());
}

#[tokio::test]
async fn a_code_proves_no_address_that_came_after_it_and_lets_in_nobody_who_was_blocked() {
    let story = Story::by_code("otp").await;
    let asked = story.is_asked(NEW).await;
    let code = story.mail.next().await.code();
    let id = story.found(NEW).await.user_id;
    let users = &story.server.app.directory.users;
    users.modify(&id, |user| user.email = Some("other@example.com".to_owned())).await.unwrap();
    assert_eq!(asked.enter(&code).await.status, 400);
    assert_eq!(asked.ask_again().await.status, 400);
    assert!(!story.found("other@example.com").await.email_verified);

    let asked = story.is_asked("third@example.com").await;
    let code = story.mail.next().await.code();
    let id = story.found("third@example.com").await.user_id;
    users.modify(&id, |user| user.blocked = true).await.unwrap();
    let answer = asked.enter(&code).await;
    assert_eq!(answer.returned()["error"], "unauthorized");
    assert!(story.server.app.directory.sessions.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_link_is_sent_where_there_is_no_page_for_a_code_or_the_connection_wants_none() {
    let story = Story::by_code("otp").await;
    api_sign_up(&story, &story.client, "api@example.com").await;
    assert!(story.mail.next().await.link().starts_with("/u/email-verification?ticket="));
    // Switched off: nobody is asked, and nothing is sent.
    story.server.with_template("verify_email_by_code", json!({ "enabled": false })).await;
    assert!(story.signs_up(&Browser::new(&story.server), "off@example.com").await.returned().contains_key("code"));
    settled(&story.server).await;
    assert!(story.mail.is_empty());

    let story = Story::by_code("link").await;
    assert!(story.signs_up(&Browser::new(&story.server), NEW).await.returned().contains_key("code"));
    assert!(story.mail.next().await.link().starts_with("/u/email-verification?ticket="));
}

#[tokio::test]
async fn a_tenants_template_has_the_code() {
    let story = Story::by_code("otp").await;
    let template = json!({ "body": "<p>{{ user.email }}, {{ application.name }}:</p>\n<b>\n{{ code }}\n</b>", "subject": "{{ code }}" });
    story.server.with_template("verify_email_by_code", template).await;
    let asked = story.is_asked(NEW).await;
    let mail = story.mail.next().await;
    assert!(mail.body().contains("<p>new@example.com, Shop:</p>"), "{}", mail.body());
    assert_eq!(mail.header("subject"), mail.code());
    assert!(asked.enter(&mail.code()).await.returned().contains_key("code"));
}
