//! The rules, one by one, as both doors meet them.

use serde_json::{Value, json};

use super::*;

fn limits() -> Limits {
    Limits { effects_bytes: 200, claims_bytes: 100, ..Limits::default() }
}

fn effects() -> Effects {
    Effects::new(Trigger::PostLogin, &limits())
}

fn claim(name: &str, value: Value) -> Effect {
    Effect::AccessTokenClaim { name: name.into(), value }
}

fn user_metadata(key: &str, value: Value) -> Effect {
    Effect::SetUserMetadata { key: key.into(), value }
}

/// What a script's list becomes under the usual limits.
fn read(trigger: Trigger, list: Value) -> Result<Vec<Effect>, String> {
    let mut effects = Effects::new(trigger, &Limits::default());
    match effects.accept(list.as_array().cloned().unwrap()) {
        Ok(()) => Ok(effects.take()),
        Err(Failure::InvalidEffect { message }) => Err(message),
        Err(other) => panic!("{other:?}"),
    }
}

fn sentence(trigger: Trigger, effect: Value) -> String {
    read(trigger, json!([effect])).unwrap_err()
}

#[test]
fn the_scope_claim_is_refused_in_auth0s_words_and_only_at_a_login() {
    let refused = effects().push(claim("scope", json!("x")));
    assert_eq!(refused, Err(Refused::Reserved("The \"scope\" claim cannot be set.".into())));
    let effect = json!({ "type": "access_token_claim", "name": "scope", "value": "x" });
    assert_eq!(read(Trigger::CredentialsExchange, json!([effect])).unwrap().len(), 1);
}

#[test]
fn claims_are_bounded_together_and_effects_are_too() {
    let mut effects = effects();
    let value = json!("x".repeat(60));
    effects.push(claim("a", value.clone())).unwrap();
    assert_eq!(effects.push(claim("b", value.clone())), Err(Refused::TooLarge(100)));
    effects.push(user_metadata("c", value.clone())).unwrap();
    assert_eq!(effects.push(user_metadata("d", value)), Err(Refused::TooLarge(200)));
    assert_eq!(effects.take().len(), 2);
}

#[test]
fn a_denial_is_kept_however_much_was_asked_before() {
    let mut effects = effects();
    for _ in 0..100 {
        let _ = effects.push(user_metadata("k", json!("0123456789")));
    }
    let denial = || Effect::AccessDeny { reason: "r".repeat(1 << 20), user_message: None, code: None };
    assert_eq!(effects.push(denial()), Ok(true));
    for _ in 0..7 {
        effects.push(denial()).unwrap();
    }
    assert_eq!(effects.push(denial()), Ok(false));
    assert!(matches!(effects.take().last(), Some(Effect::AccessDeny { reason, .. }) if reason.len() == 2048));
}

#[test]
fn scopes_are_trimmed_and_checked() {
    let mut effects = effects();
    effects.push(Effect::AddScope { scope: " read:x ".into() }).unwrap();
    for scope in ["", "  ", "a b", "a\u{7}", "a\"", &"s".repeat(281)] {
        assert!(matches!(effects.push(Effect::AddScope { scope: scope.into() }), Err(Refused::Invalid(_))), "{scope:?}");
    }
    assert_eq!(effects.take(), [Effect::AddScope { scope: "read:x".into() }]);
}

#[test]
fn a_component_value_that_is_not_json_is_refused() {
    assert!(matches!(effects().parse("", "{", false), Err(Refused::Json(_))));
    assert!(matches!(effects().parse("", &"[".repeat(190), false), Err(Refused::Json(_))));
    assert_eq!(effects().parse("", &"[".repeat(201), false), Err(Refused::TooLarge(200)));
    assert_eq!(effects().parse("", &"[".repeat(101), true), Err(Refused::TooLarge(100)));
}

#[test]
fn a_scripts_list_may_be_anything() {
    for list in [json!([1]), json!([null]), json!([{}]), json!([{ "type": "become_root" }]), json!([[]]), json!([{ "type": {} }])] {
        assert!(read(Trigger::PostLogin, list.clone()).is_err(), "{list}");
    }
    let stranger = json!({ "type": "add_scope", "scope": "a", "more": 1 });
    assert!(sentence(Trigger::PostLogin, stranger).contains("more"));
    assert_eq!(read(Trigger::PostLogin, json!([])).unwrap(), []);
}

