//! What people do: set up an app, enter its codes, lose it, have a browser remembered.

use serde_json::json;

use super::{ALWAYS, App, EMAIL, SOMETIMES, enroll, enter, enter_with, id_token, story, switch, wait, with_password};
use crate::redirects::Story;
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_app_sets_one_up_and_is_asked_for_its_code_from_then_on() {
    let story = story(&[ALWAYS]).await;
    let (app, _) = enroll(&story, &Browser::new(&story.server)).await;
    wait(&story.server);

    let browser = Browser::new(&story.server);
    let path = with_password(&story, &browser).await;
    assert!(path.starts_with("/u/mfa-otp-challenge?state="), "{path}");
    let wrong = enter(&browser, &path, "000000").await;
    assert_eq!(wrong.status, 400);
    assert!(wrong.body.contains("This code is not right"), "{}", wrong.body);
    // Apps show a code in two groups.
    let code = app.code(&story.server);
    let right = enter(&browser, &path, &format!("{} {}", &code[..3], &code[3..])).await;
    assert!(browser.cookie("anteroom_session").is_some());
    let claims = id_token(&story, &right).await;
    assert_eq!(claims["amr"], json!(["mfa"]), "{claims}");
    let types = story.server.log_types().await;
    for kind in ["gd_start_enroll", "gd_enrollment_complete", "gd_auth_failed", "gd_auth_succeed", "s"] {
        assert!(types.iter().any(|found| found == kind), "{kind} is not in {types:?}");
    }
    assert_eq!(story.account().await.logins_count, 2, "a login counts when its factor is proved");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_login_was_to_do_is_done_before_the_factor_is_proved() {
    let set = "exports.onExecutePostLogin = async (event, api) => {
      api.user.setAppMetadata('seen', true); api.idToken.setCustomClaim('x', 1); api.multifactor.enable('any'); };";
    let story = story(&[set]).await;
    let browser = Browser::new(&story.server);
    let path = with_password(&story, &browser).await;
    let before = story.account().await;
    assert!(before.app_metadata.is_empty() && before.logins_count == 0, "{before:?}");
    assert_eq!(story.server.app.directory.codes.all().await.unwrap().len(), 0);
    let page = browser.get(&path).await;
    let answer = browser.submit(&path, &page, &[("code", &App::reading(&page).code(&story.server))]).await;
    let (path, page) = (answer.location().to_owned(), browser.get(answer.location()).await);
    let claims = id_token(&story, &browser.submit(&path, &page, &[]).await).await;
    assert_eq!(claims["x"], 1);
    assert_eq!(json!(story.account().await.app_metadata), json!({ "seen": true }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recovery_code_opens_one_login_and_gives_the_next_code() {
    let story = story(&[ALWAYS]).await;
    let (_, code) = enroll(&story, &Browser::new(&story.server)).await;
    let browser = Browser::new(&story.server);
    let challenge = with_password(&story, &browser).await;
    let path = challenge.replace("mfa-otp-challenge", "mfa-recovery-code-challenge");
    assert!(browser.get(&challenge).await.body.contains(&path), "the page names the other way");
    assert_eq!(enter(&browser, &path, "AAAA AAAA AAAA AAAA AAAA AAAA").await.status, 400);
    let shown = enter(&browser, &path, &code.to_lowercase()).await;
    let page = browser.get(shown.location()).await;
    let (_, rest) = page.body.split_once("<p class=\"key\"><code>").expect("another recovery code");
    let next = rest.split('<').next().unwrap().to_owned();
    assert_ne!(next, code);
    assert!(browser.submit(shown.location(), &page, &[]).await.returned().contains_key("code"));

    let browser = Browser::new(&story.server);
    let path = with_password(&story, &browser).await.replace("mfa-otp-challenge", "mfa-recovery-code-challenge");
    assert_eq!(enter(&browser, &path, &code).await.status, 400, "the first one was used");
    assert_eq!(enter(&browser, &path, &next).await.status, 302);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_remembered_where_the_action_lets_it_and_the_user_wants_it() {
    let story = story(&[SOMETIMES]).await;
    let (app, _) = enroll(&story, &Browser::new(&story.server)).await;
    let asked = |path: &str| path.starts_with("/u/mfa-otp-challenge");
    let plain = Browser::new(&story.server);
    wait(&story.server);
    let path = with_password(&story, &plain).await;
    assert!(enter(&plain, &path, &app.code(&story.server)).await.returned().contains_key("code"));
    assert!(plain.cookie("anteroom_mfa").is_none(), "it was not asked for");

    let kept = Browser::new(&story.server);
    wait(&story.server);
    let path = with_password(&story, &kept).await;
    enter_with(&kept, &path, &[("code", &app.code(&story.server)), ("rememberBrowser", "true")]).await.returned();
    let secret = kept.cookie("anteroom_mfa").expect("a cookie");
    let again = async |secret: &str| {
        let browser = Browser::new(&story.server);
        browser.plant("anteroom_mfa", secret);
        browser.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await.location().to_owned()
    };
    assert!(!asked(&again(&secret).await), "it is remembered");
    assert!(asked(&again(&format!("{}A", &secret[1..])).await), "another secret is nobody's");
    let users = story.server.api("update:users");
    let path = format!("/users/{}/multifactor/actions/invalidate-remember-browser", story.user.user_id);
    assert_eq!(users.post(&path, json!({})).await.0, 204);
    assert!(asked(&again(&secret).await), "an operator has ended it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remembered_browser_is_asked_after_thirty_days_and_after_a_new_password() {
    for ends in ["time", "password"] {
        let story = story(&[SOMETIMES]).await;
        let (app, _) = enroll(&story, &Browser::new(&story.server)).await;
        wait(&story.server);
        let browser = Browser::new(&story.server);
        let path = with_password(&story, &browser).await;
        enter_with(&browser, &path, &[("code", &app.code(&story.server)), ("rememberBrowser", "true")]).await.returned();
        let mut password = PASSWORD;
        if ends == "time" {
            story.server.clock.advance(std::time::Duration::from_secs(30 * 24 * 3600));
        } else {
            wait(&story.server);
            password = "Another-horse-8-battery";
            let (status, answer) =
                story.server.api("update:users").patch(&format!("/users/{}", story.user.user_id), json!({ "password": password })).await;
            assert_eq!(status, 200, "{answer}");
        }
        browser.cookies.lock().unwrap().remove("anteroom_session");
        let page = browser.log_in(&authorize(&story.client, &[]), EMAIL, password).await;
        assert!(page.location().starts_with("/u/mfa-otp-challenge"), "{ends}: {}", page.location());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_recovery_codes_there_are_none() {
    let story = Story::begin(&[ALWAYS]).await;
    switch(&story.server, "otp", true).await;
    let browser = Browser::new(&story.server);
    let path = with_password(&story, &browser).await;
    let page = browser.get(&path).await;
    let app = App::reading(&page);
    assert!(browser.submit(&path, &page, &[("code", &app.code(&story.server))]).await.returned().contains_key("code"));
    let browser = Browser::new(&story.server);
    let path = with_password(&story, &browser).await;
    assert!(!browser.get(&path).await.body.contains("recovery"));
    let other = browser.get(&path.replace("otp-challenge", "recovery-code-challenge")).await;
    assert_eq!((other.status, other.location()), (302, path.as_str()), "the user has none to enter");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_waits_for_its_factor_over_a_restart_and_for_half_an_hour() {
    let store: std::sync::Arc<dyn anteroom::storage::Store> = std::sync::Arc::new(anteroom::storage::memory::MemoryStore::new());
    let story = Story::begin_on(store, &[ALWAYS]).await;
    switch(&story.server, "otp", true).await;
    let (path, page, cookies) = {
        let browser = Browser::new(&story.server);
        let path = with_password(&story, &browser).await;
        let page = browser.get(&path).await;
        let cookies = browser.cookies.lock().unwrap().clone();
        (path, page, cookies)
    };
    let Story { server, client, connection, user } = story;
    let now = server.app.clock.now();
    let store = server.stop_and_leave().await;
    let server = crate::support::TestServer::start_for_scripts_on(store).await;
    server.clock.advance(std::time::Duration::try_from(now.duration_since(server.app.clock.now())).unwrap());
    let story = Story { server, client, connection, user };
    let browser = Browser::new(&story.server);
    *browser.cookies.lock().unwrap() = cookies;
    let code = App::reading(&page).code(&story.server);
    story.server.clock.advance(std::time::Duration::from_secs(29));
    assert!(browser.submit(&path, &page, &[("code", &code)]).await.returned().contains_key("code"));

    let browser = Browser::new(&story.server);
    let path = with_password(&story, &browser).await;
    story.server.clock.advance(std::time::Duration::from_secs(1800));
    assert_eq!(browser.get(&path).await.status, 400);
}
