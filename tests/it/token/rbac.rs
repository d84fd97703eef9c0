//! RBAC: the scopes and permissions of a user's access token.

use anteroom::identity::client::AppType;
use anteroom::identity::entitlements::change;
use anteroom::identity::{Permission, Role, User};
use serde_json::json;

use super::{enabled, verified};
use crate::support::TestServer;
use crate::support::clients::{Answer, TestClient};

const API: &str = "https://orders.example.com";

fn permission(name: &str) -> Permission {
    Permission { resource_server_identifier: API.to_owned(), permission_name: name.to_owned() }
}

/// An API with RBAC, an application, and a user who reads by a role and writes by themselves.
async fn story(dialect: &str) -> (TestServer, TestClient, User) {
    let server = TestServer::start().await;
    let change_api = |api: &mut anteroom::identity::ResourceServer| {
        api.enforce_policies = true;
        api.token_dialect = dialect.to_owned();
    };
    server.resource_server_with(API, &["read:orders", "write:orders", "delete:orders"], change_api).await;
    let client = server.client(AppType::RegularWeb).await;
    enabled(&server, &client).await;
    let user = server.user("ada@example.com").await;
    let directory = &server.app.directory;
    let role = Role { id: "rol_reader".into(), name: "Reader".into(), description: None, permissions: vec![permission("read:orders")] };
    directory.roles.insert(role).await.unwrap();
    change::assign_roles(directory, std::slice::from_ref(&user.user_id), &["rol_reader".to_owned()]).await.unwrap();
    change::add_permissions(directory, &user.user_id, &[permission("write:orders")]).await.unwrap();
    (server, client, user)
}

async fn redeemed(server: &TestServer, client: &TestClient, user: &User, scope: &str) -> Answer {
    let code = server.code_with(client, user, scope, |code| code.audience = Some(API.to_owned())).await;
    let answer = server.redeem(client, &code).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer
}

#[tokio::test]
async fn the_scopes_of_a_token_are_those_that_the_user_may_have() {
    let (server, client, user) = story("access_token").await;
    let answer = redeemed(&server, &client, &user, "openid read:orders write:orders delete:orders").await;
    let claims = verified(&server, answer.text_of("access_token"), API).await;
    assert_eq!(claims["scope"], "openid read:orders write:orders");
    assert_eq!(answer.json["scope"], "openid read:orders write:orders");
    assert!(!claims.contains_key("permissions"));
}

#[tokio::test]
async fn a_dialect_with_authz_carries_all_permissions_asked_for_or_not() {
    for (dialect, typ) in [("access_token_authz", "JWT"), ("rfc9068_profile_authz", "at+jwt")] {
        let (server, client, user) = story(dialect).await;
        let answer = redeemed(&server, &client, &user, "openid").await;
        let token = answer.text_of("access_token");
        let claims = verified(&server, token, API).await;
        assert_eq!(claims["permissions"], json!(["read:orders", "write:orders"]), "{dialect}");
        assert_eq!(claims["scope"], "openid");
        assert_eq!(jsonwebtoken::decode_header(token).unwrap().typ.as_deref(), Some(typ));

        let nobody = server.user("bob@example.com").await;
        let answer = redeemed(&server, &client, &nobody, "read:orders").await;
        let claims = verified(&server, answer.text_of("access_token"), API).await;
        assert_eq!(claims["permissions"], json!([]));
        assert!(!claims.contains_key("scope"));
    }
}

#[tokio::test]
async fn without_rbac_the_scopes_are_as_asked_and_no_permissions_are_told() {
    let (server, client, user) = story("access_token_authz").await;
    let api = server.app.directory.resource_servers.find("identifier", API).await.unwrap().unwrap();
    server.app.directory.resource_servers.modify(&api.id, |api| api.enforce_policies = false).await.unwrap();
    let answer = redeemed(&server, &client, &user, "read:orders delete:orders").await;
    let claims = verified(&server, answer.text_of("access_token"), API).await;
    assert_eq!(claims["scope"], "read:orders delete:orders");
    assert!(!claims.contains_key("permissions"));
}

#[tokio::test]
async fn an_application_by_itself_has_the_permissions_that_it_was_granted() {
    let (server, client, _) = story("access_token_authz").await;
    server.grant(&client, API, &["delete:orders"]).await;
    let answer = server.token(&client, &[("grant_type", "client_credentials"), ("audience", API)]).await;
    let claims = verified(&server, answer.text_of("access_token"), API).await;
    assert_eq!((&claims["scope"], &claims["permissions"]), (&json!("delete:orders"), &json!(["delete:orders"])));
}

#[tokio::test]
async fn a_refresh_uses_the_roles_of_now() {
    let (server, client, user) = story("access_token_authz").await;
    let directory = &server.app.directory;
    let login = redeemed(&server, &client, &user, "openid offline_access read:orders write:orders").await;
    let refresh = async |expected: &str, permissions: serde_json::Value| {
        let answer = server.refresh(&client, login.text_of("refresh_token")).await;
        let claims = verified(&server, answer.text_of("access_token"), API).await;
        assert_eq!((claims["scope"].as_str().unwrap(), &claims["permissions"]), (expected, &permissions));
    };
    refresh("openid offline_access read:orders write:orders", json!(["read:orders", "write:orders"])).await;

    change::remove_roles(directory, &user.user_id, &["rol_reader".to_owned()]).await.unwrap();
    refresh("openid offline_access write:orders", json!(["write:orders"])).await;

    change::add_permissions(directory, &user.user_id, &[permission("read:orders"), permission("delete:orders")]).await.unwrap();
    // What the login never asked for, a refresh does not give as a scope.
    refresh("openid offline_access read:orders write:orders", json!(["delete:orders", "read:orders", "write:orders"])).await;

    let api = directory.resource_servers.find("identifier", API).await.unwrap().unwrap();
    directory.resource_servers.modify(&api.id, |api| api.scopes.retain(|scope| scope.value == "write:orders")).await.unwrap();
    refresh("openid offline_access write:orders", json!(["write:orders"])).await;
}

#[tokio::test]
async fn a_role_that_is_taken_between_login_and_redemption_is_not_in_the_token() {
    let (server, client, user) = story("access_token").await;
    let code = server.code_with(&client, &user, "read:orders write:orders", |code| code.audience = Some(API.to_owned())).await;
    change::remove_roles(&server.app.directory, &user.user_id, &["rol_reader".to_owned()]).await.unwrap();
    let answer = server.redeem(&client, &code).await;
    assert_eq!(verified(&server, answer.text_of("access_token"), API).await["scope"], "write:orders");
}

#[tokio::test]
async fn a_scope_that_an_action_added_stands_beside_the_permissions() {
    let (server, client, user) = story("access_token").await;
    let code = server
        .code_with(&client, &user, "read:orders delete:orders", |code| {
            code.audience = Some(API.to_owned());
            code.effects.added_scope = vec!["delete:orders".to_owned()];
        })
        .await;
    let answer = server.redeem(&client, &code).await;
    assert_eq!(verified(&server, answer.text_of("access_token"), API).await["scope"], "read:orders delete:orders");
}
