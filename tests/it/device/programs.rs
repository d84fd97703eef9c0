//! Actions at the login of a device.

use super::{Story, is_connected};
use crate::support::TestServer;
use crate::support::browser::Browser;
use crate::token::verified;

#[tokio::test(flavor = "multi_thread")]
async fn actions_know_that_it_is_a_device_and_what_they_say_is_in_its_tokens() {
    let story = Story::begin_at(TestServer::start_for_scripts().await).await;
    let tell = "exports.onExecutePostLogin = async (event, api) => {
      api.idToken.setCustomClaim('protocol', event.transaction.protocol);
      api.idToken.setCustomClaim('redirect', typeof event.transaction.redirect_uri);
    };";
    story.run(&[tell]).await;
    let codes = story.codes().await;
    assert!(is_connected(&story.connect(&Browser::new(&story.server), &codes).await));
    let answer = story.poll(&codes).await;
    let claims = verified(&story.server, answer.text_of("id_token"), &story.client.client_id).await;
    assert_eq!((&claims["protocol"], &claims["redirect"]), (&"oauth2-device-code".into(), &"undefined".into()));
    assert_eq!(story.server.app.audit.executions.all().await.unwrap().len(), 1, "the device's question runs nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denial_is_told_to_the_device_and_not_shown() {
    let story = Story::begin_at(TestServer::start_for_scripts().await).await;
    story.run(&["exports.onExecutePostLogin = async (event, api) => { api.access.deny('Not on televisions.'); };"]).await;
    let codes = story.codes().await;
    let page = story.connect(&Browser::new(&story.server), &codes).await;
    assert!(page.body.contains("Device not connected") && !page.body.contains("televisions"), "{}", page.body);
    let answer = story.poll(&codes).await;
    answer.assert_error(403, "access_denied");
    assert_eq!(answer.json["error_description"], "Not on televisions.");
    let event = story.server.last_log("fdeac").await.expect("an event");
    assert_eq!(event.description.as_deref(), Some("Not on televisions."));
    assert!(story.server.last_log("f").await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_an_action_sends_away_connects_the_device_when_its_user_is_back() {
    let story = Story::begin_at(TestServer::start_for_scripts().await).await;
    let ask = "exports.onExecutePostLogin = async (event, api) => { api.redirect.sendUserTo('https://profile.example.com/form'); };
    exports.onContinuePostLogin = async (event, api) => { api.idToken.setCustomClaim('said', event.request.query.said); };";
    story.run(&[ask]).await;
    let codes = story.codes().await;
    let browser = Browser::new(&story.server);
    let away = story.connect(&browser, &codes).await.location().to_owned();
    let state = crate::support::browser::parameters(&away)["state"].clone();
    story.poll(&codes).await.assert_error(403, "authorization_pending");
    assert!(is_connected(&browser.get(&format!("/continue?state={state}&said=yes")).await));
    let answer = story.poll(&codes).await;
    let claims = verified(&story.server, answer.text_of("id_token"), &story.client.client_id).await;
    assert_eq!(claims["said"], "yes");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_of_a_login_may_lead_to_where_an_action_sends() {
    let story = Story::begin_at(TestServer::start_behind("https://id.example.com").await).await;
    let codes = story.codes().await;
    let page = story.enter(&Browser::new(&story.server), &codes).await;
    assert!(page.header("content-security-policy").contains("form-action 'self' https:;"), "{:?}", page.headers);
}
