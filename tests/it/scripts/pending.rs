//! Drafts whose packages take longer than an answer should.

use anteroom::actions::BuildStatus;
use anteroom::actions::lifecycle::pending;
use anteroom::app::BUILDS;
use serde_json::{Value, json};

use super::packages::{Package, Registry};
use crate::support::TestServer;
use crate::support::api::{Api, message};

const ALL: &str = "read:actions create:actions update:actions delete:actions";
const CODE: &str = "const greeter = require('greeter');
exports.onExecutePostLogin = async (event, api) => { api.access.deny(greeter); };";

/// A server that answers drafts at once, and a registry of one package.
async fn hasty(directory: &tempfile::TempDir) -> (TestServer, Registry) {
    let registry = Registry::start().await;
    registry.publish([Package::new("greeter", "1.2.3")]);
    let url = registry.url.clone();
    let server = TestServer::start_with_npm(directory.path(), |npm| {
        npm.registry = Some(url);
        npm.answer_within_ms = 0;
    })
    .await;
    (server, registry)
}

fn draft(name: &str, version: &str) -> Value {
    json!({
        "name": name, "supported_triggers": [{ "id": "post-login", "version": "v3" }], "code": CODE,
        "dependencies": [{ "name": "greeter", "version": version }],
    })
}

fn path(action: &Value) -> String {
    format!("/actions/actions/{}", action["id"].as_str().unwrap())
}

/// Asks as a tool does, until the draft is no longer `building`.
async fn settled(api: &Api<'_>, path: &str) -> Value {
    loop {
        let (status, action) = api.get(path).await;
        assert_eq!(status, 200);
        if action["status"] != "building" {
            return action;
        }
        tokio::task::yield_now().await;
    }
}

