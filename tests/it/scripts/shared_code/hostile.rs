//! Modules that somebody made to do harm: names, sizes, and code that reaches for what is not its own.

use serde_json::{Value, json};

use super::{ALL, action, lines, published, server, tried};
use crate::scripts::packages::Package;
use crate::support::TestServer;
use crate::support::api::message;

const CODE: &str = "exports.number = 1;";

#[tokio::test(flavor = "multi_thread")]
async fn names_of_any_kind_are_names_and_nothing_else() {
    let server = server().await;
    let api = server.api(ALL);
    let code = "exports.own = Object.keys(actions.secrets).join(); exports.kind = typeof actions.secrets.toString;";
    for name in ["__proto__", "constructor", "toString", "../../etc/passwd", "a/b", "a b", "action.js", "%00", "'); throw 1; ('", "名前"]
    {
        // The names of prototypes are names of secrets as well.
        let id = published(&api, name, code, json!([{ "name": "__proto__", "value": "v" }])).await;
        let required = json!(format!("actions:{name}"));
        let body = format!("const {{ own, kind }} = require({required}); console.log(own, kind);");
        let (_, made) = action(&api, &format!("Of {name}"), "", &body, json!([{ "module_id": id }])).await;
        assert_eq!(made["status"], "built", "{name}: {made}");
        assert_eq!(lines(&tried(&api, &made).await), ["__proto__ function"], "{name}");
        assert_eq!(api.get(&format!("/actions/modules/{id}")).await.1["name"], name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_without_secrets_sees_an_object_of_its_own() {
    let server = server().await;
    let api = server.api(ALL);
    let code = "exports.own = Object.hasOwn(actions, 'secrets') && Object.getPrototypeOf(actions.secrets) === Object.prototype;
actions.secrets.polluted = 'yes'; exports.polluted = ({}).polluted;";
    for name in ["__proto__", "constructor"] {
        let id = published(&api, name, code, json!([])).await;
        let body = format!("const {{ own, polluted }} = require('actions:{name}'); console.log(own, polluted);");
        let (_, made) = action(&api, name, "", &body, json!([{ "module_id": id }])).await;
        assert_eq!(lines(&tried(&api, &made).await), ["true undefined"], "{name}: {made}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_break_a_line_or_are_too_long_are_refused() {
    let server = server().await;
    let api = server.api(ALL);
    for (name, reason) in [
        (String::new(), "String is too short (0 chars), minimum 1"),
        ("x".repeat(256), "String is too long (256 chars), maximum 255"),
        ("a\nb".to_owned(), "The name of a module has no control characters"),
        ("a\0b".to_owned(), "The name of a module has no control characters"),
    ] {
        let answer = api.post("/actions/modules", json!({ "name": name, "code": CODE })).await;
        assert_eq!((answer.0, message(&answer)), (400, format!("Payload validation error: '{reason}' on property name.").as_str()));
    }
    assert_eq!(api.post("/actions/modules", json!({ "name": "名".repeat(255), "code": CODE })).await.0, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn sizes_are_bounded() {
    let server = server().await;
    let api = server.api(ALL);
    let code = |length: usize| format!("//{}", "x".repeat(length - 2));
    assert_eq!(api.post("/actions/modules", json!({ "name": "full", "code": code(65_536) })).await.0, 201);
    let answer = api.post("/actions/modules", json!({ "name": "long", "code": code(65_537) })).await;
    assert!(answer.0 == 400 && message(&answer).contains("maximum 65536' on property code."), "{answer:?}");
    // As many characters as are taken, and more bytes than are.
    let answer = api.post("/actions/modules", json!({ "name": "wide", "code": format!("//{}", "名".repeat(50_000)) })).await;
    assert!(answer.0 == 400 && message(&answer).starts_with("modules/wide.js has 150002 bytes"), "{answer:?}");
    let secrets: Vec<Value> = (0..31).map(|n| json!({ "name": format!("K{n}"), "value": "v" })).collect();
    let dependencies: Vec<Value> = (0..11).map(|n| json!({ "name": format!("p{n}"), "version": "1.0.0" })).collect();
    for (field, most, given) in [("secrets", 30, secrets), ("dependencies", 10, dependencies)] {
        let answer = api.post("/actions/modules", json!({ "name": "many", "code": CODE, field: given })).await;
        assert!(answer.0 == 400 && message(&answer).contains(&format!("maximum {most}' on property {field}.")), "{answer:?}");
    }
    // What is said of code holds names of the author's own.
    let name = "x".repeat(60_000);
    let answer = api.post("/actions/modules", json!({ "name": "loud", "code": format!("let {name};\nlet {name};") })).await;
    assert!(answer.0 == 400 && message(&answer).len() <= 1000, "{} bytes", message(&answer).len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_holds_a_hundred_modules() {
    let server = server().await;
    let api = server.api(ALL);
    for number in 0..100 {
        assert_eq!(api.post("/actions/modules", json!({ "name": format!("m{number}"), "code": "" })).await.0, 201);
    }
    let answer = api.post("/actions/modules", json!({ "name": "m100", "code": "" })).await;
    assert_eq!((answer.0, message(&answer)), (403, "You reached the limit of entities of this type for this tenant."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_requires_no_other_by_a_name_that_is_made_when_it_runs() {
    let server = server().await;
    let api = server.api(ALL);
    let one = published(&api, "one", CODE, json!([])).await;
    let two = published(&api, "two", "exports.reach = (name) => require('actions:' + name);", json!([])).await;
    let body = "try { require('actions:two').reach('one'); } catch (error) { console.log(error.code); }
        try { require('actions:' + 'three'); } catch (error) { console.log(error.code); }
        console.log(require('actions:' + 'one').number);";
    let (_, made) = action(&api, "Reaches", "", body, json!([{ "module_id": one }, { "module_id": two }])).await;
    assert_eq!(lines(&tried(&api, &made).await), ["MODULE_NOT_FOUND", "MODULE_NOT_FOUND", "1"], "{made}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_on_one_line() {
    let server = server().await;
    let api = server.api(ALL);
    let answer = action(&api, "Pinned", "", "", json!([{ "module_name": "a\nb" }])).await;
    assert_eq!((answer.0, message(&answer)), (400, "The module ab does not exist."));
    let answer = api.post("/actions/modules", json!({ "name": "shared", "code": CODE, "secrets": [{ "name": "a\nb" }] })).await;
    assert_eq!((answer.0, message(&answer)), (400, "The secret ab has no value."));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_packages_of_an_action_and_its_modules_are_bounded_together() {
    let shelf = tempfile::tempdir().unwrap();
    for name in ["huge", "vast"] {
        Package::bare(name, "1.0.0").file("index.js", &format!("module.exports = '{}';", "x".repeat(9 << 20))).pack_into(shelf.path());
    }
    let server = TestServer::start_with_packages(shelf.path()).await;
    let api = server.api(ALL);
    let dependencies = |name: &str| json!([{ "name": name, "version": "1.0.0" }]);
    let given = json!({ "name": "shared", "code": "require('huge');", "dependencies": dependencies("huge"), "publish": true });
    let (status, module) = api.post("/actions/modules", given).await;
    assert_eq!(status, 201, "{module}");
    let given = json!({
        "name": "Too much", "code": "require('vast');", "dependencies": dependencies("vast"), "supported_triggers": [{ "id": "post-login" }],
        "modules": [{ "module_id": module["id"] }],
    });
    let (status, made) = api.post("/actions/actions", given).await;
    assert_eq!((status, &made["status"]), (201, &json!("failed")));
    assert!(made["errors"][0]["msg"].as_str().unwrap().starts_with("The packages of the Action and its modules have 18"), "{made}");
}
