//! Hooks that do wrong: their flow ends with a record, and the next one is well.

use serde_json::json;

use super::{ALL, Scene};
use crate::support::api::message;

#[tokio::test(flavor = "multi_thread")]
async fn a_hook_that_does_wrong_fails_its_flow_and_says_how() {
    let scene = Scene::new().await;
    let id = scene.hook("pre-user-registration", "module.exports = (user, context, cb) => cb();").await;
    for (body, kind, told) in [
        ("for (;;) {}", "out_of_fuel", "The Hook used up its fuel"),
        ("const all = []; for (;;) all.push(new ArrayBuffer(4 << 20));", "memory_limit", "The Hook asked for"),
        ("// It never calls back.", "never_settled", "The Hook never called its callback"),
        ("require('nobody-knows-it');", "threw", "Cannot find module 'nobody-knows-it'"),
        ("cb(new Error('not today'));", "threw", "not today"),
        ("throw 'a text';", "threw", "The Hook threw a text"),
        ("const m = {}; m.m = m; cb(null, { user: { app_metadata: { m } } });", "threw", "circular"),
        ("cb(null, { user: { app_metadata: { long: 'x'.repeat(300_000) } } });", "invalid_effect", ""),
        ("cb(null, new Proxy({}, { get() { throw new Error('a trap'); } }));", "threw", "a trap"),
    ] {
        scene.change(&id, &format!("module.exports = function (user, context, cb) {{ {body}\n}};")).await;
        let (status, answer) = scene.sign_up("ann@example.com").await;
        assert_eq!(status, 400, "{body}: {answer}");
        let log = scene.server.last_log("actions_execution_failed").await.unwrap();
        assert_eq!(log.details["hook_id"], json!(id), "{body}");
        let record = scene.server.app.audit.executions.all().await.unwrap().remove(0);
        let error = record.results[0].error.clone().unwrap_or_else(|| panic!("{body}: no error"));
        assert!(error.kind == kind && error.message.contains(told), "{body}: {error:?}");
        scene.server.app.audit.executions.delete(&record).await.unwrap();
    }
    assert!(scene.server.app.directory.users.all().await.unwrap().is_empty());
    scene.change(&id, "module.exports = (user, context, cb) => { cb(); cb(new Error('late')); };").await;
    assert_eq!(scene.sign_up("ann@example.com").await.0, 200, "the first call back counted");
    let said = scene.record("ss").await.results[0].console.to_string();
    assert!(said.contains("The Hook called its callback 2 times; the first one counted."), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_kept_between_two_runs_and_no_secret_is_shown() {
    let scene = Scene::new().await;
    let script = "let count = 0;
      module.exports = (client, scope, audience, context, cb) => {
        count += 1; global.before = (global.before || 0) + 1;
        console.log(count, global.before, context.webtask.secrets.KEY, Math.random() !== 0);
        if (scope.length === 1) return cb(new Error('with ' + context.webtask.secrets.KEY));
        cb(null, { scope });
      };";
    let id = scene.hook("credentials-exchange", script).await;
    let api = scene.server.api(ALL);
    assert_eq!(api.post(&format!("/hooks/{id}/secrets"), json!({ "KEY": "open-sesame" })).await.0, 201);
    for _ in 0..2 {
        assert_eq!(scene.ask(&[]).await.status, 200);
        let record = scene.record("seccft").await;
        assert_eq!(record.results[0].console[0]["message"], "1 1 *** true");
    }
    let refused = scene.ask(&[("scope", "read")]).await;
    assert_eq!(refused.json["error_description"], "with ***");
    let (_, logs) = api.get("/logs?per_page=100").await;
    assert!(!logs.to_string().contains("open-sesame"), "{logs}");
    let (_, read) = api.get(&format!("/hooks/{id}")).await;
    assert!(!read.to_string().contains("sesame") && read.get("secrets").is_none(), "{read}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_cannot_be_a_hook_is_refused_when_it_is_written() {
    let scene = Scene::new().await;
    let api = scene.server.api(ALL);
    for (script, told) in [
        ("module.exports = function (", "hooks/wrong.js:1:"),
        ("module.exports = { a: 1 };", "hooks/wrong.js exports no function"),
        ("exports.hook = function () {};", "hooks/wrong.js exports no function"),
        ("for (;;) {}", "The code at the top level"),
        ("require('absent@1.0.0'); module.exports = function () {};", "absent"),
    ] {
        let body = json!({ "name": "wrong", "triggerId": "post-user-registration", "script": script });
        let answer = api.post("/hooks", body).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_script")), "{script}: {answer:?}");
        assert!(message(&answer).contains(told), "{script}: {answer:?}");
    }
    assert_eq!(api.get("/hooks").await.1, json!([]), "nothing of it is kept");
    assert!(scene.server.app.actions.scripts.all().await.unwrap().is_empty());
}
