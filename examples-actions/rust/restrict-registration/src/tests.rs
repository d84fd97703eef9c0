//! The Action, run natively.

use anteroom_guest::log::Level;
use anteroom_guest::pre_user_registration::Event;
use anteroom_guest::testing::{Outcome, Run, pre_user_registration_event};

use super::{USER_MESSAGE, on_register};

fn through(app: &str) -> Event {
    let mut event = pre_user_registration_event();
    event.client.as_mut().unwrap().name = app.to_owned();
    event
}

fn reason(outcome: &Outcome) -> String {
    assert_eq!(outcome.error(), None);
    let denial = outcome.denied().expect("a denial");
    assert_eq!(denial.user_message.as_deref(), Some(USER_MESSAGE));
    denial.reason
}

#[test]
fn the_registration_app_may_register_people() {
    let outcome = Run::new(through("Registration App")).call(on_register);
    assert!(outcome.effects().is_empty() && outcome.console().is_empty(), "{outcome:?}");
}

#[test]
fn another_app_may_not_and_the_reason_names_it() {
    let outcome = Run::new(through("Login Only App")).call(on_register);
    assert_eq!(reason(&outcome), "Registration through the application \"Login Only App\" is not allowed.");
    assert_eq!(outcome.console()[0].level, Level::Warn);
}

#[test]
fn a_request_without_an_application_is_denied() {
    let mut event = pre_user_registration_event();
    event.client = None;
    assert_eq!(reason(&Run::new(event).call(on_register)), "Registration without an application is not allowed.");
}

#[test]
fn the_secret_replaces_the_list() {
    let run = |app| Run::new(through(app)).secret("ALLOWED_APPS", "Shop, Wiki").call(on_register);
    assert_eq!(run("Shop").denied(), None);
    assert_eq!(run("Wiki").denied(), None);
    assert!(run("Registration App").denied().is_some());
}

#[test]
fn names_are_compared_whole_and_in_their_case() {
    for app in ["registration app", "Registration App 2", "Registration", "", " "] {
        assert!(Run::new(through(app)).call(on_register).denied().is_some(), "{app:?}");
    }
    assert!(Run::new(through("")).secret("ALLOWED_APPS", "Shop").call(on_register).denied().is_some());
}
