//! `/api/v2/hooks`: how Hooks are made, read, changed, switched and deleted, and their secrets.

use serde_json::{Value, json};

use super::ALL;
use crate::scripts::packages::{Package, Registry};
use crate::support::TestServer;
use crate::support::api::message;

fn hook(name: &str, trigger: &str) -> Value {
    json!({ "name": name, "triggerId": trigger, "script": "module.exports = function (user, context, cb) { cb(null, {}); };" })
}

fn path(made: &Value) -> String {
    format!("/hooks/{}", made["id"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hook_is_created_read_changed_and_deleted() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    let (status, made) = api.post("/hooks", hook("test-hook735", "post-user-registration")).await;
    assert_eq!(status, 201, "{made}");
    let keys: Vec<&str> = made.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["triggerId", "id", "name", "enabled", "script", "dependencies"]);
    assert_eq!((&made["name"], &made["enabled"], &made["dependencies"]), (&json!("test-hook-735"), &json!(true), &json!({})));
    let id = made["id"].as_str().unwrap();
    assert!(id.len() == 26 && id.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()), "{id}");
    assert_eq!(api.get(&path(&made)).await, (200, made.clone()));
    assert_eq!(api.get(&format!("{}?fields=name,enabled", path(&made))).await.1, json!({ "name": "test-hook-735", "enabled": true }));

    let (status, changed) = api.patch(&path(&made), json!({ "name": "My Hook", "enabled": false })).await;
    assert_eq!((status, &changed["name"], &changed["enabled"]), (200, &json!("my-hook"), &json!(false)), "{changed}");
    assert_eq!((&changed["id"], &changed["script"]), (&made["id"], &made["script"]));

    assert_eq!(api.delete(&path(&made)).await, (204, Value::Null));
    assert_eq!(api.delete(&path(&made)).await.0, 204);
    let missing = api.get(&path(&made)).await;
    assert_eq!((missing.0, &missing.1["errorCode"], message(&missing)), (404, &json!("HookDoesNotExist"), "Error: Hook does not exist"));
    assert_eq!(api.patch(&path(&made), json!({ "enabled": true })).await.0, 404);
    assert!(server.app.actions.scripts.all().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_each_trigger_one_hook_runs_and_the_last_that_was_switched_on_is_it() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    let enabled = async |trigger: &str| {
        let (_, list) = api.get(&format!("/hooks?enabled=true&fields=name&triggerId={trigger}")).await;
        list.as_array().unwrap().iter().map(|hook| hook["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (_, a) = api.post("/hooks", hook("a", "post-change-password")).await;
    let (_, b) = api.post("/hooks", hook("b", "post-change-password")).await;
    assert_eq!((&a["enabled"], &b["enabled"]), (&json!(true), &json!(false)), "the first is switched on");
    assert_eq!(api.post("/hooks", hook("other", "send-phone-message")).await.1["enabled"], true);
    assert_eq!(api.patch(&path(&b), json!({ "enabled": true })).await.0, 200);
    assert_eq!(enabled("post-change-password").await, ["b"]);
    let mut third = hook("c", "post-change-password");
    third["enabled"] = json!(true);
    assert_eq!(api.post("/hooks", third).await.0, 201);
    assert_eq!(enabled("post-change-password").await, ["c"]);
    assert_eq!(enabled("send-phone-message").await, ["other"]);
    // Those who race for it leave one.
    let paths = [path(&a), path(&b), path(&a), path(&b)];
    let raced = futures_util::future::join_all(paths.iter().map(|path| api.patch(path, json!({ "enabled": true })))).await;
    assert!(raced.iter().all(|(status, _)| [200, 409].contains(status)) && raced.iter().any(|(status, _)| *status == 200), "{raced:?}");
    assert_eq!(enabled("post-change-password").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn hooks_are_listed_filtered_and_paged() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    assert_eq!(api.get("/hooks").await, (200, json!([])));
    for (name, trigger) in [("a", "post-change-password"), ("b", "credentials-exchange"), ("c", "credentials-exchange")] {
        assert_eq!(api.post("/hooks", hook(name, trigger)).await.0, 201);
        server.clock.advance(std::time::Duration::from_millis(1));
    }
    let names = async |query: &str| {
        let (_, list) = api.get(&format!("/hooks?fields=name{query}")).await;
        list.as_array().unwrap().iter().map(|hook| hook["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("").await, ["a", "b", "c"]);
    assert_eq!(names("&triggerId=credentials-exchange").await, ["b", "c"]);
    assert_eq!(names("&triggerId=credentials-exchange&enabled=false").await, ["c"]);
    let page = api.get("/hooks?fields=name&include_totals=true&per_page=1&page=1").await.1;
    assert_eq!(page, json!({ "start": 1, "limit": 1, "total": 3, "hooks": [{ "name": "b" }] }));
    for query in ["unknown=1", "enabled=perhaps", "triggerId=post-login"] {
        assert_eq!(api.get(&format!("/hooks?{query}")).await.1["errorCode"], "invalid_query_string", "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_added_changed_and_removed_and_never_shown() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    let (_, made) = api.post("/hooks", hook("a", "credentials-exchange")).await;
    let secrets = format!("{}/secrets", path(&made));
    assert_eq!(api.get(&secrets).await, (200, json!({})));
    assert_eq!(api.post(&secrets, json!({ "KEY": "hush-hush", "other": "x" })).await, (201, json!({})));
    assert_eq!(api.get(&secrets).await.1, json!({ "KEY": "_VALUE_NOT_SHOWN_", "other": "_VALUE_NOT_SHOWN_" }));
    let again = api.post(&secrets, json!({ "new": "1", "KEY": "2" })).await;
    assert_eq!((again.0, message(&again)), (409, "Secret with the same name already exists."));
    assert_eq!(api.patch(&secrets, json!({ "KEY": "hush-again" })).await, (201, json!({})));
    let missing = api.patch(&secrets, json!({ "absent": "1" })).await;
    assert_eq!((missing.0, message(&missing)), (404, "Hook or secret not found."));
    assert_eq!(api.send("DELETE", &secrets, Some(json!(["KEY", "absent"]))).await.0, 204);
    assert_eq!(api.get(&secrets).await.1, json!({ "other": "_VALUE_NOT_SHOWN_" }), "what is refused changes nothing");

    let many: Value = (0..20).map(|n| (format!("K{n}"), json!("v"))).collect::<serde_json::Map<_, _>>().into();
    for (body, told) in [
        (many, "A hook has at most 20 secrets"),
        (json!({ "a": 1 }), "Expected an object of names and values"),
        (json!(["a"]), "Expected type object but found type array"),
        (json!({ "": "x" }), "The name of a secret has 1 to 128 bytes"),
        (json!({ "a": "x".repeat(4097) }), "The value of a secret has at most 4096 bytes"),
        (json!({}), "minimum 1"),
    ] {
        let answer = api.post(&secrets, body.clone()).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_body")), "{answer:?}");
        assert!(message(&answer).contains(told), "{answer:?}");
    }
    assert_eq!(api.send("DELETE", &secrets, Some(json!({ "KEY": true }))).await.0, 400);
    for (method, body) in
        [("GET", None), ("POST", Some(json!({ "a": "b" }))), ("PATCH", Some(json!({ "a": "b" }))), ("DELETE", Some(json!(["a"])))]
    {
        assert_eq!(api.send(method, "/hooks/nobody/secrets", body).await.0, 404, "{method}");
    }
    let stored = server.app.hooks.all().await.unwrap().remove(0).value;
    assert!(!format!("{stored:?}").contains("hush"), "sealed at rest");
    let (_, logs) = api.get("/logs?per_page=100").await;
    assert!(logs.to_string().contains("Add hook secrets") && !logs.to_string().contains("hush"), "{logs}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_operation_takes_its_own_scope() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let (_, made) = server.api(ALL).post("/hooks", hook("a", "credentials-exchange")).await;
    let secrets = format!("{}/secrets", path(&made));
    for (method, path, body, scope) in [
        ("GET", "/hooks".to_owned(), None, "read"),
        ("GET", path(&made), None, "read"),
        ("POST", "/hooks".to_owned(), Some(hook("b", "credentials-exchange")), "create"),
        ("PATCH", path(&made), Some(json!({})), "update"),
        ("GET", secrets.clone(), None, "read"),
        ("POST", secrets.clone(), Some(json!({ "a": "b" })), "update"),
        ("PATCH", secrets.clone(), Some(json!({ "a": "c" })), "update"),
        ("DELETE", secrets, Some(json!(["a"])), "update"),
        ("DELETE", path(&made), None, "delete"),
    ] {
        let others = ["read", "create", "update", "delete"].into_iter().filter(|other| *other != scope);
        let others = others.map(|other| format!("{other}:hooks")).collect::<Vec<_>>().join(" ");
        assert_eq!(server.api(&others).send(method, &path, body.clone()).await.0, 403, "{method} {path}");
        let (status, answer) = server.api(&format!("{scope}:hooks")).send(method, &path, body).await;
        assert!(status < 300, "{method} {path}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_hook_is_named() {
    let (server, _) = TestServer::first_started_for_scripts().await;
    let api = server.api(ALL);
    let with = |name: &str, value: Value| {
        let mut body = hook("good", "credentials-exchange");
        body[name] = value;
        body
    };
    let eleven: Value = (0..11).map(|n| (format!("p{n}"), json!("1"))).collect::<serde_json::Map<_, _>>().into();
    for (body, expected) in [
        (json!({ "name": "a", "script": "x" }), "Missing required property: triggerId"),
        (with("triggerId", json!("post-login")), "No enum match for: post-login"),
        (with("name", json!("-a")), "String does not match pattern"),
        (with("name", json!("a".repeat(256))), "String is too long"),
        (with("script", json!("")), "String is too short"),
        (with("script", json!("x".repeat(100_001))), "String is too long"),
        (with("enabled", json!("yes")), "Expected type boolean but found type string"),
        (with("dependencies", json!([])), "Expected type object but found type array"),
        (with("dependencies", json!({ "a": 1 })), "Expected an object of packages and their versions' on property dependencies."),
        (with("dependencies", eleven), "Object has too many properties (11), maximum 10"),
        (with("id", json!("x")), "Additional properties not allowed: id"),
        (with("secrets", json!({})), "Additional properties not allowed: secrets"),
    ] {
        let answer = api.post("/hooks", body.clone()).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_body")), "{body}: {answer:?}");
        assert!(message(&answer).contains(expected), "{}", message(&answer));
    }
    let (_, made) = api.post("/hooks", hook("taken", "credentials-exchange")).await;
    let again = api.post("/hooks", hook("Taken", "post-change-password")).await;
    assert_eq!((again.0, message(&again)), (409, "Hook with the same name already exists."));
    assert_eq!(api.patch(&path(&made), json!({ "triggerId": "post-change-password" })).await.0, 400, "a Hook stays at its trigger");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hook_has_the_packages_of_its_list() {
    let registry = Registry::start().await;
    registry.publish([Package::bare("greeter", "1.2.3").file("index.js", "exports.greet = (name) => 'Hello ' + name;")]);
    let directory = tempfile::tempdir().unwrap();
    let url = registry.url.clone();
    let server = TestServer::start_with_npm(directory.path(), |npm| npm.registry = Some(url)).await;
    let machine = server.client(anteroom::identity::client::AppType::NonInteractive).await;
    server.resource_server("urn:api", &["read"]).await;
    server.grant(&machine, "urn:api", &["read"]).await;
    let api = server.api(ALL);
    let script = "const { greet } = require('greeter');
      module.exports = (client, scope, audience, context, cb) => cb(null, { scope, told: [greet('you'), typeof require('request')] });";
    let body = json!({ "name": "greets", "triggerId": "credentials-exchange", "script": script, "dependencies": { "greeter": "1.2.3" } });
    let (status, made) = api.post("/hooks", body.clone()).await;
    assert_eq!((status, &made["dependencies"]), (201, &json!({ "greeter": "1.2.3" })), "{made}");
    let answer = server.token(&machine, &[("grant_type", "client_credentials"), ("audience", "urn:api")]).await;
    let claims = crate::token::verified(&server, answer.text_of("access_token"), "urn:api").await;
    assert_eq!(claims["told"], json!(["Hello you", "function"]));
    let mut missing = body;
    missing["name"] = json!("misses");
    missing["dependencies"] = json!({ "greeter": "9.9.9" });
    let answer = api.post("/hooks", missing).await;
    assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_script")), "{answer:?}");
    // What changes nothing of the text needs no registry.
    drop(registry);
    assert_eq!(api.patch(&path(&made), json!({ "enabled": false })).await.0, 200);
}
