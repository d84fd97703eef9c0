//! What Rules and Actions ask for and are told.

use serde_json::json;

use super::{ALWAYS, App, EMAIL, enroll, enter, id_token, redeem, story, wait, with_password};
use crate::redirects::Story;
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

/// An Action that puts what it is told into the ID token.
const TOLD: &str = "exports.onExecutePostLogin = async (event, api) => {
  api.idToken.setCustomClaim('methods', event.authentication.methods.map(({ name, type }) => type ? name + ':' + type : name));
  api.idToken.setCustomClaim('enrolled', event.user.enrolledFactors);
};";

#[tokio::test(flavor = "multi_thread")]
async fn a_challenge_stands_between_two_actions_and_the_second_is_told_of_it() {
    let story = story(&[ALWAYS]).await;
    let (app, _) = enroll(&story, &Browser::new(&story.server)).await;
    wait(&story.server);
    let first = "exports.onExecutePostLogin = async (event, api) => {
      api.authentication.challengeWith({ type: 'otp' }); api.idToken.setCustomClaim('first', event.authentication.methods.length); };
    exports.onContinuePostLogin = async () => { throw new Error('a challenge is not a redirect'); };";
    story.bind(&[first, TOLD]).await;
    let browser = Browser::new(&story.server);
    let path = with_password(&story, &browser).await;
    assert!(!browser.get(&path).await.body.contains("mfa-recovery-code-challenge"), "it was not among the factors");
    let answer = enter(&browser, &path, &app.code(&story.server)).await;
    let claims = id_token(&story, &answer).await;
    assert_eq!((&claims["first"], &claims["methods"]), (&json!(1), &json!(["pwd", "mfa:otp"])), "{claims}");
    assert_eq!(claims["enrolled"], json!([{ "type": "otp" }, { "type": "recovery-code" }]));
    let statuses: Vec<_> = story.executions().await.iter().map(|record| record.to_json()["status"].clone()).collect();
    assert!(statuses.contains(&json!("suspended")), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_proof_in_a_login_is_enough_for_all_that_ask_for_any() {
    let story = story(&[ALWAYS]).await;
    let (app, _) = enroll(&story, &Browser::new(&story.server)).await;
    wait(&story.server);
    let challenge = "exports.onExecutePostLogin = async (event, api) => { api.authentication.challengeWithAny([{ type: 'otp' }]); };";
    story.bind(&[ALWAYS, challenge]).await;
    let browser = Browser::new(&story.server);
    let path = with_password(&story, &browser).await;
    assert!(enter(&browser, &path, &app.code(&story.server)).await.returned().contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_enrolment_that_is_asked_for_is_done_once_and_the_chain_goes_on_without_it_from_then_on() {
    let enrolls = "exports.onExecutePostLogin = async (event, api) => { api.authentication.enrollWith({ type: 'otp' }); };";
    let story = story(&[enrolls, TOLD]).await;
    enroll(&story, &Browser::new(&story.server)).await;
    let browser = Browser::new(&story.server);
    let answer = browser.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await;
    let claims = id_token(&story, &answer).await;
    assert_eq!(claims["methods"], json!(["pwd"]), "the second Action ran, and nobody was asked: {claims}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_asked_ends_the_login() {
    let action = |call: &str| format!("exports.onExecutePostLogin = async (event, api) => {{ api.{call}; }};");
    let cases = [
        ("multifactor.enable('duo', { providerOptions: { host: 'h', ikey: 'i', skey: 's' } })", "cannot do yet"),
        ("authentication.challengeWith({ type: 'phone' })", "cannot do yet"),
        ("authentication.enrollWith({ type: 'recovery-code' })", "cannot do yet"),
        ("authentication.challengeWith({ type: 'otp' })", "has not enrolled"),
        ("multifactor.enable('any')", "has none switched on"),
    ];
    let story = Story::begin(&[]).await;
    for (call, why) in cases {
        story.bind(&[&action(call)]).await;
        let returned = Browser::new(&story.server).log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await.returned();
        assert_eq!(returned["error"], "access_denied", "{call}");
        let last = story.executions().await.pop().unwrap();
        let told = format!("{}{}", returned["error_description"], last.to_json());
        assert!(told.contains(why), "{call}: {told}");
    }
    assert_eq!(story.account().await.logins_count, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn none_takes_back_what_was_asked_before() {
    let none = "exports.onExecutePostLogin = async (event, api) => { api.multifactor.enable('none'); };";
    let story = story(&[ALWAYS, none]).await;
    let answer = Browser::new(&story.server).log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await;
    assert!(answer.returned().contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_asks_by_its_context_and_knows_who_has_proved_it_in_the_session() {
    let story = story(&[]).await;
    let rule = "function (user, context, callback) {
      const done = context.authentication.methods.some((method) => method.name === 'mfa');
      context.idToken.had = [done, user.multifactor];
      if (!done) context.multifactor = { provider: 'any', allowRememberBrowser: false };
      callback(null, user, context);
    }";
    let (status, made) = story.server.api("create:rules").post("/rules", json!({ "name": "mfa", "script": rule })).await;
    assert_eq!(status, 201, "{made}");
    let browser = Browser::new(&story.server);
    enroll(&story, &browser).await;
    assert_eq!(story.claims().await["had"], json!([false, null]));
    wait(&story.server);
    // The session answers for the factor as well.
    let again = browser.get(&authorize(&story.client, &[])).await;
    let claims = id_token(&story, &again).await;
    assert_eq!((&claims["had"], &claims["amr"]), (&json!([true, ["guardian"]]), &json!(["mfa"])), "{claims}");
    let silent = browser.get(&authorize(&story.client, &[("prompt", "none")])).await;
    assert!(silent.returned().contains_key("code"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_asked_has_the_proof_noted() {
    let story = story(&[]).await;
    let browser = Browser::new(&story.server);
    browser.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await.returned();
    story.bind(&[ALWAYS, TOLD]).await;
    let answer = browser.get(&authorize(&story.client, &[])).await;
    let path = answer.location().to_owned();
    let page = browser.get(&path).await;
    let shown = browser.submit(&path, &page, &[("code", &App::reading(&page).code(&story.server))]).await;
    let page = browser.get(shown.location()).await;
    browser.submit(shown.location(), &page, &[]).await.returned();
    let sessions = story.server.app.directory.sessions.all().await.unwrap();
    let methods: Vec<&str> = sessions[0].methods.iter().map(|method| method.name.as_str()).collect();
    assert_eq!((sessions.len(), methods), (1, vec!["pwd", "mfa"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_page_can_be_shown_the_application_is_told_that_a_factor_is_required() {
    let story = story(&[]).await;
    let browser = Browser::new(&story.server);
    let answer = browser.log_in(&authorize(&story.client, &[("scope", "openid offline_access")]), EMAIL, PASSWORD).await;
    let code = answer.returned().remove("code").unwrap();
    let refresh = redeem(&story, &code).await.text_of("refresh_token").to_owned();
    story.bind(&[ALWAYS]).await;
    let silent = browser.get(&authorize(&story.client, &[("prompt", "none")])).await.returned();
    assert_eq!(
        (silent["error"].as_str(), silent["error_description"].as_str()),
        ("interaction_required", "Multifactor authentication required")
    );
    let form = [("grant_type", "refresh_token"), ("client_id", &story.client.client_id), ("refresh_token", &refresh)];
    story.server.post_form("/oauth/token", &form).await.assert_error(403, "mfa_required");
}
