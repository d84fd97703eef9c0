//! The life of a script Action over the Management API.

use std::sync::Arc;

use anteroom::bootstrap::{DEFAULT_CONNECTION, first_start};
use anteroom::identity::Connection;
use anteroom::identity::client::AppType;
use anteroom::storage::memory::MemoryStore;
use serde_json::{Value, json};

use super::packages::Package;
use crate::support::TestServer;
use crate::support::api::message;
use crate::support::fetching::Gate;
use crate::support::story::PASSWORD;
use crate::token::verified;

const ALL: &str = "read:actions create:actions update:actions delete:actions";
const CODE: &str = "exports.onExecutePostLogin = async (event, api) => { api.idToken.setCustomClaim('n', 1); };";

fn draft(name: &str, more: Value) -> Value {
    let mut draft = json!({ "name": name, "supported_triggers": [{ "id": "post-login", "version": "v3" }] });
    draft.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    draft
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_is_built_before_the_answer_and_deploys_at_once() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    let (status, action) = api.post("/actions/actions", draft("Claims", json!({ "code": CODE }))).await;
    assert_eq!((status, &action["status"], &action["runtime"], &action["code"]), (201, &json!("built"), &json!("node22"), &json!(CODE)));
    let path = format!("/actions/actions/{}", action["id"].as_str().unwrap());
    let (status, version) = api.post(&format!("{path}/deploy"), json!({})).await;
    assert_eq!((status, &version["number"], &version["code"]), (200, &json!(1), &json!(CODE)));
    let (_, action) = api.get(&path).await;
    assert_eq!((&action["deployed_version"]["deployed"], &action["all_changes_deployed"]), (&json!(true), &json!(true)));

    let (status, action) = api.post("/actions/actions", draft("At once", json!({ "code": CODE, "deploy": true }))).await;
    assert_eq!((status, &action["deployed_version"]["number"], &action["all_changes_deployed"]), (201, &json!(1), &json!(true)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_does_not_build_is_kept_with_its_fault_and_cannot_be_deployed() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    let code = "exports.onExecutePostLogin = async (event, api) => {\n  const = 3;\n};";
    let (status, action) = api.post("/actions/actions", draft("Broken", json!({ "code": code, "deploy": true }))).await;
    assert_eq!((status, &action["status"]), (201, &json!("failed")));
    assert!(action["errors"][0]["msg"].as_str().unwrap().starts_with("action.js:2:9: "), "{action}");
    let path = format!("/actions/actions/{}", action["id"].as_str().unwrap());
    let early = api.send("POST", &format!("{path}/deploy"), Some(json!({}))).await;
    assert_eq!(early.0, 400);
    assert!(message(&early).contains("must be in the 'built' state"), "{early:?}");

    let (status, mended) = api.patch(&path, json!({ "code": CODE })).await;
    assert_eq!((status, &mended["status"], mended.get("errors")), (200, &json!("built"), None));
    assert_eq!(api.post(&format!("{path}/deploy"), json!({})).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_draft_leaves_the_deployed_version_and_a_roll_back_returns_to_it() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    let (_, action) = api.post("/actions/actions", draft("Twice", json!({ "code": CODE, "deploy": true }))).await;
    let path = format!("/actions/actions/{}", action["id"].as_str().unwrap());
    let first = action["deployed_version"]["id"].as_str().unwrap();
    let other = CODE.replace("1)", "2)");
    let (_, changed) = api.patch(&path, json!({ "code": other })).await;
    assert_eq!((&changed["status"], &changed["all_changes_deployed"]), (&json!("built"), &json!(false)));
    assert_eq!(changed["deployed_version"]["code"], CODE);
    assert_eq!(api.post(&format!("{path}/deploy"), json!({})).await.1["number"], 2);
    let (status, back) = api.post(&format!("{path}/versions/{first}/deploy"), json!({ "update_draft": true })).await;
    assert_eq!((status, &back["number"], &back["code"]), (200, &json!(3), &json!(CODE)));
    assert_eq!(api.get(&path).await.1["code"], CODE);
}

#[tokio::test(flavor = "multi_thread")]
async fn sources_that_nothing_runs_any_more_are_forgotten() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    let (_, action) = api.post("/actions/actions", draft("Edited", json!({ "code": CODE }))).await;
    let path = format!("/actions/actions/{}", action["id"].as_str().unwrap());
    let other = CODE.replace("1)", "2)");
    api.patch(&path, json!({ "code": other })).await;
    let kept: Vec<String> = server.app.actions.scripts.all().await.unwrap().into_iter().map(|script| script.value.source.code).collect();
    assert_eq!(kept, [other]);
    assert_eq!(api.send("DELETE", &path, None).await.0, 204);
    assert!(server.app.actions.scripts.all().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_and_one_kilobytes_of_code_are_refused() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    let (status, _) = api.post("/actions/actions", draft("Long", json!({ "code": format!("{CODE}//{}", "x".repeat(101_000)) }))).await;
    assert_eq!(status, 400);
    let secrets: Vec<Value> = (0..31).map(|n| json!({ "name": format!("K{n}"), "value": "v" })).collect();
    let (status, _) = api.post("/actions/actions", draft("Secretive", json!({ "code": CODE, "secrets": secrets }))).await;
    assert_eq!(status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_tried_with_an_event_and_leaves_nothing_behind() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    let code = "exports.onExecutePostLogin = async (event, api) => {
  console.log('for', event.user.email);
  api.user.setAppMetadata('seen', true);
  if (event.secrets.KEY !== 'open sesame') throw new Error('no secret');
  api.access.deny('Not ' + event.client.name);
};";
    let secrets = json!([{ "name": "KEY", "value": "open sesame" }]);
    let (_, action) = api.post("/actions/actions", draft("Tried", json!({ "code": code, "secrets": secrets }))).await;
    let path = format!("/actions/actions/{}/test", action["id"].as_str().unwrap());
    let event: Value = serde_json::from_str(include_str!("../../fixtures/post-login.json")).unwrap();
    let (status, answer) = api.post(&path, json!({ "payload": event })).await;
    let payload = &answer["payload"];
    assert_eq!((status, &payload["verdict"]), (200, &json!("deny")), "{answer}");
    assert_eq!(payload["effects"][0], json!({ "type": "set_app_metadata", "key": "seen", "value": true }));
    assert_eq!(payload["console"][0]["message"], "for ada@example.com");
    assert!(payload["fuel_used"].as_u64().unwrap() > 0 && payload["stats"]["action_duration_ms"].is_number(), "{payload}");
    assert!(server.app.audit.executions.all().await.unwrap().is_empty());

    let (_, wrapped) = api.post(&path, json!({ "payload": { "event": event } })).await;
    assert_eq!((&wrapped["payload"]["verdict"], &wrapped["payload"]["effects"]), (&payload["verdict"], &payload["effects"]));

    let (status, answer) = api.post(&path, json!({ "payload": { "user": {} } })).await;
    assert_eq!(status, 400);
    assert!(answer["message"].as_str().unwrap().contains("The payload is no event of post-login: missing field"), "{answer}");
    assert_eq!(server.api("read:actions create:actions").post(&path, json!({ "payload": event })).await.0, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_error_of_a_try_is_an_error_with_message_name_and_stack_and_without_secrets() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    let event: Value = serde_json::from_str(include_str!("../../fixtures/post-login.json")).unwrap();
    let secret = "open-sesame";
    let cases = [
        ("throw new TypeError('no money');", "threw", "TypeError", "no money", "TypeError: no money\n    at "),
        ("throw 'a text';", "threw", "Error", "The Action threw a text", "Error: The Action threw a text"),
        ("class Mine extends Error { name = 'Mine' } throw new Mine('own');", "threw", "Mine", "own", "Mine: own\n    at "),
        ("throw new Error('with ' + event.secrets.KEY);", "threw", "Error", "with ***", "Error: with ***\n    at "),
        (
            "throw Object.assign(new Error('x'), { name: event.secrets.KEY, stack: 'at ' + event.secrets.KEY + ' (a.js:1:1)' });",
            "threw",
            "***",
            "x",
            "***: x\n    at *** (a.js:1:1)",
        ),
        (
            "throw Object.assign(new Error('x'), { stack: 'at ' + '.'.repeat(190) + event.secrets.KEY });",
            "threw",
            "Error",
            "x",
            "Error: x\n    at ......",
        ),
        ("throw new Error('.'.repeat(4090) + event.secrets.KEY);", "threw", "Error", "......", "Error: ......"),
        ("for (;;) {}", "out_of_fuel", "Error", "The Action used up its fuel of", "Error: The Action used up its fuel of"),
    ];
    for (at, (body, id, name, message, stack)) in cases.into_iter().enumerate() {
        let code = format!("exports.onExecutePostLogin = async (event, api) => {{ {body} }};");
        let secrets = json!([{ "name": "KEY", "value": secret }]);
        let (_, action) = api.post("/actions/actions", draft(&format!("Fails {at}"), json!({ "code": code, "secrets": secrets }))).await;
        let path = format!("/actions/actions/{}/test", action["id"].as_str().unwrap());
        let (status, answer) = api.post(&path, json!({ "payload": event })).await;
        let error = &answer["payload"]["error"];
        assert_eq!((status, &error["id"], &error["name"]), (200, &json!(id), &json!(name)), "{body}: {answer}");
        assert!(error["message"].as_str().unwrap().starts_with(message), "{body}: {error}");
        assert!(error["stack"].as_str().unwrap().starts_with(stack), "{body}: {error}");
        assert_eq!(error["failure"]["kind"], id, "{error}");
        assert!(!answer.to_string().contains("open-ses"), "{body}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dependencies_are_resolved_bundled_and_told_with_their_exact_versions() {
    let shelf = tempfile::tempdir().unwrap();
    Package::bare("greeter", "1.2.3").file("index.js", "exports.greet = (name) => 'Hello ' + name;").pack_into(shelf.path());
    Package::bare("greeter", "1.1.0").file("index.js", "exports.greet = () => 'old';").pack_into(shelf.path());
    let server = TestServer::start_with_packages(shelf.path()).await;
    let api = server.api(ALL);
    let code = "const { greet } = require('greeter');
exports.onExecutePostLogin = async (event, api) => { api.access.deny(greet(event.user.email)); };";
    let wanted = json!([{ "name": "greeter", "version": "latest" }]);
    let (status, action) = api.post("/actions/actions", draft("Greets", json!({ "code": code, "dependencies": wanted }))).await;
    assert_eq!((status, &action["status"]), (201, &json!("built")), "{action}");
    assert_eq!(action["dependencies"], json!([{ "name": "greeter", "version": "1.2.3" }]));
    let event: Value = serde_json::from_str(include_str!("../../fixtures/post-login.json")).unwrap();
    let path = format!("/actions/actions/{}/test", action["id"].as_str().unwrap());
    let (_, answer) = api.post(&path, json!({ "payload": event })).await;
    assert_eq!(answer["payload"]["effects"][0]["reason"], "Hello ada@example.com", "{answer}");

    let missing = json!([{ "name": "nowhere", "version": "1.0.0" }]);
    let (status, action) = api.post("/actions/actions", draft("Misses", json!({ "code": CODE, "dependencies": missing }))).await;
    assert_eq!((status, &action["status"]), (201, &json!("failed")));
    assert!(action["errors"][0]["msg"].as_str().unwrap().contains("Cannot find module 'nowhere"), "{action}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_sees_the_bindings_of_one_moment_while_an_editor_changes_them() {
    let server = TestServer::start_changed(Arc::new(MemoryStore::new()), true, |config| config.sandbox.allow_private_egress = true).await;
    first_start(&server.app, Default::default()).await.unwrap().expect("the first start");
    let api = server.api(ALL);
    // The first Action of a pair asks there, and goes on when the editor is done.
    let gate = Gate::new().await;
    let origin = &gate.origin;
    for name in ["a1", "a2", "b1", "b2"] {
        let wait = if name.ends_with('1') { format!("await fetch('{origin}');") } else { String::new() };
        let code = format!("exports.onExecutePostLogin = async (event, api) => {{ {wait} api.idToken.setCustomClaim('{name}', 1); }};");
        let given = json!({ "code": code, "deploy": true, "allowed_hosts": [origin] });
        let made = api.post("/actions/actions", draft(name, given)).await;
        assert_eq!((made.0, &made.1["all_changes_deployed"]), (201, &json!(true)), "{}", made.1);
    }
    let client = server.client_with(AppType::RegularWeb, |client| client.grant_types.push("password".to_owned())).await;
    let connection = server.app.directory.connections.find("name", DEFAULT_CONNECTION).await.unwrap().unwrap();
    let enable = |connection: &mut Connection| connection.enabled_clients.push(client.id().to_owned());
    let connection = server.app.directory.connections.modify(&connection.id, enable).await.unwrap().unwrap().value;
    server.with_user(&connection, "ann@example.com").await;
    let bind = async |names: [&str; 2]| {
        let bindings = names.map(|name| json!({ "ref": { "type": "action_name", "value": name } }));
        let bound = api.patch("/actions/triggers/post-login/bindings", json!({ "bindings": bindings })).await;
        assert_eq!(bound.0, 200, "{}", bound.1);
    };
    let (mut now, mut next) = (["a1", "a2"], ["b1", "b2"]);
    bind(now).await;
    for _ in 0..4 {
        let login = async {
            let form = [("grant_type", "password"), ("username", "ann@example.com"), ("password", PASSWORD), ("scope", "openid")];
            let answer = server.token(&client, &form).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            let claims = verified(&server, answer.text_of("id_token"), client.id()).await;
            ["a1", "a2", "b1", "b2"].into_iter().filter(|name| claims.contains_key(*name)).collect::<Vec<_>>()
        };
        let (ran, ()) = tokio::join!(login, gate.meanwhile(bind(next)));
        assert_eq!(ran, now, "it ran while {next:?} were bound");
        std::mem::swap(&mut now, &mut next);
    }
}
