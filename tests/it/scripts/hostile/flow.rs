//! Hostile scripts in a hosted login: the flow ends as the binding's policy says, the record explains, the next login is healthy.

use serde_json::json;

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;
use anteroom::identity::client::AppType;

const EMAIL: &str = "ann@example.com";

#[tokio::test(flavor = "multi_thread")]
async fn a_login_with_a_hostile_script_is_denied_the_record_says_why_and_the_next_one_works() {
    let server = TestServer::start_for_scripts().await;
    let client = server.with_client("Shop", AppType::Spa).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, EMAIL).await;
    let api = server.api("create:actions update:actions read:actions");
    for (n, (body, kind)) in [
        ("for (;;);", "out_of_fuel"),
        ("await new Promise(() => {});", "never_settled"),
        ("const all = []; for (;;) all.push(new ArrayBuffer(1 << 22));", "memory"),
        ("throw null;", "threw"),
        ("api.idToken.setCustomClaim('c', 'x'.repeat(90000)); api.accessToken.setCustomClaim('c', 'x'.repeat(90000));", "invalid_effect"),
        ("", ""),
    ]
    .into_iter()
    .enumerate()
    {
        let code = format!("exports.onExecutePostLogin = async (event, api) => {{ {body} }};");
        let triggers = json!([{ "id": "post-login", "version": "v3" }]);
        let draft = json!({ "name": format!("A {n}"), "code": code, "supported_triggers": triggers, "deploy": true });
        let (_, action) = api.post("/actions/actions", draft).await;
        assert_eq!(action["status"], "built", "{action}");
        let binding = json!({ "bindings": [{ "ref": { "type": "action_id", "value": action["id"] } }] });
        assert_eq!(api.patch("/actions/triggers/post-login/bindings", binding).await.0, 200);
        let returned = Browser::new(&server).log_in(&authorize(&client, &[]), EMAIL, PASSWORD).await.returned();
        if kind.is_empty() {
            assert!(returned.contains_key("code"), "{returned:?}");
            continue;
        }
        assert_eq!(returned["error"], "access_denied", "{body}: {returned:?}");
        let log = server.last_log("actions_execution_failed").await.unwrap();
        let id = log.details["execution_id"].as_str().unwrap();
        let (_, execution) = api.get(&format!("/actions/executions/{id}")).await;
        let error = &execution["results"][0]["error"];
        let told = error.to_string();
        assert!(told.contains(kind) || (kind == "memory" && (told.contains("threw") || told.contains("fuel"))), "{body}: {told}");
        assert!(error["msg"].as_str().or(error["message"].as_str()).is_some_and(|text| text.len() > 10), "{error}");
    }
}
