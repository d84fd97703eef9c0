//! The first login of somebody who was elsewhere, and the ones after it.

use serde_json::json;

use super::{EMAIL, LOGIN, OLD, Scene};
use crate::support::browser::{Browser, authorize};
use crate::support::clients::CALLBACK;

/// What fails every login that asks it.
const BROKEN: &str = "function login(email, password, callback) { callback(new Error('nobody asks any more')); }";

#[tokio::test(flavor = "multi_thread")]
async fn a_first_login_brings_the_user_in_and_the_other_database_is_asked_no_more() {
    let scene = Scene::new(json!({ "login": LOGIN })).await;
    let deny = json!({
        "name": "deny", "triggerId": "pre-user-registration", "enabled": true,
        "script": "module.exports = (user, context, cb) => cb(new PreUserRegistrationError('nobody signs up'));",
    });
    assert_eq!(scene.server.api("create:hooks").post("/hooks", deny).await.0, 201);

    let page = Browser::new(&scene.server).log_in(&authorize(&scene.client.client, &[("redirect_uri", CALLBACK)]), EMAIL, OLD).await;
    assert!(page.status == 302 && page.location().contains("code="), "{} {}", page.status, page.body);
    let user = scene.user("auth0|7").await;
    assert_eq!((user.email.as_deref(), user.email_verified, user.name.as_deref()), (Some("Ann@example.com"), true, Some("Ann Ash")));
    assert_eq!((user.given_name.as_deref(), user.nickname.as_deref(), user.logins_count), (Some("Ann"), Some("annie"), 1));
    assert_eq!((json!(user.user_metadata), json!(user.app_metadata)), (json!({ "theme": "dark" }), json!({ "plan": "gold" })));
    assert!(user.password_hash.as_deref().unwrap().starts_with("$argon2id$"));
    let (event, record) = scene.told("sui").await;
    assert_eq!((event.user_id.as_deref(), event.connection_id.as_deref()), (Some("auth0|7"), Some(scene.connection.id.as_str())));
    assert_eq!((record.trigger_id.as_str(), record.results[0].verdict.as_str()), ("custom-database", "allow"));
    assert_eq!(scene.server.last_log("s").await.unwrap().user_id.as_deref(), Some("auth0|7"));
    assert!(scene.server.last_log("ss").await.is_none(), "nobody signed up");

    assert_eq!(scene.change(json!({ "login": BROKEN }), json!({})).await.0, 200);
    let again = scene.ask("ANN@example.com", OLD).await;
    assert_eq!(again.status, 200, "{}", again.text);
    assert_eq!(scene.ask(EMAIL, "salmon fish").await.status, 403, "and the password is this one alone");
    assert_eq!((scene.users().await.len(), scene.calls().await), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_refused_is_told_the_same_whatever_the_reason() {
    let scene = Scene::new(json!({ "login": LOGIN })).await;
    scene.server.with_user(&scene.connection, "bob@example.com").await;
    let here = scene.ask("bob@example.com", OLD).await;
    here.assert_error(403, "invalid_grant");
    let bare = |answer: &crate::support::clients::Answer| {
        let mut headers = answer.headers.clone();
        for name in ["date", "x-request-id", "content-length"] {
            headers.remove(name);
        }
        (answer.status, answer.text.clone(), headers)
    };
    for (username, password, kind) in [("nobody@example.com", OLD, "fu"), (EMAIL, "salmon fish", "fp")] {
        let refused = scene.ask(username, password).await;
        assert_eq!(bare(&refused), bare(&here), "{username}");
        let (event, record) = scene.told(kind).await;
        assert_eq!((event.user_name.as_deref(), event.user_id), (Some(username), None));
        assert_eq!(record.results[0].verdict, "allow", "the script did its work");
    }
    scene.login_is("callback(new Error('the other database is down'));").await;
    let down = scene.ask(EMAIL, OLD).await;
    assert_eq!(bare(&down), bare(&here));
    let (event, record) = scene.told("f").await;
    assert_eq!(
        (event.description.as_deref(), event.user_name.as_deref()),
        (Some("The script of the custom database failed."), Some(EMAIL))
    );
    let told = &record.results[0].error.as_ref().unwrap().message;
    assert!(told.contains("the other database is down (at login (databases/"), "{told}");
    let failed = scene.server.last_log("actions_execution_failed").await.unwrap();
    assert_eq!((&failed.details["connection_id"], &failed.details["script"]), (&json!(scene.connection.id), &json!("login")));

    // The page says no more than the grant.
    let page = |email: &'static str| async {
        let authorize = authorize(&scene.client.client, &[("redirect_uri", CALLBACK)]);
        let page = Browser::new(&scene.server).log_in(&authorize, email, "salmon fish").await;
        assert!(page.body.contains("Wrong email or password."), "{}", page.body);
        page.status
    };
    assert_eq!((page("bob@example.com").await, page("nobody@example.com").await), (400, 400));
}

#[tokio::test(flavor = "multi_thread")]
async fn first_logins_at_the_same_time_make_one_user() {
    let scene = Scene::new(json!({ "login": LOGIN })).await;
    let (one, two, three, wrong) =
        tokio::join!(scene.ask(EMAIL, OLD), scene.ask(EMAIL, OLD), scene.ask("ANN@EXAMPLE.COM", OLD), scene.ask(EMAIL, "salmon fish"));
    for answer in [one, two, three] {
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    wrong.assert_error(403, "invalid_grant");
    assert_eq!(scene.users().await.len(), 1);
    assert_eq!(scene.user("auth0|7").await.logins_count, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_of_every_form_run() {
    let scene = Scene::new(json!({})).await;
    let profile = "{ user_id: email.split('@')[0], email }";
    for (at, script) in [
        format!("function login(email, password, callback) {{ callback(null, {profile}); }}"),
        format!("function (email, password, callback) {{ setTimeout(() => callback(null, {profile}), 1); }};"),
        format!("(email, password, callback) => {{ callback(null, {profile}); }}"),
        format!("async function login(email, password, callback) {{ await null; return callback(null, {profile}); }}"),
        format!("async (email, password, callback) => {{ callback(null, {profile}); throw new Error('too late'); }}"),
        "function login(email, password, callback) {
           const crypto = require('crypto');
           const hash = crypto.createHash('sha256').update(password).digest();
           const given = Buffer.from('89a1c4d0a9cd76ea7afa9a7f2e3b36a4ad3e0a1df0b1e7d8dbb8b6a5a9a3b7c1', 'hex');
           console.log(hash.length === given.length, typeof ValidationError, typeof UnauthorizedError, typeof request);
           callback(null, { id: email.split('@')[0], email });
         }"
        .to_owned(),
    ]
    .into_iter()
    .enumerate()
    {
        let (status, answer) = scene.change(json!({ "login": script }), json!({})).await;
        assert_eq!(status, 200, "{script}: {answer}");
        let answer = scene.ask(&format!("user{at}@example.com"), OLD).await;
        assert_eq!(answer.status, 200, "{script}: {} {:?}", answer.text, scene.told("f").await);
    }
    let (_, record) = scene.told("sui").await;
    assert_eq!(record.results[0].console[0]["message"], "true function function function");
    assert_eq!(scene.users().await.len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_find_their_configuration_and_where_they_are_called_from() {
    let script = "function login(email, password, context, callback) {
      const { client, connection, request } = context;
      if (configuration.KEY !== 'open sesame') return callback(new Error(JSON.stringify(configuration)));
      callback(null, { email, app_metadata: { client, connection, ip: request.ip } });
    }";
    let options = json!({ "enable_script_context": true, "configuration": { "KEY": "open sesame" } });
    let scene = Scene::with(json!({ "login": script }), options).await;
    let answer = scene.ask(EMAIL, OLD).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let [user] = &scene.users().await[..] else { panic!("one user") };
    assert!(user.user_id.starts_with("auth0|") && user.user_id.len() == 30, "an id of ours: {}", user.user_id);
    assert_eq!(user.app_metadata["client"]["client_id"], scene.client.id());
    assert_eq!(user.app_metadata["connection"]["id"], json!(scene.connection.id));
    assert_eq!(user.app_metadata["ip"], "127.0.0.1");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_name_is_asked_for_where_the_connection_takes_them() {
    let script =
        "function login(name, password, callback) { callback(null, { user_id: 'a', email: 'ann@example.com', username: 'Ann' }); }";
    let scene = Scene::new(json!({ "login": script })).await;
    assert_eq!(scene.ask("ann", OLD).await.status, 403);
    assert_eq!(scene.calls().await, 0, "nobody could log in with it again");
    assert_eq!(scene.change(json!({ "login": script }), json!({ "requires_username": true })).await.0, 200);
    assert_eq!(scene.ask("ANN", OLD).await.status, 200);
    assert_eq!(scene.user("auth0|a").await.username.as_deref(), Some("ann"));
    assert_eq!((scene.ask("ann", OLD).await.status, scene.ask(EMAIL, OLD).await.status, scene.calls().await), (200, 200, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_blocked_there_comes_in_blocked() {
    let scene = Scene::new(json!({})).await;
    scene.login_is("callback(null, { user_id: 'b', email, blocked: true });").await;
    scene.ask(EMAIL, OLD).await.assert_error(401, "unauthorized");
    assert!(scene.user("auth0|b").await.blocked);
    scene.ask(EMAIL, "salmon fish").await.assert_error(403, "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_where_the_customization_is_off() {
    let scene = Scene::new(json!({ "login": LOGIN })).await;
    assert_eq!(scene.change(json!({ "login": LOGIN }), json!({ "enabledDatabaseCustomization": false })).await.0, 200);
    scene.ask(EMAIL, OLD).await.assert_error(403, "invalid_grant");
    assert!(scene.server.app.actions.scripts.all().await.unwrap().is_empty(), "and nothing is kept ready");
    assert_eq!(scene.change(json!({ "login": LOGIN }), json!({})).await.0, 200);
    assert_eq!(scene.ask(EMAIL, OLD).await.status, 200);
}
