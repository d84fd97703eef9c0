//! Scripts that do wrong, and profiles that are somebody else's: the login fails, nobody comes in, and the next one is well.

use anteroom::identity::User;
use serde_json::json;

use super::{EMAIL, LOGIN, OLD, Scene};

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_does_wrong_fails_its_login_and_says_how() {
    let scene = Scene::new(json!({})).await;
    for (body, kind, told) in [
        ("for (;;) {}", "out_of_fuel", "The script used up its fuel"),
        ("const all = []; for (;;) all.push(new ArrayBuffer(4 << 20));", "memory_limit", "The script asked for"),
        ("const more = () => more() + 1; more();", "threw", "stack"),
        ("// It never calls back.", "never_settled", "The script never called its callback"),
        ("return { email };", "never_settled", "The script never called its callback"),
        ("throw 'a text';", "threw", "The script threw a text"),
        ("callback('not today');", "threw", "not today"),
        ("callback(new ValidationError('code', 'not so'));", "threw", "not so"),
        ("require('mysql');", "threw", "Cannot find module 'mysql'"),
        ("require('net').connect(5432);", "threw", ""),
        ("fetch('http://127.0.0.1:1/').then(() => callback(null), callback);", "threw", "fetch failed"),
        ("const me = { email }; me.me = me; callback(null, me);", "threw", "circular"),
        ("callback(null, { email, user_id: 1n });", "threw", ""),
        ("callback(null, new Proxy({}, { ownKeys() { throw new Error('a trap'); } }));", "threw", "a trap"),
        ("callback(null, { toJSON() { throw new Error('no JSON'); } });", "threw", "no JSON"),
        ("callback(null, { email, name: 'x'.repeat(200_000) });", "invalid_effect", "at most 98304 are taken"),
        ("callback(null, { email, name: 'x'.repeat(3_000_000) });", "out_of_fuel", ""),
        ("let deep = {}; for (let i = 0; i < 1000; i += 1) deep = { deep }; callback(null, { email, deep });", "invalid_effect", ""),
    ] {
        scene.login_is(body).await;
        scene.ask(EMAIL, OLD).await.assert_error(403, "invalid_grant");
        let (event, record) = scene.told("f").await;
        assert_eq!(event.description.as_deref(), Some("The script of the custom database failed."), "{body}");
        let error = record.results[0].error.clone().unwrap_or_else(|| panic!("{body}: no error"));
        assert!(error.kind == kind && error.message.contains(told), "{body}: {error:?}");
        assert_eq!(record.results[0].verdict, "failed", "{body}");
    }
    assert!(scene.users().await.is_empty());
    scene.login_is("JSON.stringify = () => '{\"answer\":null}'; callback(null, { email }); callback(new Error('late'));").await;
    assert_eq!(scene.ask(EMAIL, OLD).await.status, 200, "the first call back counted, and what is overwritten is the script's own");
    let (_, record) = scene.told("sui").await;
    assert!(record.results[0].console.to_string().contains("called its callback 2 times"), "{:?}", record.results[0].console);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_that_is_none_brings_nobody_in() {
    let scene = Scene::new(json!({})).await;
    for (profile, told) in [
        ("true", "it is no object"),
        ("'ann@example.com'", "it is no object"),
        ("[{ email }]", "it is no object"),
        ("{}", "email is required"),
        ("{ user_id: 1 }", "email is required"),
        ("{ email: 'not-an-address' }", "email is not a valid address"),
        ("{ email: { toString: 1 } }", "its email is of the type object"),
        ("{ email, user_id: 'auth0|1' }", "its user_id must have"),
        ("{ email, user_id: 'google-oauth2|1' }", "its user_id must have"),
        ("{ email, user_id: '../1' }", "its user_id must have"),
        ("{ email, user_id: [1] }", "its user_id is of the type array"),
        ("{ email, email_verified: 'yes' }", "its email_verified is of the type string"),
        ("{ email, app_metadata: { x: 'x'.repeat(33_000) } }", "its app_metadata has"),
        ("{ email, user_metadata: 'x' }", "its user_metadata is of the type string"),
        ("{ email: 'somebody.else@example.com' }", "of another identifier"),
        ("{ email: 'a\\u0301nn@example.com' }", "of another identifier"),
    ] {
        scene.login_is(&format!("callback(null, {profile});")).await;
        scene.ask(EMAIL, OLD).await.assert_error(403, "invalid_grant");
        let (event, _) = scene.told("f").await;
        assert!(event.description.as_deref().unwrap().contains(told), "{profile}: {:?}", event.description);
    }
    for nobody in ["", "null", "null, null", "null, undefined", "null, false"] {
        scene.login_is(&format!("callback({nobody});")).await;
        scene.ask(EMAIL, OLD).await.assert_error(403, "invalid_grant");
        assert!(scene.told("fu").await.0.description.is_some(), "{nobody}");
    }
    assert!(scene.users().await.is_empty());

    let parsed = r#"JSON.parse('{"email":"ann@example.com","user_id":"p","__proto__":{"blocked":true},"app_metadata":{"__proto__":{"admin":true}}}')"#;
    scene.login_is(&format!("callback(null, {parsed});")).await;
    let action = json!({
        "name": "look", "supported_triggers": [{ "id": "post-login", "version": "v3" }], "deploy": true,
        "code": "exports.onExecutePostLogin = async (event, api) => { api.idToken.setCustomClaim('admin', String(event.user.app_metadata.admin) + String({}.admin)); };",
    });
    let api = scene.server.api("create:actions update:actions");
    let (_, made) = api.post("/actions/actions", action).await;
    let bindings = json!({ "bindings": [{ "ref": { "type": "action_id", "value": made["id"] } }] });
    assert_eq!(api.patch("/actions/triggers/post-login/bindings", bindings).await.0, 200);
    let answer = scene.ask(EMAIL, OLD).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(!scene.user("auth0|p").await.blocked);
    let token = answer.text_of("id_token").split('.').nth(1).unwrap().to_owned();
    use base64::Engine;
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["admin"], "undefinedundefined", "a prototype is nobody's to set");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_opens_no_account_that_is_here() {
    let scene = Scene::with(json!({}), json!({ "requires_username": false })).await;
    let ann = scene.server.with_user(&scene.connection, EMAIL).await;
    let linked = scene.server.with_user(&scene.connection, "second@example.com").await;
    let api = scene.server.api("update:users read:users create:connections");
    let (provider, id) = linked.user_id.split_once('|').unwrap();
    let path = format!("/users/{}/identities", ann.user_id.replace('|', "%7C"));
    let (status, answer) = api.post(&path, json!({ "provider": provider, "user_id": id })).await;
    assert_eq!(status, 201, "{answer}");
    let (status, other) = api.post("/connections", json!({ "name": "other", "strategy": "auth0" })).await;
    assert_eq!(status, 201, "{other}");
    let other = scene.server.app.directory.connections.find("name", "other").await.unwrap().unwrap().value;
    let bob = scene.server.with_user(&other, "bob@example.com").await;
    let ann = scene.user(&ann.user_id).await;

    let id_of = |user: &User| user.user_id.trim_start_matches("auth0|").to_owned();
    for (taken, whose) in
        [(id_of(&ann), "of this connection"), (id.to_owned(), "of a linked identity"), (id_of(&bob), "of another connection")]
    {
        scene.login_is(&format!("callback(null, {{ user_id: '{taken}', email }});")).await;
        scene.ask("mallory@example.com", OLD).await.assert_error(403, "invalid_grant");
        let (event, _) = scene.told("f").await;
        assert!(event.description.unwrap().contains("the id or an identifier of another user"), "{whose}");
    }
    // Ann's address by another spelling of what was typed is Ann's.
    scene.login_is("callback(null, { user_id: 'new', email: 'ann@example.com' });").await;
    scene.ask("mallory@example.com", OLD).await.assert_error(403, "invalid_grant");
    scene.ask("ann@EXAMPLE.com ", OLD).await.assert_error(403, "invalid_grant");
    assert_eq!(scene.user(&ann.user_id).await, ann, "nothing of her account has changed");
    assert_eq!((scene.user(&bob.user_id).await, scene.users().await.len()), (bob, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_password_of_the_other_database_opens_nothing_once_the_user_is_here() {
    let script = "function login(name, password, callback) { callback(null, { user_id: 'a', email: 'ann@example.com', username: name.split('@')[0] }); }";
    let scene = Scene::with(json!({ "login": script }), json!({ "requires_username": true })).await;
    assert_eq!(scene.ask(EMAIL, OLD).await.status, 200);
    let api = scene.server.api("update:users");
    let body = json!({ "password": "Correct-horse-7-battery", "connection": super::DATABASE });
    assert_eq!(api.patch("/users/auth0%7Ca", body).await.0, 200);
    // Whom that database still takes, by the same name and by another one.
    for name in [EMAIL, "ann", "annie"] {
        scene.ask(name, OLD).await.assert_error(403, "invalid_grant");
    }
    assert_eq!(scene.users().await.len(), 1);
    assert_eq!(scene.ask("ann", "Correct-horse-7-battery").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_in_no_event_no_record_and_no_answer() {
    let scene = Scene::new(json!({})).await;
    let mut answers = String::new();
    for body in [
        "console.log(email, password, JSON.stringify({ password })); callback(null, { email, user_id: 'a' });",
        "callback(new WrongUsernameOrPasswordError(password, password));",
        "callback(new Error('no such password: ' + password));",
        "const error = new Error('x'); error.name = password; callback(error);",
        "throw password;",
        "callback(null, { email: password });",
        "callback(null, { email, [password]: password, user_id: { password } });",
        "callback(null, { email, name: [password] });",
        "fetch('https://' + password.replace(/ /g, '-') + '.invalid/' + password, { method: 'POST', body: password }).catch(callback);",
    ] {
        scene.login_is(body).await;
        // After the first one Ann is here; the others are about somebody new.
        let name = if scene.users().await.is_empty() { EMAIL } else { "new@example.com" };
        answers.push_str(&scene.ask(name, "tuna-fish-4711").await.text);
    }
    let (_, logs) = scene.server.api(super::ALL).get("/logs?per_page=100").await;
    answers.push_str(&logs.to_string());
    for record in scene.server.app.audit.executions.all().await.unwrap() {
        answers.push_str(&serde_json::to_string(&*record).unwrap());
        answers.push_str(&scene.server.api(super::ALL).get(&format!("/actions/executions/{}", record.id)).await.1.to_string());
    }
    assert!(answers.contains("***") && answers.contains("no such password"), "what was written is kept: {answers}");
    // More than its digits, which the id of an event may hold by chance.
    assert!(!answers.contains("fish-4711"), "{}", answers.split("fish-4711").next().unwrap().chars().rev().take(200).collect::<String>());
    assert_eq!(scene.users().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_script_sees_an_empty_password_or_one_that_cannot_be_kept() {
    let scene = Scene::new(json!({})).await;
    scene.login_is("callback(null, { email });").await;
    for password in ["", &"x".repeat(1025)] {
        let answer = scene.ask(EMAIL, password).await;
        assert!(matches!(answer.status, 400 | 403), "{}", answer.text);
    }
    assert_eq!((scene.calls().await, scene.users().await.len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_at_people_elsewhere_are_held_back_as_those_at_people_here() {
    let scene = Scene::new(json!({ "login": LOGIN })).await;
    scene.server.with_user(&scene.connection, "bob@example.com").await;
    let guesses = async |name: &str| {
        let mut made = 0;
        while scene.ask(name, "salmon fish").await.status == 403 {
            made += 1;
        }
        made
    };
    let here = guesses("bob@example.com").await;
    scene.server.clock.advance(std::time::Duration::from_secs(24 * 3600));
    assert_eq!(guesses(EMAIL).await, here);
    let calls = scene.calls().await;
    assert_eq!(calls, here, "no script is asked for who is held back");
    assert_eq!(scene.ask(EMAIL, OLD).await.status, 429, "not even for the right password");
    assert_eq!(scene.calls().await, calls);
}
