//! Components of every trigger: each gets its whole event, and what it asks for comes back.

use anteroom::contract::effect::MultifactorProvider;
use anteroom::contract::{Effect, Trigger};
use anteroom::sandbox::Failure;
use serde_json::json;

use crate::support::guests::{Bench, Guest};

#[tokio::test]
async fn every_trigger_takes_a_component_and_calls_it_with_its_event() {
    let bench = Bench::new();
    for trigger in Trigger::ALL {
        let guest = Guest::new("").for_trigger(trigger);
        let prepared = bench.sandbox.prepare(guest.component(), trigger).await.unwrap_or_else(|error| panic!("{}: {error}", trigger.id()));
        assert_eq!(prepared.exports, [trigger.export()]);
        let program = bench.load(&guest).await;
        assert_eq!(bench.sandbox.call(bench.call(&program)).await.outcome, Ok(vec![]), "{}", trigger.id());
    }
}

#[tokio::test]
async fn a_component_denies_a_machine_with_a_code_and_changes_its_scopes() {
    let guest = Guest::new(
        "(call $deny (local.get $api) (i32.const 1024) (i32.const 13) (i32.const 1037) (i32.const 2))
         (call $add (local.get $api) (i32.const 1039) (i32.const 4) (i32.const 64))",
    )
    .for_trigger(Trigger::CredentialsExchange)
    .import("credentials-exchange-types", "[method]api.access-deny", "deny", "(param i32 i32 i32 i32 i32)")
    .import("credentials-exchange-types", "[method]api.transaction-add-target-scope", "add", "(param i32 i32 i32 i32)")
    .data(1024, "invalid_scopenoread");
    assert_eq!(
        Bench::new().run(&guest).await.outcome.unwrap(),
        [
            Effect::AccessDeny { reason: "no".into(), user_message: None, code: Some("invalid_scope".into()) },
            Effect::AddTargetScope { scope: "read".into() },
        ]
    );
}

#[tokio::test]
async fn an_actor_is_read_from_its_json_and_a_wrong_one_is_refused() {
    let actor = r#"{"sub":"a"}"#;
    let guest = |text: &str, at: usize| {
        Guest::new(&format!(
            "(call $actor (local.get $api) (i32.const 1024) (i32.const {}) (i32.const 64))
             (if (i32.ne (i32.load8_u (i32.const 64)) (i32.const {at})) (then unreachable))",
            text.len()
        ))
        .for_trigger(Trigger::CustomTokenExchange)
        .import("custom-token-exchange-types", "[method]api.authentication-set-actor", "actor", "(param i32 i32 i32 i32)")
        .data(1024, text)
    };
    let bench = Bench::new();
    assert_eq!(bench.run(&guest(actor, 0)).await.outcome, Ok(vec![Effect::SetActor { actor: json!({ "sub": "a" }) }]));
    for wrong in ["{}", "[", "null", "1"] {
        assert_eq!(bench.run(&guest(wrong, 1)).await.outcome, Ok(vec![]), "{wrong}");
    }
    assert!(matches!(bench.run(&guest(actor, 1)).await.outcome, Err(Failure::Trap { .. })));
}

#[tokio::test]
async fn a_login_component_asks_for_what_a_script_can_ask_for() {
    let guest = Guest::new(
        "(call $primary (local.get $api) (i32.const 1024) (i32.const 7) (i32.const 64))
         (if (i32.load8_u (i32.const 64)) (then unreachable))
         (call $mfa (local.get $api) (i32.const 1031) (i32.const 49) (i32.const 64))
         (if (i32.load8_u (i32.const 64)) (then unreachable))
         (call $ends (local.get $api) (i64.const 1000) (i32.const 64))
         (call $primary (local.get $api) (i32.const 1024) (i32.const 7) (i32.const 64))
         (call $log (i32.const 1) (i32.load (i32.const 72)) (i32.load (i32.const 76)))",
    )
    .import("post-login-types", "[method]api.authentication-set-primary-user", "primary", "(param i32 i32 i32 i32)")
    .import("post-login-types", "[method]api.multifactor-enable", "mfa", "(param i32 i32 i32 i32)")
    .import("post-login-types", "[method]api.session-set-expires-at", "ends", "(param i32 i64 i32)")
    .data(1024, "auth0|1")
    .data(1031, r#"{"provider":"any","allow_remember_browser":false}"#);
    let report = Bench::new().run(&guest).await;
    assert_eq!(
        report.outcome.unwrap(),
        [
            Effect::SetPrimaryUser { user_id: "auth0|1".into() },
            Effect::EnableMultifactor { provider: MultifactorProvider::Any, allow_remember_browser: false, provider_options: None },
            Effect::SessionExpiresAt { at: 1000 },
        ]
    );
    assert_eq!(report.console[0].message, "The primary user can only be altered once per transaction");
}
