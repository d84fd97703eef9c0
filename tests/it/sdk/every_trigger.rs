//! A component of every trigger, from `examples-actions/rust/every-trigger`, in the real sandbox: what it is told, what it may ask for,
//! and that the SDK has neither less nor more than `wit/`.
//!
//! All tests look at the same runs: a component is compiled once, and called with the trigger's fixture and with an event in which
//! every field has a value.

use std::collections::BTreeSet;
use std::sync::{Arc, Once};

use anteroom::componentize::{componentize, trigger_of};
use anteroom::contract::{Event, Trigger};
use anteroom::sandbox::{ConsoleLevel, Report};
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use wit_component::DecodedWasm;
use wit_parser::{Resolve, WorldId, WorldItem};

use super::{events, world};
use crate::support::TestServer;
use crate::support::examples::{TARGET, cargo_build, target_dir};
use crate::support::guests::{self, Bench, contract};

/// The calls of one component.
struct Runs {
    trigger: Trigger,
    fixture: Report,
    full: Report,
}

/// They are many and only tests run them, so that they are built fast rather than well.
fn core_module(trigger: Trigger) -> Vec<u8> {
    static BUILT: Once = Once::new();
    BUILT.call_once(|| cargo_build(TARGET, &["--profile", "quick", "--package", "every-trigger", "--examples"]));
    let module = target_dir().join(TARGET).join("quick/examples").join(format!("{}.wasm", trigger.id().replace('-', "_")));
    std::fs::read(module).expect("every trigger has an example")
}

fn component(trigger: Trigger) -> Vec<u8> {
    componentize(&core_module(trigger)).unwrap_or_else(|error| panic!("{}: {error}", trigger.id()))
}

async fn runs() -> &'static [Runs] {
    static RUNS: OnceCell<Vec<Runs>> = OnceCell::const_new();
    RUNS.get_or_init(async || {
        let bench = Bench::new();
        let mut runs = Vec::new();
        for trigger in Trigger::ALL {
            let component = component(trigger);
            let prepared = bench.sandbox.prepare(component.clone().into(), trigger).await;
            let prepared = prepared.unwrap_or_else(|error| panic!("{}: {error}", trigger.id()));
            let source = async { Ok(component.into()) };
            let program = bench.sandbox.load(&prepared.sha256, trigger, source).await.expect("the component loads");
            let call = async |event: Event| {
                let mut call = bench.call(&program);
                call.event = Arc::new(event);
                bench.sandbox.call(call).await
            };
            runs.push(Runs { trigger, fixture: call(guests::event(trigger)).await, full: call(events::event(trigger)).await });
        }
        runs
    })
    .await
}

/// The lines after the event: a method each, and whether it was refused.
fn called(report: &Report) -> impl Iterator<Item = (&str, Option<&str>)> {
    report.console.iter().skip(1).map(|line| match line.message.split_once(": ") {
        Some((method, refusal)) => (method, Some(refusal)),
        None => (line.message.as_str(), None),
    })
}

/// What an event loses on its way: a query without fields is none.
fn expected(event: &impl serde::Serialize) -> Value {
    let mut event = serde_json::to_value(event).expect("JSON");
    if let Some(request) = event.get_mut("request").and_then(Value::as_object_mut)
        && request.get("query") == Some(&json!({}))
    {
        request.remove("query");
    }
    event
}

fn told(report: &Report) -> Value {
    serde_json::from_str(&report.console[0].message).expect("the first line is the event")
}

#[test]
fn the_component_of_each_trigger_is_its_own() {
    for trigger in Trigger::ALL {
        let component = component(trigger);
        assert_eq!(trigger_of(&component), Some(trigger));
        let (imports, exports) = world(&component);
        assert_eq!(exports, [trigger.export()]);
        for import in imports {
            assert!(import.starts_with("anteroom:actions/"), "{} imports {import}", trigger.id());
            let own = import == format!("anteroom:actions/{}-types@0.1.0", trigger.id());
            assert!(own || !import.contains("-types@"), "{} imports {import}", trigger.id());
        }
    }
}

#[tokio::test]
async fn every_field_of_each_fixture_is_read_by_its_action() {
    for Runs { trigger, fixture, .. } in runs().await {
        assert_eq!(told(fixture), expected(&guests::event(*trigger)), "{}", trigger.id());
    }
}

