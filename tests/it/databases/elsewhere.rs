//! Users who stay in their own database: it is asked at every login, and told of all that is done to them.
//!
//! The database is a value of the configuration, which the scripts read, and the tests change as it would have changed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anteroom::storage::memory::MemoryStore;
use serde_json::{Value, json};

use super::{ALL, EMAIL, OLD, REALM, Scene};
use crate::support::TestServer;
use crate::support::api::message;
use crate::support::browser::{Browser, authorize};
use crate::support::clients::CALLBACK;
use crate::support::smtp::{SmtpServer, relays_here};
use crate::support::story::{DATABASE, PASSWORD};

const NEW: &str = "Another-horse-8-battery";
const USERS: &str = "create:users update:users delete:users read:users";

/// The scripts. Whoever is `pending` is there as soon as they are made.
fn scripts() -> Value {
    let script = |parameters: &str, body: &str| {
        format!(
            "function ({parameters}, callback) {{
               const people = JSON.parse(configuration.PEOPLE);
               const find = (email) => people[email.toLowerCase()];
               {body}
             }}"
        )
    };
    json!({
        "login": script("email, password", "const one = find(email);
            if (!one || one.password !== password) return callback(new WrongUsernameOrPasswordError(one && email));
            callback(null, one);"),
        "get_user": script("email", "const one = find(email); callback(null, one && !one.pending ? one : null);"),
        "create": script("user", "const one = find(user.email);
            if (one && !one.pending) return callback(new ValidationError('user_exists', 'somebody has it'));
            console.log('create', JSON.stringify(user)); callback(null);"),
        "verify": script("email", "console.log('verify', email); callback(null, true);"),
        "change_password": script("email, password", "console.log('change', email, password); callback(null, true);"),
        "delete": script("id", "console.log('delete', id); callback(null);"),
    })
}

struct Elsewhere {
    scene: Scene,
    people: BTreeMap<String, Value>,
    mail: SmtpServer,
}

impl Elsewhere {
    async fn new() -> Self {
        let server = TestServer::start_changed(Arc::new(MemoryStore::new()), true, relays_here).await;
        let client = server
            .client_with(anteroom::identity::client::AppType::RegularWeb, |client| {
                client.grant_types.extend(["password".to_owned(), REALM.to_owned()]);
            })
            .await;
        let connection = server.with_database(&[&client.client]).await;
        let mail = SmtpServer::start().await;
        server.sends_by(&mail).await;
        let mut this = Self { scene: Scene { server, client, connection }, people: BTreeMap::new(), mail };
        let metadata = json!({ "plan": "gold" });
        let ann = json!({ "id": 7, "email": EMAIL, "password": OLD, "name": "Ann Ash", "email_verified": false, "app_metadata": metadata });
        this.set(EMAIL, ann).await;
        let new = json!({ "id": "n1", "email": "New@example.com", "password": PASSWORD, "pending": true });
        this.set("new@example.com", new).await;
        this
    }

    async fn change(&self, scripts: Value, more: Value) -> (u16, Value) {
        let mut options = json!({ "import_mode": false, "configuration": { "PEOPLE": json!(self.people).to_string() } });
        options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.scene.change(scripts, options).await
    }

    /// Somebody, as they are there from now on.
    async fn set(&mut self, email: &str, more: Value) {
        let one = self.people.entry(email.to_owned()).or_insert_with(|| json!({}));
        one.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let (status, answer) = self.change(scripts(), json!({})).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// Another script in the place of one, at a time when nobody is held back.
    async fn script_is(&self, name: &str, script: &str) {
        let mut all = scripts();
        all[name] = json!(script);
        let (status, answer) = self.change(all, json!({})).await;
        assert_eq!(status, 200, "{answer}");
        self.scene.server.clock.advance(Duration::from_secs(3600));
    }

    /// What scripts wrote on their consoles.
    async fn said(&self) -> String {
        let all = self.scene.server.app.audit.executions.all().await.unwrap();
        all.iter().flat_map(|record| &record.results).map(|run| run.console.to_string()).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_login_asks_the_database_and_keeps_a_profile_without_a_password() {
    let mut story = Elsewhere::new().await;
    let scene = &story.scene;
    let authorize = authorize(&scene.client.client, &[("redirect_uri", CALLBACK)]);
    let page = Browser::new(&scene.server).log_in(&authorize, EMAIL, OLD).await;
    assert!(page.status == 302 && page.location().contains("code="), "{} {}", page.status, page.body);
    let user = scene.user("auth0|7").await;
    assert_eq!((user.name.as_deref(), user.email_verified, user.password_hash, user.logins_count), (Some("Ann Ash"), false, None, 1));
    assert_eq!(json!(user.app_metadata), json!({ "plan": "gold" }));

    // What changes there is here with the next login; metadata is ours from the first one on.
    story.set(EMAIL, json!({ "name": "Ann Birch", "password": NEW, "app_metadata": { "plan": "none" } })).await;
    let scene = &story.scene;
    scene.ask(EMAIL, OLD).await.assert_error(403, "invalid_grant");
    assert_eq!(scene.told("fp").await.0.user_name.as_deref(), Some(EMAIL));
    assert_eq!(scene.ask(EMAIL, NEW).await.status, 200);
    let user = scene.user("auth0|7").await;
    assert_eq!((user.name.as_deref(), user.logins_count, json!(user.app_metadata)), (Some("Ann Birch"), 2, json!({ "plan": "gold" })));
    scene.ask("nobody@example.com", NEW).await.assert_error(403, "invalid_grant");
    assert!(scene.server.last_log("fu").await.is_some());

    // An operator's block holds, and so does the end of the user there.
    let api = scene.server.api(USERS);
    assert_eq!(api.patch("/users/auth0%7C7", json!({ "blocked": true })).await.0, 200);
    scene.ask(EMAIL, NEW).await.assert_error(401, "unauthorized");
    assert_eq!(api.patch("/users/auth0%7C7", json!({ "blocked": false })).await.0, 200);
    story.people.clear();
    assert_eq!(story.change(scripts(), json!({})).await.0, 200);
    let scene = &story.scene;
    scene.ask(EMAIL, NEW).await.assert_error(403, "invalid_grant");
    assert_eq!(scene.users().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_login_goes_to_an_account_of_another_connection_or_without_an_id() {
    let story = Elsewhere::new().await;
    let scene = &story.scene;
    let api = scene.server.api("create:connections update:users read:users");
    assert_eq!(api.post("/connections", json!({ "name": "other", "strategy": "auth0" })).await.0, 201);
    let other = scene.server.app.directory.connections.find("name", "other").await.unwrap().unwrap().value;
    let bob = scene.server.with_user(&other, "bob@example.com").await;
    let id = bob.user_id.trim_start_matches("auth0|").to_owned();
    let login = |profile: &str| format!("function (email, password, callback) {{ callback(null, {profile}); }}");
    let takes = format!("{{ email, user_id: '{id}' }}");
    story.script_is("login", &login(&takes)).await;
    scene.ask(EMAIL, OLD).await.assert_error(403, "invalid_grant");
    assert!(scene.told("f").await.0.description.unwrap().contains("of another user"));
    // Not even once Bob has an identity in this connection, by another id.
    story.script_is("login", &login("{ email, user_id: 'ann' }")).await;
    assert_eq!(scene.ask(EMAIL, OLD).await.status, 200);
    let path = format!("/users/{}/identities", bob.user_id.replace('|', "%7C"));
    let api = scene.server.api("update:users read:users");
    let (status, answer) = api.post(&path, json!({ "provider": "auth0", "user_id": "ann" })).await;
    assert_eq!(status, 201, "{answer}");
    assert_eq!(scene.ask(EMAIL, OLD).await.status, 200, "her identity is his now");
    story.script_is("login", &login(&takes)).await;
    scene.ask(EMAIL, OLD).await.assert_error(403, "invalid_grant");

    story.script_is("login", &login("{ email }")).await;
    scene.ask(EMAIL, OLD).await.assert_error(403, "invalid_grant");
    assert!(scene.told("f").await.0.description.unwrap().contains("its user_id is missing"));
    story.script_is("login", &login("{ email: 'two@example.com', user_id: 'two' }")).await;
    assert_eq!(scene.ask("2", OLD).await.status, 200, "any name that the database takes is one");
    story.script_is("login", &login("{ email: 'two@example.com', user_id: 'three' }")).await;
    scene.ask("3", OLD).await.assert_error(403, "invalid_grant");
    story.script_is("login", "function (email, password, callback) { for (;;) {} }").await;
    scene.ask(EMAIL, OLD).await.assert_error(403, "invalid_grant");
    assert_eq!(scene.told("f").await.0.description.as_deref(), Some("The script of the custom database failed."));
    assert_eq!(scene.users().await.len(), 2, "Bob with Ann, and the second one");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_signs_up_is_made_there_and_nobody_twice() {
    let story = Elsewhere::new().await;
    let scene = &story.scene;
    let (status, answer) = scene.sign_up("new@example.com").await;
    assert_eq!((status, &answer["_id"]), (200, &json!("n1")), "{answer}");
    let said = story.said().await.replace('\\', "");
    let client = format!("\"client_id\":\"{}\"", scene.client.id());
    for told in [r#""tenant":"main""#, DATABASE, client.as_str(), r#""email":"new@example.com""#, r#""password":"***""#] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert_eq!(scene.user("auth0|n1").await.password_hash, None);
    assert_eq!(scene.ask("new@example.com", PASSWORD).await.status, 200);

    let here = scene.sign_up("new@example.com").await;
    assert_eq!(here.0, 400);
    assert_eq!(scene.sign_up(EMAIL).await, here, "there, and never seen here");
    // Between the question and the making somebody else was faster.
    story.script_is("get_user", "function (email, callback) { callback(null); }").await;
    assert_eq!(scene.sign_up(EMAIL).await, here);
    for create in [
        "function (user, callback) { callback(new Error('no ' + user.password)); }",
        "function (user, callback) { callback(null, false); }",
        "function (user, callback) { for (;;) {} }",
        // It says that it did, and did not.
        "function (user, callback) { callback(null); }",
        "",
    ] {
        story.script_is("create", create).await;
        let (status, answer) = scene.sign_up("newer@example.com").await;
        assert!(status == 400 && !answer.to_string().contains("battery"), "{create}: {answer}");
    }
    assert_eq!(scene.users().await.len(), 1);
    let (_, logs) = scene.server.api(ALL).get("/logs?per_page=100").await;
    assert!(!logs.to_string().contains("horse"), "no password is in the log");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_and_a_proved_address_are_told_there() {
    let story = Elsewhere::new().await;
    let scene = &story.scene;
    let forgot = async || {
        let body = json!({ "email": EMAIL, "connection": DATABASE, "client_id": scene.client.id() });
        assert_eq!(scene.server.forgot(body).await.0, 200);
        let link = story.mail.next().await.link();
        scene.server.clock.advance(Duration::from_secs(1));
        link
    };
    let set = async |link: &str| {
        let browser = Browser::new(&scene.server);
        let page = browser.get(link).await;
        browser.submit(link, &page, &[("password", NEW), ("password-again", NEW)]).await
    };
    let link = forgot().await;
    for script in [
        "function (email, password, callback) { callback(null, false); }",
        "function (email, password, callback) { callback(new Error(password)); }",
        "",
    ] {
        story.script_is("change_password", script).await;
        let link = forgot().await;
        assert_eq!(set(&link).await.status, 503, "{script}");
        assert!(scene.server.last_log("fcp").await.unwrap().description.unwrap().contains("does not take the new password"));
        assert!(!story.said().await.contains("change "));
    }
    assert_eq!(story.change(scripts(), json!({})).await.0, 200);
    let old = link;
    let link = forgot().await;
    let done = set(&link).await;
    assert!(done.status == 200 && done.body.contains("Password changed"), "{}", done.body);
    assert!(story.said().await.contains("change ann@example.com ***"), "{}", story.said().await);
    let user = scene.user("auth0|7").await;
    assert!(user.password_hash.is_none() && user.last_password_reset.is_some());
    assert_ne!(Browser::new(&scene.server).get(&old).await.status, 200, "an older link is none any more");
    let api = scene.server.api(USERS);
    let (status, answer) = api.patch("/users/auth0%7C7", json!({ "password": "Yet-another-9-battery", "connection": DATABASE })).await;
    assert_eq!((status, story.said().await.matches("change ann@example.com ***").count()), (200, 2), "{answer}");
    for (member, value) in [("email", json!("x@example.com")), ("email_verified", json!(true)), ("name", json!("Mallory"))] {
        let answer = api.patch("/users/auth0%7C7", json!({ member: value })).await;
        assert!(answer.0 == 400 && message(&answer).contains(member), "{answer:?}");
    }
    story.script_is("change_password", "").await;
    let answer = scene.server.api(USERS).patch("/users/auth0%7C7", json!({ "password": NEW, "connection": DATABASE })).await;
    assert_eq!((answer.0, message(&answer)), (400, "Sandbox error. The custom database did not make the change."));

    // The mail of a sign-up.
    assert_eq!(scene.sign_up("new@example.com").await.0, 200);
    let link = story.mail.next().await.link();
    let prove = async || {
        let browser = Browser::new(&scene.server);
        let page = browser.get(&link).await;
        browser.submit(&link, &page, &[]).await.status
    };
    story.script_is("verify", "function (email, callback) { callback(null, false); }").await;
    assert_ne!(prove().await, 200);
    assert!(!scene.user("auth0|n1").await.email_verified);
    assert_eq!(story.change(scripts(), json!({})).await.0, 200);
    assert_eq!(prove().await, 200);
    assert!(scene.user("auth0|n1").await.email_verified && story.said().await.contains("verify new@example.com"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_deleted_here_is_deleted_there_first() {
    let story = Elsewhere::new().await;
    let scene = &story.scene;
    assert_eq!(scene.ask(EMAIL, OLD).await.status, 200);
    let api = || scene.server.api("delete:users read:users delete:connections update:connections");
    for script in ["", "function (id, callback) { callback(new Error('not now')); }"] {
        story.script_is("delete", script).await;
        assert_eq!(api().delete("/users/auth0%7C7").await.0, 400);
        assert_eq!(api().delete(&format!("/connections/{}/users?email={EMAIL}", scene.connection.id)).await.0, 400);
    }
    assert_eq!(scene.users().await.len(), 1, "the next login would bring her back");
    assert_eq!(story.change(scripts(), json!({})).await.0, 200);
    assert_eq!(api().delete("/users/auth0%7C7").await.0, 204);
    assert!(story.said().await.contains("delete 7") && scene.users().await.is_empty(), "{}", story.said().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_users_of_a_connection_do_not_change_their_place() {
    let story = Elsewhere::new().await;
    let scene = &story.scene;
    assert_eq!(story.change(scripts(), json!({ "import_mode": true })).await.0, 200, "there are none yet");
    assert_eq!(scene.ask(EMAIL, OLD).await.status, 200);
    assert!(scene.user("auth0|7").await.password_hash.is_some());
    let answer = story.change(scripts(), json!({})).await;
    assert_eq!(
        (answer.0, message(&answer)),
        (400, "This database contains users. You cannot change \"options.enabledDatabaseCustomization\" setting.")
    );
    let off = json!({ "enabledDatabaseCustomization": false });
    assert_eq!(story.change(scripts(), off).await.0, 200, "who is here stays here");
    assert_eq!(scene.ask(EMAIL, OLD).await.status, 200);
}
