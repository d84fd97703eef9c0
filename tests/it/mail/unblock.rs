//! An account that is guessed at: its user is told, and lets themselves in again; nobody else learns or gains anything by it.

use std::time::Duration;

use serde_json::json;

use super::{EMAIL, Story, settled};
use crate::support::browser::{Browser, Page, authorize};
use crate::support::story::{DATABASE, PASSWORD};

const SETTINGS: &str = "/attack-protection/brute-force-protection";

impl Story {
    /// Ann, whose address is proved already, so that no other mail is on its way.
    async fn quiet() -> Self {
        let story = Self::begin().await;
        settled(&story.server).await;
        assert!(story.mail.is_empty());
        story
    }

    async fn tries(&self, identifier: &str, password: &str) -> Page {
        Browser::new(&self.server).log_in(&authorize(&self.client, &[]), identifier, password).await
    }

    /// Guesses at an account until the next one is refused.
    async fn guess(&self, identifier: &str) {
        for _ in 0..20 {
            if self.tries(identifier, "wrong").await.status == 429 {
                return;
            }
        }
        panic!("{identifier} is never held back");
    }

    /// The link that Ann gets when somebody guesses at her account.
    async fn unblock_link(&self) -> String {
        self.guess(EMAIL).await;
        self.mail.next().await.link()
    }
}

#[tokio::test]
async fn who_is_held_back_gets_a_mail_whose_button_lets_them_in_at_once() {
    let story = Story::quiet().await;
    story.guess("ANN@example.com ").await;
    let received = story.mail.next().await;
    assert_eq!(
        (received.to.as_slice(), received.header("subject").as_str()),
        (&[EMAIL.to_owned()][..], "Too many attempts to log in to your account at main",)
    );
    assert!(received.body().contains(&format!("{}/u/unblock?ticket=", story.server.url)), "{}", received.body());
    let link = received.link();

    // On another device.
    let browser = Browser::new(&story.server);
    let page = browser.get(&link).await;
    assert!(page.status == 200 && page.body.contains(EMAIL) && page.body.contains("Unblock your account?"), "{}", page.body);
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(story.tries(EMAIL, PASSWORD).await.status, 429, "a program that opens links lifts nothing");
    let done = browser.submit(&link, &page, &[]).await;
    assert!(done.status == 200 && done.body.contains("Your account has been unblocked."), "{}", done.body);
    assert_eq!(story.tries(EMAIL, PASSWORD).await.status, 302);
    let event = story.server.last_log("ublkdu").await.unwrap();
    assert_eq!((event.user_id.as_deref(), event.client_name.as_deref()), (Some(story.user.user_id.as_str()), Some("Shop")));
    assert_eq!(event.connection.as_deref(), Some(DATABASE));
}

#[tokio::test]
async fn a_link_lifts_the_blocks_of_its_own_user_once_and_for_an_hour() {
    let story = Story::quiet().await;
    story.server.with_user(&story.connection, "bob@example.com").await;
    story.mail.next().await;
    let link = story.unblock_link().await;
    story.guess("bob@example.com").await;
    let bobs = story.mail.next().await;
    assert_eq!(bobs.to, ["bob@example.com"]);

    let browser = Browser::new(&story.server);
    let page = browser.get(&link).await;
    let fields = [("email", "bob@example.com"), ("username", "bob@example.com"), ("connection", DATABASE)];
    let (one, other) = tokio::join!(browser.submit(&link, &page, &fields), browser.submit(&link, &page, &[]));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400], "good once");
    assert_eq!(story.tries("bob@example.com", PASSWORD).await.status, 429, "another's account stays as it is");
    assert_eq!(story.tries(EMAIL, PASSWORD).await.status, 302);
    story.guess(EMAIL).await;
    let again = browser.submit(&link, &page, &[]).await;
    assert!(again.status == 400 && again.body.contains("This link does not work any more"), "{}", again.body);
    assert_eq!(story.tries(EMAIL, PASSWORD).await.status, 429);

    story.server.clock.advance(Duration::from_secs(3599));
    assert_eq!(browser.get(&bobs.link()).await.status, 200);
    story.server.clock.advance(Duration::from_secs(1));
    assert_eq!(browser.get(&bobs.link()).await.status, 400);
}

#[tokio::test]
async fn a_link_of_another_kind_lifts_nothing_and_this_one_sets_no_password() {
    let story = Story::quiet().await;
    let unblock = story.unblock_link().await;
    assert_eq!(story.server.forgot(json!({ "email": EMAIL, "connection": DATABASE })).await.0, 200);
    let reset = story.mail.next().await.link();
    let browser = Browser::new(&story.server);
    for (link, from, to) in
        [(&unblock, "unblock", "reset-verify"), (&unblock, "unblock", "email-verification"), (&reset, "reset-verify", "unblock")]
    {
        let page = browser.get(link).await;
        let crossed = link.replace(from, to);
        assert_eq!(browser.get(&crossed).await.status, 400, "{crossed}");
        let fields = [("password", "Another-horse-8"), ("password-again", "Another-horse-8")];
        assert_eq!(browser.submit(&crossed, &page, &fields).await.status, 400, "{crossed}");
    }
    assert_eq!(story.tries(EMAIL, PASSWORD).await.status, 429);
    let user = story.server.app.directory.users.get(&story.user.user_id).await.unwrap().unwrap();
    assert!(!user.email_verified && user.last_password_reset.is_none());
}

