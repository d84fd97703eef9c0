//! The SDK's events and effects are the server's: same JSON, nothing lost, and nothing that `wit/` does not have.

use std::collections::BTreeSet;

use anteroom::contract::{Event, Trigger};
use serde_json::Value;
use wit_parser::{Resolve, Type, TypeDefKind};

use super::events;
use crate::support::guests::contract;

fn value(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).expect("JSON")
}

/// The SDK's reading of an event, written again; and the harness's event of the trigger.
fn through_the_sdk(trigger: Trigger, event: &Value) -> (Value, Value) {
    use anteroom_guest::testing;
    macro_rules! through {
        ($($trigger:ident $module:ident $harness:ident)*) => {
            match trigger {
                $(Trigger::$trigger => {
                    let read: anteroom_guest::$module::Event = serde_json::from_value(event.clone()).expect("the SDK reads it");
                    (value(&read), value(&testing::$harness()))
                })*
            }
        };
    }
    through! {
        PostLogin post_login post_login_event
        CredentialsExchange credentials_exchange credentials_exchange_event
        PreUserRegistration pre_user_registration pre_user_registration_event
        PostUserRegistration post_user_registration post_user_registration_event
        PostChangePassword post_change_password post_change_password_event
        SendPhoneMessage send_phone_message send_phone_message_event
        PasswordResetPostChallenge password_reset_post_challenge password_reset_post_challenge_event
        CustomPhoneProvider custom_phone_provider custom_phone_provider_event
        CustomEmailProvider custom_email_provider custom_email_provider_event
        CustomTokenExchange custom_token_exchange custom_token_exchange_event
        ClientRegistration client_registration client_registration_event
    }
}

#[test]
fn the_event_of_every_trigger_is_read_by_the_sdk_without_loss() {
    for trigger in Trigger::ALL {
        let recorded = value(&events::event(trigger));
        assert_eq!(through_the_sdk(trigger, &recorded).0, recorded, "{}", trigger.id());
    }
}

#[test]
fn the_events_of_the_test_harness_are_events_of_the_server() {
    for trigger in Trigger::ALL {
        let (_, made) = through_the_sdk(trigger, &value(&events::event(trigger)));
        let read = Event::from_json(trigger, &made).unwrap_or_else(|error| panic!("{}: {error}", trigger.id()));
        let known = ["user", "client"].iter().any(|who| value(&read)[who].is_object());
        assert!(known, "{}: nobody is in {made}", trigger.id());
    }
}

#[test]
fn an_event_of_the_sdk_has_the_fields_of_the_contract_and_no_others() {
    for trigger in Trigger::ALL {
        let (read, _) = through_the_sdk(trigger, &value(&events::event(trigger)));
        let (resolve, world) = contract(trigger.id());
        let handler = resolve.worlds[world].exports.values().find_map(|item| match item {
            wit_parser::WorldItem::Function(function) => Some(function),
            _ => None,
        });
        let event = handler.expect("a handler").params.first().expect("an event").ty;
        fields(&resolve, event, &read, trigger.id());
    }
}

/// Compares the fields of a record, and of the records in it, with the members of a JSON object.
fn fields(resolve: &Resolve, ty: Type, json: &Value, path: &str) {
    let Type::Id(id) = ty else { return };
    match &resolve.types[id].kind {
        TypeDefKind::Type(ty) | TypeDefKind::Option(ty) => fields(resolve, *ty, json, path),
        TypeDefKind::List(Type::Id(_)) if path.ends_with("clients") => {}
        TypeDefKind::List(ty @ Type::Id(_)) => fields(resolve, *ty, json.get(0).unwrap_or(&Value::Null), path),
        TypeDefKind::Record(record) => {
            let members = json.as_object().unwrap_or_else(|| panic!("{path} is a record in wit/ and {json} in the SDK"));
            let theirs: BTreeSet<String> = record.fields.iter().map(|field| plain(&field.name)).collect();
            let ours: BTreeSet<String> = members.keys().map(|name| plain(name)).collect();
            assert_eq!(ours, theirs, "{path}");
            for field in &record.fields {
                let member = members.iter().find(|(name, _)| plain(name) == plain(&field.name)).expect("compared").1;
                fields(resolve, field.ty, member, &format!("{path}.{}", field.name));
            }
        }
        _ => {}
    }
}

/// A name without its spelling: `is-social` is `isSocial` in JSON. Two fields have another name there.
fn plain(name: &str) -> String {
    match name {
        "kind" => "type".to_owned(),
        "cookie-mode" => "cookie".to_owned(),
        name => name.replace(['-', '_'], "").to_lowercase(),
    }
}

#[test]
fn an_effect_of_the_sdk_has_the_json_of_the_contract() {
    let recorded: Value = serde_json::from_str(include_str!("../../fixtures/effects.json")).expect("JSON");
    for trigger in Trigger::ALL {
        for effect in recorded[trigger.id()].as_array().expect("a list") {
            let read: anteroom_guest::effect::Effect = serde_json::from_value(effect.clone()).expect("the SDK reads it");
            assert_eq!(&value(&read), effect, "{}", trigger.id());
        }
    }
}

#[test]
fn the_event_of_every_trigger_keeps_its_json() {
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
