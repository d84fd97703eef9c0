//! Versions of modules: published, read, rolled back to, and bounded in number.

use serde_json::{Value, json};

use super::{ALL, action, published, server};
use crate::support::api::{Api, message};

const CODE: &str = "exports.number = 1;";

/// Changes the draft to the number, and publishes it; the version's id.
async fn publish(api: &Api<'_>, path: &str, number: usize) -> String {
    assert_eq!(api.patch(path, json!({ "code": format!("exports.number = {number};") })).await.0, 200);
    let (status, version) = api.post(&format!("{path}/versions"), json!({})).await;
    assert_eq!((status, &version["version_number"]), (200, &json!(number)), "{version}");
    version["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_published_once_and_versions_are_read_the_newest_first() {
    let server = server().await;
    let api = server.api(ALL);
    let id = published(&api, "numbers", CODE, json!([])).await;
    let path = format!("/actions/modules/{id}");
    let again = api.post(&format!("{path}/versions"), json!({})).await;
    assert_eq!((again.0, message(&again)), (409, "No draft version is available to publish."));
    // A change that changes nothing is nothing to publish.
    assert_eq!(api.patch(&path, json!({ "code": CODE })).await.1["all_changes_published"], true);
    assert_eq!(api.post(&format!("{path}/versions"), json!({})).await.0, 409);

    let second = publish(&api, &path, 2).await;
    let (_, versions) = api.get(&format!("{path}/versions")).await;
    assert_eq!((&versions["total"], &versions["page"], &versions["per_page"]), (&json!(2), &json!(0), &json!(50)));
    let numbers: Vec<&Value> = versions["versions"].as_array().unwrap().iter().map(|version| &version["version_number"]).collect();
    assert_eq!(numbers, [2, 1]);
    let (status, version) = api.get(&format!("{path}/versions/{second}")).await;
    let created = "2026-11-20T10:00:00.000000000Z";
    let shown = json!({
        "id": second, "module_id": id, "version_number": 2, "code": "exports.number = 2;", "secrets": [], "dependencies": [], "created_at": created,
    });
    assert_eq!((status, &version), (200, &shown));
    assert_eq!(versions["versions"][0], shown);
    let other = published(&api, "others", CODE, json!([])).await;
    let foreign = api.get(&format!("/actions/modules/{other}/versions/{second}")).await;
    assert_eq!((foreign.0, message(&foreign)), (404, "The module or version does not exist."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roll_back_changes_the_draft_alone() {
    let server = server().await;
    let api = server.api(ALL);
    let id = published(&api, "numbers", CODE, json!([{ "name": "KEY", "value": "open sesame" }])).await;
    let path = format!("/actions/modules/{id}");
    let first = api.get(&path).await.1["latest_version"]["id"].clone();
    api.patch(&path, json!({ "secrets": [] })).await;
    let second = publish(&api, &path, 2).await;
    let (status, back) = api.post(&format!("{path}/rollback"), json!({ "module_version_id": first })).await;
    assert_eq!((status, &back["code"], &back["secrets"][0]["name"]), (200, &json!(CODE), &json!("KEY")));
    assert_eq!((&back["all_changes_published"], &back["latest_version"]["id"]), (&json!(false), &json!(second)));
    let again = api.post(&format!("{path}/rollback"), json!({ "module_version_id": first })).await;
    assert_eq!((again.0, message(&again)), (409, "The specified version is already the current draft version."));
    let (_, forth) = api.post(&format!("{path}/rollback"), json!({ "module_version_id": second })).await;
    assert_eq!((&forth["all_changes_published"], &forth["secrets"]), (&json!(true), &json!([])));
    assert_eq!(api.post(&format!("{path}/rollback"), json!({ "module_version_id": "nothing" })).await.0, 404);
    assert_eq!(api.post(&format!("{path}/rollback"), json!({})).await.0, 400);
    // Of three drafts, two are versions still.
    assert_eq!(server.app.actions.module_units.all().await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_oldest_version_that_no_action_uses_makes_room_for_the_fifty_first() {
    let server = server().await;
    let api = server.api(ALL);
    let id = published(&api, "numbers", CODE, json!([])).await;
    let path = format!("/actions/modules/{id}");
    let pin = json!([{ "module_id": id, "module_version_number": 1 }]);
    let (_, made) = action(&api, "First", "require('actions:numbers');", "", pin).await;
    assert_eq!(made["status"], "built", "{made}");
    for number in 2..=51 {
        publish(&api, &path, number).await;
    }
    let (_, versions) = api.get(&format!("{path}/versions?per_page=100")).await;
    let numbers: Vec<u64> =
        versions["versions"].as_array().unwrap().iter().map(|version| version["version_number"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (3..=51).rev().chain([1]).collect::<Vec<u64>>());
    assert_eq!(server.app.actions.module_units.all().await.unwrap().len(), 50);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_versions_that_actions_use_leave_no_room() {
    let server = server().await;
    let api = server.api(ALL);
    let id = published(&api, "numbers", CODE, json!([])).await;
    let path = format!("/actions/modules/{id}");
    for number in 1..=50 {
        if number > 1 {
            publish(&api, &path, number).await;
        }
        let name = format!("Action {number}");
        let draft = json!({ "name": name, "supported_triggers": [{ "id": "post-login" }], "modules": [{ "module_id": id }] });
        assert_eq!(api.post("/actions/actions", draft).await.0, 201);
    }
    api.patch(&path, json!({ "code": "exports.number = 51;" })).await;
    let full = api.post(&format!("{path}/versions"), json!({})).await;
    let sentence = "Maximum number of module versions reached. Consolidate versions used in actions before creating new ones.";
    assert_eq!((full.0, message(&full)), (412, sentence));
    assert_eq!(api.get(&path).await.1["latest_version_number"], 50);

    let (_, uses) = api.get(&format!("{path}/actions?per_page=1")).await;
    let used = uses["actions"][0]["action_id"].as_str().unwrap();
    assert_eq!(api.patch(&format!("/actions/actions/{used}"), json!({ "modules": [] })).await.0, 200);
    assert_eq!(api.post(&format!("{path}/versions"), json!({})).await.0, 200);
}
