//! A law: an event that goes through the engine and comes back as a claim is the event.

use std::sync::Arc;

use anteroom::contract::{Effect, Event, Trigger};
use anteroom::sandbox::Limits;
use proptest::prelude::*;
use serde_json::{Map, Number, Value};

use crate::support::guests::fixture;
use crate::support::scripts::{Scripts, source};

/// Any JSON whose numbers JavaScript has: doubles, and integers that doubles hold.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        (-(1_i64 << 53)..=1_i64 << 53).prop_map(Value::from),
        any::<f64>().prop_filter_map("JSON has no such number", |number| Number::from_f64(number).map(Value::Number)),
        text().prop_map(Value::String),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![prop::collection::vec(inner.clone(), 0..8).prop_map(Value::Array), members(inner).prop_map(Value::Object)]
    })
}

/// Any text, and the characters that encoders are known to get wrong.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[\u{0}-\u{1f}\"\\\\/\u{7f}-\u{9f}\u{2028}\u{2029}\u{d7ff}\u{e000}\u{feff}\u{ffff}😀]{0,20}"]
}

fn members(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    let name = prop_oneof![text(), "__proto__|constructor|toJSON|length|0|-1|then|secrets"];
    prop::collection::vec((name, value), 0..8).prop_map(|members| members.into_iter().collect())
}

/// JSON whose numbers compare as numbers: `5` and `5.0` are one.
fn as_javascript(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().and_then(Number::from_f64).map_or(Value::Null, Value::Number),
        Value::Array(values) => values.into_iter().map(as_javascript).collect(),
        Value::Object(members) => members.into_iter().map(|(name, value)| (name, as_javascript(value))).collect(),
        other => other,
    }
}

#[test]
fn any_event_comes_back_from_the_engine_as_it_went_in() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let mut scripts = runtime.block_on(async { Scripts::new() });
    scripts.bench.limits = Limits { effects_bytes: 1 << 20, claims_bytes: 1 << 20, ..Limits::default() };
    let code = "exports.onExecutePostLogin = async ({ secrets, ...event }, api) => { api.idToken.setCustomClaim('event', event); };";
    let program = runtime.block_on(scripts.load(source(code)));
    let config = ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(app in members(json()), user in members(json()), body in members(json()), name in text())| {
        let mut given = fixture(Trigger::PostLogin);
        given["user"]["app_metadata"] = Value::Object(app);
        given["user"]["user_metadata"] = Value::Object(user);
        given["request"]["body"] = Value::Object(body);
        given["user"]["name"] = Value::String(name);
        let event = Event::from_json(Trigger::PostLogin, &given).unwrap();
        let sent: Value = serde_json::from_str(&event.json().unwrap()).unwrap();
        let mut call = scripts.bench.call(&program);
        call.event = Arc::new(event);
        let report = runtime.block_on(scripts.bench.sandbox.call(call));
        let effects = report.outcome.map_err(|failure| TestCaseError::fail(failure.to_string()))?;
        let [Effect::IdTokenClaim { value, .. }] = &effects[..] else { panic!("{effects:?}") };
        prop_assert_eq!(as_javascript(value.clone()), as_javascript(sent));
    });
}
