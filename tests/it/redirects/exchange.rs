//! Where there is no browser: an exchange of a refresh token cannot be interrupted.

use serde_json::{Value, json};

use super::{EMAIL, Story};
use crate::support::browser::{Browser, VERIFIER, authorize};
use crate::support::story::{CALLBACK, PASSWORD};

async fn token(story: &Story, form: &[(&str, &str)]) -> (u16, Value) {
    let response = story.server.http.post(format!("{}/oauth/token", story.server.url)).form(form).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_that_an_action_would_redirect_is_refused_and_the_token_stays_good() {
    let story = Story::begin(&[]).await;
    let request = authorize(&story.client, &[("scope", "openid offline_access")]);
    let returned = Browser::new(&story.server).log_in(&request, EMAIL, PASSWORD).await.returned();
    let client_id = story.client.client_id.as_str();
    let code = ("code", returned["code"].as_str());
    let grant = ("grant_type", "authorization_code");
    let (_, tokens) =
        token(&story, &[grant, ("client_id", client_id), code, ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)]).await;
    let refresh_token = tokens["refresh_token"].as_str().unwrap_or_else(|| panic!("{tokens}")).to_owned();
    let refresh = [("grant_type", "refresh_token"), ("client_id", client_id), ("refresh_token", &*refresh_token)];

    story
        .bind(&["exports.onExecutePostLogin = async (event, api) => { api.redirect.sendUserTo('https://profile.example.com/form'); };"])
        .await;
    let (status, answer) = token(&story, &refresh).await;
    assert_eq!((status, &answer["error"]), (403, &json!("interaction_required")), "{answer}");
    assert!(story.server.app.suspended.all().await.unwrap().is_empty());
    assert!(story.server.last_log("fertft").await.is_some());

    story
        .bind(&["exports.onExecutePostLogin = async (event, api) => { if (api.redirect.canRedirect()) api.redirect.sendUserTo('https://a.example/'); };"])
        .await;
    assert_eq!(token(&story, &refresh).await.0, 200);
}
