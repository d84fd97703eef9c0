//! Script Actions in a hosted login.

use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;
use anteroom::identity::client::AppType;

const EMAIL: &str = "ann@example.com";

/// A server with an application and a user, whose logins run `code`; and what the application gets back from one.
async fn log_in(code: &str) -> (TestServer, std::collections::BTreeMap<String, String>) {
    let server = TestServer::start_for_scripts().await;
    let client = server.with_client("Shop", AppType::Spa).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, EMAIL).await;
    let api = server.api("create:actions update:actions");
    let triggers = json!([{ "id": "post-login", "version": "v3" }]);
    let (_, action) =
        api.post("/actions/actions", json!({ "name": "A", "code": code, "supported_triggers": triggers, "deploy": true })).await;
    assert_eq!(action["status"], "built", "{action}");
    let binding = json!({ "bindings": [{ "ref": { "type": "action_name", "value": "A" } }] });
    assert_eq!(api.patch("/actions/triggers/post-login/bindings", binding).await.0, 200);
    let returned = Browser::new(&server).log_in(&authorize(&client, &[]), EMAIL, PASSWORD).await.returned();
    (server, returned)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_of_allowed_applications_denies_a_login_and_the_record_says_why() {
    let code = "
exports.onExecutePostLogin = async (event, api) => {
  const allowedApps = ['Another App'];
  console.log('asking for', event.client.name);
  if (!allowedApps.includes(event.client.name)) {
    api.access.deny('This application is not on the list.');
  }
};";
    let (server, returned) = log_in(code).await;
    assert_eq!(
        (returned["error"].as_str(), returned["error_description"].as_str()),
        ("access_denied", "This application is not on the list.")
    );
    let log = server.last_log("f").await.unwrap();
    let id = log.details["actions"]["executions"][0].as_str().unwrap();
    let execution = server.api("read:actions").get(&format!("/actions/executions/{id}")).await.1;
    let run = &execution["results"][0];
    assert_eq!((&run["verdict"], &run["console"][0]["message"]), (&json!("deny"), &json!("asking for Shop")));
    assert!(run["fuel_used"].as_u64().unwrap() > 100_000, "{run}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_the_author_fails_the_login_with_its_message_and_the_record_has_the_line() {
    let (server, returned) = log_in("exports.onExecutePostLogin = async (event) => {\n  event.user.nothing.more;\n};").await;
    assert_eq!(returned["error"], "access_denied");
    assert_eq!(returned["error_description"], "cannot read property 'more' of undefined");
    let log = server.last_log("actions_execution_failed").await.unwrap();
    let details = Value::Object(log.details.clone());
    assert!(details["action_error"]["message"].as_str().unwrap().contains("action.js:2:"), "{details}");
}
