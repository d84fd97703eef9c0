//! Forgotten passwords and sign-ups where users are elsewhere.

use std::time::Duration;

use serde_json::{Value, json};

use super::{EMAIL, GET_USER, LOGIN, OLD, Scene};
use crate::support::browser::Browser;
use crate::support::smtp::SmtpServer;
use crate::support::story::DATABASE;

const NEW: &str = "Another-horse-8-battery";
/// Lets everybody in.
const ANYBODY: &str = "function login(email, password, callback) { callback(null, { email }); }";

impl Scene {
    async fn sending(&self) -> SmtpServer {
        let mail = SmtpServer::start().await;
        self.server.sends_by(&mail).await;
        mail
    }

    /// Asks for a link; the answer, and when all that follows is done.
    async fn forgot(&self, email: &str) -> (u16, String) {
        let answer = self.server.forgot(json!({ "email": email, "connection": DATABASE, "client_id": self.client.id() })).await;
        assert!(self.server.app.background.drain(Duration::from_secs(60)).await);
        answer
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_brings_the_user_in_and_is_set_by_the_mail() {
    let scene = Scene::new(json!({ "login": LOGIN, "get_user": GET_USER })).await;
    let mail = scene.sending().await;
    assert_eq!(scene.forgot(EMAIL).await.0, 200);
    let link = mail.next().await.link();
    let user = scene.user("auth0|7").await;
    assert_eq!((user.email.as_deref(), user.email_verified, user.password_hash), (Some("Ann@example.com"), false, None));
    assert_eq!(scene.told("sui").await.1.results[0].action_name, format!("get_user of {DATABASE}"));
    assert_eq!(scene.server.last_log("scpr").await.unwrap().user_id.as_deref(), Some("auth0|7"));

    scene.server.clock.advance(Duration::from_secs(1));
    let browser = Browser::new(&scene.server);
    let page = browser.get(&link).await;
    let done = browser.submit(&link, &page, &[("password", NEW), ("password-again", NEW)]).await;
    assert!(done.status == 200 && done.body.contains("Password changed"), "{}", done.body);
    assert_eq!(scene.ask(EMAIL, NEW).await.status, 200);
    scene.ask(EMAIL, OLD).await.assert_error(403, "invalid_grant");
    assert!(scene.user("auth0|7").await.email_verified, "who has the link has the mailbox");
    assert_eq!(scene.calls().await, 1, "the login script was never asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_a_link_is_told_the_same_and_no_mail_goes_to_nobody() {
    let scene = Scene::new(json!({ "get_user": GET_USER })).await;
    let mail = scene.sending().await;
    scene.server.with_user(&scene.connection, "bob@example.com").await;
    assert!(mail.next().await.header("Subject").starts_with("Verify your email"));
    let here = scene.forgot("bob@example.com").await;
    assert_eq!(mail.next().await.header("To"), "bob@example.com");
    assert_eq!((here.0, scene.forgot("nobody@example.com").await), (200, here.clone()));
    let event = scene.server.last_log("fcpr").await.unwrap();
    assert_eq!(event.description.as_deref(), Some("The user does not exist."));
    for (script, told) in [
        ("function (email, callback) { for (;;) {} }", "The script of the custom database failed."),
        ("function (email, callback) { callback(new Error('down')); }", "The script of the custom database failed."),
        ("function (email, callback) { callback(null, { email: 'mallory@example.com' }); }", "of another identifier"),
        ("function (email, callback) { callback(null, { email: email.replace('n', '\\u0144') }); }", "of another identifier"),
        ("function (email, callback) { callback(null, { email, user_id: 'auth0|x' }); }", "its user_id must have"),
    ] {
        assert_eq!(scene.change(json!({ "get_user": script, "login": ANYBODY }), json!({})).await.0, 200);
        assert_eq!(scene.forgot("nn@example.com").await, here, "{script}");
        let event = scene.server.last_log("fcpr").await.unwrap();
        assert!(event.description.as_deref().unwrap().contains(told), "{script}: {:?}", event.description);
        scene.server.clock.advance(Duration::from_secs(3600));
    }
    // Bob's id is Bob's, whoever asks.
    let bob = scene.users().await.remove(0);
    let id = bob.user_id.trim_start_matches("auth0|").to_owned();
    let script = format!("function (email, callback) {{ callback(null, {{ email, user_id: '{id}' }}); }}");
    assert_eq!(scene.change(json!({ "get_user": script }), json!({})).await.0, 200);
    assert_eq!(scene.forgot("mallory@example.com").await, here);
    assert_eq!(scene.users().await, [bob]);
    assert!(mail.is_empty(), "one mail went out, to Bob");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_elsewhere_cannot_sign_up_and_is_told_as_one_who_is_here() {
    let scene = Scene::new(json!({ "get_user": GET_USER })).await;
    scene.server.with_user(&scene.connection, "bob@example.com").await;
    let here = scene.sign_up("bob@example.com").await;
    assert_eq!((here.0, &here.1["code"]), (400, &json!("invalid_signup")));
    assert_eq!(scene.sign_up("ANN@example.com").await, here);
    assert_eq!(scene.calls().await, 2, "asked for Bob as well: an answer that comes at once would tell that he is here");
    assert_eq!(scene.sign_up("\u{ff41}nn@example.com").await, here, "in a spelling that is the same address here, and another one there");
    assert_eq!(scene.sign_up("new@example.com").await.0, 200);

    let body = json!({ "connection": DATABASE, "email": EMAIL, "password": "Correct-horse-7-battery" });
    let (status, answer) = scene.server.api("create:users").post("/users", body).await;
    assert_eq!((status, &answer["message"]), (409, &json!("The user already exists.")));

    // Nobody can tell: then nobody comes in.
    for script in
        ["function (email, callback) { callback(new Error('the other database is down')); }", "function (email, callback) { for (;;) {} }"]
    {
        assert_eq!(scene.change(json!({ "get_user": script }), json!({})).await.0, 200);
        let (status, answer) = scene.sign_up("newer@example.com").await;
        assert_eq!(status, 400, "{answer}");
        assert!(!answer.to_string().contains("down"), "{answer}");
        assert!(scene.server.last_log("actions_execution_failed").await.is_some());
    }
    let emails: Vec<Value> = scene.users().await.into_iter().map(|user| json!(user.email)).collect();
    assert!(emails.len() == 2 && emails.contains(&json!("new@example.com")), "{emails:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_shut_out_by_a_link_that_somebody_else_asked_for() {
    let scene = Scene::new(json!({ "login": LOGIN, "get_user": GET_USER })).await;
    let _mail = scene.sending().await;
    assert_eq!(scene.forgot(EMAIL).await.0, 200);
    assert_eq!(scene.user("auth0|7").await.password_hash, None);
    scene.ask(EMAIL, "salmon fish").await.assert_error(403, "invalid_grant");
    assert_eq!(scene.told("fp").await.0.user_id.as_deref(), Some("auth0|7"));
    let (one, two) = tokio::join!(scene.ask(EMAIL, OLD), scene.ask(EMAIL, OLD));
    assert_eq!((one.status, two.status), (200, 200), "{} {}", one.text, two.text);
    let calls = scene.calls().await;
    assert_eq!(scene.ask(EMAIL, OLD).await.status, 200);
    assert_eq!(scene.calls().await, calls, "the password is here now");
    assert_eq!(scene.users().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_without_a_password_takes_the_one_of_the_same_user_alone() {
    let profile = |told: &str| format!("function (email, password, callback) {{ callback(null, {told}); }}");
    let scene = Scene::new(json!({ "login": profile("{ email, user_id: 8 }"), "get_user": GET_USER })).await;
    let _mail = scene.sending().await;
    assert_eq!(scene.forgot(EMAIL).await.0, 200);
    scene.ask(EMAIL, OLD).await.assert_error(403, "invalid_grant");
    assert!(scene.told("f").await.0.description.unwrap().contains("of another user"));
    assert_eq!(scene.change(json!({ "login": profile("{ email: 'bob@example.com', user_id: 7 }") }), json!({})).await.0, 200);
    scene.ask(EMAIL, OLD).await.assert_error(403, "invalid_grant");
    assert_eq!(scene.user("auth0|7").await.password_hash, None);
    // Who tells no ids tells the same user by the address.
    assert_eq!(scene.change(json!({ "login": profile("{ email }") }), json!({})).await.0, 200);
    assert_eq!(scene.ask(EMAIL, OLD).await.status, 200);
    // Once there was a password here, it is the only one.
    let users = &scene.server.app.directory.users;
    let now = scene.user("auth0|7").await.created_at;
    users.modify("auth0|7", |user| (user.password_hash, user.last_password_reset) = (None, Some(now))).await.unwrap();
    scene.ask(EMAIL, OLD).await.assert_error(403, "invalid_grant");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_a_user_name_that_somebody_has_elsewhere() {
    let get_user = "function getByName(name, callback) {
      callback(null, name === 'bob' ? { user_id: 8, email: 'bob@example.com', username: 'bob' } : null);
    }";
    let scene = Scene::with(json!({ "get_user": get_user }), json!({ "requires_username": true })).await;
    for (username, expected) in [("Bob", 400), ("rob", 200)] {
        let body = json!({
            "client_id": scene.client.id(), "connection": DATABASE, "email": format!("{username}@evil.example"), "username": username,
            "password": "Correct-horse-7-battery",
        });
        let answer = scene.server.http.post(format!("{}/dbconnections/signup", scene.server.url)).json(&body).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), expected, "{username}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_signs_up_where_no_script_tells_who_is_there() {
    let scene = Scene::new(json!({ "login": LOGIN })).await;
    let (status, answer) = scene.sign_up("new@example.com").await;
    assert_eq!((status, &answer["code"]), (400, &json!("signup_disabled")), "{answer}");
    let body = json!({ "connection": DATABASE, "email": "new@example.com", "password": "Correct-horse-7-battery" });
    assert_eq!(scene.server.api("create:users").post("/users", body).await.0, 201, "an operator knows");
}
