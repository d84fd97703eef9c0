//! Whoever has the password alone, and what they try.

use futures_util::future::join_all;

use super::{ALWAYS, App, EMAIL, another_user, enroll, enter, story, wait, with_password};
use crate::support::browser::{Browser, authorize, parameters};
use crate::support::story::PASSWORD;

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_waits_for_a_factor_is_not_gone_on_with_in_any_other_way() {
    let story = story(&[ALWAYS]).await;
    enroll(&story, &Browser::new(&story.server)).await;
    let browser = Browser::new(&story.server);
    let path = with_password(&story, &browser).await;
    let state = parameters(&path)["state"].clone();
    for way in ["/continue", "/u/login", "/u/consent", "/u/email-identifier/challenge"] {
        let page = browser.get(&format!("{way}?state={state}")).await;
        assert_eq!(page.status, 400, "{way}");
        let page = browser.post(&format!("{way}?state={state}"), &[("state", &state), ("action", "accept")]).await;
        assert!((400..500).contains(&page.status), "{way}: {}", page.status);
    }
    // The pages of its own that come after the proof lead back before it.
    for other in ["mfa-recovery-code", "mfa-otp-enrollment"] {
        let page = browser.get(&format!("/u/{other}?state={state}")).await;
        assert_eq!((page.status, page.location()), (302, path.as_str()), "{other}");
    }
    let form = browser.get(&path).await;
    for other in ["mfa-recovery-code", "mfa-otp-enrollment"] {
        let page = browser.submit(&format!("/u/{other}?state={state}"), &form, &[("code", "000000")]).await;
        assert_eq!((page.status, page.location()), (302, path.as_str()), "{other}");
    }
    assert!(browser.cookie("anteroom_session").is_none());
    assert_eq!(story.server.app.directory.codes.count(10).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_counts_once_and_none_before_it_any_more() {
    let story = story(&[ALWAYS]).await;
    let (app, _) = enroll(&story, &Browser::new(&story.server)).await;
    wait(&story.server);
    let before = app.code(&story.server);
    wait(&story.server);
    let code = app.code(&story.server);
    let browser = Browser::new(&story.server);
    let path = with_password(&story, &browser).await;
    enter(&browser, &path, &code).await.returned();
    for used in [&code, &before] {
        let browser = Browser::new(&story.server);
        let path = with_password(&story, &browser).await;
        assert_eq!(enter(&browser, &path, used).await.status, 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_logins_that_bring_one_code_at_once_one_comes_in() {
    let story = story(&[ALWAYS]).await;
    let (app, _) = enroll(&story, &Browser::new(&story.server)).await;
    wait(&story.server);
    let browsers: Vec<_> = (0..6).map(|_| Browser::new(&story.server)).collect();
    let mut forms = Vec::new();
    for browser in &browsers {
        let path = with_password(&story, browser).await;
        forms.push((path.clone(), browser.get(&path).await));
    }
    let code = app.code(&story.server);
    let pages = join_all(browsers.iter().zip(&forms).map(|(browser, (path, page))| {
        let code = code.clone();
        async move { browser.submit(path, page, &[("code", &code)]).await.status }
    }))
    .await;
    assert_eq!(pages.iter().filter(|status| **status == 302).count(), 1, "{pages:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_are_held_back_for_the_user_over_all_logins_and_addresses() {
    let story = story(&[ALWAYS]).await;
    let (app, _) = enroll(&story, &Browser::new(&story.server)).await;
    wait(&story.server);
    let mut statuses = Vec::new();
    let mut last = None;
    for _ in 0..3 {
        let browser = Browser::new(&story.server);
        let path = with_password(&story, &browser).await;
        for _ in 0..4 {
            statuses.push(enter(&browser, &path, "123456").await.status);
        }
        last = Some((browser, path));
    }
    // Setting up the app took one of the ten.
    assert_eq!(statuses.iter().filter(|status| **status == 400).count(), 9, "{statuses:?}");
    let (browser, path) = last.unwrap();
    let held = enter(&browser, &path, &app.code(&story.server)).await;
    assert_eq!((held.status, held.header("retry-after").is_empty()), (429, false), "the right code is not looked at either");
    let types = story.server.log_types().await;
    assert_eq!(types.iter().filter(|kind| *kind == "gd_otp_rate_limit_exceed").count(), 1, "{types:?}");
    story.server.clock.advance(std::time::Duration::from_secs(180));
    assert!(enter(&browser, &path, &app.code(&story.server)).await.returned().contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_of_another_browser_or_site_changes_nothing() {
    let story = story(&[ALWAYS]).await;
    let (app, _) = enroll(&story, &Browser::new(&story.server)).await;
    wait(&story.server);
    let (browser, other) = (Browser::new(&story.server), Browser::new(&story.server));
    let path = with_password(&story, &browser).await;
    with_password(&story, &other).await;
    let code = app.code(&story.server);
    assert_eq!(other.get(&path).await.status, 400);
    let form = browser.get(&path).await;
    assert_eq!(other.submit(&path, &form, &[("code", &code)]).await.status, 400);
    assert_eq!(browser.post(&path, &[("code", &code)]).await.status, 403, "without the token");
    let cross = story.server.http.post(format!("{}{path}", story.server.url)).header("origin", "https://evil.example");
    assert_eq!(browser.send(cross.form(&[("csrf", form.field("csrf")), ("code", code.clone())])).await.status, 403);
    assert!(browser.submit(&path, &form, &[("code", &code)]).await.returned().contains_key("code"), "the code was not used up");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_enrolments_at_once_the_second_does_not_take_the_place_of_the_first() {
    let story = story(&[ALWAYS]).await;
    let (ann, thief) = (Browser::new(&story.server), Browser::new(&story.server));
    let stolen = with_password(&story, &thief).await;
    let page = thief.get(&stolen).await;
    let theirs = App::reading(&page);
    enroll(&story, &ann).await;
    let late = thief.submit(&stolen, &page, &[("code", &theirs.code(&story.server))]).await;
    assert_eq!(late.status, 400, "{}", late.body);
    assert!(thief.cookie("anteroom_session").is_none());
    assert_eq!(story.server.app.directory.authenticators.all().await.unwrap().len(), 2, "Ann's app and her recovery code");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cookie_that_was_planted_spares_nobody_the_factor() {
    let story = story(&[super::SOMETIMES]).await;
    another_user(&story, &story.connection).await;
    let victim = Browser::new(&story.server);
    let planted = "A".repeat(43);
    victim.plant("anteroom_mfa", &planted);
    let path = with_password(&story, &victim).await;
    let page = victim.get(&path).await;
    let app = App::reading(&page);
    let answer = victim.submit(&path, &page, &[("code", &app.code(&story.server)), ("rememberBrowser", "true")]).await;
    let page = victim.get(answer.location()).await;
    victim.submit(answer.location(), &page, &[]).await.returned();
    let kept = victim.cookie("anteroom_mfa").unwrap();
    assert!(!kept.starts_with(&planted));
    for (email, cookie) in [(EMAIL, planted.as_str()), ("bob@example.com", kept.as_str())] {
        let thief = Browser::new(&story.server);
        thief.plant("anteroom_mfa", cookie);
        let page = thief.log_in(&authorize(&story.client, &[]), email, PASSWORD).await;
        assert!(page.location().starts_with("/u/mfa-otp-"), "{email}: {}", page.location());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_or_a_new_password_ends_a_login_that_waits() {
    for change in [serde_json::json!({ "blocked": true }), serde_json::json!({ "password": "Another-horse-8-battery" })] {
        let story = story(&[ALWAYS]).await;
        let (app, _) = enroll(&story, &Browser::new(&story.server)).await;
        wait(&story.server);
        let browser = Browser::new(&story.server);
        let path = with_password(&story, &browser).await;
        let form = browser.get(&path).await;
        story.server.clock.advance(std::time::Duration::from_secs(1));
        let (status, answer) = story.server.api("update:users").patch(&format!("/users/{}", story.user.user_id), change.clone()).await;
        assert_eq!(status, 200, "{answer}");
        let returned = browser.submit(&path, &form, &[("code", &app.code(&story.server))]).await.returned();
        assert!(returned.contains_key("error") && !returned.contains_key("code"), "{change}: {returned:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_key_and_no_recovery_code_stands_in_the_store_in_the_clear() {
    let story = story(&[ALWAYS]).await;
    let browser = Browser::new(&story.server);
    let path = with_password(&story, &browser).await;
    let page = browser.get(&path).await;
    let (_, rest) = page.body.split_once("<p class=\"key\"><code>").unwrap();
    let key: String = rest.split('<').next().unwrap().split_whitespace().collect();
    let answer = browser.submit(&path, &page, &[("code", &App::reading(&page).code(&story.server))]).await;
    let page = browser.get(answer.location()).await;
    let (_, rest) = page.body.split_once("<p class=\"key\"><code>").unwrap();
    let code: String = rest.split('<').next().unwrap().split_whitespace().collect();
    let key = totp_rs::Secret::Encoded(key).to_bytes().unwrap();
    let range = anteroom::storage::KeyRange { from: Vec::new(), to: vec![0xff; 8] };
    let all = story.server.app.store.range(&range, usize::MAX, anteroom::storage::Direction::Forward).await.unwrap();
    assert!(all.len() > 10);
    for (at, record) in all {
        let holds = |needle: &[u8]| record.value.windows(needle.len()).any(|window| window == needle);
        assert!(!holds(&key) && !holds(code.as_bytes()), "{}", String::from_utf8_lossy(&at));
    }
}
