//! A live session answers a request without a page; everything that must stop it does.

use std::time::Duration;

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection, User};

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

const EMAIL: &str = "ann@example.com";
const SESSION: &str = "anteroom_session";

struct Story {
    server: TestServer,
    client: Client,
    connection: Connection,
    user: User,
}

async fn story() -> Story {
    let server = TestServer::start().await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    let user = server.with_user(&connection, EMAIL).await;
    Story { server, client, connection, user }
}

impl Story {
    /// A browser that has logged in.
    async fn logged_in(&self) -> Browser<'_> {
        let browser = Browser::new(&self.server);
        let answer = browser.log_in(&authorize(&self.client, &[]), EMAIL, PASSWORD).await;
        assert!(answer.returned().contains_key("code"), "{answer:?}");
        browser
    }

    /// Whether a request is answered with a code at once.
    async fn answers(&self, browser: &Browser<'_>, more: &[(&str, &str)]) -> bool {
        let answer = browser.get(&authorize(&self.client, more)).await;
        match answer.location().starts_with("/u/") {
            true => false,
            false => answer.returned().contains_key("code"),
        }
    }
}

#[tokio::test]
async fn a_session_answers_later_requests_silently_and_is_logged() {
    let story = story().await;
    let browser = story.logged_in().await;
    assert!(story.answers(&browser, &[]).await);
    let before = story.server.app.directory.users.get(&story.user.user_id).await.unwrap().unwrap().logins_count;
    assert!(story.answers(&browser, &[("prompt", "none")]).await);
    let after = story.server.app.directory.users.get(&story.user.user_id).await.unwrap().unwrap().logins_count;
    assert_eq!(after, before + 1);
    let event = story.server.last_log("ssa").await.unwrap();
    assert_eq!(event.user_id.as_deref(), Some(story.user.user_id.as_str()));
}

#[tokio::test]
async fn prompt_none_without_a_session_is_login_required_and_logged() {
    let story = story().await;
    let answer = Browser::new(&story.server).get(&authorize(&story.client, &[("prompt", "none")])).await;
    assert_eq!(answer.returned()["error"], "login_required");
    let event = story.server.last_log("fsa").await.unwrap();
    assert_eq!(event.client_id.as_deref(), Some(story.client.client_id.as_str()));
}

#[tokio::test]
async fn prompt_login_and_select_account_ask_again() {
    let story = story().await;
    let browser = story.logged_in().await;
    assert!(!story.answers(&browser, &[("prompt", "login")]).await);
    assert!(!story.answers(&browser, &[("prompt", "select_account")]).await);
    assert!(story.answers(&browser, &[]).await);
}

#[tokio::test]
async fn max_age_counts_from_the_proof_and_not_from_the_last_use() {
    let story = story().await;
    let browser = story.logged_in().await;
    assert!(!story.answers(&browser, &[("max_age", "0")]).await);
    story.server.clock.advance(Duration::from_secs(100));
    assert!(story.answers(&browser, &[("max_age", "100")]).await);
    story.server.clock.advance(Duration::from_secs(1));
    assert!(!story.answers(&browser, &[("max_age", "100")]).await);
    assert!(story.answers(&browser, &[("max_age", "18446744073709551615")]).await);
}

