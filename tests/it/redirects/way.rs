//! The way there and back.

use std::sync::Arc;
use std::time::Duration;

use anteroom::storage::Store;
use anteroom::storage::memory::MemoryStore;
use serde_json::json;

use super::{ASK, AWAY, EMAIL, Story, back, refused, sent_away, state};
use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

#[tokio::test(flavor = "multi_thread")]
async fn a_login_waits_at_another_site_and_goes_on_with_what_the_user_brings_back() {
    let story = Story::begin(&[ASK, "exports.onExecutePostLogin = async (e, api) => { api.idToken.setCustomClaim('next', true); };"]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    assert!(url.starts_with(&format!("{AWAY}?step=1&state=")), "{url}");
    assert!(story.server.app.directory.sessions.all().await.unwrap().is_empty(), "a session began before its login ended");
    assert_eq!(story.account().await.logins_count, 0);

    let returned = browser.get(&back(&url, "&company=Analytical%20Engines")).await.returned();
    assert!(returned.contains_key("code"), "{returned:?}");
    assert_eq!(returned["state"], "xyz");
    let answer = json!({ "state": state(&url), "company": "Analytical Engines", "method": "GET" });
    assert_eq!(story.claims().await, json!({ "answer": answer, "next": true }));
    assert_eq!(story.account().await.logins_count, 1);
    assert!(browser.cookie("anteroom_session").is_some());
    assert!(story.server.app.suspended.all().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_may_post_its_form_although_no_cookie_comes_with_it() {
    let story = Story::begin(&[ASK]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    // As a browser sends it from another site: no cookie, another origin.
    let form = [("terms", "accepted"), ("state", &*state(&url))];
    let post = story.server.http.post(format!("{}/continue?from=form", story.server.url)).header("origin", "https://profile.example.com");
    let laid_down = post.form(&form).send().await.unwrap();
    assert_eq!(laid_down.status(), 303);
    let next = laid_down.headers()["location"].to_str().unwrap().to_owned();
    assert!(next.starts_with("/continue?state=") && !next.contains("terms"), "{next}");

    let returned = browser.get(&next).await.returned();
    assert!(returned.contains_key("code"), "{returned:?}");
    let answer = json!({ "from": "form", "terms": "accepted", "state": state(&url), "method": "POST" });
    assert_eq!(story.claims().await, json!({ "answer": answer }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_waits_outlives_the_server_and_goes_on_at_another_one() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let story = Story::begin_on(store.clone(), &[ASK]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    let cookies = browser.cookies.lock().unwrap().clone();
    drop(browser);
    drop(story);

    let other = TestServer::start_for_scripts_on(store).await;
    let browser = Browser::new(&other);
    *browser.cookies.lock().unwrap() = cookies;
    assert!(browser.get(&back(&url, "")).await.returned().contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_user_has_three_days_to_come_back_and_the_cookie_lives_as_long() {
    let story = Story::begin(&[ASK]).await;
    let (late, in_time) = (Browser::new(&story.server), Browser::new(&story.server));
    let answer = late.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await;
    let url = sent_away(&answer);
    assert!(answer.header("set-cookie").contains("anteroom_login=") && answer.header("set-cookie").contains("Max-Age=259200"));
    let other = story.away(&in_time).await;
    story.server.clock.advance(Duration::from_secs(3 * 24 * 3600 - 1));
    assert!(in_time.get(&back(&other, "")).await.returned().contains_key("code"));
    story.server.clock.advance(Duration::from_secs(1));
    let page = late.get(&back(&url, "")).await;
    assert_eq!(page.status, 400, "{}", page.body);
    assert!(page.body.contains("This sign-in has ended"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_begins_when_the_login_ends_and_tells_when_the_password_was_given() {
    let story = Story::begin(&[ASK]).await;
    let browser = Browser::new(&story.server);
    let proved = story.server.app.clock.now();
    let url = story.away(&browser).await;
    story.server.clock.advance(Duration::from_secs(2 * 24 * 3600));
    assert!(browser.get(&back(&url, "")).await.returned().contains_key("code"));
    let session = story.server.app.directory.sessions.all().await.unwrap().remove(0).value;
    let now = story.server.app.clock.now();
    assert_eq!((session.authenticated_at, session.created_at), (proved, now));
    assert!(session.is_live(now));
    let code = story.server.app.directory.codes.all().await.unwrap().remove(0).value;
    assert_eq!(code.auth_time, proved);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_with_a_session_is_sent_away_too_and_keeps_it() {
    let story = Story::begin(&[]).await;
    let browser = Browser::new(&story.server);
    assert!(browser.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await.returned().contains_key("code"));
    story.bind(&[ASK]).await;
    let secret = browser.cookie("anteroom_session");
    let url = sent_away(&browser.get(&authorize(&story.client, &[])).await);
    assert!(browser.get(&back(&url, "&a=1")).await.returned().contains_key("code"));
    assert_eq!(browser.cookie("anteroom_session"), secret);
    assert_eq!(story.server.app.directory.sessions.all().await.unwrap().len(), 1);
    assert_eq!(story.account().await.logins_count, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_goes_there_and_a_token_of_the_page_comes_back() {
    let code = "
const SECRET = (event) => event.secrets.SECRET;
exports.onExecutePostLogin = async (event, api) => {
  const session_token = api.redirect.encodeToken({ secret: SECRET(event), payload: { ask: 'company' } });
  api.redirect.sendUserTo('https://profile.example.com/form', { query: { session_token } });
};
exports.onContinuePostLogin = async (event, api) => {
  try {
    api.idToken.setCustomClaim('said', api.redirect.validateToken({ secret: SECRET(event), tokenParameterName: 'back' }));
  } catch (error) {
    api.access.deny(error.message);
  }
};";
    let story = Story::begin(&[code]).await;
    for (change, outcome) in [
        (json!({}), ""),
        (json!({ "state": "another" }), "State in the token does not match the /continue state."),
        (json!({ "sub": "auth0|somebody" }), "The sub claim does not match the user_id."),
        (json!({ "exp": 1 }), "Token has expired."),
        (json!({ "iss": "elsewhere.example.com" }), "Missing or invalid standard claims (sub, iss, exp, iat)"),
    ] {
        let browser = Browser::new(&story.server);
        let url = story.away(&browser).await;
        let token = crate::support::browser::parameters(&url)["session_token"].clone();
        let mut claims = super::security::payload(&token);
        assert_eq!((&claims["sub"], &claims["ask"]), (&json!(story.user.user_id), &json!("company")));
        claims["state"] = state(&url).into();
        claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let answer = super::security::signed(&claims, "a-secret-that-the-form-knows");
        let returned = browser.get(&back(&url, &format!("&back={answer}"))).await.returned();
        let expected = if outcome.is_empty() { String::new() } else { format!("The session token is invalid: {outcome}") };
        assert_eq!(refused(&returned), (if outcome.is_empty() { "" } else { "access_denied" }, &*expected), "{change}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_that_asked_for_consent_gets_it_after_the_redirect() {
    let story = Story::begin(&[ASK]).await;
    let browser = Browser::new(&story.server);
    let url = sent_away(&browser.log_in(&authorize(&story.client, &[("prompt", "consent")]), EMAIL, PASSWORD).await);
    story.server.clock.advance(Duration::from_secs(24 * 3600));
    let answer = browser.get(&back(&url, "")).await;
    let path = answer.location().to_owned();
    assert!(path.starts_with("/u/consent?state="), "{path}");
    let page = browser.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.body);
    let returned = browser.submit(&path, &page, &[("action", "accept")]).await.returned();
    assert!(returned.contains_key("code"), "{returned:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_a_page_must_not_interrupt_ends_with_interaction_required() {
    let story = Story::begin(&[]).await;
    let browser = Browser::new(&story.server);
    assert!(browser.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await.returned().contains_key("code"));
    let can = "
exports.onExecutePostLogin = async (event, api) => {
  console.log('can redirect:', api.redirect.canRedirect());
  api.redirect.sendUserTo('https://profile.example.com/form');
};";
    story.bind(&[can]).await;
    let returned = browser.get(&authorize(&story.client, &[("prompt", "none")])).await.returned();
    assert_eq!(returned["error"], "interaction_required", "{returned:?}");
    assert!(story.server.app.suspended.all().await.unwrap().is_empty());
    let log = story.server.last_log("fsa").await.expect("a failed silent login");
    assert_eq!(log.details["error"]["oauthError"], "interaction_required");
    let id = log.details["actions"]["executions"][0].as_str().unwrap();
    let (_, execution) = story.server.api("read:actions").get(&format!("/actions/executions/{id}")).await;
    assert_eq!(execution["status"], "canceled");
    assert_eq!(execution["results"][0]["console"][0]["message"], "can redirect: false");
    assert_eq!(story.account().await.logins_count, 1);
}
