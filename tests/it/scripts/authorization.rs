//! What script Actions know of a user's roles, and RBAC at the login page.

use anteroom::identity::client::AppType;
use anteroom::identity::entitlements::change;
use anteroom::identity::{Permission, Role};
use serde_json::json;

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

const EMAIL: &str = "ann@example.com";
const API: &str = "https://orders.example.com";

/// Deploys and binds an Action that denies with what `expression` is.
async fn telling(server: &TestServer, expression: &str) {
    let api = server.api("create:actions update:actions");
    let code = format!("exports.onExecutePostLogin = async (event, api) => {{ api.access.deny(JSON.stringify({expression})); }};");
    let triggers = json!([{ "id": "post-login", "version": "v3" }]);
    let given = json!({ "name": "Telling", "code": code, "supported_triggers": triggers, "deploy": true });
    let (_, action) = api.post("/actions/actions", given).await;
    assert_eq!(action["status"], "built", "{action}");
    let bindings = json!({ "bindings": [{ "ref": { "type": "action_name", "value": "Telling" } }] });
    assert_eq!(api.patch("/actions/triggers/post-login/bindings", bindings).await.0, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_sees_the_names_of_the_roles_and_the_login_gives_what_they_allow() {
    let server = TestServer::start_for_scripts().await;
    let client = server.with_client("Shop", AppType::Spa).await;
    let connection = server.with_database(&[&client]).await;
    let user = server.with_user(&connection, EMAIL).await;
    server.resource_server_with(API, &["read:orders", "write:orders"], |api| api.enforce_policies = true).await;
    let directory = &server.app.directory;
    for (id, name) in [("rol_b", "Admin"), ("rol_a", "Clerk"), ("rol_c", "Stranger")] {
        let reads = Permission { resource_server_identifier: API.to_owned(), permission_name: "read:orders".to_owned() };
        let role = Role { id: id.to_owned(), name: name.to_owned(), description: None, permissions: vec![reads] };
        directory.roles.insert(role).await.unwrap();
    }
    change::assign_roles(directory, &[user.user_id], &["rol_a".to_owned(), "rol_b".to_owned()]).await.unwrap();

    telling(&server, "event.authorization.roles").await;
    let asked = authorize(&client, &[("audience", API), ("scope", "openid read:orders write:orders")]);
    let browser = Browser::new(&server);
    let back = browser.log_in(&asked, EMAIL, PASSWORD).await.returned();
    assert_eq!(back["error_description"], r#"["Admin","Clerk"]"#);

    let api = server.api("update:actions");
    assert_eq!(api.patch("/actions/triggers/post-login/bindings", json!({ "bindings": [] })).await.0, 200);
    let back = browser.log_in(&asked, EMAIL, PASSWORD).await.returned();
    assert!(back.contains_key("code"), "{back:?}");
    let code = directory.codes.all().await.unwrap().pop().unwrap();
    assert_eq!(code.scope, ["openid", "read:orders"]);
}