#[tokio::test]
async fn the_code_tells_when_the_user_proved_who_they_are() {
    let story = story().await;
    let browser = story.logged_in().await;
    let first = story.server.app.directory.codes.all().await.unwrap().remove(0).value;
    story.server.clock.advance(Duration::from_secs(50));
    assert!(story.answers(&browser, &[]).await);
    let codes = story.server.app.directory.codes.all().await.unwrap();
    assert_eq!(codes.len(), 2);
    assert!(codes.iter().all(|code| code.auth_time == first.auth_time && code.session_id == first.session_id));
    assert_eq!(first.nonce.as_deref(), Some("n-0S6_WzA2Mj"));
    assert_eq!(first.scope, ["openid", "email"]);
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_too_long() {
    let story = story().await;
    let browser = story.logged_in().await;
    story.server.clock.advance(Duration::from_secs(71 * 3600));
    assert!(story.answers(&browser, &[]).await);
    story.server.clock.advance(Duration::from_secs(73 * 3600));
    assert!(!story.answers(&browser, &[]).await);
}

#[tokio::test]
async fn a_blocked_or_deleted_user_has_no_session() {
    let story = story().await;
    let browser = story.logged_in().await;
    let users = &story.server.app.directory.users;
    users.modify(&story.user.user_id, |user| user.blocked = true).await.unwrap();
    assert!(!story.answers(&browser, &[("prompt", "none")]).await);
    users.modify(&story.user.user_id, |user| user.blocked = false).await.unwrap();
    assert!(story.answers(&browser, &[("prompt", "none")]).await);
    let user = users.get(&story.user.user_id).await.unwrap().unwrap();
    users.delete(&user).await.unwrap();
    assert!(!story.answers(&browser, &[("prompt", "none")]).await);
}

#[tokio::test]
async fn a_new_password_takes_back_the_sessions_of_the_old_one_and_not_its_own() {
    let story = story().await;
    let browser = story.logged_in().await;
    story.server.clock.advance(Duration::from_secs(1));
    let now = story.server.app.clock.now();
    let users = &story.server.app.directory.users;
    users.modify(&story.user.user_id, |user| user.last_password_reset = Some(now)).await.unwrap();
    assert!(!story.answers(&browser, &[("prompt", "none")]).await, "although the session is still in the store");
    assert!(story.answers(&story.logged_in().await, &[("prompt", "none")]).await);
}

#[tokio::test]
async fn a_session_is_worth_nothing_at_an_application_that_its_connection_does_not_serve() {
    let story = story().await;
    let browser = story.logged_in().await;
    let other = story.server.with_client("Other", AppType::RegularWeb).await;
    let mut own = story.connection.clone();
    own.id = "con_other".to_owned();
    own.name = "Other-Database".to_owned();
    own.enabled_clients = vec![other.client_id.clone()];
    story.server.app.directory.connections.insert(own).await.unwrap();
    let answer = browser.get(&authorize(&other, &[("prompt", "none")])).await;
    assert_eq!(answer.returned()["error"], "login_required");
}

#[tokio::test]
async fn the_session_cookie_is_new_at_every_login_and_the_old_one_is_dead() {
    let story = story().await;
    let planted = "A".repeat(43);
    let browser = Browser::new(&story.server);
    browser.plant(SESSION, &planted);
    browser.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await.returned();
    let first = browser.cookie(SESSION).unwrap();
    assert_ne!(first, planted);
    browser.log_in(&authorize(&story.client, &[("prompt", "login")]), EMAIL, PASSWORD).await.returned();
    let second = browser.cookie(SESSION).unwrap();
    assert_ne!(first, second);
    for dead in [planted, first] {
        let thief = Browser::new(&story.server);
        thief.plant(SESSION, &dead);
        assert!(!story.answers(&thief, &[("prompt", "none")]).await);
    }
    assert!(story.answers(&browser, &[("prompt", "none")]).await);
    assert_eq!(story.server.app.directory.sessions.all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_failed_login_leaves_the_session_that_was_there() {
    let story = story().await;
    let browser = story.logged_in().await;
    let before = browser.cookie(SESSION);
    let answer = browser.log_in(&authorize(&story.client, &[("prompt", "login")]), EMAIL, "wrong").await;
    assert_eq!(answer.status, 400);
    assert_eq!(browser.cookie(SESSION), before);
    // The failed second proof must not count as one: `prompt=login` still asks.
    assert!(!story.answers(&browser, &[("prompt", "login")]).await);
    assert!(story.answers(&browser, &[("prompt", "none")]).await);
}

#[tokio::test]
async fn cookies_have_the_attributes_that_keep_them_here() {
    let story = story().await;
    let browser = Browser::new(&story.server);
    let (path, page) = browser.begin(&authorize(&story.client, &[])).await;
    let answer = browser.submit(&path, &page, &[("username", EMAIL), ("password", PASSWORD)]).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("anteroom_session="));
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=604800"] {
        assert!(cookie.contains(attribute), "{attribute} is missing: {cookie}");
    }
    assert!(!cookie.contains("Domain") && !cookie.contains("Secure"), "{cookie}");
    // On plain http the `__Host-` prefix cannot be: it needs Secure, and browsers drop Secure cookies there.
    let value = browser.cookie(SESSION).unwrap();
    assert_eq!(value.len(), 43);
}

#[tokio::test]
async fn on_https_cookies_are_bound_to_the_host_and_the_answers_ask_for_https() {
    let server = TestServer::start_behind("https://id.example.com").await;
    let client = server.with_client("App", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, EMAIL).await;
    let browser = Browser::new(&server);
    let begun = browser.get(&authorize(&client, &[])).await;
    let answer = browser.log_in(&authorize(&client, &[]), EMAIL, PASSWORD).await;
    assert!(answer.returned().contains_key("code"), "{answer:?}");
    for (page, names) in [(&begun, &["__Host-anteroom_login="][..]), (&answer, &["__Host-anteroom_device=", "__Host-anteroom_session="])] {
        let mut cookies: Vec<&str> = page.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
        cookies.sort_unstable();
        assert!(cookies.len() == names.len() && cookies.iter().zip(names).all(|(cookie, name)| cookie.starts_with(name)), "{cookies:?}");
        for cookie in cookies {
            assert!(cookie.contains("Secure") && cookie.contains("Path=/") && !cookie.contains("Domain"), "{cookie}");
        }
    }
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
    // A cookie without the prefix, which a sibling domain could plant, is not read.
    let session = browser.cookie("__Host-anteroom_session").unwrap();
    let planted = Browser::new(&server);
    planted.plant(SESSION, &session);
    assert_eq!(planted.get(&authorize(&client, &[("prompt", "none")])).await.returned()["error"], "login_required");
}
