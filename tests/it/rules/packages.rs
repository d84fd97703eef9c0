//! What Rules require: Node's modules, the library of their time, packages by name and version.

use serde_json::json;

use super::Story;
use crate::scripts::packages::{Package, Registry};
use crate::support::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_has_the_packages_that_it_names_with_a_version() {
    let registry = Registry::start().await;
    registry.publish([Package::new("greeter", "1.2.3"), Package::new("greeter", "2.0.0")]);
    let directory = tempfile::tempdir().unwrap();
    let url = registry.url.clone();
    let server = TestServer::start_with_npm(directory.path(), |npm| npm.registry = Some(url)).await;
    let story = Story::on(server).await;
    story.body("context.idToken.old = typeof require('greeter@1.2.3'); callback(null, user, context);").await;
    story
        .body(
            "const crypto = require('crypto');
             context.idToken.hash = crypto.createHash('md5').update('a').digest('hex');
             callback(null, user, context);",
        )
        .await;
    let id = story.claims().await.0;
    assert_eq!((&id["old"], &id["hash"]), (&json!("string"), &json!("0cc175b9c0f1b6a831c399e269772661")));
    // The registry answers nothing; a change elsewhere does not wait for it, and keeps what the first Rule has.
    let closed = registry.gate.write().await;
    story.body("context.idToken.third = require('request') === request; callback(null, user, context);").await;
    let id = story.claims().await.0;
    assert_eq!((&id["old"], &id["third"]), (&json!("string"), &json!(true)));
    drop(closed);

    let api = story.server.api("create:rules");
    let script = "function (user, context, callback) { require('absent@1.0.0'); callback(null, user, context); }";
    let (status, answer) = api.post("/rules", json!({ "name": "absent", "script": script })).await;
    assert_eq!(status, 400, "{answer}");
    assert!(answer["message"].as_str().unwrap().contains("Cannot find module 'absent'"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_rule_requires_is_loaded_when_the_rule_is_written_and_not_in_each_login() {
    let registry = Registry::start().await;
    // Loading it takes more than the fuel of a login.
    let long = "let sum = 0; for (let i = 0; i < 4000000; i += 1) sum += i; module.exports = sum;";
    registry.publish([Package::bare("long", "1.0.0").file("index.js", long)]);
    let directory = tempfile::tempdir().unwrap();
    let url = registry.url.clone();
    let server = TestServer::start_with_npm(directory.path(), |npm| npm.registry = Some(url)).await;
    let story = Story::on(server).await;
    story.body("context.idToken.sum = require('long@1.0.0'); callback(null, user, context);").await;
    assert_eq!(story.claims().await.0["sum"], json!(7_999_998_000_000_u64));
    let limit = story.server.app.config.sandbox.limits.fuel;
    assert!(story.record().await["results"][0]["fuel_used"].as_u64().unwrap() < limit / 10);
}
