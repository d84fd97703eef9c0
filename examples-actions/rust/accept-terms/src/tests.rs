//! Both functions, run natively.

use anteroom_guest::effect::Effect;
use anteroom_guest::post_login::Event;
use anteroom_guest::testing::{Run, post_login_event};
use serde_json::json;

use super::{TERMS, on_login, on_return};

const PAGE: &str = "https://www.example.com/terms";

fn answering(terms: &str, answer: &str) -> Event {
    let mut event = post_login_event();
    event.request.body.insert("terms".to_owned(), json!(terms));
    event.request.body.insert("answer".to_owned(), json!(answer));
    event
}

#[test]
fn whoever_has_not_accepted_is_sent_to_the_terms() {
    let outcome = Run::new(post_login_event()).secret("TERMS_URL", PAGE).call(on_login);
    assert_eq!(outcome.effects(), [Effect::Redirect { url: format!("{PAGE}?version={TERMS}") }]);
}

#[test]
fn whoever_has_is_not_and_without_a_browser_there_is_no_way_around_them() {
    let mut event = post_login_event();
    event.request.query.insert("prompt".to_owned(), "none".to_owned());
    let outcome = Run::new(event.clone()).secret("TERMS_URL", PAGE).call(on_login);
    assert!(outcome.denied().is_some());
    event.user.app_metadata.insert("terms".to_owned(), json!({ "version": TERMS }));
    let outcome = Run::new(event).secret("TERMS_URL", PAGE).call(on_login);
    assert!(outcome.denied().is_none() && outcome.effects().is_empty());
}

#[test]
fn a_yes_to_this_version_is_kept_and_anything_else_is_a_no() {
    let outcome = Run::new(answering(TERMS, "accept")).call(on_return);
    assert_eq!(outcome.app_metadata()["terms"]["version"], TERMS);
    for event in [answering(TERMS, "decline"), answering("2024-01", "accept"), post_login_event()] {
        assert!(Run::new(event).call(on_return).denied().is_some());
    }
}
