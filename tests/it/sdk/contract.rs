//! The SDK's events are the server's: same JSON, nothing lost.

use serde_json::Value;

use super::events;

fn value(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("JSON")
}

#[test]
fn a_recorded_login_is_read_by_the_sdk_without_loss() {
    let recorded = value(&events::post_login());
    let read: anteroom_guest::post_login::Event = serde_json::from_value(recorded.clone()).expect("the SDK reads it");
    assert_eq!(value(&read), recorded);
}

#[test]
fn a_recorded_registration_is_read_by_the_sdk_without_loss() {
    let recorded = value(&events::pre_user_registration());
    let read: anteroom_guest::pre_user_registration::Event = serde_json::from_value(recorded.clone()).expect("the SDK reads it");
    assert_eq!(value(&read), recorded);
}

#[test]
fn the_events_of_the_test_harness_are_events_of_the_server() {
    use anteroom_guest::testing::{post_login_event, pre_user_registration_event};
    let login: anteroom::contract::post_login::Event = serde_json::from_value(value(&post_login_event())).expect("the server reads it");
    assert_eq!(login.stats.logins_count, 3);
    let registration: anteroom::contract::pre_user_registration::Event =
        serde_json::from_value(value(&pre_user_registration_event())).expect("the server reads it");
    assert_eq!(registration.user.email.as_deref(), Some("ada@example.com"));
}

#[test]
fn the_event_of_every_trigger_keeps_its_json() {
    use anteroom::contract::{Event, Trigger};
    for trigger in Trigger::ALL {
        let json = crate::support::guests::fixture(trigger);
        let event = Event::from_json(trigger, &json).unwrap_or_else(|error| panic!("{}: {error}", trigger.id()));
        assert_eq!(event.trigger(), trigger);
        let written = value(&event);
        for (name, field) in json.as_object().expect("an object") {
            for (inner, was) in field.as_object().expect("an object") {
                assert_eq!(&written[name][inner], was, "{}: {name}.{inner}", trigger.id());
            }
        }
    }
}
