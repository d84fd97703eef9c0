//! What somebody does who wants another's device, or another's account on their own device.

use super::{EMAIL, Story, form_of, is_connected, log_in};
use crate::support::browser::Browser;
use crate::support::story::PASSWORD;

#[tokio::test]
async fn of_two_questions_at_once_one_gets_the_tokens() {
    for _ in 0..5 {
        let story = Story::begin().await;
        let codes = story.codes().await;
        assert!(is_connected(&story.connect(&Browser::new(&story.server), &codes).await));
        let (one, other) = tokio::join!(story.poll_at_once(&codes.device), story.poll_at_once(&codes.device));
        let mut statuses = [one.status, other.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 403], "{} {}", one.text, other.text);
        assert_eq!(story.server.app.directory.refresh_tokens.all().await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn the_code_of_another_applications_device_gives_nothing_and_takes_nothing() {
    let story = Story::begin().await;
    let codes = story.codes().await;
    assert!(is_connected(&story.connect(&Browser::new(&story.server), &codes).await));
    let other = story.server.with_client("Other", anteroom::identity::client::AppType::Native).await;
    let grant = |client: &mut anteroom::identity::Client| client.grant_types.push(super::GRANT.to_owned());
    story.server.app.directory.clients.modify(&other.client_id, grant).await.unwrap();
    let form = [("grant_type", super::GRANT), ("client_id", other.client_id.as_str()), ("device_code", codes.device.as_str())];
    story.server.post_form("/oauth/token", &form).await.assert_error(403, "invalid_grant");
    assert_eq!(story.poll(&codes).await.status, 200);
}

#[tokio::test]
async fn the_code_that_a_person_enters_is_not_the_one_that_a_device_asks_with() {
    let story = Story::begin().await;
    let codes = story.codes().await;
    assert!(is_connected(&story.connect(&Browser::new(&story.server), &codes).await));
    for guess in [codes.user.as_str(), &codes.user.replace('-', ""), "", "x"] {
        let answer = story.poll_at_once(guess).await;
        assert!(matches!(answer.status, 400 | 403) && answer.json["access_token"].is_null(), "{}", answer.text);
    }
    let stored = story.server.app.directory.devices.all().await.unwrap();
    let text = serde_json::to_string(&stored[0].value).unwrap();
    assert!(!text.contains(&codes.device), "the device's secret is in the store");
    story.poll_at_once(&stored[0].device_hash).await.assert_error(403, "invalid_grant");
}

#[tokio::test]
async fn who_guesses_codes_is_held_back_and_not_told_of_a_right_one() {
    let story = Story::begin().await;
    let codes = story.codes().await;
    let browser = Browser::new(&story.server);
    let page = browser.get("/activate").await;
    let mut refused = 0;
    for guess in 0..25 {
        let answer = browser.submit("/activate", &page, &[("user_code", &format!("BCDF-GH{guess:02}"))]).await;
        assert!(matches!(answer.status, 400 | 429), "{}", answer.status);
        refused += u32::from(answer.status == 429);
    }
    assert_eq!(refused, 5);
    let event = story.server.last_log("fdeac").await.expect("an event");
    assert_eq!(event.description.as_deref(), Some("The user code is unknown or has expired"));
    let right = browser.submit("/activate", &page, &[("user_code", &codes.user)]).await;
    assert!(right.status == 429 && !right.header("retry-after").is_empty());
    assert_eq!(browser.get(&format!("/activate?user_code={}", codes.user)).await.status, 429);
    // Nor by the page that takes the answer, whose token a guesser can make for each code.
    let normal = codes.user.replace('-', "");
    let csrf = anteroom::http::pages::csrf::token(&browser.cookie("anteroom_login").unwrap(), &format!("activate\0{normal}"));
    let path = format!("/u/device-confirmation?user_code={normal}");
    assert_eq!(browser.post(&path, &[("csrf", &csrf), ("action", "cancel")]).await.status, 429);
    story.poll(&codes).await.assert_error(403, "authorization_pending");
}

#[tokio::test]
async fn no_other_site_answers_for_the_person() {
    let story = Story::begin().await;
    let codes = story.codes().await;
    let browser = Browser::new(&story.server);
    let page = story.enter(&browser, &codes).await;
    let path = form_of(&page);
    let csrf = page.field("csrf");
    for action in ["confirm", "cancel"] {
        // Without the token, with that of another browser, with that of the other form, and from another origin.
        assert_eq!(browser.post(&path, &[("action", action)]).await.status, 403);
        let other = Browser::new(&story.server);
        let theirs = story.enter(&other, &codes).await.field("csrf");
        assert_eq!(browser.post(&path, &[("action", action), ("csrf", &theirs)]).await.status, 403);
        let entry = browser.get("/activate").await.field("csrf");
        assert_eq!(browser.post(&path, &[("action", action), ("csrf", &entry)]).await.status, 403);
        let request = story.server.http.post(format!("{}{path}", story.server.url)).header("origin", "https://evil.example");
        assert_eq!(browser.send(request.form(&[("action", action), ("csrf", &csrf)])).await.status, 403);
    }
    assert_eq!(browser.post("/activate", &[("user_code", &codes.user)]).await.status, 403);
    story.poll(&codes).await.assert_error(403, "authorization_pending");
    assert!(story.server.app.directory.transactions.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn the_token_for_one_code_answers_for_no_other() {
    let story = Story::begin().await;
    let (mine, theirs) = (story.codes().await, story.codes().await);
    let browser = Browser::new(&story.server);
    let csrf = story.enter(&browser, &mine).await.field("csrf");
    let path = format!("/u/device-confirmation?user_code={}", theirs.user.replace('-', ""));
    assert_eq!(browser.post(&path, &[("csrf", &csrf), ("action", "confirm")]).await.status, 403);
}

#[tokio::test]
async fn a_login_that_an_attacker_began_cannot_be_finished_in_the_victims_browser() {
    let story = Story::begin().await;
    let codes = story.codes().await;
    let path = story.to_login(&Browser::new(&story.server), &codes).await;
    let victim = Browser::new(&story.server);
    victim.get("/activate").await;
    assert_eq!(victim.get(&path).await.status, 400);
    story.poll(&codes).await.assert_error(403, "authorization_pending");
}

#[tokio::test]
async fn a_session_that_was_known_before_the_login_is_worth_nothing_after_it() {
    let story = Story::begin().await;
    let codes = story.codes().await;
    let browser = Browser::new(&story.server);
    let planted = "A".repeat(43);
    browser.plant("anteroom_session", &planted);
    let path = story.to_login(&browser, &codes).await;
    assert!(is_connected(&log_in(&browser, &path).await));
    let session = browser.cookie("anteroom_session").expect("a session");
    assert_ne!(session, planted);
}

#[tokio::test]
async fn a_login_connects_its_own_device_once() {
    let story = Story::begin().await;
    let codes = story.codes().await;
    let browser = Browser::new(&story.server);
    let path = story.to_login(&browser, &codes).await;
    let page = browser.get(&path).await;
    let fields = [("username", EMAIL), ("password", PASSWORD)];
    assert!(is_connected(&browser.submit(&path, &page, &fields).await));
    assert_eq!(browser.submit(&path, &page, &fields).await.status, 400);
    assert_eq!(story.poll(&codes).await.status, 200);
}

#[tokio::test]
async fn the_name_of_an_application_stays_text_on_every_page() {
    let story = Story::begin().await;
    let shown = "Tele &lt;b&gt;Vision&lt;&#x2f;b&gt;";
    let codes = story.codes_for(&[("scope", "openid <script>alert(1)</script>")]).await;
    let browser = Browser::new(&story.server);
    let page = story.enter(&browser, &codes).await;
    let done = story.connect(&browser, &codes).await;
    let cancelled = story.codes().await;
    let asked = story.enter(&browser, &cancelled).await;
    let cancelled = story.answer(&browser, &asked, "cancel").await;
    for page in [&page, &done, &cancelled] {
        assert!(page.body.contains(shown) && !page.body.contains("<b>Vision") && !page.body.contains("<script"), "{}", page.body);
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    }
    let typed = "\"><script>alert(1)</script>";
    let entry = browser.get("/activate").await;
    let wrong = browser.submit("/activate", &entry, &[("user_code", typed)]).await;
    assert!(wrong.status == 400 && !wrong.body.contains("<script"), "{}", wrong.body);
}

#[tokio::test]
async fn one_address_does_not_have_devices_without_end() {
    let story = Story::begin().await;
    let mut given = 0;
    for _ in 0..80 {
        let answer = story.ask(&[]).await;
        if answer.status == 200 {
            given += 1;
        } else {
            answer.assert_error(429, "too_many_requests");
        }
    }
    assert_eq!(given, 60);
}
