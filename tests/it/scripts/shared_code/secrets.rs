//! Secrets of modules: each sees its own, and nobody is shown one.

use anteroom::identity::client::AppType;
use anteroom::storage::{Direction, KeyRange};
use serde_json::json;

use super::{ALL, action, lines, published, server, tried};
use crate::support::TestServer;
use crate::support::api::message;
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

const TELLS: &str = "exports.tell = () => Object.entries(actions.secrets).map(([name, value]) => `${name}${value.length}`).join();";

#[tokio::test(flavor = "multi_thread")]
async fn a_module_sees_its_own_secrets_and_the_action_sees_the_actions() {
    let server = server().await;
    let api = server.api(ALL);
    let first = published(&api, "first", TELLS, json!([{ "name": "ONE", "value": "1" }, { "name": "BOTH", "value": "12" }])).await;
    let second = published(&api, "second", TELLS, json!([{ "name": "TWO", "value": "123" }, { "name": "BOTH", "value": "1234" }])).await;
    let third = published(&api, "third", TELLS, json!([])).await;
    let pins = json!([{ "module_id": first }, { "module_id": second }, { "module_id": third }]);
    let body = "console.log(require('actions:first').tell()); console.log(require('actions:second').tell());
        console.log(`[${require('actions:third').tell()}]`);
        console.log(Object.keys(event.secrets).join(), event.secrets.OWN.length, typeof actions);";
    let (_, made) = action(&api, "Looks", "", body, pins).await;
    let own = format!("/actions/actions/{}", made["id"].as_str().unwrap());
    api.patch(&own, json!({ "secrets": [{ "name": "OWN", "value": "12345" }] })).await;
    let payload = tried(&api, &made).await;
    assert_eq!(lines(&payload), ["BOTH2,ONE1", "BOTH4,TWO3", "[]", "OWN 5 undefined"], "{payload}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_sees_the_secrets_of_the_pinned_version() {
    let server = server().await;
    let api = server.api(ALL);
    let code = "exports.key = () => actions.secrets.KEY;";
    let id = published(&api, "keys", code, json!([{ "name": "KEY", "value": "one" }])).await;
    let body = "console.log(require('actions:keys').key());";
    let (_, made) = action(&api, "Looks", "", body, json!([{ "module_id": id }])).await;
    let path = format!("/actions/modules/{id}");
    api.patch(&path, json!({ "secrets": [{ "name": "KEY", "value": "two" }] })).await;
    api.post(&format!("{path}/versions"), json!({})).await;
    assert_eq!(lines(&tried(&api, &made).await), ["one"]);
    let own = format!("/actions/actions/{}", made["id"].as_str().unwrap());
    api.patch(&own, json!({ "modules": [{ "module_id": id, "module_version_number": 2 }] })).await;
    assert_eq!(lines(&tried(&api, &made).await), ["two"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_at_the_top_of_a_module_is_read_at_each_call_and_never_in_an_image() {
    let server = server().await;
    let api = server.api(ALL);
    let code = "const key = actions.secrets.KEY;\nexports.key = () => key;";
    let id = published(&api, "keys", code, json!([{ "name": "KEY", "value": "abc" }])).await;
    let top = "const { key } = require('actions:keys');";
    let (_, made) = action(&api, "Looks", top, "console.log(key());", json!([{ "module_id": id }])).await;
    assert_eq!(made["script"]["top_level"], "runs at each call: it uses secrets");
    assert_eq!(lines(&tried(&api, &made).await), ["abc"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_of_a_module_is_starred_on_the_console_and_in_errors() {
    let server = server().await;
    let api = server.api(ALL);
    let code =
        "exports.leak = () => { console.log('it is', actions.secrets.KEY); throw new Error('failed with ' + actions.secrets.KEY); };";
    let id = published(&api, "leaks", code, json!([{ "name": "KEY", "value": "open-sesame" }])).await;
    let (_, made) = action(&api, "Leaks", "", "require('actions:leaks').leak();", json!([{ "module_id": id }])).await;
    let payload = tried(&api, &made).await;
    assert_eq!(lines(&payload), ["it is ***"]);
    assert!(payload["error"]["message"] == "failed with ***", "{payload}");
    assert!(payload["error"].to_string().contains("modules/leaks.js:1:"), "{payload}");
    assert!(!payload.to_string().contains("open-sesame"), "{payload}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_runs_a_module_with_its_secret_and_its_record_does_not_hold_it() {
    let server = TestServer::start_for_scripts().await;
    let client = server.with_client("Shop", AppType::Spa).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, "ann@example.com").await;
    let api = server.api(ALL);
    let code = "exports.check = (email) => {
  console.log('checking with', actions.secrets.KEY);
  return email === 'ann@example.com' && actions.secrets.KEY === 'open-sesame';
};";
    let id = published(&api, "checks", code, json!([{ "name": "KEY", "value": "open-sesame" }])).await;
    let top = "const { check } = require('actions:checks');";
    let body = "api.idToken.setCustomClaim('checked', check(event.user.email));";
    let (_, made) = action(&api, "Checks", top, body, json!([{ "module_id": id }])).await;
    let own = made["id"].as_str().unwrap();
    assert_eq!(api.post(&format!("/actions/actions/{own}/deploy"), json!({})).await.0, 200);
    let bindings = json!({ "bindings": [{ "ref": { "type": "action_id", "value": own } }] });
    assert_eq!(api.patch("/actions/triggers/post-login/bindings", bindings).await.0, 200);

    let returned = Browser::new(&server).log_in(&authorize(&client, &[]), "ann@example.com", PASSWORD).await.returned();
    assert!(returned.contains_key("code"), "{returned:?}");
    let grant = server.app.directory.codes.all().await.unwrap().remove(0).value;
    assert_eq!(json!(grant.effects.id_token_claims), json!({ "checked": true }));
    let execution = server.app.audit.executions.all().await.unwrap().remove(0).value;
    let (_, record) = api.get(&format!("/actions/executions/{}", execution.id)).await;
    assert_eq!(record["results"][0]["console"][0]["message"], "checking with ***", "{record}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_answer_and_no_record_of_the_store_holds_a_secret() {
    let server = server().await;
    let api = server.api(ALL);
    let given = json!({ "name": "keeps", "code": TELLS, "secrets": [{ "name": "KEY", "value": "open-sesame" }], "publish": true });
    let (_, module) = api.post("/actions/modules", given).await;
    let id = module["id"].as_str().unwrap();
    let path = format!("/actions/modules/{id}");
    let (_, made) = action(&api, "Keeps", "require('actions:keeps');", "", json!([{ "module_id": id }])).await;
    let own = format!("/actions/actions/{}", made["id"].as_str().unwrap());
    let (_, version) = api.post(&format!("{own}/deploy"), json!({})).await;
    let mut said = vec![module.clone(), made.clone(), version];
    let of_version = format!("{path}/versions/{}", module["latest_version"]["id"].as_str().unwrap());
    let lists = ["/actions/modules".to_owned(), format!("{path}/versions"), format!("{path}/actions"), "/actions/actions".to_owned()];
    for path in [path.clone(), of_version, own.clone(), format!("{own}/versions")].into_iter().chain(lists) {
        let (status, answer) = api.get(&path).await;
        assert_eq!(status, 200, "{path}");
        said.push(answer);
    }
    for answer in &said {
        assert!(!answer.to_string().contains("open-sesame") && !answer.to_string().contains("sealed"), "{answer}");
    }
    let everything = KeyRange { from: vec![0], to: vec![0xff; 8] };
    let records = server.app.store.range(&everything, usize::MAX, Direction::Forward).await.unwrap();
    assert!(records.iter().any(|(_, record)| record.value.windows(4).any(|text| text == b"KEY\"")));
    assert!(!records.iter().any(|(_, record)| record.value.windows(11).any(|text| text == b"open-sesame")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_that_was_sealed_for_one_module_opens_for_no_other() {
    let server = server().await;
    let api = server.api(ALL);
    let first = published(&api, "first", TELLS, json!([{ "name": "KEY", "value": "open-sesame" }])).await;
    let (_, made) = action(&api, "Tells", "", "console.log(require('actions:first').tell());", json!([{ "module_id": first }])).await;
    // Somebody who can write to the store makes the pin one of another module.
    let id = made["id"].as_str().unwrap();
    let claim = |action: &mut anteroom::actions::Action| action.modules[0].module_id = "another".to_owned();
    server.app.actions.actions.modify(id, claim).await.unwrap().unwrap();
    let event: serde_json::Value = serde_json::from_str(include_str!("../../../fixtures/post-login.json")).unwrap();
    let answer = api.post(&format!("/actions/actions/{id}/test"), json!({ "payload": event })).await;
    assert!(answer.0 == 400 && message(&answer).contains("the secret KEY cannot be opened"), "{answer:?}");
}
