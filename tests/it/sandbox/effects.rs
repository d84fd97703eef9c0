//! What an Action asks for.

use anteroom::contract::{Effect, Trigger};
use anteroom::sandbox::{Failure, Limits};
use serde_json::json;

use crate::support::guests::{Bench, Guest};

const CLAIM: &str = "(param i32 i32 i32 i32 i32 i32)";

/// Can set claims and metadata and deny.
fn asking(body: &str) -> Guest {
    Guest::new(body)
        .import("post-login-types", "[method]api.id-token-set-custom-claim", "claim", CLAIM)
        .import("post-login-types", "[method]api.user-set-user-metadata", "metadata", CLAIM)
        .import("post-login-types", "[method]api.access-deny", "deny", "(param i32 i32 i32)")
        .import("post-login-types", "[method]api.access-token-add-scope", "scope", "(param i32 i32 i32 i32)")
}

/// Sets the claim `name` (at 1024) to the text at 2048, and traps if that succeeds.
fn refused_claim(name: &str, value: &str) -> Guest {
    asking(&format!(
        "(call $claim (local.get $api) (i32.const 1024) (i32.const {}) (i32.const 2048) (i32.const {}) (i32.const 64))
         (if (i32.eqz (i32.load8_u (i32.const 64))) (then unreachable))
         (call $log (i32.const 1) (i32.load (i32.const 72)) (i32.load (i32.const 76)))",
        name.len(),
        value.len()
    ))
    .data(1024, name)
    .data(2048, value)
}

#[tokio::test]
async fn effects_come_back_in_their_order_and_a_denial_does_not_end_the_action() {
    let guest = asking(
        "(call $metadata (local.get $api) (i32.const 1024) (i32.const 1) (i32.const 1030) (i32.const 7) (i32.const 64))
         (call $deny (local.get $api) (i32.const 1040) (i32.const 2))
         (call $claim (local.get $api) (i32.const 1024) (i32.const 1) (i32.const 1042) (i32.const 4) (i32.const 64))
         (call $scope (local.get $api) (i32.const 1024) (i32.const 1) (i32.const 64))",
    )
    .data(1024, "k")
    .data(1030, "{\"a\":1}")
    .data(1040, "no")
    .data(1042, "null");
    let report = Bench::new().run(&guest).await;
    assert_eq!(
        report.outcome.unwrap(),
        [
            Effect::SetUserMetadata { key: "k".into(), value: json!({"a": 1}) },
            Effect::AccessDeny { reason: "no".into(), user_message: None, code: None },
            Effect::IdTokenClaim { name: "k".into(), value: json!(null) },
            Effect::AddScope { scope: "k".into() },
        ]
    );
}

#[tokio::test]
async fn a_trap_after_effects_leaves_none_of_them() {
    let guest = asking("(call $deny (local.get $api) (i32.const 0) (i32.const 0)) unreachable");
    assert!(matches!(Bench::new().run(&guest).await.outcome, Err(Failure::Trap { .. })));
}

#[tokio::test]
async fn a_sign_up_is_denied_with_a_reason_and_a_message_for_the_user() {
    let guest = Guest::new("(call $deny (local.get $api) (i32.const 1024) (i32.const 6) (i32.const 1030) (i32.const 5))")
        .for_trigger(Trigger::PreUserRegistration)
        .import("pre-user-registration-types", "[method]api.access-deny", "deny", "(param i32 i32 i32 i32 i32)")
        .data(1024, "reasonsorry");
    let bench = Bench::new();
    let prepared = bench.sandbox.prepare(guest.component(), Trigger::PreUserRegistration).await.unwrap();
    assert_eq!(prepared.exports, ["on-execute-pre-user-registration"]);
    assert_eq!(
        bench.run(&guest).await.outcome.unwrap(),
        [Effect::AccessDeny { reason: "reason".into(), user_message: Some("sorry".into()), code: None }]
    );
}

#[tokio::test]
async fn the_scope_claim_is_refused_in_auth0s_words() {
    let report = Bench::new().run(&refused_claim("scope", "\"x\"")).await;
    assert_eq!(report.outcome, Ok(vec![]));
    assert_eq!(report.console[0].message, "The \"scope\" claim cannot be set.");
}