/// Asks until the first version is deployed.
async fn deployed(api: &Api<'_>, path: &str) {
    loop {
        let (_, action) = api.get(path).await;
        if action["deployed_version"]["number"] == 1 {
            return assert_eq!(action["all_changes_deployed"], true);
        }
        assert!(["building", "built"].contains(&action["status"].as_str().unwrap()), "{action}");
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_building_until_its_packages_are_there() {
    let directory = tempfile::tempdir().unwrap();
    let (server, registry) = hasty(&directory).await;
    let api = server.api(ALL);
    let closed = registry.gate.write().await;
    let (status, action) = api.post("/actions/actions", draft("Slow", "latest")).await;
    assert_eq!((status, &action["status"]), (201, &json!("building")), "{action}");
    let path = path(&action);
    let early = api.send("POST", &format!("{path}/deploy"), Some(json!({}))).await;
    assert_eq!(early.0, 400);
    assert!(message(&early).contains("Its packages are still being fetched"), "{early:?}");

    drop(closed);
    let action = settled(&api, &path).await;
    assert_eq!((&action["status"], &action["dependencies"][0]["version"]), (&json!("built"), &json!("1.2.3")), "{action}");
    assert_eq!(api.post(&format!("{path}/deploy"), json!({})).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_that_is_to_be_deployed_at_once_is_deployed_when_it_is_built() {
    let directory = tempfile::tempdir().unwrap();
    let (server, registry) = hasty(&directory).await;
    let api = server.api(ALL);
    let closed = registry.gate.write().await;
    let mut wanted = draft("At once", "^1");
    wanted["deploy"] = json!(true);
    let (status, action) = api.post("/actions/actions", wanted).await;
    assert_eq!((status, &action["status"], action.get("deployed_version")), (201, &json!("building"), None), "{action}");
    drop(closed);
    deployed(&api, &path(&action)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_the_later_one_counts_whichever_is_built_first() {
    let directory = tempfile::tempdir().unwrap();
    let (server, registry) = hasty(&directory).await;
    let api = server.api(ALL);
    let closed = registry.gate.write().await;
    let (_, action) = api.post("/actions/actions", draft("Changed", "latest")).await;
    let path = path(&action);
    let other = "exports.onExecutePostLogin = async (event, api) => {};";
    let (status, changed) = api.patch(&path, json!({ "code": other, "dependencies": [] })).await;
    assert_eq!((status, &changed["status"]), (200, &json!("built")), "{changed}");
    let program = server.app.actions.actions.get(changed["id"].as_str().unwrap()).await.unwrap().unwrap().value.program;
    drop(closed);
    // Every place is free when the first build has ended; its result is offered to the draft while the next one is built.
    drop(server.app.builds.acquire_many(u32::try_from(BUILDS).unwrap()).await.unwrap());
    let (_, next) = api.post("/actions/actions", draft("Next", "latest")).await;
    assert_eq!(settled(&api, &self::path(&next)).await["status"], "built");
    let (_, action) = api.get(&path).await;
    assert_eq!((&action["status"], &action["code"]), (&json!("built"), &json!(other)));
    let kept = server.app.actions.actions.get(action["id"].as_str().unwrap()).await.unwrap().unwrap();
    assert_eq!(kept.value.program, program);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_registry_does_not_have_fails_the_draft_later_too() {
    let directory = tempfile::tempdir().unwrap();
    let (server, _registry) = hasty(&directory).await;
    let api = server.api(ALL);
    let (status, action) = api.post("/actions/actions", draft("Misses", "9.9.9")).await;
    assert_eq!(status, 201);
    let action = settled(&api, &path(&action)).await;
    assert_eq!(action["status"], "failed");
    assert!(action["errors"][0]["msg"].as_str().unwrap().contains("Cannot find module 'greeter@9.9.9'"), "{action}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_build_that_a_stop_cut_off_is_begun_anew_at_the_next_start() {
    let directory = tempfile::tempdir().unwrap();
    let (server, _registry) = hasty(&directory).await;
    let api = server.api(ALL);
    let (_, action) = api.post("/actions/actions", draft("Cut off", "latest")).await;
    let path = path(&action);
    settled(&api, &path).await;
    // As it was left in the store by a server that stopped in between.
    let before = server.app.actions.actions.get(action["id"].as_str().unwrap()).await.unwrap().unwrap();
    let mut cut = before.value.clone();
    (cut.status, cut.program, cut.deploy_when_built) = (BuildStatus::Building, None, true);
    server.app.actions.actions.update(&before, cut).await.unwrap();
    assert_eq!(api.get(&path).await.1["status"], "building");
    pending::resume(&server.app).await.unwrap();
    deployed(&api, &path).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_draft_with_the_same_dependencies_keeps_their_exact_packages() {
    let directory = tempfile::tempdir().unwrap();
    let registry = Registry::start().await;
    registry.publish([Package::new("base", "1.0.0")]);
    registry.publish([Package::bare("greeter", "1.2.3")
        .with("dependencies", json!({ "base": "^1" }))
        .file("index.js", "module.exports = require('base');")]);
    let url = registry.url.clone();
    let server = TestServer::start_with_npm(directory.path(), |npm| npm.registry = Some(url)).await;
    let api = server.api(ALL);
    let (_, action) = api.post("/actions/actions", draft("Kept", "1.2.3")).await;
    assert_eq!(action["status"], "built", "{action}");
    registry.publish([Package::new("base", "1.0.0"), Package::new("base", "1.1.0")]);
    let asked = registry.asked.lock().unwrap().len();
    let path = path(&action);
    let (_, changed) = api.patch(&path, json!({ "code": format!("{CODE}\n// A word more.") })).await;
    assert_eq!(changed["status"], "built");
    let event: Value = serde_json::from_str(include_str!("../../fixtures/post-login.json")).unwrap();
    let reason = async || {
        let (_, answer) = api.post(&format!("{path}/test"), json!({ "payload": event })).await;
        answer["payload"]["effects"][0]["reason"].clone()
    };
    assert_eq!(reason().await, "base@1.0.0");
    assert_eq!(registry.asked.lock().unwrap().len(), asked, "the registry was asked again");
    // Asked for anew, they are what they are today.
    let (_, anew) = api.patch(&path, json!({ "dependencies": [{ "name": "greeter", "version": "latest" }] })).await;
    assert_eq!(anew["status"], "built");
    assert_eq!(reason().await, "base@1.1.0");
}