#[test]
fn an_effect_of_another_trigger_is_refused() {
    let said = sentence(Trigger::PostUserRegistration, json!({ "type": "access_deny", "reason": "no" }));
    assert_eq!(said, "it asked for something that post-user-registration does not offer.");
}

#[test]
fn a_no_among_refused_effects_stays_a_no() {
    let list = json!([
        { "type": "set_user_metadata", "key": "k", "value": "x".repeat(70_000) },
        { "type": "nonsense" },
        { "type": "access_deny", "reason": "no" },
    ]);
    let effects = read(Trigger::PostLogin, list).unwrap();
    assert_eq!(effects, [Effect::AccessDeny { reason: "no".into(), user_message: None, code: None }]);
}

#[test]
fn the_code_of_a_denial_is_an_oauth_error_whatever_was_given() {
    let code = |code: &str| {
        let list = json!([{ "type": "access_deny", "reason": "r", "code": code }]);
        match read(Trigger::CredentialsExchange, list).unwrap().remove(0) {
            Effect::AccessDeny { code, .. } => code.unwrap(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(code("invalid_scope"), "invalid_scope");
    for odd in ["", "a\nb", "a\"b", "é", &"c".repeat(101)] {
        assert_eq!(code(odd), "invalid_request", "{odd:?}");
    }
}

#[test]
fn a_redirect_goes_to_the_web_and_nowhere_else() {
    let redirect = |url: &str| read(Trigger::PostLogin, json!([{ "type": "redirect", "url": url }]));
    assert_eq!(redirect("https://a.example").unwrap(), [Effect::Redirect { url: "https://a.example/".into() }]);
    for url in ["", "/path", "javascript:alert(1)", "data:text/html,x", "ftp://a.example/", "//a.example"] {
        assert!(redirect(url).is_err(), "{url}");
    }
}

#[test]
fn one_command_suspends_an_action() {
    let (render, redirect) =
        (json!({ "type": "render_prompt", "prompt_id": "ap_1" }), json!({ "type": "redirect", "url": "https://a.example/" }));
    assert_eq!(read(Trigger::PostLogin, json!([render, render])).unwrap_err(), "Only 1 render command per action is allowed.");
    for list in [json!([render, redirect]), json!([redirect, render])] {
        assert_eq!(read(Trigger::PostLogin, list).unwrap_err(), "Redirect and render commands cannot be used in the same action.");
    }
    let large = json!({ "type": "render_prompt", "prompt_id": "ap_1", "vars": { "v": "x".repeat(24 * 1024) } });
    assert_eq!(sentence(Trigger::PostLogin, large), "The options of the prompt must not be larger than 24 KB.");
}

#[test]
fn the_primary_user_changes_once() {
    let primary = |id: &str| json!({ "type": "set_primary_user", "user_id": id });
    let twice = read(Trigger::PostLogin, json!([primary("auth0|1"), primary("auth0|2")]));
    assert_eq!(twice.unwrap_err(), "The primary user can only be altered once per transaction");
    assert_eq!(sentence(Trigger::PostLogin, primary("")), "The primary user ID must be a non-empty string.");
    assert_eq!(sentence(Trigger::PostLogin, primary(&"u".repeat(129))), "The primary user ID must not be longer than 128 characters.");
}

#[test]
fn metadata_of_a_session_has_plain_keys_short_values_and_few_entries() {
    let set = |key: &str, value: Value| json!({ "type": "session_metadata", "key": key, "value": value });
    for key in ["", "a b", "é", &"k".repeat(256)] {
        assert!(sentence(Trigger::PostLogin, set(key, json!("v"))).starts_with("Failed to set session metadata: The key"), "{key}");
    }
    assert!(sentence(Trigger::PostLogin, set("k", json!("v".repeat(256)))).contains("255 characters"));
    assert!(sentence(Trigger::PostLogin, set("k", json!(1))).contains("no effect"));
    let many: Vec<Value> = (0..26).map(|n| set(&format!("k{n}"), json!("v"))).collect();
    assert!(read(Trigger::PostLogin, json!(many)).unwrap_err().contains("25 entries"));
    let mut freed = many.clone();
    freed.insert(25, set("k0", json!(null)));
    assert_eq!(read(Trigger::PostLogin, json!(freed)).unwrap().len(), 27);
}

#[test]
fn metadata_of_a_transaction_holds_scalars_up_to_a_size() {
    let set = |key: &str, value: Value| json!({ "type": "transaction_metadata", "key": key, "value": value });
    for value in [json!({}), json!([]), json!(1e300), json!("x".repeat(8193))] {
        let said = sentence(Trigger::PostLogin, set("k", value));
        assert!(said.starts_with("Failed to set transaction metadata: "), "{said}");
    }
    let list: Vec<Value> = ["a", "b", "c"].into_iter().map(|key| set(key, json!("x".repeat(8000)))).collect();
    assert!(read(Trigger::PostLogin, json!(list)).unwrap_err().contains("16 KB"));
    let again: Vec<Value> = (0..3).map(|_| set("a", json!("x".repeat(8000)))).collect();
    assert_eq!(read(Trigger::PostLogin, json!(again)).unwrap().len(), 3);
}

#[test]
fn an_actor_is_bounded_in_depth_width_and_length() {
    let act = |actor: Value| read(Trigger::CustomTokenExchange, json!([{ "type": "set_actor", "actor": actor }]));
    let nested = |depth: usize| (1..depth).fold(json!({ "sub": "a" }), |inner, _| json!({ "sub": "a", "act": inner }));
    act(nested(5)).unwrap();
    assert!(act(nested(6)).unwrap_err().contains("5 levels"));
    assert!(act(json!({})).unwrap_err().contains("\"sub\""));
    assert!(act(json!({ "sub": "a", "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1 })).unwrap_err().contains("5 custom properties"));
    assert!(act(json!({ "sub": "a", "b": "x".repeat(65) })).unwrap_err().contains("64 characters"));
    assert!(act(json!({ "sub": "a", "b": {} })).is_err());
}

#[test]
fn saml_settings_take_what_they_are_for() {
    use crate::contract::effect::SamlSetting;
    let set =
        |setting: &str, value: Value| read(Trigger::PostLogin, json!([{ "type": "saml_setting", "setting": setting, "value": value }]));
    set("audience", json!("urn:a")).unwrap();
    set("lifetime_in_seconds", json!(3600)).unwrap();
    set("name_identifier_probes", json!(["a"])).unwrap();
    assert_eq!(set("sign_response", json!("yes")).unwrap_err(), "The value for samlResponse.setSignResponse must be a boolean.");
    assert!(set("signature_algorithm", json!("md5")).unwrap_err().ends_with("one of: rsa-sha256, rsa-sha1."));
    assert_eq!(SamlSetting::ALL.len(), 24);
    let attribute = |value: Value| read(Trigger::PostLogin, json!([{ "type": "saml_attribute", "name": "a", "value": value }]));
    attribute(json!(["a", 1, null])).unwrap();
    assert!(attribute(json!({})).is_err() && attribute(json!([[]])).is_err() && attribute(json!("x".repeat(2049))).is_err());
}

#[test]
fn what_an_action_hands_over_in_secret_is_not_in_the_record() {
    let list = json!([
        { "type": "enable_multifactor", "provider": "duo", "allow_remember_browser": false,
          "provider_options": { "host": "h", "ikey": "i", "skey": "s3cr3t" } },
        { "type": "saml_setting", "setting": "key", "value": "s3cr3t" },
    ]);
    let effects = read(Trigger::PostLogin, list).unwrap();
    for effect in effects {
        assert!(!effect.recorded().to_string().contains("s3cr3t"), "{effect:?}");
    }
}

/// The same file is what the tests of `guest-sdk/engine/js/api` record, method by method.
#[test]
fn every_effect_that_a_script_can_record_is_read() {
    let recorded: Value = serde_json::from_str(include_str!("../../../tests/fixtures/effects.json")).unwrap();
    let mut types = std::collections::BTreeSet::new();
    for trigger in Trigger::ALL {
        let list = &recorded[trigger.id()];
        let effects = read(trigger, list.clone()).unwrap();
        for (effect, was) in effects.iter().zip(list.as_array().unwrap()) {
            let written = json!(effect);
            assert_eq!(&written, was);
            types.insert(written["type"].as_str().unwrap().to_owned());
        }
        assert_eq!(effects.len(), list.as_array().unwrap().len());
    }
    assert_eq!(types.len(), 45, "{types:?}");
}
