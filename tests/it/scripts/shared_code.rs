//! Actions Modules over the Management API, and in calls of the Actions that require them.

mod drafts;
mod hostile;
mod pins;
mod secrets;
mod versions;

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::Api;

const ALL: &str = "read:actions create:actions update:actions delete:actions";

/// A server, and nothing on it.
async fn server() -> TestServer {
    TestServer::first_started_for_scripts().await.0
}

/// A module with this code, published as version 1; its id.
async fn published(api: &Api<'_>, name: &str, code: &str, secrets: Value) -> String {
    let given = json!({ "name": name, "code": code, "secrets": secrets, "publish": true });
    let (status, module) = api.post("/actions/modules", given).await;
    assert_eq!(status, 201, "{module}");
    module["id"].as_str().unwrap().to_owned()
}

/// A post-login Action with this body after `top`, that may require these modules.
async fn action(api: &Api<'_>, name: &str, top: &str, body: &str, modules: Value) -> (u16, Value) {
    let code = format!("{top}\nexports.onExecutePostLogin = async (event, api) => {{ {body} }};");
    let triggers = json!([{ "id": "post-login", "version": "v3" }]);
    api.post("/actions/actions", json!({ "name": name, "supported_triggers": triggers, "code": code, "modules": modules })).await
}

/// The `payload` of a rehearsal of this Action's draft.
async fn tried(api: &Api<'_>, action: &Value) -> Value {
    let event: Value = serde_json::from_str(include_str!("../../fixtures/post-login.json")).unwrap();
    let path = format!("/actions/actions/{}/test", action["id"].as_str().unwrap_or_else(|| panic!("no Action: {action}")));
    let (status, answer) = api.post(&path, json!({ "payload": event })).await;
    assert_eq!(status, 200, "{answer}");
    answer["payload"].clone()
}

/// The lines that a rehearsal wrote.
fn lines(payload: &Value) -> Vec<&str> {
    payload["console"].as_array().unwrap().iter().map(|line| line["message"].as_str().unwrap()).collect()
}
