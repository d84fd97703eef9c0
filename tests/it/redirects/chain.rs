//! Where in the chain a login goes on, with which versions, and what becomes of what was asked for before.

use serde_json::json;

use super::{ASK, Story, back, refused, sent_away};
use crate::support::browser::Browser;

fn redirecting(step: &str, on_continue: &str) -> String {
    let away = format!("api.redirect.sendUserTo('https://profile.example.com/form', {{ query: {{ step: '{step}' }} }});");
    format!(
        "exports.onExecutePostLogin = async (event, api) => {{ {away} }};
         exports.onContinuePostLogin = async (event, api) => {{ {on_continue} }};"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn several_actions_of_one_login_send_the_user_away_and_one_does_it_again() {
    let again = "
      if (event.request.query.more) { api.redirect.sendUserTo('https://profile.example.com/form', { query: { step: '1b' } }); return; }
      api.idToken.setCustomClaim('first', event.request.query.a);";
    let second = "api.idToken.setCustomClaim('second', event.request.query.a);";
    let story = Story::begin(&[&redirecting("1", again), &redirecting("2", second)]).await;
    let browser = Browser::new(&story.server);
    let first = story.away(&browser).await;
    let repeated = sent_away(&browser.get(&back(&first, "&more=1")).await);
    assert!(repeated.contains("step=1b"), "{repeated}");
    let second = sent_away(&browser.get(&back(&repeated, "&a=one")).await);
    assert!(second.contains("step=2"), "{second}");
    assert!(browser.get(&back(&second, "&a=two")).await.returned().contains_key("code"));
    assert_eq!(story.claims().await, json!({ "first": "one", "second": "two" }));
    for used in [first, repeated, second] {
        assert_eq!(browser.get(&back(&used, "")).await.status, 400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_for_before_the_redirect_is_done_at_the_end_and_not_before() {
    let before = "exports.onExecutePostLogin = async (event, api) => {
      api.user.setAppMetadata('before', 1); api.idToken.setCustomClaim('before', 1); api.transaction.setMetadata('kept', 'yes');
    };";
    let after = "exports.onExecutePostLogin = async (event, api) => {
      api.user.setAppMetadata('after', 2); api.idToken.setCustomClaim('kept', event.transaction.metadata.kept);
    };";
    let story = Story::begin(&[before, &redirecting("1", "api.user.setUserMetadata('answer', 3);"), after]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    assert_eq!(json!(story.account().await.app_metadata), json!({}));
    assert!(browser.get(&back(&url, "")).await.returned().contains_key("code"));
    let account = story.account().await;
    assert_eq!(json!(account.app_metadata), json!({ "before": 1, "after": 2 }));
    assert_eq!(json!(account.user_metadata), json!({ "answer": 3 }));
    assert_eq!(story.claims().await, json!({ "before": 1, "kept": "yes" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denial_after_the_redirect_ends_the_login_and_keeps_the_metadata() {
    let before = "exports.onExecutePostLogin = async (event, api) => { api.user.setAppMetadata('before', 1); };";
    let never = "exports.onExecutePostLogin = async () => { throw new Error('it ran'); };";
    let story = Story::begin(&[before, &redirecting("1", "api.access.deny('Not accepted.');"), never]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    let returned = browser.get(&back(&url, "")).await.returned();
    assert_eq!(refused(&returned), ("access_denied", "Not accepted."));
    assert_eq!(json!(story.account().await.app_metadata), json!({ "before": 1 }));
    assert!(browser.cookie("anteroom_session").is_none());
    assert_eq!(story.server.last_log("f").await.unwrap().details["actions"]["executions"].as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_that_throws_after_the_redirect_undoes_what_was_asked_for_before() {
    let before = "exports.onExecutePostLogin = async (event, api) => { api.user.setAppMetadata('before', 1); };";
    let story = Story::begin(&[before, &redirecting("1", "throw new Error('The answer cannot be read.');")]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    let returned = browser.get(&back(&url, "")).await.returned();
    assert_eq!(refused(&returned), ("access_denied", "The answer cannot be read."));
    assert_eq!(json!(story.account().await.app_metadata), json!({}));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_there_is_nothing_to_go_on_with_the_next_action_runs() {
    let only = "exports.onExecutePostLogin = async (event, api) => { api.redirect.sendUserTo('https://profile.example.com/form'); };";
    let next = "exports.onExecutePostLogin = async (event, api) => { api.idToken.setCustomClaim('q', event.request.query.a); };";
    let story = Story::begin(&[only, next]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    assert!(browser.get(&back(&url, "&a=7")).await.returned().contains_key("code"));
    assert_eq!(story.claims().await, json!({ "q": "7" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denial_beside_a_redirect_is_a_denial() {
    let both = "exports.onExecutePostLogin = async (event, api) => {
      api.redirect.sendUserTo('https://profile.example.com/form').access.deny('No.');
    };";
    let story = Story::begin(&[both]).await;
    let browser = Browser::new(&story.server);
    let page = browser.log_in(&crate::support::browser::authorize(&story.client, &[]), super::EMAIL, super::PASSWORD).await;
    assert_eq!(refused(&page.returned()), ("access_denied", "No."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deploy_and_a_new_order_count_for_logins_that_begin_after_them() {
    let next = "exports.onExecutePostLogin = async (event, api) => { api.idToken.setCustomClaim('next', 'old'); };";
    let story = Story::begin(&[]).await;
    let ids = story.bind(&[&redirecting("1", "api.idToken.setCustomClaim('by', 'old');"), next]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    story.redeploy(&ids[0], &redirecting("1", "api.idToken.setCustomClaim('by', 'new');")).await;
    story.redeploy(&ids[1], &next.replace("old", "new")).await;
    story.rebind(&[]).await;
    assert!(browser.get(&back(&url, "")).await.returned().contains_key("code"));
    assert_eq!(story.claims().await, json!({ "by": "old", "next": "old" }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_action_cannot_go_on_and_its_bindings_policy_decides() {
    for (policy, outcome) in [("deny", "access_denied"), ("skip", "")] {
        let story = Story::begin(&[]).await;
        let ids = story.bind(&[ASK, "exports.onExecutePostLogin = async () => {};"]).await;
        story.rebind(&[(&ids[0], policy), (&ids[1], "deny")]).await;
        let browser = Browser::new(&story.server);
        let url = story.away(&browser).await;
        // The one that was still to come is left out, as it is for everybody.
        for id in &ids {
            let (status, answer) = story.server.api("delete:actions").delete(&format!("/actions/actions/{id}?force=true")).await;
            assert_eq!(status, 204, "{answer}");
        }
        let returned = browser.get(&back(&url, "")).await.returned();
        assert_eq!(refused(&returned).0, outcome, "{policy}: {returned:?}");
        assert_eq!(returned.contains_key("code"), policy == "skip");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_that_never_stops_redirecting_is_stopped() {
    let forever = "
const away = async (event, api) => { api.redirect.sendUserTo('https://profile.example.com/form'); };
exports.onExecutePostLogin = away;
exports.onContinuePostLogin = away;";
    let story = Story::begin(&[forever]).await;
    let browser = Browser::new(&story.server);
    let mut url = story.away(&browser).await;
    for _ in 1..20 {
        url = sent_away(&browser.get(&back(&url, "")).await);
    }
    let returned = browser.get(&back(&url, "")).await.returned();
    assert_eq!(refused(&returned).0, "access_denied");
    let log = story.server.last_log("actions_execution_failed").await.unwrap();
    assert!(log.details["action_error"]["message"].as_str().unwrap().contains("at most 20 times"), "{:?}", log.details);
}

#[tokio::test(flavor = "multi_thread")]
async fn both_parts_of_a_login_have_a_record_that_can_be_read() {
    let story = Story::begin(&[ASK]).await;
    let browser = Browser::new(&story.server);
    let url = story.away(&browser).await;
    let waiting = story.executions().await;
    assert_eq!(waiting.len(), 1);
    let api = story.server.api("read:actions");
    let (_, first) = api.get(&format!("/actions/executions/{}", waiting[0].id)).await;
    assert_eq!((&first["status"], &first["results"][0]["verdict"]), (&json!("suspended"), &json!("redirect")));
    assert!(browser.get(&back(&url, "")).await.returned().contains_key("code"));

    let log = story.server.last_log("s").await.unwrap();
    let ids = log.details["actions"]["executions"].as_array().unwrap().clone();
    assert_eq!((ids.len(), &ids[0]), (2, &json!(waiting[0].id)));
    let (_, second) = api.get(&format!("/actions/executions/{}", ids[1].as_str().unwrap())).await;
    assert_eq!((&second["status"], &second["continues"]), (&json!("final"), &ids[0]));
    assert_eq!(second["results"][0]["verdict"], "allow");
    assert_eq!(api.get(&format!("/actions/executions/{}", waiting[0].id)).await.1["status"], "suspended");
}