#[tokio::test]
async fn every_field_that_an_event_can_have_is_read_by_its_action() {
    for Runs { trigger, full, .. } in runs().await {
        assert_eq!(told(full), expected(&events::event(*trigger)), "{}", trigger.id());
    }
}

#[tokio::test]
async fn what_each_action_asks_for_comes_back_as_the_contract_says() {
    let recorded: Value = serde_json::from_str(include_str!("../../fixtures/effects.json")).expect("JSON");
    for Runs { trigger, fixture, full } in runs().await {
        for report in [fixture, full] {
            let effects = report.outcome.as_ref().unwrap_or_else(|failure| panic!("{}: {failure:?}", trigger.id()));
            assert_eq!(json!(effects), recorded[trigger.id()], "{}", trigger.id());
        }
    }
}

/// The methods of the `api` that a world imports.
fn methods(resolve: &Resolve, world: WorldId) -> BTreeSet<String> {
    let interfaces = resolve.worlds[world].imports.values().filter_map(|item| match item {
        WorldItem::Interface { id, .. } => Some(&resolve.interfaces[*id]),
        _ => None,
    });
    let names = interfaces.flat_map(|interface| interface.functions.keys());
    names.filter_map(|name| name.strip_prefix("[method]api.")).map(str::to_owned).collect()
}

#[tokio::test]
async fn the_sdk_has_every_method_of_the_contract() {
    for Runs { trigger, fixture, .. } in runs().await {
        let (resolve, world) = contract(trigger.id());
        let theirs = methods(&resolve, world);
        let DecodedWasm::Component(resolve, world) = wit_component::decode(&component(*trigger)).expect("a component") else {
            panic!("a WIT package, not a component");
        };
        assert_eq!(methods(&resolve, world), theirs, "{}: what is imported is what is called somewhere", trigger.id());
        let ours: BTreeSet<&str> = called(fixture).map(|(method, _)| method).collect();
        assert_eq!(ours, theirs.iter().map(String::as_str).collect(), "{}", trigger.id());
        // A refusal shows no more than a name. An Action does one of the two things that suspend, so that the other is refused.
        let taken: BTreeSet<&str> = called(fixture).filter(|(_, refusal)| refusal.is_none()).map(|(method, _)| method).collect();
        let refused = match trigger {
            Trigger::PostLogin => vec!["prompt-render"],
            Trigger::PasswordResetPostChallenge => vec!["redirect-send-user-to"],
            _ => vec![],
        };
        assert_eq!(ours.difference(&taken).copied().collect::<Vec<_>>(), refused, "{}", trigger.id());
    }
}

/// The example's own tests hold the test harness against the same file.
#[tokio::test]
async fn what_the_server_refuses_is_a_sentence_for_the_action() {
    let recorded: Value = serde_json::from_str(include_str!("../../fixtures/refusals.json")).expect("JSON");
    for Runs { trigger, fixture, .. } in runs().await {
        let refused = fixture.console.iter().filter(|line| line.level == ConsoleLevel::Warn).map(|line| line.message.as_str());
        assert_eq!(json!(refused.collect::<Vec<_>>()), recorded[trigger.id()], "{}", trigger.id());
    }
}

/// The way of `anteroom actions deploy`: a draft, its component, and the deployment.
#[tokio::test]
async fn the_component_of_each_trigger_is_uploaded_and_deployed() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api("read:actions create:actions update:actions");
    for trigger in Trigger::ALL {
        let draft = json!({ "name": trigger.id(), "supported_triggers": [{ "id": trigger.id(), "version": trigger.version() }] });
        let (status, action) = api.post("/actions/actions", draft).await;
        assert_eq!(status, 201, "{action}");
        let path = format!("/actions/actions/{}", action["id"].as_str().expect("an id"));
        let (status, built) = api.put_bytes(&format!("{path}/component"), "application/wasm", component(trigger)).await;
        assert_eq!((status, &built["status"]), (200, &json!("built")), "{built}");
        let (status, version) = api.post(&format!("{path}/deploy"), json!({})).await;
        assert_eq!(status, 200, "{version}");
    }
}
