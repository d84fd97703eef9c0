//! Drafts of modules: created, read, listed, changed, deleted.

use serde_json::{Value, json};

use super::{ALL, action, published, server};
use crate::scripts::packages::Package;
use crate::support::TestServer;
use crate::support::api::message;

const CODE: &str = "exports.greet = (name) => 'Hello ' + name;";

#[tokio::test(flavor = "multi_thread")]
async fn a_module_is_shown_as_auth0_shows_it_before_and_after_it_is_published() {
    let server = server().await;
    let api = server.api(ALL);
    let given = json!({ "name": "greeter", "code": CODE, "api_version": "v1", "secrets": [{ "name": "KEY", "value": "open sesame" }] });
    let (status, module) = api.post("/actions/modules", given).await;
    let (id, now) = (&module["id"], "2026-11-20T10:00:00.000000000Z");
    let draft = json!({
        "id": id, "name": "greeter", "code": CODE, "dependencies": [], "secrets": [{ "name": "KEY", "updated_at": now }],
        "actions_using_module_total": 0, "all_changes_published": false, "created_at": now, "updated_at": now,
    });
    assert_eq!((status, &module), (201, &draft));
    let path = format!("/actions/modules/{}", id.as_str().unwrap());
    assert_eq!(api.get(&path).await, (200, draft.clone()));
    assert_eq!(api.get("/actions/modules").await, (200, json!({ "modules": [draft], "total": 1, "page": 0, "per_page": 50 })));

    let (status, version) = api.send("POST", &format!("{path}/versions"), None).await;
    assert_eq!(status, 200, "{version}");
    let (_, module) = api.get(&path).await;
    assert_eq!((&module["all_changes_published"], &module["latest_version_number"]), (&json!(true), &json!(1)));
    let latest = json!({
        "id": version["id"], "version_number": 1, "code": CODE, "dependencies": [], "secrets": [{ "name": "KEY", "updated_at": now }],
        "created_at": now,
    });
    assert_eq!(module["latest_version"], latest);
    let (_, listed) = api.get("/actions/modules").await;
    assert_eq!((&listed["modules"][0]["latest_version_number"], listed["modules"][0].get("latest_version")), (&json!(1), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_given_once() {
    let server = server().await;
    let api = server.api(ALL);
    published(&api, "greeter", CODE, json!([])).await;
    let answer = api.post("/actions/modules", json!({ "name": "greeter", "code": CODE })).await;
    let body = json!({ "statusCode": 409, "error": "Conflict", "message": "An action module with the same name already exists." });
    assert_eq!(answer, (409, body));
    let racing = json!({ "name": "raced", "code": CODE });
    let (one, other) = tokio::join!(api.post("/actions/modules", racing.clone()), api.post("/actions/modules", racing));
    let mut statuses = [one.0, other.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_paged() {
    let server = server().await;
    let api = server.api(ALL);
    for name in ["a", "b", "c"] {
        published(&api, name, CODE, json!([])).await;
    }
    let (_, first) = api.get("/actions/modules?per_page=2").await;
    let (_, second) = api.get("/actions/modules?per_page=2&page=1").await;
    assert_eq!((&first["total"], &first["page"], first["modules"].as_array().unwrap().len()), (&json!(3), &json!(0), 2));
    assert_eq!((&second["total"], &second["page"], second["modules"].as_array().unwrap().len()), (&json!(3), &json!(1), 1));
    for query in ["per_page=101", "per_page=0", "page=-1", "include_totals=true"] {
        assert_eq!(api.get(&format!("/actions/modules?{query}")).await.0, 400, "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_replaces_what_it_names_and_keeps_the_rest() {
    let server = server().await;
    let api = server.api(ALL);
    let id = published(&api, "greeter", CODE, json!([{ "name": "A", "value": "one" }, { "name": "B", "value": "two" }])).await;
    let path = format!("/actions/modules/{id}");
    let (status, changed) = api.patch(&path, json!({ "secrets": [{ "name": "A" }, { "name": "C", "value": "three" }] })).await;
    assert_eq!((status, &changed["code"], &changed["all_changes_published"]), (200, &json!(CODE), &json!(false)));
    let names: Vec<&Value> = changed["secrets"].as_array().unwrap().iter().map(|secret| &secret["name"]).collect();
    assert_eq!(names, ["A", "C"]);
    assert_eq!(changed["latest_version"]["secrets"][1]["name"], "B");
    let unknown = api.patch(&path, json!({ "secrets": [{ "name": "D" }] })).await;
    assert_eq!((unknown.0, message(&unknown)), (400, "The secret D has no value."));
    let twice = json!([{ "name": "D", "value": "1" }, { "name": "D", "value": "2" }]);
    assert_eq!(api.patch(&path, json!({ "secrets": twice })).await.0, 400);
    let renamed = api.patch(&path, json!({ "name": "other" })).await;
    assert_eq!((renamed.0, message(&renamed)), (400, "Payload validation error: 'Additional properties not allowed: name'."));
}

#[tokio::test(flavor = "multi_thread")]
async fn code_that_does_not_parse_is_refused_at_its_line_and_column() {
    let server = server().await;
    let api = server.api(ALL);
    let broken = "exports.greet = () => {\n  const = 3;\n};";
    let answer = api.post("/actions/modules", json!({ "name": "greeter", "code": broken })).await;
    assert_eq!((answer.0, &answer.1["error"]), (400, &json!("Bad Request")));
    assert!(message(&answer).starts_with("modules/greeter.js:2:9: "), "{answer:?}");
    let id = published(&api, "greeter", CODE, json!([])).await;
    let answer = api.patch(&format!("/actions/modules/{id}"), json!({ "code": broken })).await;
    assert!(answer.0 == 400 && message(&answer).starts_with("modules/greeter.js:2:9: "), "{answer:?}");
    assert_eq!(api.get(&format!("/actions/modules/{id}")).await.1["code"], CODE);
    // The name that the engine gives to every module.
    let answer = api.patch(&format!("/actions/modules/{id}"), json!({ "code": "\nconst actions = {};" })).await;
    assert_eq!((answer.0, message(&answer)), (400, "modules/greeter.js:2:7: Identifier 'actions' has already been declared"));
    assert_eq!(api.patch(&format!("/actions/modules/{id}"), json!({ "code": "var actions = {};" })).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_requires_no_other_module() {
    let server = server().await;
    let api = server.api(ALL);
    published(&api, "one", CODE, json!([])).await;
    for code in ["require('actions:one');", "import('actions:one');"] {
        let answer = api.post("/actions/modules", json!({ "name": "two", "code": code })).await;
        let sentence = "modules/two.js requires 'actions:one', which is not among what modules can require.";
        assert_eq!((answer.0, message(&answer)), (400, sentence));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dependencies_come_to_exact_versions_and_stay_there() {
    let shelf = tempfile::tempdir().unwrap();
    Package::bare("greeter", "1.1.0").file("index.js", "exports.greet = (name) => 'Hello ' + name;").pack_into(shelf.path());
    let server = TestServer::start_with_packages(shelf.path()).await;
    let api = server.api(ALL);
    let code = "exports.hello = require('greeter').greet;";
    let wanted = json!([{ "name": "greeter", "version": "latest" }]);
    let (status, module) =
        api.post("/actions/modules", json!({ "name": "hello", "code": code, "dependencies": wanted, "publish": true })).await;
    assert_eq!((status, &module["dependencies"]), (201, &json!([{ "name": "greeter", "version": "1.1.0" }])), "{module}");

    // Later versions of the package, and its end, are nothing to Actions that are built with this version of the module.
    std::fs::read_dir(shelf.path()).unwrap().filter_map(Result::ok).filter(|entry| entry.path().is_file()).for_each(|entry| {
        std::fs::remove_file(entry.path()).unwrap();
    });
    let body = "api.access.deny(require('actions:hello').hello(event.user.email));";
    let (_, made) = action(&api, "Greets", "", body, json!([{ "module_name": "hello" }])).await;
    assert_eq!(made["status"], "built", "{made}");
    assert_eq!(super::tried(&api, &made).await["effects"][0]["reason"], "Hello ada@example.com");

    let missing = json!([{ "name": "nowhere", "version": "1.0.0" }]);
    let answer = api.post("/actions/modules", json!({ "name": "misses", "code": CODE, "dependencies": missing })).await;
    assert!(answer.0 == 400 && message(&answer).contains("Cannot find module 'nowhere"), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_goes_with_all_that_was_built_unless_an_action_uses_it() {
    let server = server().await;
    let api = server.api(ALL);
    let id = published(&api, "greeter", CODE, json!([])).await;
    let path = format!("/actions/modules/{id}");
    api.patch(&path, json!({ "code": format!("{CODE}\n") })).await;
    let (_, made) = action(&api, "Greets", "require('actions:greeter');", "", json!([{ "module_id": id }])).await;
    let in_use = api.delete(&path).await;
    let sentence = "The Actions Module cannot be deleted because it is in use by one or more actions.";
    assert_eq!(in_use, (412, json!({ "statusCode": 412, "error": "Precondition Failed", "message": sentence })));
    assert_eq!(api.delete(&format!("/actions/actions/{}", made["id"].as_str().unwrap())).await.0, 204);
    assert_eq!(api.delete(&path).await, (204, Value::Null));
    assert!(server.app.actions.module_versions.all().await.unwrap().is_empty());
    assert!(server.app.actions.module_units.all().await.unwrap().is_empty());
    for (method, path) in [
        ("GET", path.clone()),
        ("PATCH", path.clone()),
        ("DELETE", path.clone()),
        ("GET", format!("{path}/actions")),
        ("GET", format!("{path}/versions")),
        ("GET", format!("{path}/versions/{id}")),
        ("POST", format!("{path}/versions")),
    ] {
        let (status, body) = api.send(method, &path, None).await;
        assert_eq!((status, &body["error"]), (404, &json!("Not Found")), "{method} {path}");
    }
    assert_eq!(api.post(&format!("{path}/rollback"), json!({ "module_version_id": id })).await.0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_endpoint_wants_its_scope_and_every_change_is_in_the_tenant_log() {
    let server = server().await;
    let api = server.api(ALL);
    let id = published(&api, "greeter", CODE, json!([{ "name": "KEY", "value": "open sesame" }])).await;
    let event = server.last_log("sapi").await.unwrap();
    assert_eq!(event.description.as_deref(), Some("Create a new Actions Module"));
    let kept = json!(event.details).to_string();
    assert!(kept.contains("greeter") && !kept.contains("open sesame"), "{kept}");
    let path = format!("/actions/modules/{id}");
    for (method, path, lacks) in [
        ("GET", "/actions/modules".to_owned(), "read:actions"),
        ("POST", "/actions/modules".to_owned(), "create:actions"),
        ("GET", path.clone(), "read:actions"),
        ("PATCH", path.clone(), "update:actions"),
        ("DELETE", path.clone(), "delete:actions"),
        ("GET", format!("{path}/actions"), "read:actions"),
        ("GET", format!("{path}/versions"), "read:actions"),
        ("POST", format!("{path}/versions"), "update:actions"),
        ("GET", format!("{path}/versions/x"), "read:actions"),
        ("POST", format!("{path}/rollback"), "update:actions"),
    ] {
        let scopes: Vec<&str> = ALL.split(' ').filter(|scope| *scope != lacks).collect();
        assert_eq!(server.api(&scopes.join(" ")).send(method, &path, None).await.0, 403, "{method} {path}");
    }
    assert_eq!(api.delete(&path).await.0, 204);
    let event = server.last_log("sapi").await.unwrap();
    assert_eq!(event.description.as_deref(), Some("Delete a specific Actions Module by ID"));
}
