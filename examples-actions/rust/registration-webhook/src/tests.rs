//! The Action, run natively.

use anteroom_guest::http::{Error, Response};
use anteroom_guest::post_user_registration::Event;
use anteroom_guest::testing::{Run, post_user_registration_event, response};
use serde_json::{Value, json};

use super::on_registered;

const URL: &str = "https://crm.example/users";

fn run() -> Run<Event> {
    Run::new(post_user_registration_event()).secret("WEBHOOK_URL", URL).secret("WEBHOOK_TOKEN", "t0ken")
}

fn answered(answer: Response) -> Option<String> {
    run().answer(URL, answer).call(on_registered).error().map(str::to_owned)
}

#[test]
fn the_webhook_hears_of_the_user_once() {
    let outcome = run().answer(URL, response(202, "")).call(on_registered);
    assert_eq!(outcome.error(), None);
    let [sent] = outcome.requests() else { panic!("{:?}", outcome.requests()) };
    assert_eq!((sent.method.as_str(), sent.url.as_str()), ("POST", URL));
    let user = post_user_registration_event().user;
    for (name, value) in [("authorization", "Bearer t0ken"), ("idempotency-key", &user.user_id), ("content-type", "application/json")] {
        assert!(sent.headers.contains(&(name.to_owned(), value.to_owned())), "{name} in {:?}", sent.headers);
    }
    let body: Value = serde_json::from_slice(&sent.body).unwrap();
    assert_eq!(
        body,
        json!({
            "type": "user.registered",
            "user": { "user_id": user.user_id, "email": "ada@example.com", "created_at": user.created_at },
            "connection": "Username-Password-Authentication",
        })
    );
}

#[test]
fn a_refusal_is_a_failure_for_the_log() {
    assert_eq!(answered(response(503, "")).as_deref(), Some("The other server answered 503."));
    assert_eq!(answered(response(404, "")).as_deref(), Some("The other server answered 404."));
    assert_eq!(answered(response(200, "")), None);
}

#[test]
fn so_is_a_webhook_that_cannot_be_reached() {
    let outcome = run().fail(URL, Error::TimedOut).call(on_registered);
    assert_eq!(outcome.error(), Some("There is no answer in time."));
}

#[test]
fn without_its_secrets_the_action_says_which_is_missing() {
    let event = post_user_registration_event();
    assert_eq!(Run::new(event.clone()).call(on_registered).error(), Some("The Action has no secret named WEBHOOK_URL."));
    let outcome = Run::new(event).secret("WEBHOOK_URL", URL).call(on_registered);
    assert_eq!(outcome.error(), Some("The Action has no secret named WEBHOOK_TOKEN."));
    assert!(outcome.requests().is_empty());
}
