//! What of a custom database is kept, refused and shown by the Management API.

use serde_json::{Value, json};

use super::{ALL, EMAIL, GET_USER, LOGIN, OLD, Scene};
use crate::support::api::message;

const MASK: &str = "_VALUE_NOT_SHOWN_";

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_cannot_run_is_refused_when_it_is_written() {
    let scene = Scene::new(json!({ "login": LOGIN })).await;
    let before = scene.server.api(ALL).get(&format!("/connections/{}", scene.connection.id)).await;
    for (script, told) in [
        ("function login(email password, callback) {}", "databases/Username-Password-Authentication/login.js:1:22"),
        ("function login(email, password, callback) {\n  const x = ;\n}", "login.js:2:13"),
        ("const login = 1;", "is not one function. A script of a database is: function login"),
        ("function a() {}\nfunction b() {}", "is not one function"),
        ("function login(email, password, callback) { require('absent@1.0.0'); }", "absent"),
    ] {
        let answer = scene.change(json!({ "login": script, "get_user": GET_USER }), json!({})).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_script")), "{script}: {answer:?}");
        assert!(message(&answer).contains(told), "{script}: {answer:?}");
    }
    for (more, told) in [
        (json!({ "customScripts": { "log_in": LOGIN } }), "Additional properties not allowed: log_in' on property options.customScripts."),
        (json!({ "customScripts": { "login": 7 } }), "on property options.customScripts.login."),
        (json!({ "customScripts": { "login": "x".repeat(100_001) } }), "String is too long"),
    ] {
        let answer = scene.change(json!({ "login": LOGIN }), more.clone()).await;
        assert_eq!((answer.0, &answer.1["errorCode"]), (400, &json!("invalid_body")), "{more}: {answer:?}");
        assert!(message(&answer).contains(told), "{answer:?}");
    }
    let broken = json!({ "name": "broken", "strategy": "auth0", "options": { "customScripts": { "login": "function (" } } });
    assert_eq!(scene.server.api(ALL).post("/connections", broken).await.0, 400, "also one that is not used yet");
    assert_eq!(scene.server.api(ALL).get(&format!("/connections/{}", scene.connection.id)).await, before, "nothing of it is kept");
    assert_eq!(scene.server.app.actions.scripts.all().await.unwrap().len(), 1);
    assert_eq!(scene.ask(EMAIL, OLD).await.status, 200, "and what was there runs");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_is_written_and_never_read() {
    let script = "function login(email, password, callback) { callback(null, { email, app_metadata: configuration }); }";
    let scene = Scene::with(json!({ "login": script }), json!({ "configuration": { "URL": "postgres://hush@db", "KEY": "hush" } })).await;
    let path = format!("/connections/{}", scene.connection.id);
    let api = scene.server.api(ALL);
    let (_, read) = api.get(&path).await;
    assert_eq!(read["options"]["configuration"], json!({ "URL": MASK, "KEY": MASK }));
    assert_eq!(read["options"]["customScripts"], json!({ "login": script }));
    let (_, listed) = api.get("/connections").await;
    let (_, of_client) =
        scene.server.api("read:connections read:clients").get(&format!("/clients/{}/connections", scene.client.id())).await;
    let (_, logs) = api.get("/logs?per_page=100").await;
    for shown in [&listed, &of_client, &logs] {
        assert!(!shown.to_string().contains("hush"), "{shown}");
    }

    // Sent back as it was read, it stays; with another value beside it, that one alone changes.
    let mut options = read["options"].clone();
    options["configuration"]["KEY"] = json!("changed");
    let (status, answer) = api.patch(&path, json!({ "options": options })).await;
    assert_eq!((status, &answer["options"]["configuration"]), (200, &json!({ "URL": MASK, "KEY": MASK })), "{answer}");
    assert_eq!(scene.ask(EMAIL, OLD).await.status, 200);
    let [user] = &scene.users().await[..] else { panic!("one user") };
    assert_eq!(Value::Object(user.app_metadata.clone()), json!({ "URL": "postgres://hush@db", "KEY": "changed" }));

    options["configuration"] = json!({ "URL": MASK, "KEY": "k".repeat(4096) });
    assert_eq!(api.patch(&path, json!({ "options": options })).await.0, 200);
    assert_eq!(api.patch(&path, json!({ "display_name": "Staff" })).await.0, 200, "what is kept is longer than what may be given");
    options["configuration"]["KEY"] = json!("k".repeat(4097));
    assert_eq!(api.patch(&path, json!({ "options": options })).await.0, 400);

    options["configuration"] = json!({ "NEW": MASK });
    let answer = api.patch(&path, json!({ "options": options })).await;
    assert_eq!(answer.0, 400);
    assert!(message(&answer).ends_with("there is none yet' on property options.configuration.NEW."), "{answer:?}");
    let (_, other) =
        api.post("/connections", json!({ "name": "other", "strategy": "auth0", "options": { "configuration": { "KEY": MASK } } })).await;
    assert_eq!(other["statusCode"], 400, "no mask is a value");
    // What the store has of one connection is nothing for another one to open.
    let stored = scene.server.app.directory.connections.get(&scene.connection.id).await.unwrap().unwrap();
    let sealed = stored.options["configuration"]["URL"].clone();
    assert!(!sealed.to_string().contains("hush"));
    options["configuration"] = json!({ "KEY": sealed });
    options["customScripts"]["login"] = json!(script.replace("{ email,", "{ email: 'two@example.com',"));
    assert_eq!(api.patch(&path, json!({ "options": options })).await.0, 200);
    assert_eq!(scene.ask("two@example.com", OLD).await.status, 200);
    let users = scene.users().await;
    let second = users.iter().find(|user| user.email.as_deref() == Some("two@example.com")).unwrap();
    assert_eq!(second.app_metadata["KEY"], sealed, "a text like any other");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_scripts_are_called_with_is_not_taken_from_them() {
    let script = "function login(email, password, context, callback) { callback(null, { email }); }";
    let scene = Scene::with(json!({ "login": script }), json!({ "enable_script_context": true })).await;
    let answer = scene.change(json!({ "login": script }), json!({ "enable_script_context": false })).await;
    assert_eq!(
        message(&answer),
        "Payload validation error: 'It cannot be disabled once enabled' on property options.enable_script_context."
    );
    let (status, answer) = scene.change(json!({ "login": script }), json!({})).await;
    assert_eq!((status, &answer["options"]["enable_script_context"]), (200, &json!(true)));
    assert_eq!(scene.ask(EMAIL, OLD).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_program_of_a_connection_goes_with_it() {
    let scene = Scene::new(json!({ "login": LOGIN, "get_user": "", "create": null })).await;
    let kept = async || {
        let (app, id) = (&scene.server.app, &scene.connection.id);
        (app.actions.scripts.all().await.unwrap().len(), app.databases.get(id).await.unwrap().is_some())
    };
    assert_eq!(kept().await, (1, true));
    for n in 0..4 {
        scene.login_is(&format!("callback(null, {{ email, user_id: {n} }});")).await;
    }
    assert_eq!(kept().await, (2, true), "the one that runs, and the one before it");
    assert_eq!(scene.change(json!({ "login": LOGIN }), json!({ "disable_signup": true })).await.0, 200);
    assert_eq!(kept().await, (2, true));
    assert_eq!(scene.server.api(ALL).delete(&format!("/connections/{}", scene.connection.id)).await.0, 202);
    assert_eq!(kept().await, (0, false));
}