#[tokio::test]
async fn a_value_that_is_not_json_is_refused_with_the_parsers_words() {
    for value in ["{", "", "nul", "[1,]", "\"\\ud800\"", "1e999"] {
        let report = Bench::new().run(&refused_claim("https://a/b", value)).await;
        assert_eq!(report.outcome, Ok(vec![]), "{value}");
        assert!(!report.console[0].message.is_empty(), "{value}");
    }
}

#[tokio::test]
async fn a_huge_claim_is_refused_and_the_action_goes_on() {
    // 90,000 digits.
    let guest = asking(
        "(memory.fill (i32.const 65536) (i32.const 49) (i32.const 90000))
         (call $claim (local.get $api) (i32.const 1024) (i32.const 1) (i32.const 65536) (i32.const 90000) (i32.const 64))
         (if (i32.ne (i32.load8_u (i32.const 64)) (i32.const 1)) (then unreachable))
         (if (i32.ne (i32.load8_u (i32.const 68)) (i32.const 2)) (then unreachable))
         (if (i32.ne (i32.load (i32.const 72)) (i32.const 65536)) (then unreachable))
         (call $claim (local.get $api) (i32.const 1024) (i32.const 1) (i32.const 65536) (i32.const 3) (i32.const 64))",
    )
    .data(1024, "k");
    let report = Bench::new().run(&guest).await;
    assert_eq!(report.outcome, Ok(vec![Effect::IdTokenClaim { name: "k".into(), value: json!(111) }]));
}

#[tokio::test]
async fn claims_have_their_own_limit_when_effects_may_be_larger() {
    let mut bench = Bench::new();
    bench.limits = Limits { effects_bytes: 1 << 20, ..Limits::default() };
    let guest = asking(
        "(memory.fill (i32.const 65536) (i32.const 49) (i32.const 100000))
         (call $claim (local.get $api) (i32.const 1024) (i32.const 1) (i32.const 65536) (i32.const 100000) (i32.const 64))
         (if (i32.ne (i32.load (i32.const 72)) (i32.const 100000)) (then unreachable))
         (call $metadata (local.get $api) (i32.const 1024) (i32.const 1) (i32.const 65536) (i32.const 15) (i32.const 64))",
    )
    .data(1024, "k");
    assert_eq!(bench.run(&guest).await.outcome.unwrap().len(), 1);
}

#[tokio::test]
async fn ten_thousand_claims_are_bounded_and_a_denial_still_counts() {
    let guest = asking(
        "(loop $l (call $claim (local.get $api) (i32.const 1024) (i32.const 1) (i32.const 1024) (i32.const 1) (i32.const 64))
           (global.set $next (i32.const 65536))
           (br_if $l (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 10000))))
         (call $deny (local.get $api) (i32.const 1024) (i32.const 1))",
    )
    .data(1024, "1");
    let effects = Bench::new().run(&guest).await.outcome.unwrap();
    assert!(effects.len() < 5000, "{}", effects.len());
    assert_eq!(effects.last(), Some(&Effect::AccessDeny { reason: "1".into(), user_message: None, code: None }));
}

#[tokio::test]
async fn a_claim_without_a_name_fails_the_call() {
    let guest =
        asking("(call $claim (local.get $api) (i32.const 0) (i32.const 0) (i32.const 1024) (i32.const 1) (i32.const 64))").data(1024, "1");
    assert!(matches!(Bench::new().run(&guest).await.outcome, Err(Failure::InvalidEffect { .. })));
}

#[tokio::test]
async fn the_whole_event_reaches_a_rust_action_and_its_claims_come_back() {
    let bench = Bench::new();
    let component = crate::support::examples::example("add-claims");
    let prepared = bench.sandbox.prepare(component.into(), Trigger::PostLogin).await.unwrap();
    let program = bench.sandbox.load(&prepared.sha256, Trigger::PostLogin, async { unreachable!("it is in the cache") }).await.unwrap();
    let report = bench.sandbox.call(bench.call(&program)).await;
    let roles = json!(["editor", "reader"]);
    assert_eq!(
        report.outcome.unwrap(),
        [
            Effect::IdTokenClaim { name: "https://anteroom.example/roles".into(), value: roles.clone() },
            Effect::AccessTokenClaim { name: "https://anteroom.example/roles".into(), value: roles },
            Effect::IdTokenClaim { name: "https://anteroom.example/plan".into(), value: json!("pro") },
        ]
    );
    assert_eq!(report.console[0].message, "auth0|0123456789abcdef01234567 logs in through Login Only App with 2 roles");
}
