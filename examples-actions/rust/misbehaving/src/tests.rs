//! What can be seen without a sandbox. The modes that only a sandbox ends (loop, recursion, memory) are in the server's tests.

use std::time::Duration;

use anteroom_guest::http;
use anteroom_guest::post_login::{Event, Transaction};
use anteroom_guest::testing::{Outcome, Run, post_login_event, response};
use serde_json::json;

use super::{mode, modes, on_login};

const SLOW: &str = "https://slow.example/";

fn misbehave(mode: &str) -> Event {
    let mut event = post_login_event();
    event.client.metadata.insert("misbehave".to_owned(), json!(mode));
    event
}

fn run(mode: &str) -> Outcome {
    Run::new(misbehave(mode)).call(on_login)
}

#[test]
fn the_application_chooses_then_the_state_then_the_login_hint() {
    let mut event = post_login_event();
    assert_eq!(mode(&event), "");
    let asked =
        |state: &str, hint: &str| Transaction { state: Some(state.to_owned()), login_hint: Some(hint.to_owned()), ..Default::default() };
    event.transaction = Some(asked("k3XyZ", "loop"));
    assert_eq!(mode(&event), "loop");
    event.transaction = Some(asked("panic", "loop"));
    assert_eq!(mode(&event), "panic");
    assert_eq!(mode(&Event { transaction: event.transaction, ..misbehave("error") }), "error");
}

#[test]
fn every_mode_has_a_name_of_its_own() {
    let mut names = modes::ALL.to_vec();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), modes::ALL.len());
}

#[test]
fn an_error_is_a_sentence() {
    assert_eq!(run("error").error(), Some("The Action fails on purpose."));
}

#[test]
#[should_panic(expected = "The Action panics on purpose.")]
fn a_panic_fails_the_test() {
    drop(run("panic"));
}

#[test]
fn effects_that_are_too_large_are_refused() {
    for mode in ["huge-claim", "many-claims"] {
        let outcome = run(mode);
        assert_eq!(outcome.error(), Some("What the Action asks for is larger than 65536 bytes."), "{mode}");
    }
    assert_eq!(run("many-scopes").error(), Some("Too many scopes were added."));
    assert_eq!(run("reserved-claim").error(), Some("The \"scope\" claim cannot be set."));
}

#[test]
fn a_slow_answer_is_given_up() {
    let outcome = Run::new(misbehave("slow-http"))
        .secret("SLOW_URL", SLOW)
        .answer_after(Duration::from_secs(60), SLOW, response(200, ""))
        .call(on_login);
    assert_eq!(outcome.error(), Some("There is no answer in time."));
}

#[test]
fn too_many_requests_are_refused_and_the_others_are_answered() {
    let run = Run::new(misbehave("many-http")).secret("SLOW_URL", SLOW).answer(SLOW, response(204, ""));
    let outcome = run.call(on_login);
    assert_eq!(outcome.error(), Some(&*http::Error::TooManyCalls(10).to_string()));
    assert_eq!(outcome.console().len(), 10);
}

#[test]
fn the_cache_is_bounded() {
    assert_eq!(run("cache-flood").error(), Some("The cache of the trigger is full."));
}

#[test]
fn an_echo_is_the_event() {
    let outcome = run("echo");
    assert_eq!(serde_json::from_str::<Event>(&outcome.console()[0].message).unwrap(), misbehave("echo"));
}

#[test]
fn anything_else_behaves() {
    let outcome = run("nothing of the kind");
    assert_eq!(outcome.error(), None);
    assert!(outcome.effects().is_empty());
}
