//! What an exchange gives.

use anteroom::identity::client::AppType;
use serde_json::json;

use super::{GRANT, Scene, TYPE, by_connection, by_id, deployed};
use crate::token::verified;

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_token_gives_the_tokens_that_a_login_gives() {
    let scene = Scene::new().await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    let more = [("audience", "urn:api"), ("scope", "openid email offline_access read nonsense")];
    let answer = scene.exchange(json!([by_id(&user.user_id)]), &more).await;
    assert_eq!((answer.status, &answer.json["scope"]), (200, &json!("openid email offline_access read")), "{}", answer.text);
    assert_eq!(answer.json["issued_token_type"], "urn:ietf:params:oauth:token-type:access_token");
    assert_eq!(answer.json["token_type"], "Bearer");
    assert_eq!(answer.headers["cache-control"], "no-store");
    let access = verified(&scene.server, answer.text_of("access_token"), "urn:api").await;
    assert_eq!((&access["sub"], &access["gty"]), (&json!(user.user_id), &json!(GRANT)));
    assert!(!access.contains_key("act"));
    let id = verified(&scene.server, answer.text_of("id_token"), scene.client.id()).await;
    assert_eq!((&id["sub"], &id["email"]), (&json!(user.user_id), &json!("ann@example.com")));
    assert!(!id.contains_key("sid"), "there is no session");
    let again = scene.server.refresh(&scene.client, answer.text_of("refresh_token")).await;
    assert_eq!(again.status, 200, "{}", again.text);
    assert_eq!(again.json["issued_token_type"], json!(null), "only an exchange says which token it is");

    let event = scene.server.last_log("secte").await.unwrap();
    assert_eq!(event.user_id.as_deref(), Some(user.user_id.as_str()));
    assert_eq!(event.details["tokenExchangeProfile"]["subject_token_type"], TYPE);
    let execution = event.details["actions"]["executions"][0].as_str().unwrap();
    assert_eq!(scene.server.app.audit.executions.get(execution).await.unwrap().unwrap().trigger_id, "custom-token-exchange");
    let counted = scene.server.app.directory.users.get(&user.user_id).await.unwrap().unwrap();
    assert_eq!(counted.logins_count, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_api_and_openid_there_is_an_opaque_token_alone() {
    let scene = Scene::new().await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    let answer = scene.exchange(json!([by_id(&user.user_id)]), &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(!answer.text_of("access_token").contains('.'));
    assert!(answer.json["id_token"].is_null() && answer.json["refresh_token"].is_null() && answer.json["scope"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_public_application_may_exchange_where_it_is_allowed() {
    let scene = Scene::with(AppType::Spa, |_| {}).await;
    let answer = scene.exchange(json!([by_connection(json!({ "user_id": "7", "email": "new@example.com" }))]), &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_action_is_told_of_the_exchange_and_its_event_body_has_no_token() {
    let code = "exports.onExecuteCustomTokenExchange = async (event, api) => {
        const { transaction, request, client, resource_server } = event;
        api.authentication.setUserByConnection('Username-Password-Authentication', { user_id: '1', email: 'told@example.com' },
            { creationBehavior: 'create_if_not_exists', updateBehavior: 'none' });
        api.user.setAppMetadata('told', { transaction, body: request.body, client: client.client_id, api: resource_server.identifier });
    };";
    let scene = Scene::running(code, AppType::RegularWeb, |_| {}).await;
    let more = [
        ("audience", "urn:api"),
        ("scope", "read openid"),
        ("actor_token", "who acts"),
        ("actor_token_type", "urn:acme:actor"),
        ("requested_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ("region", "eu"),
    ];
    let answer = scene.exchange_token("of any form: \u{1f511}", &more).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let told = &scene.server.app.directory.users.get("auth0|1").await.unwrap().unwrap().value.app_metadata["told"];
    assert_eq!(
        told["transaction"],
        json!({
            "subject_token": "of any form: \u{1f511}", "subject_token_type": TYPE,
            "actor_token": "who acts", "actor_token_type": "urn:acme:actor",
            "requested_scopes": ["read", "openid"], "requested_token_type": "urn:ietf:params:oauth:token-type:access_token",
        })
    );
    assert_eq!((&told["client"], &told["api"]), (&json!(scene.client.id()), &json!("urn:api")));
    assert_eq!(told["body"]["region"], "eu");
    let secret = scene.client.secret.as_str();
    let body = told["body"].to_string();
    assert!(!body.contains("of any form") && !body.contains("who acts") && !body.contains(secret), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn post_login_runs_afterwards_and_knows_the_exchange() {
    let scene = Scene::new().await;
    let code = "exports.onExecutePostLogin = async (event, api) => {
        api.idToken.setCustomClaim('seen', { transaction: event.transaction, connection: event.connection.name, stats: event.stats });
        api.accessToken.addScope('write');
    };";
    deployed(&scene.server, "after", "post-login", code).await;
    let binding = json!({ "bindings": [{ "ref": { "type": "action_name", "value": "after" } }] });
    assert_eq!(scene.server.api("update:actions").patch("/actions/triggers/post-login/bindings", binding).await.0, 200);
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    let calls = json!([by_id(&user.user_id), ["authentication.setActor", { "sub": "bot" }]]);
    let answer = scene.exchange(calls, &[("scope", "openid"), ("audience", "urn:api")]).await;
    assert_eq!((answer.status, &answer.json["scope"]), (200, &json!("openid write")), "{}", answer.text);
    let seen = &verified(&scene.server, answer.text_of("id_token"), scene.client.id()).await["seen"];
    assert_eq!(seen["transaction"]["protocol"], "oauth2-token-exchange");
    assert_eq!(seen["transaction"]["subject_token_type"], TYPE);
    assert_eq!(seen["transaction"]["actor"], json!({ "sub": "bot" }));
    assert_eq!((&seen["connection"], &seen["stats"]["logins_count"]), (&json!(scene.connection.name), &json!(1)));
    let executions = scene.server.last_log("secte").await.unwrap().details["actions"]["executions"].clone();
    assert_eq!(executions.as_array().unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_actor_is_in_both_tokens_and_gets_no_refresh_token() {
    let scene = Scene::new().await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    let actor = json!({ "sub": "agent", "team": "support", "act": { "sub": "robot" } });
    let calls = json!([by_id(&user.user_id), ["authentication.setActor", actor]]);
    let answer = scene.exchange(calls, &[("scope", "openid offline_access read"), ("audience", "urn:api")]).await;
    assert_eq!((answer.status, &answer.json["scope"]), (200, &json!("openid read")), "{}", answer.text);
    assert!(answer.json["refresh_token"].is_null());
    let access = verified(&scene.server, answer.text_of("access_token"), "urn:api").await;
    let id = verified(&scene.server, answer.text_of("id_token"), scene.client.id()).await;
    assert_eq!((&access["act"], &id["act"], &access["sub"]), (&actor, &actor, &json!(user.user_id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn rbac_limits_what_an_exchange_gives() {
    let scene = Scene::new().await;
    scene.server.resource_server_with("urn:guarded", &["read"], |api| api.enforce_policies = true).await;
    let user = scene.server.with_user(&scene.connection, "ann@example.com").await;
    let answer = scene.exchange(json!([by_id(&user.user_id)]), &[("scope", "read openid"), ("audience", "urn:guarded")]).await;
    assert_eq!((answer.status, &answer.json["scope"]), (200, &json!("openid")), "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn discovery_names_the_grant() {
    let scene = Scene::new().await;
    let document: serde_json::Value = scene.server.get("/.well-known/openid-configuration").await.json().await.unwrap();
    assert!(document["grant_types_supported"].as_array().unwrap().contains(&json!(GRANT)));
}
