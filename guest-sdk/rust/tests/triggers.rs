//! The triggers in the harness: what each may ask for is kept, and what breaks a rule is refused with the server's limits.
//!
//! That kept and refused are worded as in the server is shown by `examples-actions/rust/every-trigger`, for one value of each method;
//! here are the limits.

use anteroom_guest::effect::{CreationBehavior, Effect, Factor, FactorKind, MultifactorProvider, Refusal, UpdateBehavior};
use anteroom_guest::testing::{self, Outcome, Run};
use anteroom_guest::{Result, credentials_exchange, custom_token_exchange, post_change_password, post_login, pre_user_registration};
use serde_json::{Value, json};

fn login(action: impl FnOnce(&mut post_login::Api<'_>) -> Result) -> Outcome {
    Run::new(testing::post_login_event()).call(|_: &post_login::Event, api: &mut post_login::Api<'_>| action(api))
}

fn exchange(action: impl FnOnce(&mut custom_token_exchange::Api<'_>) -> Result) -> Outcome {
    let event = testing::custom_token_exchange_event();
    Run::new(event).call(|_: &custom_token_exchange::Event, api: &mut custom_token_exchange::Api<'_>| action(api))
}

/// The sentence of a rule that was broken.
fn refused(result: std::result::Result<(), Refusal>) -> String {
    match result {
        Err(Refusal::Invalid(sentence)) => sentence,
        Err(_) => "refused for something else".to_owned(),
        Ok(()) => "not refused".to_owned(),
    }
}

#[test]
fn a_machine_is_denied_with_a_code_and_its_scopes_are_counted_from_those_before() {
    let action = |event: &credentials_exchange::Event, api: &mut credentials_exchange::Api<'_>| -> Result {
        assert_eq!(event.transaction.target_scopes, ["read:orders"]);
        api.transaction().add_target_scope(" write:orders ")?;
        api.transaction().add_target_scope("read:orders")?;
        api.transaction().remove_target_scope("read:orders")?;
        // Only a login refuses this claim.
        api.access_token().set_custom_claim("scope", "all")?;
        api.access().deny("invalid_scope", "no");
        Ok(())
    };
    let outcome = Run::new(testing::credentials_exchange_event()).call(action);
    assert_eq!(outcome.target_scopes(&["read:orders".to_owned()]), ["write:orders"]);
    let denial = outcome.denied().unwrap();
    assert_eq!((denial.code.as_deref(), denial.reason.as_str(), denial.user_message), (Some("invalid_scope"), "no", None));
}

#[test]
fn too_many_scopes_are_refused_one_by_one_and_in_a_list() {
    let action = |_: &credentials_exchange::Event, api: &mut credentials_exchange::Api<'_>| -> Result {
        let scopes = |count: usize| (0..count).map(|n| format!("s{n}"));
        assert_eq!(api.transaction().set_target_scopes(scopes(1001)), Err(Refusal::TooManyScopes));
        api.transaction().set_target_scopes(scopes(1000))?;
        for scope in scopes(1000) {
            api.transaction().add_target_scope(scope)?;
        }
        assert_eq!(api.transaction().add_target_scope("more"), Err(Refusal::TooManyScopes));
        api.transaction().clear_target_scopes()?;
        Ok(())
    };
    let outcome = Run::new(testing::credentials_exchange_event()).call(action);
    assert_eq!(outcome.error(), None);
    assert!(outcome.target_scopes(&["a".to_owned()]).is_empty());
}

#[test]
fn a_denial_is_kept_however_large_everything_else_was() {
    let outcome = login(|api| {
        api.user().set_app_metadata("k", "x".repeat(65_000))?;
        assert_eq!(api.user().set_app_metadata("l", "x".repeat(1000)), Err(Refusal::TooLarge(65_536)));
        api.access().deny("r".repeat(1000));
        api.session().revoke("s".repeat(1000), false);
        api.refresh_token().revoke("t".repeat(1000));
        Ok(())
    });
    assert_eq!(outcome.effects().len(), 4);
    assert_eq!(outcome.denied().unwrap().reason.len(), 1000);
}

#[test]
fn factors_are_one_to_sixteen() {
    let outcome = login(|api| {
        let otp = |count| std::iter::repeat_n(Factor::new(FactorKind::Otp), count);
        let mut authentication = api.authentication();
        assert_eq!(refused(authentication.challenge_with_any([])), "At least one factor must be given.");
        assert_eq!(refused(authentication.challenge_with_any(otp(17))), "At most 16 factors can be given.");
        assert_eq!(refused(authentication.enroll_with(FactorKind::Otp.into(), otp(16))), "At most 16 factors can be given.");
        authentication.enroll_with_any(otp(16))?;
        authentication.challenge_with(FactorKind::Otp.into(), otp(15))?;
        Ok(())
    });
    assert_eq!((outcome.error(), outcome.effects().len()), (None, 2));
}

#[test]
fn metadata_of_sessions_and_transactions_is_bounded() {
    let outcome = login(|api| {
        for n in 0..25 {
            api.session().set_metadata(format!("k{n}"), "v")?;
        }
        assert!(refused(api.session().set_metadata("more", "v")).contains("At most 25 entries"));
        api.session().set_metadata("k0", "another")?;
        api.session().delete_metadata("k1")?;
        api.session().set_metadata("more", "v")?;
        assert!(refused(api.session().set_metadata("again", "v")).contains("At most 25 entries"));
        api.session().evict_metadata()?;
        api.session().set_metadata("again", "v")?;
        // The refresh token has room of its own.
        api.refresh_token().set_metadata("k", "v".repeat(255))?;
        assert!(refused(api.refresh_token().set_metadata("k", "v".repeat(256))).contains("longer than 255"));

        api.transaction().set_metadata("a", "x".repeat(8192))?;
        assert!(refused(api.transaction().set_metadata("b", "x".repeat(8193))).contains("larger than 8 KB"));
        assert!(refused(api.transaction().set_metadata("b", "x".repeat(8192))).contains("larger than 16 KB"));
        assert!(refused(api.transaction().set_metadata("c", 1e300)).contains("safe number"));
        assert!(refused(api.transaction().set_metadata("", 1)).contains("1 to 64 characters"));
        api.transaction().set_metadata("a", None::<()>)?;
        api.transaction().set_metadata("b", "x".repeat(8192))?;
        Ok(())
    });
    assert_eq!(outcome.error(), None);
}

#[test]
fn a_saml_response_has_typed_settings_and_bounded_attributes() {
    let outcome = login(|api| {
        let mut saml = api.saml_response();
        saml.set_lifetime_in_seconds(31_536_000)?;
        assert!(refused(saml.set_lifetime_in_seconds(31_536_001)).starts_with("The value for samlResponse.setLifetimeInSeconds"));
        saml.set_cert(&"c".repeat(4096))?;
        assert!(refused(saml.set_cert(&"c".repeat(4097))).contains("at most 4096 bytes"));
        assert!(refused(saml.set_audience(&"a".repeat(2049))).contains("samlResponse.setAudience must be a string of at most 2048 bytes"));
        assert!(refused(saml.set_name_identifier_probes(&["p"; 11])).contains("at most 10 strings"));
        for n in 0..100 {
            saml.set_attribute(format!("a{n}"), json!(["v", 1, true, null]))?;
        }
        assert!(refused(saml.set_attribute("more", 1)).contains("At most 100"));
        saml.set_attribute("a0", "another")?;
        assert!(refused(saml.set_attribute("a0", "v".repeat(2049))).contains("longer than 2048 characters"));
        assert!(refused(saml.set_attribute("a0", json!([[1]]))).contains("array of these"));
        Ok(())
    });
    assert_eq!(outcome.error(), None);
}

#[test]
fn urls_are_of_the_web_and_only_duo_has_options() {
    let outcome = login(|api| {
        for url in ["", "/continue", "javascript:alert(1)", "https://", "https:///path", "http://?q"] {
            assert!(refused(api.redirect().send_user_to(url)).contains("https:// or http://"), "{url}");
            assert!(refused(api.authentication().record_method(url)).contains("The provider URL"), "{url}");
        }
        api.redirect().send_user_to("http://a.example")?;
        let options = anteroom_guest::effect::DuoOptions { host: "h".into(), ikey: "i".into(), skey: "s".into(), username: None };
        let enabled = api.multifactor().enable(MultifactorProvider::Any, false, Some(options));
        assert_eq!(refused(enabled), "Only the provider \"duo\" takes provider options.");
        Ok(())
    });
    assert_eq!((outcome.error(), outcome.effects().len()), (None, 1));
}

#[test]
fn an_actor_is_five_deep_and_has_five_properties() {
    let nested = |depth: usize| (1..depth).fold(json!({ "sub": "a" }), |inner, _| json!({ "sub": "b", "act": inner }));
    let outcome = exchange(|api| {
        let mut authentication = api.authentication();
        authentication.set_actor(nested(5))?;
        assert_eq!(refused(authentication.set_actor(nested(6))), "The actor must not be nested deeper than 5 levels.");
        authentication.set_actor(json!({ "sub": "a", "1": 1, "2": "2", "3": null, "4": true, "5": 5 }))?;
        let faults: [(Value, &str); 5] = [
            (json!("a"), "must be an object"),
            (json!({ "act": { "sub": "a" } }), "must have a \"sub\""),
            (json!({ "sub": "a", "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6 }), "more than 5"),
            (json!({ "sub": "a".repeat(65) }), "longer than 64"),
            (json!({ "sub": "a", "list": [] }), "must be strings"),
        ];
        for (actor, sentence) in faults {
            assert!(refused(authentication.set_actor(&actor)).contains(sentence), "{actor}");
        }
        Ok(())
    });
    assert_eq!((outcome.error(), outcome.effects().len()), (None, 2));
}

#[test]
fn a_user_is_named_by_id_or_by_connection() {
    let outcome = exchange(|api| {
        let mut authentication = api.authentication();
        assert_eq!(refused(authentication.set_user_by_id("")), "The user ID must be a non-empty string.");
        assert_eq!(refused(authentication.set_organization("o".repeat(129))), "The organization must not be longer than 128 characters.");
        let (create, update) = (CreationBehavior::CreateIfNotExists, UpdateBehavior::None);
        authentication.set_user_by_connection("db", json!({ "user_id": "1" }), create, update)?;
        api.access().reject_invalid_subject_token("forged");
        Ok(())
    });
    let json = serde_json::to_value(outcome.effects()).unwrap();
    assert_eq!((&json[0]["creation_behavior"], &json[0]["update_behavior"]), (&json!("create_if_not_exists"), &json!("none")));
    assert_eq!(outcome.effects()[1], Effect::RejectSubjectToken { reason: "forged".to_owned() });
}

#[test]
fn an_id_of_a_user_to_be_has_no_provider_in_it() {
    let action = |_: &pre_user_registration::Event, api: &mut pre_user_registration::Api<'_>| -> Result {
        for id in ["", "a b", "auth0|a", "a\n", &"x".repeat(256)] {
            assert!(refused(api.user().set_user_id(id)).starts_with("The user ID must"), "{id:?}");
        }
        api.user().set_user_id("x".repeat(255))?;
        Ok(())
    };
    assert_eq!(Run::new(testing::pre_user_registration_event()).call(action).effects().len(), 1);
}

#[test]
fn an_onlooker_has_the_cache_and_its_failure_is_heard() {
    let action = |event: &post_change_password::Event, api: &mut post_change_password::Api<'_>| -> Result {
        api.cache().set("last", event.user.user_id.as_deref().unwrap_or_default())?;
        Err(anteroom_guest::Error::new("The mail was not sent."))
    };
    let outcome = Run::new(testing::post_change_password_event()).call(action);
    assert_eq!(outcome.error(), Some("The mail was not sent."));
    assert!(outcome.cache().contains_key("last"));
}
