//! What a database asks of passwords beside their strength: not too common, nothing personal, none that was there before.

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::story::{DATABASE, PASSWORD};

const EMAIL: &str = "marie.curie@example.com";
const STRONG: [&str; 4] = ["Violet-tram-31-window", "Copper-lake-58-lantern", "Silver-desk-77-meadow", "Amber-road-12-kettle"];

struct Story {
    server: TestServer,
    client: Client,
    connection: Connection,
}

impl Story {
    /// A database with these options beside the usual, set over the wire.
    async fn with(options: Value) -> Self {
        let server = TestServer::start().await;
        let client = server.with_client("Shop", AppType::RegularWeb).await;
        let connection = server.with_database(&[&client]).await;
        let (status, changed) =
            server.api("update:connections").patch(&format!("/connections/{}", connection.id), json!({ "options": options })).await;
        assert_eq!(status, 200, "{changed}");
        Self { server, client, connection }
    }

    async fn sign_up(&self, password: &str) -> (u16, Value) {
        let body = json!({
            "client_id": self.client.client_id, "connection": DATABASE, "email": EMAIL, "password": password, "name": "Marie Skłodowska",
        });
        let response = self.server.http.post(format!("{}/dbconnections/signup", self.server.url)).json(&body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// An operator sets a password.
    async fn set(&self, user_id: &str, password: &str) -> (u16, Value) {
        let path = format!("/users/{}", user_id.replace('|', "%7C"));
        self.server.api("update:users").patch(&path, json!({ "password": password })).await
    }

    /// The user sets a password by a link; what the page says.
    async fn set_by_link(&self, user_id: &str, password: &str) -> (u16, String) {
        // A link is of a later moment than the password that it replaces.
        self.server.clock.advance(std::time::Duration::from_secs(1));
        let (_, made) = self.server.api("create:user_tickets").post("/tickets/password-change", json!({ "user_id": user_id })).await;
        let link = made["ticket"].as_str().unwrap().trim_end_matches('#').replace(&self.server.url, "");
        let browser = Browser::new(&self.server);
        let page = browser.get(&link).await;
        let answer = browser.submit(&link, &page, &[("password", password), ("password-again", password)]).await;
        assert!(!answer.body.contains(password));
        (answer.status, answer.body)
    }
}

fn error(name: &str, message: &str) -> Value {
    json!({ "name": name, "message": message, "code": "invalid_password", "description": message, "statusCode": 400 })
}

#[tokio::test]
async fn a_password_that_is_tried_first_or_is_on_the_operators_list_is_too_common() {
    let story =
        Story::with(json!({ "passwordPolicy": "low", "password_dictionary": { "enable": true, "dictionary": ["Acme-Rocket-Skates-9"] } }))
            .await;
    for common in ["password", "P@ssw0rd", "qwerty123", "acme-rocket-SKATES-9"] {
        assert_eq!(story.sign_up(common).await, (400, error("PasswordDictionaryError", "Password is too common")), "{common}");
    }
    let browser = Browser::new(&story.server);
    let (path, _) = browser.begin(&authorize(&story.client, &[("screen_hint", "signup")])).await;
    let page = browser.get(&path).await;
    let answer = browser.submit(&path, &page, &[("email", EMAIL), ("password", "password")]).await;
    assert!(answer.status == 400 && answer.body.contains("one of those that are tried first"), "{}", answer.body);
    assert_eq!(story.sign_up(STRONG[0]).await.0, 200);
    // Where it is not asked for, it is not asked.
    let story =
        Story::with(json!({ "passwordPolicy": "low", "password_dictionary": { "enable": false, "dictionary": ["password"] } })).await;
    assert_eq!(story.sign_up("password").await.0, 200);
}

#[tokio::test]
async fn a_password_that_holds_a_part_of_a_name_or_address_is_refused_at_sign_up_and_at_every_change() {
    let story = Story::with(json!({ "password_no_personal_info": { "enable": true } })).await;
    for personal in ["xx-MARIE-2026", "Curie-Xx-2026", "SKŁODOWSKA-x-1"] {
        assert_eq!(
            story.sign_up(personal).await,
            (400, error("PasswordNoUserInfoError", "Password contains user information")),
            "{personal}"
        );
    }
    let (_, made) = story.sign_up(STRONG[0]).await;
    let id = format!("auth0|{}", made["_id"].as_str().unwrap());
    let (status, body) = story.set(&id, "Curie-Xx-2026").await;
    assert_eq!(
        (status, &body["errorCode"], &body["message"]),
        (400, &json!("invalid_password"), &json!("PasswordNoUserInfoError: Password contains user information"))
    );
    let (status, page) = story.set_by_link(&id, "Curie-Xx-2026").await;
    assert!(status == 400 && page.contains("a part of your name or address"), "{page}");
    assert_eq!(story.set(&id, STRONG[1]).await.0, 200);
}

#[tokio::test]
async fn as_many_passwords_as_are_remembered_cannot_be_set_again_and_no_more() {
    let story = Story::with(json!({ "password_history": { "enable": true, "size": 2 } })).await;
    let (_, made) = story.sign_up(STRONG[0]).await;
    let id = format!("auth0|{}", made["_id"].as_str().unwrap());
    let used = json!("PasswordHistoryError: Password has previously been used");
    assert_eq!(story.set(&id, STRONG[0]).await.1["message"], used, "the one that there is");
    assert_eq!(story.set(&id, STRONG[1]).await.0, 200);
    assert_eq!(story.set_by_link(&id, STRONG[2]).await.0, 200);
    for old in &STRONG[..3] {
        assert_eq!(story.set(&id, old).await.1["message"], used, "{old}");
    }
    let (status, page) = story.set_by_link(&id, STRONG[1]).await;
    assert!(status == 400 && page.contains("You have used this password before"), "{page}");
    assert_eq!(story.server.last_log("fcp").await.unwrap().description.as_deref(), Some("Password has previously been used"));
    assert_eq!(story.set(&id, STRONG[3]).await.0, 200);
    assert_eq!(story.set(&id, STRONG[0]).await.0, 200, "three changes ago");

    let user = story.server.app.directory.users.get(&id).await.unwrap().unwrap();
    assert_eq!(user.password_history.len(), 2);
    assert!(user.password_history.iter().all(|hash| hash.starts_with("$argon2id$")));
    let (_, shown) = story.server.api("read:users").get(&format!("/users/{}", id.replace('|', "%7C"))).await;
    assert!(!shown.to_string().contains("argon2") && shown.get("password_history").is_none(), "{shown}");
    let (_, logs) = story.server.api("read:logs").get("/logs").await;
    assert!(!logs.to_string().contains("argon2") && !logs.to_string().contains(STRONG[0]));
    // Switched off, nothing is remembered, and what was is forgotten with the next change.
    story.server.app.directory.connections.modify(&story.connection.id, |c| c.options.clear()).await.unwrap();
    assert_eq!(story.set(&id, STRONG[3]).await.0, 200);
    assert_eq!(story.server.app.directory.users.get(&id).await.unwrap().unwrap().password_history, Vec::<String>::new());
}

#[tokio::test]
async fn an_option_of_another_form_is_refused_by_name() {
    let story = Story::with(json!({})).await;
    let api = story.server.api("update:connections");
    for (name, option) in [
        ("password_history", json!({ "enable": true, "size": 25 })),
        ("password_history", json!({ "size": 5 })),
        ("password_dictionary", json!({ "enable": true, "dictionary": ["x".repeat(51)] })),
        ("password_dictionary", json!({ "enable": "yes" })),
        ("password_no_personal_info", json!({ "enable": true, "more": 1 })),
    ] {
        let (status, body) = api.patch(&format!("/connections/{}", story.connection.id), json!({ "options": { name: option } })).await;
        assert_eq!(status, 400, "{body}");
        assert!(body["message"].as_str().unwrap().contains(name), "{body}");
    }
    assert_eq!(story.sign_up(PASSWORD).await.0, 200);
}
