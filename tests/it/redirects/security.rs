//! Who may go on with a login that waits, and who may not.

use anteroom::storage::Direction;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{ASK, EMAIL, Story, back, refused, sent_away, state};
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

/// The claims of a JWT, unverified.
pub fn payload(token: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

/// A JWT with HS256.
pub fn signed(claims: &Value, secret: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let content = format!("{}.{}", part(&json!({ "alg": "HS256", "typ": "JWT" })), part(claims));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), content.as_bytes());
    format!("{content}.{}", URL_SAFE_NO_PAD.encode(tag))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_works_once() {
    let story = Story::begin(&[ASK]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    assert!(browser.get(&back(&url, "")).await.returned().contains_key("code"));
    let replayed = browser.get(&back(&url, "")).await;
    assert_eq!(replayed.status, 400);
    assert!(replayed.body.contains("This sign-in has ended"));
    assert_eq!(story.server.app.directory.codes.all().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_tabs_that_come_back_at_once_one_goes_on() {
    let story = Story::begin(&[ASK]).await;
    let browser = Browser::new(&story.server);
    let path = back(&story.away(&browser).await, "");
    let pages = futures_util::future::join_all((0..8).map(|_| browser.get(&path))).await;
    assert_eq!(pages.iter().filter(|page| page.status == 302).count(), 1);
    assert_eq!(story.server.app.directory.codes.all().await.unwrap().len(), 1);
    assert_eq!(story.executions().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_state_that_was_tampered_with_or_made_up_finds_nothing() {
    let story = Story::begin(&[ASK]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    let good = state(&url);
    let other = if good.starts_with('A') { 'B' } else { 'A' };
    let changed = format!("{other}{}", &good[1..]);
    let (cut, long, star) = (&good[1..], format!("{good}A"), format!("{}*", &good[1..]));
    for bad in [changed.as_str(), cut, &long, &star, "", "%00", "..%2f..%2f", "%F0%9F%92%A3"] {
        let page = browser.get(&format!("/continue?state={bad}")).await;
        assert_eq!(page.status, 400, "{bad}");
        let posted = browser.post("/continue", &[("state", bad)]).await;
        assert_eq!(posted.status, 400, "{bad}");
    }
    for bad in ["/continue".to_owned(), format!("/continue?state={good}&state={good}")] {
        let page = browser.get(&bad).await;
        assert_eq!(page.status, 400, "{bad}");
        assert!(page.body.contains("invalid_request"), "{bad}");
    }
    assert!(browser.get(&back(&url, "")).await.returned().contains_key("code"), "a wrong state must not harm the right one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stolen_state_is_worth_nothing_in_another_browser_and_the_owner_goes_on() {
    let story = Story::begin(&[ASK]).await;
    let (owner, thief) = (Browser::new(&story.server), Browser::new(&story.server));
    let url = story.away(&owner).await;
    for _ in 0..2 {
        let page = thief.get(&back(&url, "")).await;
        assert_eq!(page.status, 400);
        assert!(page.body.contains("began in another browser"), "{}", page.body);
        // With a cookie of its own, too.
        thief.begin(&authorize(&story.client, &[])).await;
    }
    assert!(owner.get(&back(&url, "")).await.returned().contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attackers_own_waiting_login_cannot_be_finished_in_the_victims_browser() {
    let story = Story::begin(&[ASK]).await;
    let (attacker, victim) = (Browser::new(&story.server), Browser::new(&story.server));
    story.server.with_user(&story.connection, "mallory@example.com").await;
    let url = sent_away(&attacker.log_in(&authorize(&story.client, &[]), "mallory@example.com", PASSWORD).await);
    story.away(&victim).await;
    // The attacker posts a form of theirs from the victim's browser, which follows.
    let posted = victim.post("/continue", &[("state", &state(&url)), ("terms", "accepted")]).await;
    assert_eq!(posted.status, 303);
    let page = victim.get(posted.location()).await;
    assert!(page.body.contains("began in another browser"), "{}", page.body);
    assert!(victim.cookie("anteroom_session").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_that_a_stranger_laid_down_are_not_what_the_user_comes_back_with() {
    let story = Story::begin(&[ASK]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    let stranger = Browser::new(&story.server);
    let laid_down = stranger.post("/continue", &[("state", &state(&url)), ("terms", "forged")]).await;
    assert_eq!(stranger.get(laid_down.location()).await.status, 400);
    assert!(browser.get(&back(&url, "&terms=mine")).await.returned().contains_key("code"));
    assert_eq!(story.claims().await["answer"]["terms"], "mine");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_for_a_form_fits_its_own_login_for_five_minutes() {
    let story = Story::begin(&[ASK]).await;
    let browser = Browser::new(&story.server);
    let (one, other) = (story.away(&browser).await, story.away(&browser).await);
    let laid_down = browser.post("/continue", &[("state", &state(&one))]).await;
    let next = laid_down.location().to_owned();
    assert_eq!(browser.get(&next.replace(&state(&one), &state(&other))).await.status, 400);
    assert_eq!(browser.get(&format!("{next}A")).await.status, 400);
    story.server.clock.advance(std::time::Duration::from_secs(300));
    assert_eq!(browser.get(&next).await.status, 400);
    // The login itself still waits.
    assert!(browser.get(&back(&one, "")).await.returned().contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_another_account_has_signed_in_the_waiting_login_is_over_there() {
    let story = Story::begin(&[ASK]).await;
    story.server.with_user(&story.connection, "bob@example.com").await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    story.bind(&[]).await;
    let bob = browser.log_in(&authorize(&story.client, &[]), "bob@example.com", PASSWORD).await;
    assert!(bob.returned().contains_key("code"));
    let page = browser.get(&back(&url, "")).await;
    assert_eq!(page.status, 400, "{}", page.body);
    assert_eq!(story.server.app.directory.codes.all().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_of_a_session_goes_on_with_that_session_alone() {
    let story = Story::begin(&[]).await;
    let browser = Browser::new(&story.server);
    assert!(browser.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await.returned().contains_key("code"));
    story.bind(&[ASK]).await;
    let url = sent_away(&browser.get(&authorize(&story.client, &[])).await);
    let secret = browser.cookies.lock().unwrap().remove("anteroom_session").unwrap();
    assert_eq!(browser.get(&back(&url, "")).await.status, 400);
    browser.plant("anteroom_session", &secret);
    assert!(browser.get(&back(&url, "")).await.returned().contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn logging_out_gives_up_the_logins_that_wait_in_the_browser_and_no_others() {
    let story = Story::begin(&[ASK]).await;
    let (browser, other) = (Browser::new(&story.server), Browser::new(&story.server));
    let (url, elsewhere) = (story.away(&browser).await, story.away(&other).await);
    assert_eq!(browser.get("/v2/logout").await.status, 200);
    assert_eq!(browser.get(&back(&url, "")).await.status, 400);
    assert!(other.get(&back(&elsewhere, "")).await.returned().contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_store_holds_neither_the_state_nor_what_was_asked_for_nor_a_password() {
    let claims = "exports.onExecutePostLogin = async (event, api) => { api.idToken.setCustomClaim('pin', 'very-secret-4711'); };";
    let story = Story::begin(&[claims, ASK]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    browser.post("/continue", &[("state", &state(&url)), ("answer", "very-private-4712")]).await;
    let login = story.server.app.suspended.page(None, 10, Direction::Forward).await.unwrap().remove(0).value;
    let json = serde_json::to_string(&login).unwrap();
    for secret in [state(&url).as_str(), "very-secret-4711", "very-private-4712", "argon2"] {
        assert!(!json.contains(secret), "{secret}");
    }
    assert_eq!(story.server.app.suspended.all().await.unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_user_has_ten_waiting_logins_and_the_oldest_gives_way() {
    let story = Story::begin(&[ASK]).await;
    let browser = Browser::new(&story.server);
    let mut urls = Vec::new();
    for _ in 0..11 {
        story.server.clock.advance(std::time::Duration::from_secs(60));
        urls.push(story.away(&browser).await);
    }
    assert_eq!(story.server.app.suspended.all().await.unwrap().len(), 10);
    assert_eq!(browser.get(&back(&urls[0], "")).await.status, 400);
    assert!(browser.get(&back(&urls[1], "")).await.returned().contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_larger_than_any_answer_is_refused() {
    let story = Story::begin(&[ASK]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    let large = "x".repeat(40_000);
    assert_eq!(browser.post("/continue", &[("state", &state(&url)), ("a", &large)]).await.status, 413);
    assert_eq!(browser.get(&back(&url, &format!("&a={large}"))).await.status, 414);
    assert!(browser.get(&back(&url, "")).await.returned().contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_sends_the_user_to_the_web_and_nowhere_else() {
    for url in ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "/relative", "//x.example", "https://", "myapp://x"] {
        let code = format!("exports.onExecutePostLogin = async (event, api) => {{ api.redirect.sendUserTo({}); }};", json!(url));
        let story = Story::begin(&[&code]).await;
        let page = Browser::new(&story.server).log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await;
        assert_eq!(refused(&page.returned()).0, "access_denied", "{url}");
    }
    let split = "exports.onExecutePostLogin = async (event, api) => {
      api.redirect.sendUserTo('https://profile.example.com/form\\r\\nSet-Cookie: a=b', { query: { q: 'x\\r\\nLocation: y', state: 'mine' } });
    };";
    let story = Story::begin(&[split]).await;
    let page = Browser::new(&story.server).log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await;
    let url = page.location();
    assert!(url.starts_with("https://profile.example.com/formSet-Cookie:%20a=b?q=x%0D%0ALocation%3A+y&state="), "{url}");
    assert!(!url.contains("mine") && page.headers.get_all("set-cookie").iter().all(|cookie| !cookie.to_str().unwrap().contains("a=b")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_that_was_deleted_meanwhile_gets_nothing() {
    let story = Story::begin(&[ASK]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    let client = story.server.app.directory.clients.get(&story.client.client_id).await.unwrap().unwrap();
    story.server.app.directory.clients.delete(&client).await.unwrap();
    assert_eq!(browser.get(&back(&url, "")).await.status, 400);
    assert!(story.server.app.directory.codes.all().await.unwrap().is_empty());
}
