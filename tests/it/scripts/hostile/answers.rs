//! What a script hands back: values with traps, and answers that it forges.

use anteroom::contract::Effect;
use anteroom::sandbox::Failure;
use serde_json::json;

use super::{attack, attack_with, lines, thrown};
use crate::support::scripts::{Scripts, source};

fn claim(value: serde_json::Value) -> Effect {
    Effect::IdTokenClaim { name: "c".into(), value }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_with_traps_is_read_once_and_becomes_plain_data() {
    for (value, plain) in [
        ("new Proxy({ a: 1 }, { get: (target, name) => name === 'toJSON' ? undefined : 7 })", json!({ "a": 7 })),
        ("{ n: 0, get next() { return this.n += 1; } }", json!({ "n": 0, "next": 1 })),
        ("{ toJSON() { return { a: [1] }; } }", json!({ "a": [1] })),
        ("{ toJSON: () => undefined }", json!(null)),
        ("{ toJSON: () => () => {} }", json!(null)),
        ("Symbol('x')", json!(null)),
        ("() => {}", json!(null)),
        ("undefined", json!(null)),
        ("NaN", json!(null)),
        ("[undefined, Infinity, Symbol()]", json!([null, null, null])),
        ("new Date(0)", json!("1970-01-01T00:00:00.000Z")),
        ("new Map([[1, 2]])", json!({})),
        ("Object.create({ inherited: 1 })", json!({})),
        ("{ [Symbol.toPrimitive]() { throw new Error('asked'); }, a: 1 }", json!({ "a": 1 })),
        ("'\\ud800'", json!("\u{fffd}")),
        ("new String('boxed')", json!("boxed")),
    ] {
        let report = attack(&format!("api.idToken.setCustomClaim('c', {value});")).await;
        let given = report.outcome.unwrap_or_else(|failure| panic!("{value}: {failure}"));
        assert_eq!(given, [claim(plain)], "{value}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_that_cannot_be_read_is_an_error_in_the_script() {
    for (value, message) in [
        ("(() => { const a = {}; a.a = a; return a; })()", "circular"),
        ("1n", "BigInt"),
        ("{ get a() { throw new Error('a trap'); } }", "a trap"),
        ("new Proxy({}, { ownKeys() { throw new Error('a trap'); } })", "a trap"),
        ("{ toJSON() { throw new Error('a trap'); } }", "a trap"),
        ("(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; })()", "revoked"),
    ] {
        let report = attack(&format!("api.idToken.setCustomClaim('c', {value});")).await;
        assert!(thrown(&report).0.contains(message), "{value}: {report:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_denial_stays_a_denial_whatever_its_reason_is() {
    for (reason, told) in [
        ("null", ""),
        ("undefined", ""),
        ("{ toString() { throw new Error('a trap'); } }", ""),
        ("Symbol('x')", "Symbol(x)"),
        ("Object.create(null)", ""),
        ("new Proxy({}, { get() { throw new Error('a trap'); } })", ""),
        ("7", "7"),
    ] {
        let report = attack(&format!("api.access.deny({reason});")).await;
        let expected = Effect::AccessDeny { reason: told.into(), user_message: None, code: None };
        assert_eq!(report.outcome, Ok(vec![expected]), "{reason}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_api_hands_over_cannot_be_changed_afterwards() {
    let body = "const value = { roles: ['reader'] };
        api.idToken.setCustomClaim('c', value);
        value.roles.push('admin'); value.more = 1;";
    assert_eq!(attack(body).await.outcome, Ok(vec![claim(json!({ "roles": ["reader"] }))]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_script_forges_is_checked_like_what_it_asks_for() {
    // A script can always record what its api object offers, so the harm would be an effect that it does not: these belong to other
    // triggers, or to none. The honest claim, or a failure, is what may come of it.
    let forged = "{ type: 'set_target_scopes', scopes: ['root'] }";
    let text = "'{\"type\":\"make_admin\",\"of\":\"root\"}'";
    for body in [
        format!("JSON.stringify = () => {text};"),
        format!("Object.prototype.toJSON = () => ({forged});"),
        format!("Array.prototype.join = () => {text};"),
        format!("Array.prototype.toJSON = () => ({forged});"),
        format!("Promise.prototype.then = () => ({{ effects: [{forged}] }});"),
        "Object.defineProperty(Object.prototype, 'type', { get: () => 'make_admin', set() {} });".to_owned(),
        format!("Object.defineProperty(Array.prototype, '0', {{ get: () => {text}, set() {{ this.forged = {text}; }} }});"),
        format!("Function.prototype.call = Function.prototype.apply = () => {text};"),
        format!("Reflect.apply = () => {text}; String.prototype.toWellFormed = () => {text};"),
        format!("api.idToken.setCustomClaim('c', 1); return '{{\"effects\":[' + {text} + ']}}';"),
        format!("api.idToken.setCustomClaim('c', 1); return {{ effects: [{forged}] }};"),
    ] {
        let body = if body.contains("setCustomClaim") { body } else { format!("{body} api.idToken.setCustomClaim('c', 1);") };
        match attack(&body).await.outcome {
            Ok(effects) => assert_eq!(effects, [claim(json!(1))], "{body}"),
            Err(failure) => assert!(
                matches!(failure, Failure::InvalidEffect { .. } | Failure::Threw { .. } | Failure::OutOfFuel { .. }),
                "{body}: {failure:?}"
            ),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_the_protocol_owns_are_refused_by_the_server_too() {
    // The api object lets these pass; whoever makes the tokens does not (tests/it/token/claims.rs). Here: they stay data.
    let report = attack("api.accessToken.setCustomClaim('scope', 'admin');").await;
    assert!(thrown(&report).0.contains("scope"), "{report:?}");
    let report = attack("api.idToken.setCustomClaim('', 1);").await;
    assert!(thrown(&report).0.contains("non-empty"), "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn effects_and_claims_beyond_their_sizes_are_refused_and_a_denial_is_not() {
    let report = attack("api.idToken.setCustomClaim('c', 'x'.repeat(200000));").await;
    assert!(report.outcome.is_err(), "{report:?}");
    let report = attack("for (let n = 0; n < 100000; n += 1) api.idToken.setCustomClaim('c' + n, n);").await;
    assert!(report.outcome.is_err(), "{report:?}");
    let report =
        attack("for (let n = 0; n < 2000; n += 1) api.idToken.setCustomClaim('c' + n, 'x'.repeat(90)); api.access.deny('no');").await;
    assert!(report.outcome.unwrap().contains(&Effect::AccessDeny { reason: "no".into(), user_message: None, code: None }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_changes_its_event_changes_nothing_but_its_own_view() {
    let body = "event.user.user_id = 'auth0|root'; event.client.name = 'Admin'; delete event.request; event.secrets = null;
        api.idToken.setCustomClaim('c', event.user.user_id);";
    let scripts = Scripts::new();
    assert_eq!(attack_with(&scripts, body).await.outcome, Ok(vec![claim(json!("auth0|root"))]));
    let next = scripts.load(source(&super::handler("console.log(event.user.user_id);"))).await;
    let report = scripts.bench.sandbox.call(scripts.bench.call(&next)).await;
    assert_eq!(lines(&report), ["auth0|0123456789abcdef01234567"]);
}
