//! A redirect that is tried: told, and gone on after, without a login.

use anteroom::contract::{Event, Trigger};
use serde_json::{Value, json};

use super::{ASK, Story};

fn event(change: impl FnOnce(&mut Value)) -> Value {
    let mut event: Value = serde_json::from_str(Event::sample(Trigger::PostLogin)).unwrap();
    change(&mut event);
    event
}

#[tokio::test(flavor = "multi_thread")]
async fn a_try_tells_a_redirect_that_a_login_would_permit_and_fails_at_one_that_it_would_not() {
    let story = Story::begin(&[]).await;
    let id = story.bind(&[ASK]).await.remove(0);
    let api = story.server.api("update:actions");
    let path = format!("/actions/actions/{id}/test");
    let (status, told) = api.post(&path, json!({ "payload": { "event": event(|_| {}) } })).await;
    assert_eq!((status, &told["payload"]["verdict"]), (200, &json!("redirect")), "{told}");
    assert_eq!(told["payload"]["effects"][0]["url"], "https://profile.example.com/form?step=1");
    for refused in [
        event(|event| event["request"]["query"]["prompt"] = json!("none")),
        event(|event| event["transaction"]["prompt"] = json!(["none"])),
        event(|event| event["transaction"]["protocol"] = json!("oauth2-refresh-token")),
    ] {
        let (_, told) = api.post(&path, json!({ "payload": { "event": refused } })).await;
        assert_eq!(told["payload"]["verdict"], "failed", "{told}");
        assert!(told["payload"]["error"]["message"].as_str().unwrap().contains("interaction_required"), "{told}");
    }
    assert!(story.server.app.suspended.all().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_try_goes_on_as_after_a_redirect_with_the_request_that_it_is_given() {
    let story = Story::begin(&[]).await;
    let id = story.bind(&[ASK]).await.remove(0);
    let api = story.server.api("update:actions");
    let path = format!("/actions/actions/{id}/test");
    let back = event(|event| event["request"]["query"] = json!({ "state": "s", "company": "Analytical Engines" }));
    let (status, told) = api.post(&path, json!({ "payload": { "event": back, "continue": true } })).await;
    assert_eq!((status, &told["payload"]["verdict"]), (200, &json!("allow")), "{told}");
    assert_eq!(told["payload"]["effects"][0]["value"]["company"], "Analytical Engines");
    let (status, _) = api.post(&path, json!({ "payload": { "event": back, "continue": "yes" } })).await;
    assert_eq!(status, 400);
}
