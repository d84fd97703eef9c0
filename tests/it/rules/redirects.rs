//! Rules that send the user to another site, and run once more when they come back.

use serde_json::{Value, json};

use super::{EMAIL, Story};
use crate::support::browser::{Browser, authorize, parameters};
use crate::support::story::PASSWORD;

/// Sends everybody away who does not come back, and puts what they bring into the ID token.
const ASK: &str = "
  context.idToken.protocol = context.protocol;
  if (context.protocol === 'redirect-callback') {
    const { query, body } = context.request;
    context.idToken.answer = { query, body };
    return callback(null, user, context);
  }
  context.idToken.before = true;
  context.redirect = { url: 'https://profile.example.com/form?step=1' };
  callback(null, user, context);";

/// A login up to where the Rules send the browser: the URL.
async fn away(story: &Story, browser: &Browser<'_>) -> String {
    let page = browser.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await;
    assert_eq!(page.status, 302, "{}", page.body);
    let url = page.location().to_owned();
    assert!(url.starts_with("https://profile.example.com/form?step=1&state="), "{url}");
    url
}

/// How the browser comes back from `url`, with more fields.
fn back(url: &str, more: &str) -> String {
    format!("/continue?state={}{more}", parameters(url)["state"])
}

/// The claims that the one login which has ended will put into the ID token.
async fn claims(story: &Story) -> Value {
    json!(story.server.app.directory.codes.all().await.unwrap().remove(0).value.effects.id_token_claims)
}

