//! `@auth0/rule-utilities`, which redirect Rules were written with.

use serde_json::{Value, json};

use super::{EMAIL, Story};
use crate::support::browser::{Browser, authorize, parameters};
use crate::support::story::PASSWORD;

const RULE: &str = "async function verify(user, context, callback) {
  const { Auth0RedirectRuleUtilities, Auth0UserUpdateUtilities } = require('@auth0/rule-utilities@0.2.0');
  const redirect = new Auth0RedirectRuleUtilities(user, context, configuration);
  const account = new Auth0UserUpdateUtilities(user, auth0, 'identity');
  if (redirect.isRedirectCallback && redirect.queryParams.session_token) {
    try {
      context.idToken.token = redirect.validateSessionToken();
    } catch (error) {
      return callback(error);
    }
    account.setAppMeta('verified', true);
    await account.updateAppMetadata();
    return callback(null, user, context);
  }
  if (redirect.canRedirect && !account.getAppMeta('verified')) redirect.doRedirect('https://verify.example.com/');
  return callback(null, user, context);
}";

async fn story() -> Story {
    let story = Story::new().await;
    let api = story.server.api("update:rules_configs");
    let (status, answer) =
        api.send("PUT", "/rules-configs/SESSION_TOKEN_SECRET", Some(json!({ "value": "a-long-secret-of-the-form" }))).await;
    assert_eq!(status, 200, "{answer}");
    story.rule("verify", RULE).await;
    story
}

async fn away(story: &Story, browser: &Browser<'_>) -> std::collections::BTreeMap<String, String> {
    let page = browser.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await;
    assert!(page.location().starts_with("https://verify.example.com/?session_token="), "{}", page.location());
    parameters(page.location())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_token_goes_out_with_the_user_and_is_believed_when_it_comes_back() {
    let story = story().await;
    let browser = Browser::new(&story.server);
    let sent = away(&story, &browser).await;
    let back = browser.get(&format!("/continue?state={}&session_token={}", sent["state"], sent["session_token"])).await.returned();
    assert!(back.contains_key("code"), "{back:?}");
    let code = story.server.app.directory.codes.all().await.unwrap().remove(0).value;
    let token: Value = json!(code.effects.id_token_claims)["token"].clone();
    assert_eq!(token["sub"], json!(story.user.user_id));
    assert_eq!(token["exp"].as_i64().unwrap() - token["iat"].as_i64().unwrap(), 3 * 24 * 3600);
    let user = story.server.app.directory.users.get(&story.user.user_id).await.unwrap().unwrap();
    assert_eq!(json!(user.app_metadata), json!({ "identity": { "verified": true } }));
    assert!(story.log_in().await.contains_key("code"), "who is verified is not sent away again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_was_changed_is_refused_with_the_words_of_the_library() {
    let story = story().await;
    for (change, told) in [("signature", "invalid signature"), ("algorithm", "invalid algorithm"), ("rest", "jwt malformed")] {
        let browser = Browser::new(&story.server);
        let sent = away(&story, &browser).await;
        let (content, signature) = sent["session_token"].rsplit_once('.').unwrap();
        let (header, claims) = content.split_once('.').unwrap();
        let token = match change {
            "signature" => format!("{header}.{claims}.{}", signature.chars().rev().collect::<String>()),
            // {"alg":"none"}
            "algorithm" => format!("eyJhbGciOiJub25lIn0.{claims}.{signature}"),
            _ => "no-token".to_owned(),
        };
        let back = browser.get(&format!("/continue?state={}&session_token={token}", sent["state"])).await.returned();
        assert_eq!((back["error"].as_str(), back["error_description"].as_str()), ("access_denied", told));
    }
}
