//! Script Actions where no user is: an application's own exchange, and what follows a sign-up.

use std::time::Duration;

use anteroom::identity::client::AppType;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::clients::{Answer, TestClient};
use crate::support::story::{DATABASE, PASSWORD};
use crate::token::verified;

/// Deploys `code` and binds it.
async fn with_script(server: &TestServer, trigger: &str, version: &str, code: &str) {
    let api = server.api("create:actions update:actions");
    let triggers = json!([{ "id": trigger, "version": version }]);
    let name = format!("{trigger} script");
    let (_, action) =
        api.post("/actions/actions", json!({ "name": name, "code": code, "supported_triggers": triggers, "deploy": true })).await;
    assert_eq!(action["status"], "built", "{action}");
    let binding = json!({ "bindings": [{ "ref": { "type": "action_name", "value": name } }] });
    let (status, answer) = api.patch(&format!("/actions/triggers/{trigger}/bindings"), binding).await;
    assert_eq!(status, 200, "{answer}");
}

/// A server with a machine that may read and write, whose exchanges run `code`.
async fn machine(code: &str) -> (TestServer, TestClient) {
    let server = TestServer::start_for_scripts().await;
    let client = server.client(AppType::NonInteractive).await;
    server.resource_server("urn:api", &["read", "write", "admin"]).await;
    server.grant(&client, "urn:api", &["read", "write"]).await;
    with_script(&server, "credentials-exchange", "v2", code).await;
    (server, client)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_gives_a_machine_claims_and_scopes() {
    let (server, client) = machine(
        "exports.onExecuteCredentialsExchange = async (event, api) => {
            api.accessToken.setCustomClaim('https://a.example/seen', [event.client.client_id, event.request.body, event.accessToken.scope]);
            api.accessToken.setCustomClaim('sub', 'somebody');
            api.transaction.removeTargetScope('write');
            api.transaction.addTargetScope('admin');
            api.transaction.addTargetScope('unknown');
        };",
    )
    .await;
    let answer = ask(&server, &client, &[("region", "eu")]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.json["scope"], "read admin");
    let claims = verified(&server, answer.text_of("access_token"), "urn:api").await;
    assert_eq!(claims["sub"], format!("{}@clients", client.id()), "the server's own claims stand");
    let seen = &claims["https://a.example/seen"];
    assert_eq!(seen[0], client.id());
    assert_eq!(seen[1]["region"], "eu");
    assert!(!seen.to_string().contains("secret"), "{seen}");
    assert_eq!(seen[2], json!(["read", "write"]));
    let event = server.last_log("seccft").await.unwrap();
    let execution = event.details["actions"]["executions"][0].as_str().unwrap();
    assert_eq!(server.app.audit.executions.get(execution).await.unwrap().unwrap().trigger_id, "credentials-exchange");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_is_denied_hears_the_code_and_the_reason() {
    let (server, client) = machine(
        "exports.onExecuteCredentialsExchange = async (event, api) => {
            api.access.deny(event.request.body.code, 'Not from here.');
        };",
    )
    .await;
    for (code, status, error) in [
        ("invalid_scope", 400, "invalid_scope"),
        ("invalid_request", 400, "invalid_request"),
        ("server_error", 500, "server_error"),
        ("made up", 400, "invalid_request"),
    ] {
        let answer = ask(&server, &client, &[("code", code)]).await;
        answer.assert_error(status, error);
        assert_eq!(answer.json["error_description"], "Not from here.");
    }
    let event = server.last_log("feccft").await.unwrap();
    assert_eq!(event.description.as_deref(), Some("Not from here."));
    assert_eq!(event.details["actions"]["executions"].as_array().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_gets_nothing_when_its_action_throws() {
    let (server, client) = machine("exports.onExecuteCredentialsExchange = async () => { throw new Error('no database'); };").await;
    let answer = ask(&server, &client, &[]).await;
    answer.assert_error(500, "access_denied");
    assert_eq!(answer.json["error_description"], "no database");
    assert!(server.last_log("seccft").await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_a_sign_up_is_recorded_and_cannot_undo_it() {
    let server = TestServer::start_for_scripts().await;
    let client = server.with_client("Shop", AppType::RegularWeb).await;
    server.with_database(&[&client]).await;
    let code = "exports.onExecutePostUserRegistration = async (event, api) => {
        console.log(event.user.email, event.user.user_id, event.client);
        throw new Error('the webhook is down');
    };";
    with_script(&server, "post-user-registration", "v2", code).await;
    let body = json!({ "client_id": client.client_id, "connection": DATABASE, "email": "ann@example.com", "password": PASSWORD });
    let response = server.http.post(format!("{}/dbconnections/signup", server.url)).json(&body).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 200);
    let id = format!("auth0|{}", response.json::<Value>().await.unwrap()["_id"].as_str().unwrap());
    assert!(server.app.background.drain(Duration::from_secs(60)).await);
    let record = server.app.audit.executions.all().await.unwrap().remove(0).value;
    assert_eq!(record.trigger_id, "post-user-registration");
    assert_eq!(record.results[0].console[0]["message"], format!("ann@example.com {id} undefined"));
    assert_eq!(record.results[0].error.as_ref().unwrap().kind, "threw");
    assert!(server.last_log("actions_execution_failed").await.is_some());
}

async fn ask(server: &TestServer, client: &TestClient, more: &[(&str, &str)]) -> Answer {
    let mut fields = vec![("grant_type", "client_credentials"), ("audience", "urn:api")];
    fields.extend(more);
    server.token(client, &fields).await
}