/// The verdicts of the Rules and Actions of each record, the one that waited first.
async fn records(story: &Story) -> Vec<Value> {
    let mut all: Vec<_> = story.server.app.audit.executions.all().await.unwrap().into_iter().map(|found| found.value).collect();
    all.sort_by_key(|record| record.continues.is_some());
    all.iter().map(anteroom::audit::Execution::to_json).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn all_rules_finish_then_the_user_goes_and_all_rules_run_again_for_who_comes_back() {
    let story = Story::new().await;
    story.body(ASK).await;
    story.body("context.idToken.last = context.protocol; callback(null, user, context);").await;
    let browser = Browser::new(&story.server);
    let url = away(&story, &browser).await;
    assert!(story.server.app.directory.sessions.all().await.unwrap().is_empty(), "a session began before its login ended");
    let first = records(&story).await.remove(0);
    assert_eq!((&first["status"], first["results"].as_array().unwrap().len()), (&json!("suspended"), 2), "{first}");

    let returned = browser.get(&back(&url, "&company=Analytical%20Engines")).await.returned();
    assert!(returned.contains_key("code"), "{returned:?}");
    let state = parameters(&url)["state"].clone();
    let query = json!({ "state": state, "company": "Analytical Engines" });
    let answer = json!({ "query": query, "body": {} });
    let told = "redirect-callback";
    assert_eq!(claims(&story).await, json!({ "protocol": told, "answer": answer, "last": told }), "nothing is left of the first time");
    let [first, second] = <[Value; 2]>::try_from(records(&story).await).unwrap();
    assert_eq!((&second["continues"], &second["status"]), (&first["id"], &json!("final")), "{second}");
    let user = story.server.app.directory.users.get(&story.user.user_id).await.unwrap().unwrap();
    assert_eq!(user.logins_count, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_may_be_posted_back_and_is_the_body() {
    let story = Story::new().await;
    story.body(ASK).await;
    let browser = Browser::new(&story.server);
    let url = away(&story, &browser).await;
    let form = [("terms", "accepted"), ("state", &*parameters(&url)["state"])];
    let posted = story.server.http.post(format!("{}/continue", story.server.url)).form(&form).send().await.unwrap();
    let next = posted.headers()["location"].to_str().unwrap().to_owned();
    assert!(browser.get(&next).await.returned().contains_key("code"));
    assert_eq!(claims(&story).await["answer"]["body"]["terms"], "accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_is_passed_over_when_the_user_has_come_back() {
    let story = Story::new().await;
    story.body("context.redirect = { url: 'https://profile.example.com/form?step=1' }; callback(null, user, context);").await;
    let browser = Browser::new(&story.server);
    let url = away(&story, &browser).await;
    assert!(browser.get(&back(&url, "")).await.returned().contains_key("code"));
    assert_eq!(browser.get(&back(&url, "")).await.status, 400, "a state goes on once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_after_the_one_that_redirects_may_still_deny() {
    let story = Story::new().await;
    story.body(ASK).await;
    story.body("callback(new UnauthorizedError('no'));").await;
    assert_eq!(story.log_in().await["error"], "unauthorized");
    assert!(story.server.app.suspended.all().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_may_deny_who_comes_back_with_the_wrong_answer() {
    let story = Story::new().await;
    story
        .body(
            "if (context.protocol !== 'redirect-callback') {
               context.redirect = { url: 'https://profile.example.com/form?step=1' };
               return callback(null, user, context);
             }
             callback(context.request.query.answer === 'right' ? null : new UnauthorizedError('wrong'), user, context);",
        )
        .await;
    for (answer, error) in [("right", None), ("left", Some("unauthorized"))] {
        let browser = Browser::new(&story.server);
        let url = away(&story, &browser).await;
        let returned = browser.get(&back(&url, &format!("&answer={answer}"))).await.returned();
        assert_eq!(returned.get("error").map(String::as_str), error, "{returned:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_sends_nobody_away_where_no_page_can_be_shown() {
    let story = Story::new().await;
    let id = story.body("callback(null, user, context);").await;
    let browser = Browser::new(&story.server);
    browser.log_in(&authorize(&story.client, &[]), EMAIL, PASSWORD).await.returned();
    let script = format!("function (user, context, callback) {{ {ASK} }}");
    let (status, answer) = story.server.api("update:rules").patch(&format!("/rules/{id}"), json!({ "script": script })).await;
    assert_eq!(status, 200, "{answer}");
    story.forget().await;
    let returned = browser.get(&authorize(&story.client, &[("prompt", "none")])).await.returned();
    assert_eq!(returned["error"], "interaction_required");
    assert_eq!(story.record().await["status"], "canceled");
    assert!(story.server.app.suspended.all().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_and_then_an_action_may_each_send_the_user_away_and_the_rules_run_twice_in_all() {
    let story = Story::new().await;
    let id = story.body(ASK).await;
    let code = format!(
        "exports.onExecutePostLogin = async (event, api) => {{ api.redirect.sendUserTo('https://other.example.com/'); }};
         exports.onContinuePostLogin = async (event, api) => {{
           api.idToken.setCustomClaim('of_action', [event.request.query.step, api.rules.wasExecuted('{id}')]);
         }};"
    );
    let api = story.server.api("create:actions update:actions");
    let triggers = json!([{ "id": "post-login", "version": "v3" }]);
    let (_, action) =
        api.post("/actions/actions", json!({ "name": "A", "code": code, "supported_triggers": triggers, "deploy": true })).await;
    let bindings = json!({ "bindings": [{ "ref": { "type": "action_id", "value": action["id"] } }] });
    assert_eq!(api.patch("/actions/triggers/post-login/bindings", bindings).await.0, 200, "{action}");

    let browser = Browser::new(&story.server);
    let url = away(&story, &browser).await;
    let page = browser.get(&back(&url, "")).await;
    assert!(page.location().starts_with("https://other.example.com/?state="), "{page:?}");
    let returned = browser.get(&back(page.location(), "&step=2")).await.returned();
    assert!(returned.contains_key("code"), "{returned:?}");
    let claims = claims(&story).await;
    assert_eq!((&claims["of_action"], &claims["protocol"]), (&json!(["2", true]), &json!("redirect-callback")));
    let records = story.server.app.audit.executions.all().await.unwrap();
    let entries: usize = records.iter().map(|record| record.to_json()["results"].as_array().unwrap().len()).sum();
    assert_eq!((records.len(), entries), (3, 4), "two runs of the Rule, two of the Action");
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_linked_at_the_other_site_and_the_login_ends_as_the_primary_user() {
    let story = Story::new().await;
    let connection = story.server.app.directory.connections.all().await.unwrap().remove(0).value;
    let primary = story.server.with_user(&connection, "ann@work.example.com").await;
    story
        .body(&format!(
            "if (context.protocol !== 'redirect-callback') {{
               context.redirect = {{ url: 'https://profile.example.com/form?step=1' }};
               return callback(null, user, context);
             }}
             context.primaryUser = '{}';
             callback(null, user, context);",
            primary.user_id
        ))
        .await;
    let browser = Browser::new(&story.server);
    let url = away(&story, &browser).await;
    story.server.link(&story.user, &primary).await;
    let users = &story.server.app.directory.users;
    users.delete(&users.get(&story.user.user_id).await.unwrap().unwrap()).await.unwrap();
    assert!(browser.get(&back(&url, "")).await.returned().contains_key("code"));
    let code = story.server.app.directory.codes.all().await.unwrap().remove(0).value;
    assert_eq!(code.user_id, primary.user_id);
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_that_are_gone_when_the_user_comes_back_are_not_missed() {
    let story = Story::new().await;
    let id = story.body(ASK).await;
    let browser = Browser::new(&story.server);
    let url = away(&story, &browser).await;
    assert_eq!(story.server.api("delete:rules").delete(&format!("/rules/{id}")).await.0, 204);
    assert!(browser.get(&back(&url, "")).await.returned().contains_key("code"));
    assert_eq!(records(&story).await[1]["status"], "final");
}