#[tokio::test]
async fn a_form_from_another_site_or_another_browser_lifts_nothing() {
    let story = Story::quiet().await;
    let link = story.unblock_link().await;
    let browser = Browser::new(&story.server);
    let page = browser.get(&link).await;
    let good = page.field("csrf");
    for csrf in ["", "x", &good[1..]] {
        assert_eq!(browser.post(&link, &[("csrf", csrf)]).await.status, 403, "{csrf}");
    }
    let form = [("csrf", good.as_str())];
    assert_eq!(Browser::new(&story.server).post(&link, &form).await.status, 403);
    let foreign = story.server.http.post(format!("{}{link}", story.server.url)).header("origin", "https://evil.example").form(&form);
    assert_eq!(browser.send(foreign).await.status, 403);
    assert_eq!(story.tries(EMAIL, PASSWORD).await.status, 429);
    assert_eq!(browser.submit(&link, &page, &[]).await.status, 200);
}

#[tokio::test]
async fn however_often_somebody_provokes_it_a_user_gets_one_mail_an_hour() {
    let story = Story::quiet().await;
    for round in 0..5 {
        story.guess(EMAIL).await;
        if round == 0 {
            let link = story.mail.next().await.link();
            let browser = Browser::new(&story.server);
            let page = browser.get(&link).await;
            assert_eq!(browser.submit(&link, &page, &[]).await.status, 200);
        }
        story.server.clock.advance(Duration::from_secs(600));
    }
    settled(&story.server).await;
    assert!(story.mail.is_empty());
    assert!(story.server.app.directory.tickets.all().await.unwrap().is_empty());
    story.server.clock.advance(Duration::from_secs(600));
    story.guess(EMAIL).await;
    assert_eq!(story.mail.next().await.to, [EMAIL]);
}

#[tokio::test]
async fn an_account_that_does_not_exist_is_refused_alike_and_nobody_gets_a_mail() {
    let story = Story::quiet().await;
    for identifier in [EMAIL, "nobody@example.com"] {
        story.guess(identifier).await;
    }
    let (known, unknown) = (story.tries(EMAIL, PASSWORD).await, story.tries("nobody@example.com", PASSWORD).await);
    let bare = |page: &Page, identifier: &str| {
        let state = page.field("csrf");
        let body = page.body.replace(identifier, "…").replace(&state, "…");
        body.lines().filter(|line| !line.contains("?state=")).collect::<Vec<_>>().join("\n")
    };
    assert_eq!((known.status, unknown.status), (429, 429));
    assert_eq!(bare(&known, EMAIL), bare(&unknown, "nobody@example.com"));
    assert_eq!(story.mail.next().await.to, [EMAIL]);
    settled(&story.server).await;
    assert!(story.mail.is_empty());
    assert_eq!(story.server.app.directory.tickets.all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_operator_says_whether_users_are_told_and_in_which_words() {
    let story = Story::quiet().await;
    let api = story.server.api("update:attack_protection update:email_templates");
    let template = json!({
        "body": "<p>{{ user.email }} {{ user.source_ip }} {{ application.name }} {{ connection.name }}</p><a href=\"{{ url }}\">x</a>",
        "subject": "Slow down", "resultUrl": "{{ application.callback_domain }}/unblocked", "urlLifetimeInSeconds": 60,
    });
    story.server.with_template("blocked_account", template).await;
    let says = async |settings: serde_json::Value| {
        let (status, answer) = api.patch(SETTINGS, settings).await;
        assert_eq!(status, 200, "{answer}");
    };
    let enable = async |enabled: bool| {
        assert_eq!(api.patch("/email-templates/blocked_account", json!({ "enabled": enabled })).await.0, 200);
    };
    says(json!({ "shields": ["block"] })).await;
    story.guess(EMAIL).await;
    says(json!({ "shields": ["user_notification"], "enabled": false })).await;
    story.server.clock.advance(Duration::from_secs(61));
    story.guess(EMAIL).await;
    says(json!({ "enabled": true })).await;
    enable(false).await;
    story.server.clock.advance(Duration::from_secs(61));
    story.guess(EMAIL).await;
    settled(&story.server).await;
    assert!(story.mail.is_empty() && story.server.app.directory.tickets.all().await.unwrap().is_empty());

    enable(true).await;
    story.server.clock.advance(Duration::from_secs(61));
    story.guess(EMAIL).await;
    let received = story.mail.next().await;
    assert_eq!(received.header("subject"), "Slow down");
    assert!(received.body().contains(&format!("<p>{EMAIL} 127.0.0.1 Shop {DATABASE}</p>")), "{}", received.body());
    let (link, browser) = (received.link(), Browser::new(&story.server));
    let page = browser.get(&link).await;
    let done = browser.submit(&link, &page, &[]).await;
    assert_eq!(done.status, 303);
    assert!(done.location().starts_with("https://rp.example.com/unblocked?success=true&code=success&message="), "{}", done.location());
}

#[tokio::test]
async fn who_an_operator_blocked_gets_no_mail_and_no_way_in() {
    let story = Story::quiet().await;
    story.server.app.directory.users.modify(&story.user.user_id, |user| user.blocked = true).await.unwrap();
    story.guess(EMAIL).await;
    settled(&story.server).await;
    assert!(story.mail.is_empty() && story.server.app.directory.tickets.all().await.unwrap().is_empty());
}
