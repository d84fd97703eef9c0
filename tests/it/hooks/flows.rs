//! What Hooks are told and what they decide, trigger by trigger, over the wire.

use serde_json::{Value, json};

use super::{ALL, Scene};
use crate::token::verified;

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_gets_the_claims_and_scopes_that_its_hook_calls_back_with() {
    let scene = Scene::new().await;
    let id = scene
        .hook(
            "credentials-exchange",
            "module.exports = function (client, scope, audience, context, cb) {
               const token = { scope: scope };
               token['https://a.example/told'] = [client, audience, context.webtask.secrets.KEY.length, context.request.body.region];
               token.sub = 'somebody';
               token.scope.push('admin', 'unknown');
               cb(null, token);
             };",
        )
        .await;
    let api = scene.server.api(ALL);
    assert_eq!(api.post(&format!("/hooks/{id}/secrets"), json!({ "KEY": "open-sesame" })).await, (201, json!({})));
    let answer = scene.ask(&[("region", "eu"), ("scope", "read")]).await;
    assert_eq!((answer.status, &answer.json["scope"]), (200, &json!("read admin")), "{}", answer.text);
    let claims = verified(&scene.server, answer.text_of("access_token"), "urn:api").await;
    let told = &claims["https://a.example/told"];
    assert_eq!((&told[0]["id"], &told[1], &told[2], &told[3]), (&json!(scene.machine.id()), &json!("urn:api"), &json!(11), &json!("eu")));
    assert_eq!(claims["sub"], format!("{}@clients", scene.machine.id()), "the server's own claims stand");
    let record = scene.record("seccft").await;
    assert_eq!((record.trigger_id.as_str(), record.results[0].action_id.as_str()), ("credentials-exchange", id.as_str()));
    assert!(record.results[0].fuel_used > 0);
    // Secrets count at the next exchange, and what calls back with nothing changes nothing.
    assert_eq!(api.patch(&format!("/hooks/{id}/secrets"), json!({ "KEY": "other" })).await.0, 201);
    let answer = scene.ask(&[("region", "eu")]).await;
    let claims = verified(&scene.server, answer.text_of("access_token"), "urn:api").await;
    assert_eq!(claims["https://a.example/told"][2], 5);
    scene.change(&id, "module.exports = (client, scope, audience, context, cb) => cb();").await;
    assert_eq!(scene.ask(&[]).await.json["scope"], "read write");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_is_denied_with_the_error_of_its_hook_and_no_action_runs() {
    let scene = Scene::new().await;
    let id = scene.hook("credentials-exchange", "module.exports = (client, scope, audience, context, cb) => cb();").await;
    scene.action("credentials-exchange", "exports.onExecuteCredentialsExchange = async () => { console.log('it ran'); };").await;
    for (error, status, code) in [
        ("new InvalidScopeError('Not from here.')", 400, "invalid_scope"),
        ("new InvalidRequestError('Not from here.')", 400, "invalid_request"),
        ("new ServerError('Not from here.')", 500, "server_error"),
        ("new Error('Not from here.')", 500, "access_denied"),
        ("'Not from here.'", 500, "access_denied"),
    ] {
        scene.change(&id, &format!("module.exports = (client, scope, audience, context, cb) => cb({error});")).await;
        let answer = scene.ask(&[]).await;
        answer.assert_error(status, code);
        assert_eq!(answer.json["error_description"], "Not from here.");
        assert_eq!(scene.record("feccft").await.results.len(), 1, "{error}");
        for event in scene.server.app.audit.events.all().await.unwrap() {
            scene.server.app.audit.events.delete(&event).await.unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_runs_after_the_hook_of_its_trigger_in_the_same_record() {
    let scene = Scene::new().await;
    scene
        .hook(
            "credentials-exchange",
            "module.exports = (client, scope, audience, context, cb) => cb(null, { scope, first: 1, who: 'hook' });",
        )
        .await;
    let code = "exports.onExecuteCredentialsExchange = async (event, api) => { api.accessToken.setCustomClaim('who', 'action'); };";
    scene.action("credentials-exchange", code).await;
    let answer = scene.ask(&[]).await;
    let claims = verified(&scene.server, answer.text_of("access_token"), "urn:api").await;
    assert_eq!((&claims["first"], &claims["who"]), (&json!(1), &json!("action")));
    let names: Vec<String> = scene.record("seccft").await.results.into_iter().map(|run| run.action_name).collect();
    assert_eq!(names, ["credentials-exchange-hook", "after"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_up_gets_metadata_from_its_hook_or_is_refused_with_its_words() {
    let scene = Scene::new().await;
    let script = "module.exports = function (user, context, cb) {
        if (user.email.startsWith('bad')) return cb(new PreUserRegistrationError('blocked domain', 'Not with this address.'));
        const told = JSON.stringify([user, context.connection.name, context.request.ip !== undefined]);
        cb(null, { user: { app_metadata: { told }, user_metadata: { plan: 'free' } } });
      };";
    scene.hook("pre-user-registration", script).await;
    let (status, answer) = scene.sign_up("bad@example.com").await;
    assert_eq!(status, 400, "{answer}");
    assert_eq!((&answer["friendly_message"], &answer["description"]), (&json!("Not with this address."), &json!("blocked domain")));
    assert!(scene.server.app.directory.users.all().await.unwrap().is_empty());
    assert_eq!(scene.server.last_log("fs").await.unwrap().description.as_deref(), Some("blocked domain"));
    assert_eq!(scene.record("fs").await.results[0].verdict, "deny");

    let (status, answer) = scene.sign_up("good@example.com").await;
    assert_eq!(status, 200, "{answer}");
    let user = scene.server.app.directory.users.all().await.unwrap().remove(0).value;
    assert_eq!(user.user_metadata["plan"], "free");
    let told: Value = serde_json::from_str(user.app_metadata["told"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&told[0]["email"], &told[1], &told[2]),
        (&json!("good@example.com"), &json!(crate::support::story::DATABASE), &json!(true))
    );
    assert!(!told.to_string().contains(crate::support::story::PASSWORD), "a Hook sees no password");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_a_sign_up_is_told_to_its_hook_whose_failure_changes_nothing() {
    let scene = Scene::new().await;
    let script = "module.exports = function (user, context, cb) {
        console.log(user.email, user.id, user.emailVerified, context.connection.name);
        cb(user.email.startsWith('bad') ? new Error('the webhook is down') : null, {});
      };";
    scene.hook("post-user-registration", script).await;
    scene.action("post-user-registration", "exports.onExecutePostUserRegistration = async () => { console.log('the Action'); };").await;
    let (status, answer) = scene.sign_up("ann@example.com").await;
    assert_eq!(status, 200, "{answer}");
    scene.drain().await;
    let record = scene.server.app.audit.executions.all().await.unwrap().remove(0).value;
    let line = format!("ann@example.com auth0|{} false {}", answer["_id"].as_str().unwrap(), crate::support::story::DATABASE);
    assert_eq!((record.trigger_id.as_str(), &record.results[0].console[0]["message"]), ("post-user-registration", &json!(line)));
    assert!(scene.server.last_log("fpurh").await.is_none());
    scene.server.app.audit.executions.delete(&scene.server.app.audit.executions.all().await.unwrap().remove(0)).await.unwrap();

    assert_eq!(scene.sign_up("bad@example.com").await.0, 200);
    scene.drain().await;
    let record = scene.server.app.audit.executions.all().await.unwrap().remove(0).value;
    let told = &record.results[0].error.as_ref().unwrap().message;
    assert!(told.starts_with("The Hook failed with: the webhook is down (at "), "{told}");
    assert!(told.contains("(hooks/post-user-registration-hook.js:3:"), "{told}");
    assert_eq!(record.results[1].console[0]["message"], "the Action", "the Action has nothing to do with it");
    assert!(scene.server.last_log("fpurh").await.is_some());
    let failure = scene.server.last_log("actions_execution_failed").await.unwrap();
    assert_eq!(failure.details["hook_name"], "post-user-registration-hook");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_is_told_to_its_hook_and_never_shown_to_it() {
    let scene = Scene::new().await;
    let script = "module.exports = function (user, context, cb) {
        console.log(JSON.stringify([user, context.connection.name]));
        cb(new Error('as planned'));
      };";
    scene.hook("post-change-password", script).await;
    let connection = scene.server.app.directory.connections.all().await.unwrap().remove(0).value;
    let user = scene.server.with_user(&connection, "ann@example.com").await;
    let path = format!("/users/{}", user.user_id.replace('|', "%7C"));
    assert_eq!(scene.server.api("update:users").patch(&path, json!({ "password": "Another-Horse-7" })).await.0, 200);
    scene.drain().await;
    let record = scene.server.app.audit.executions.all().await.unwrap().remove(0).value;
    let told: Value = serde_json::from_str(record.results[0].console[0]["message"].as_str().unwrap()).unwrap();
    assert_eq!((&told[0]["id"], &told[0]["email"]), (&json!(user.user_id), &json!("ann@example.com")));
    assert!(told[0]["last_password_reset"].is_string() && !told.to_string().contains("Another-Horse"), "{told}");
    assert!(scene.server.last_log("fcph").await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_off_or_deleted_does_not_run() {
    let scene = Scene::new().await;
    let id =
        scene.hook("credentials-exchange", "module.exports = (client, scope, audience, context, cb) => cb(new ServerError('no'));").await;
    scene.ask(&[]).await.assert_error(500, "server_error");
    let (api, path) = (scene.server.api(ALL), format!("/hooks/{id}"));
    assert_eq!(api.patch(&path, json!({ "enabled": false })).await.0, 200);
    assert_eq!(scene.ask(&[]).await.status, 200);
    assert_eq!(api.patch(&path, json!({ "enabled": true })).await.0, 200);
    scene.ask(&[]).await.assert_error(500, "server_error");
    assert_eq!(api.delete(&path).await.0, 204);
    assert_eq!(scene.ask(&[]).await.status, 200);
    assert!(scene.server.app.actions.scripts.all().await.unwrap().is_empty(), "nothing is left of it");
}
