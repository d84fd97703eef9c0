//! Actions pinned to versions of modules.

use serde_json::{Value, json};

use super::{ALL, action, published, server, tried};
use crate::support::api::message;

const ONE: &str = "exports.number = 1;";
const DENIES: &str = "api.access.deny(String(require('actions:numbers').number));";

/// What a rehearsal denies with.
fn reason(payload: &Value) -> &Value {
    &payload["effects"][0]["reason"]
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_keeps_its_version_of_a_module_until_it_is_pinned_to_another() {
    let server = server().await;
    let api = server.api(ALL);
    let id = published(&api, "numbers", ONE, json!([])).await;
    let path = format!("/actions/modules/{id}");
    let first = api.get(&path).await.1["latest_version"]["id"].clone();
    let (status, made) = action(&api, "Counts", "", DENIES, json!([{ "module_id": id, "module_version_id": first }])).await;
    let pin = json!([{ "module_id": id, "module_name": "numbers", "module_version_id": first, "module_version_number": 1 }]);
    assert_eq!((status, &made["status"], &made["modules"]), (201, &json!("built"), &pin), "{made}");
    let own = format!("/actions/actions/{}", made["id"].as_str().unwrap());
    let (_, deployed) = api.post(&format!("{own}/deploy"), json!({})).await;
    assert_eq!(deployed["modules"], pin);

    api.patch(&path, json!({ "code": "exports.number = 2;" })).await;
    let (_, second) = api.post(&format!("{path}/versions"), json!({})).await;
    assert_eq!(reason(&tried(&api, &made).await), "1");
    // A change of anything else keeps the pin.
    let (_, changed) = api.patch(&own, json!({ "code": made["code"].as_str().unwrap().to_owned() + "\n" })).await;
    assert_eq!((&changed["status"], &changed["modules"]), (&json!("built"), &pin), "{changed}");
    assert_eq!(reason(&tried(&api, &made).await), "1");

    let (_, changed) = api.patch(&own, json!({ "modules": [{ "module_name": "numbers", "module_version_number": 2 }] })).await;
    assert_eq!((&changed["modules"][0]["module_version_id"], &changed["all_changes_deployed"]), (&second["id"], &json!(false)));
    assert_eq!(changed["deployed_version"]["modules"], pin);
    assert_eq!(reason(&tried(&api, &made).await), "2");
    let (_, uses) = api.get(&format!("{path}/actions")).await;
    let used = json!([{
        "action_id": made["id"], "action_name": "Counts", "module_version_id": second["id"], "module_version_number": 2,
        "supported_triggers": [{ "id": "post-login", "version": "v3" }],
    }]);
    assert_eq!(uses, json!({ "actions": used, "total": 1, "page": 0, "per_page": 50 }));
    assert_eq!(api.get(&path).await.1["actions_using_module_total"], 1);

    let old = deployed["id"].as_str().unwrap();
    let (status, back) = api.post(&format!("{own}/versions/{old}/deploy"), json!({ "update_draft": true })).await;
    assert_eq!((status, &back["modules"]), (200, &pin));
    assert_eq!(reason(&tried(&api, &made).await), "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_action_is_pinned_to_exists_and_the_answer_says_what_does_not() {
    let server = server().await;
    let api = server.api(ALL);
    let id = published(&api, "numbers", ONE, json!([])).await;
    let (_, draft) = api.post("/actions/modules", json!({ "name": "unpublished", "code": ONE })).await;
    let other = published(&api, "letters", ONE, json!([])).await;
    let foreign = api.get(&format!("/actions/modules/{other}")).await.1["latest_version"]["id"].clone();
    let foreign = foreign.as_str().unwrap();
    for (pin, sentence) in [
        (json!({ "module_id": "nothing" }), "The module nothing does not exist.".to_owned()),
        (json!({ "module_name": "nothing" }), "The module nothing does not exist.".to_owned()),
        (json!({ "module_id": id, "module_name": "letters" }), format!("The module {id} with the name letters does not exist.")),
        (json!({ "module_id": id, "module_version_number": 2 }), "The module numbers has no version 2.".to_owned()),
        (json!({ "module_id": id, "module_version_id": foreign }), format!("The module numbers has no version {foreign}.")),
        (
            json!({ "module_name": "letters", "module_version_id": foreign, "module_version_number": 7 }),
            format!("The module letters has no version {foreign} with the number 7."),
        ),
        (json!({ "module_id": draft["id"] }), "The module unpublished has no version yet; publish it first.".to_owned()),
        (json!({}), "A module is named by module_id or module_name.".to_owned()),
    ] {
        let answer = action(&api, "Pinned", "", "", json!([pin])).await;
        assert_eq!((answer.0, message(&answer)), (400, sentence.as_str()));
    }
    let twice = action(&api, "Pinned", "", "", json!([{ "module_id": id }, { "module_name": "numbers" }])).await;
    assert_eq!((twice.0, message(&twice)), (400, "The module numbers is given twice."));
    let four = action(&api, "Pinned", "", "", json!([{}, {}, {}, {}])).await;
    assert_eq!((four.0, message(&four)), (400, "Payload validation error: 'Array is too long (4), maximum 3' on property modules."));
    let zero = json!([{ "module_id": id, "module_version_number": 0 }]);
    assert_eq!(action(&api, "Pinned", "", "", zero).await.0, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_that_is_not_listed_fails_the_build() {
    let server = server().await;
    let api = server.api(ALL);
    let id = published(&api, "numbers", ONE, json!([])).await;
    let (status, made) = action(&api, "Counts", "", DENIES, json!([])).await;
    assert_eq!((status, &made["status"], made.get("modules")), (201, &json!("failed"), None));
    let sentence = "action.js requires 'actions:numbers', which is not among the modules of the Action.";
    assert_eq!(made["errors"][0]["msg"], sentence);
    let own = format!("/actions/actions/{}", made["id"].as_str().unwrap());
    assert_eq!(api.post(&format!("{own}/deploy"), json!({})).await.0, 400);
    let (_, mended) = api.patch(&own, json!({ "modules": [{ "module_id": id }] })).await;
    assert_eq!(mended["status"], "built", "{mended}");
    let (_, broken) = api.patch(&own, json!({ "modules": [] })).await;
    assert_eq!((&broken["status"], &broken["errors"][0]["msg"]), (&json!("failed"), &json!(sentence)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_typescript_action_imports_modules() {
    let server = server().await;
    let api = server.api(ALL);
    published(&api, "numbers", ONE, json!([])).await;
    let code = "import { number } from 'actions:numbers';
export const onExecutePostLogin = async (event: unknown, api: any): Promise<void> => { api.access.deny(`${number}`); };";
    let draft = json!({
        "name": "Typed", "runtime": "typescript", "code": code, "supported_triggers": [{ "id": "post-login" }],
        "modules": [{ "module_name": "numbers" }],
    });
    let (_, made) = api.post("/actions/actions", draft).await;
    assert_eq!(made["status"], "built", "{made}");
    assert_eq!(reason(&tried(&api, &made).await), "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_version_of_an_action_needs_no_module_that_is_gone() {
    let server = server().await;
    let api = server.api(ALL);
    let code = "exports.number = actions.secrets.KEY;";
    let id = published(&api, "numbers", code, json!([{ "name": "KEY", "value": "open sesame" }])).await;
    let body = "const { number } = require('actions:numbers'); api.access.deny(number === 'open sesame' ? 'open' : 'closed');";
    let (_, made) = action(&api, "Counts", "", body, json!([{ "module_id": id }])).await;
    let own = format!("/actions/actions/{}", made["id"].as_str().unwrap());
    let (_, first) = api.post(&format!("{own}/deploy"), json!({})).await;
    let path = format!("/actions/modules/{id}");
    let plain = "exports.onExecutePostLogin = async () => {};";
    api.patch(&own, json!({ "modules": [], "code": plain })).await;
    assert_eq!(api.delete(&path).await.0, 412, "the deployed version uses it");
    api.post(&format!("{own}/deploy"), json!({})).await;
    assert_eq!(api.delete(&path).await.0, 204);

    let old = first["id"].as_str().unwrap();
    let (status, back) = api.post(&format!("{own}/versions/{old}/deploy"), json!({ "update_draft": true })).await;
    assert_eq!((status, &back["modules"][0]["module_id"]), (200, &json!(id)));
    assert_eq!(reason(&tried(&api, &made).await), "open");
    // To build it anew takes the module.
    let (_, changed) = api.patch(&own, json!({ "code": format!("{plain}\n") })).await;
    let sentence = "Version 1 of the module numbers does not exist any more.";
    assert_eq!((&changed["status"], &changed["errors"][0]["msg"]), (&json!("failed"), &json!(sentence)));
}

#[tokio::test(flavor = "multi_thread")]
async fn actions_that_are_pinned_to_one_version_at_the_same_moment_do_not_hinder_each_other() {
    let server = server().await;
    let api = server.api(ALL);
    let id = published(&api, "numbers", ONE, json!([])).await;
    let draft = |number: usize| {
        let name = format!("Racer {number}");
        json!({ "name": name, "supported_triggers": [{ "id": "post-login" }], "modules": [{ "module_id": id }] })
    };
    let answers = futures_util::future::join_all((0..20).map(|number| api.post("/actions/actions", draft(number)))).await;
    assert!(answers.iter().all(|(status, _)| *status == 201), "{answers:?}");
    assert_eq!(api.get(&format!("/actions/modules/{id}/actions")).await.1["total"], 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_goes_or_an_action_is_pinned_to_it_and_never_both() {
    let server = server().await;
    let api = server.api(ALL);
    for number in 0..20 {
        let id = published(&api, &format!("m{number}"), ONE, json!([])).await;
        let name = format!("Racer {number}");
        let draft = json!({ "name": name, "supported_triggers": [{ "id": "post-login" }], "modules": [{ "module_id": id }] });
        let path = format!("/actions/modules/{id}");
        let (pinned, deleted) = tokio::join!(api.post("/actions/actions", draft), api.delete(&path));
        assert!(matches!((pinned.0, deleted.0), (201, 412 | 409) | (400 | 409, 204)), "{pinned:?} {deleted:?}");
        assert_eq!(api.get(&path).await.0, if deleted.0 == 204 { 404 } else { 200 });
    }
}
