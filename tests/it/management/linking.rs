//! Linking accounts and taking them apart: who may prove what, and what logins, sessions and tokens come to.

use std::time::Duration;

use anteroom::identity::client::AppType;
use anteroom::identity::{Connection, User};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::{Api, MACHINE, message};
use crate::support::browser::{Browser, authorize};
use crate::support::clients::TestClient;
use crate::support::story::{DATABASE, PASSWORD};

const ALL: &str = "read:users create:users update:users delete:users delete:connections read:connections";
const OTHER: &str = "Another-Horse-7";

struct Story {
    server: TestServer,
    client: TestClient,
    connection: Connection,
    ann: User,
    bob: User,
}

/// Ann, who is the primary, and Bob, whose password is another.
async fn story() -> Story {
    let server = TestServer::start().await;
    let mut client = server.client(AppType::RegularWeb).await;
    client.client.callbacks = vec![crate::support::story::CALLBACK.to_owned(), crate::support::clients::CALLBACK.to_owned()];
    let before = server.app.directory.clients.get(client.id()).await.unwrap().unwrap();
    server.app.directory.clients.update(&before, client.client.clone()).await.unwrap();
    let connection = server.with_database(&[&client.client]).await;
    let ann = server.with_user(&connection, "ann@example.com").await;
    let bob = server.with_user(&connection, "bob@example.com").await;
    let api = server.api(ALL);
    assert_eq!(api.patch(&path(&bob), json!({ "password": OTHER })).await.0, 200);
    let metadata = json!({ "user_metadata": { "of": "bob" }, "email_verified": true, "given_name": "Bob" });
    assert_eq!(api.patch(&path(&bob), metadata).await.0, 200);
    server.clock.advance(Duration::from_secs(2));
    Story { server, client, connection, ann, bob }
}

fn path(user: &User) -> String {
    format!("/users/{}", user.user_id.replace('|', "%7C"))
}

fn inner(user: &User) -> &str {
    user.user_id.strip_prefix("auth0|").unwrap()
}

impl Story {
    fn api(&self) -> Api<'_> {
        self.server.api(ALL)
    }

    async fn link(&self) -> Value {
        let answer =
            self.api().post(&format!("{}/identities", path(&self.ann)), json!({ "provider": "auth0", "user_id": inner(&self.bob) })).await;
        assert_eq!(answer.0, 201, "{}", answer.1);
        answer.1
    }

    async fn unlink(&self) -> (u16, Value) {
        self.api().delete(&format!("{}/identities/auth0/{}", path(&self.ann), inner(&self.bob))).await
    }

    /// The user whom a login with these credentials leads to.
    async fn logs_in(&self, email: &str, password: &str) -> Option<String> {
        let browser = Browser::new(&self.server);
        self.server.clock.advance(Duration::from_secs(61));
        let answer = browser.log_in(&authorize(&self.client.client, &[]), email, password).await;
        if answer.status == 400 {
            return None;
        }
        assert!(answer.returned().contains_key("code"), "{answer:?}");
        self.server.last_log("s").await.unwrap().user_id
    }

    /// Whether the browser's session answers a request.
    async fn answers(&self, browser: &Browser<'_>) -> bool {
        let answer = browser.get(&authorize(&self.client.client, &[])).await;
        !answer.location().starts_with("/u/") && answer.returned().contains_key("code")
    }

    async fn tokens(&self, user: &User) -> (String, String) {
        let code = self.server.code(&self.client, user, "openid offline_access").await;
        let answer = self.server.redeem(&self.client, &code).await;
        (answer.text_of("id_token").to_owned(), answer.text_of("refresh_token").to_owned())
    }

    /// The API as the application calls it that users log in to.
    fn application(&self) -> Api<'_> {
        let id = self.client.id();
        let audience = self.server.app.config.management_audience();
        self.server.api_with(Some(
            self.server.token_of(json!({ "sub": format!("{id}@clients"), "azp": id, "aud": audience, "scope": "update:users" })),
        ))
    }
}

#[tokio::test]
async fn a_linked_account_is_no_user_any_more_and_logs_in_as_the_primary() {
    let story = story().await;
    let (ann, bob) = (Some(story.ann.user_id.clone()), Some(story.bob.user_id.clone()));
    assert_eq!(story.logs_in("bob@example.com", OTHER).await, bob);
    let identities = story.link().await;
    let profile = json!({
        "email": "bob@example.com", "name": "bob@example.com", "nickname": "bob", "given_name": "Bob", "email_verified": true,
    });
    assert_eq!(identities[0]["user_id"], inner(&story.ann));
    assert_eq!(
        identities[1],
        json!({
            "connection": DATABASE, "provider": "auth0", "user_id": inner(&story.bob), "isSocial": false, "profileData": profile,
        })
    );
    let api = story.api();
    assert_eq!(api.get(&path(&story.bob)).await.0, 404);
    let (_, users) = api.get("/users").await;
    assert_eq!(users.as_array().unwrap().len(), 1, "{users}");
    assert_eq!(users[0]["identities"], identities);
    assert!(!users.to_string().contains("argon2") && users[0].get("linked").is_none(), "{users}");
    assert_eq!((&users[0]["email"], users[0].get("user_metadata")), (&json!("ann@example.com"), None));
    assert_eq!(api.get("/users-by-email?email=bob@example.com").await.1, json!([]));
    assert_eq!(api.get("/users?q=identities.profileData.email:bob@example.com").await.1, users);

    assert_eq!(story.logs_in("bob@example.com", OTHER).await, ann);
    assert_eq!(story.logs_in("ann@example.com", PASSWORD).await, ann);
    assert_eq!(story.logs_in("ann@example.com", OTHER).await, None, "each identity has its own password");
    assert_eq!(story.logs_in("bob@example.com", PASSWORD).await, None);
}

#[tokio::test]
async fn nobody_can_take_what_a_linked_identity_logs_in_with() {
    let story = story().await;
    story.link().await;
    let api = story.api();
    let taken = api.post("/users", json!({ "connection": DATABASE, "email": "BOB@example.com", "password": OTHER })).await;
    assert_eq!((taken.0, message(&taken)), (409, "The user already exists."));
    let id = json!({ "connection": DATABASE, "email": "new@example.com", "password": OTHER, "user_id": inner(&story.bob) });
    assert_eq!(api.post("/users", id).await.0, 409, "the id would come back twice");
    let own = api.patch(&path(&story.ann), json!({ "email": "Bob@example.com" })).await;
    assert_eq!((own.0, message(&own)), (400, "The specified new email already exists."));
}

#[tokio::test]
async fn the_secondarys_sessions_and_tokens_end_with_it_and_never_come_back() {
    let story = story().await;
    let (_, refresh) = story.tokens(&story.bob).await;
    let (_, kept) = story.tokens(&story.ann).await;
    let code = story.server.code(&story.client, &story.bob, "openid").await;
    let browser = Browser::new(&story.server);
    browser.log_in(&authorize(&story.client.client, &[]), "bob@example.com", OTHER).await;
    assert!(story.answers(&browser).await);
    story.link().await;
    assert!(!story.answers(&browser).await);
    story.server.refresh(&story.client, &refresh).await.assert_error(403, "invalid_grant");
    let directory = &story.server.app.directory;
    assert_eq!(directory.sessions.list_by("user", &story.bob.user_id, None, 9).await.unwrap().len(), 0);
    assert_eq!(directory.refresh_tokens.list_by("user", &story.bob.user_id, None, 9).await.unwrap().len(), 0);
    let answer = story.server.refresh(&story.client, &kept).await;
    assert_eq!(answer.status, 200, "the primary's go on: {}", answer.text);
    story.server.clock.advance(Duration::from_secs(1));
    assert_eq!(story.unlink().await.0, 200);
    assert!(!story.answers(&browser).await);
    assert_eq!(story.server.redeem(&story.client, &code).await.status, 403, "a code of the account's former life");
}

#[tokio::test]
async fn an_unlinked_identity_is_an_account_again_and_the_primary_logs_in_anew() {
    let story = story().await;
    story.link().await;
    let browser = Browser::new(&story.server);
    story.server.clock.advance(Duration::from_secs(61));
    browser.log_in(&authorize(&story.client.client, &[]), "bob@example.com", OTHER).await;
    let (_, refresh) = story.tokens(&story.ann).await;
    let code = story.server.code(&story.client, &story.ann, "openid").await;
    let main = story.api().delete(&format!("{}/identities/auth0/{}", path(&story.ann), inner(&story.ann))).await;
    assert_eq!((main.0, message(&main)), (400, "Main identity cannot be removed."));
    story.server.clock.advance(Duration::from_secs(1));
    let (status, left) = story.unlink().await;
    assert_eq!((status, left.as_array().unwrap().len()), (200, 1), "{left}");
    assert_eq!(story.unlink().await.0, 404);

    // Whoever came in by the identity that was taken away is out.
    assert!(!story.answers(&browser).await);
    story.server.refresh(&story.client, &refresh).await.assert_error(403, "invalid_grant");
    assert_eq!(story.server.redeem(&story.client, &code).await.status, 403);
    assert_eq!(story.logs_in("bob@example.com", OTHER).await, Some(story.bob.user_id.clone()));
    assert_eq!(story.logs_in("ann@example.com", PASSWORD).await, Some(story.ann.user_id.clone()));
    let (_, bob) = story.api().get(&path(&story.bob)).await;
    assert_eq!((&bob["email"], &bob["email_verified"], &bob["given_name"]), (&json!("bob@example.com"), &json!(true), &json!("Bob")));
    assert_eq!((bob.get("user_metadata"), bob["identities"][0].get("profileData")), (None, None));
    story.link().await;
    assert_eq!(story.logs_in("bob@example.com", OTHER).await, Some(story.ann.user_id.clone()), "and again");
}

#[tokio::test]
async fn an_id_token_of_the_secondary_for_the_calling_application_proves_it() {
    let story = story().await;
    let (id_token, _) = story.tokens(&story.bob).await;
    let identities = format!("{}/identities", path(&story.ann));
    let body = json!({ "link_with": id_token });
    let foreign = story.api().post(&identities, body.clone()).await;
    assert_eq!(
        (foreign.0, message(&foreign)),
        (400, "JWT (link_with) must have an aud claim that matches that of the calling token's azp.")
    );
    let own = story.tokens(&story.ann).await.0;
    let same = story.application().post(&identities, json!({ "link_with": own })).await;
    assert_eq!((same.0, message(&same)), (400, "Main identity and the new one are the same."));
    let linked = story.application().post(&identities, body.clone()).await;
    assert_eq!((linked.0, linked.1.as_array().map(Vec::len)), (201, Some(2)), "{}", linked.1);
    let again = story.application().post(&identities, body).await;
    assert_eq!((again.0, message(&again)), (400, "Provided secondary account not found."));
    for event in story.server.app.audit.events.all().await.unwrap() {
        assert!(!event.to_json().to_string().contains(&id_token), "a token in the log");
    }
}

#[tokio::test]
async fn a_token_that_does_not_count_any_more_proves_nothing() {
    let story = story().await;
    let identities = format!("{}/identities", path(&story.ann));
    let refused = async |token: &str| {
        let answer = story.application().post(&identities, json!({ "link_with": token })).await;
        assert_eq!(answer.0, 400, "{}", answer.1);
        message(&answer).to_owned()
    };
    let (before, _) = story.tokens(&story.bob).await;
    story.server.clock.advance(Duration::from_secs(5));
    assert_eq!(story.api().patch(&path(&story.bob), json!({ "password": PASSWORD })).await.0, 200);
    assert_eq!(refused(&before).await, "Invalid token (link_with).", "a password was changed since");
    story.server.clock.advance(Duration::from_secs(5));
    let (id_token, _) = story.tokens(&story.bob).await;
    assert_eq!(refused("nonsense").await, "Invalid token (link_with).");
    let access = story.server.token_of(json!({ "sub": story.bob.user_id, "azp": story.client.id(), "aud": story.client.id() }));
    assert_eq!(refused(&access).await, "Invalid token (link_with).", "an access token is no proof");
    assert_eq!(story.api().patch(&path(&story.bob), json!({ "blocked": true })).await.0, 200);
    assert_eq!(refused(&id_token).await, "Unable to link with the secondary account.");
    assert_eq!(story.api().patch(&path(&story.bob), json!({ "blocked": false })).await.0, 200);
    story.server.clock.advance(Duration::from_secs(11 * 3600));
    assert_eq!(refused(&id_token).await, "Invalid token (link_with).", "it has expired");
    assert_eq!(story.api().get(&path(&story.bob)).await.0, 200);
}

#[tokio::test]
async fn what_cannot_be_linked_is_named() {
    let story = story().await;
    let api = story.api();
    let identities = format!("{}/identities", path(&story.ann));
    let connection = &story.connection.id;
    for (body, status, said) in [
        (json!({}), 400, "Missing required property: provider"),
        (json!({ "provider": "auth0" }), 400, "Missing required property: user_id"),
        (json!({ "provider": "auth0", "user_id": true }), 400, "Expected type string"),
        (json!({ "provider": "auth0", "user_id": "none" }), 400, "Linking to an inexistent identity is not allowed."),
        (json!({ "provider": "google-oauth2", "user_id": "1" }), 400, "Linking to an inexistent identity is not allowed."),
        (
            json!({ "provider": "google-oauth2", "user_id": "1", "connection_id": connection }),
            400,
            "The provider/connection is not configured.",
        ),
        (
            json!({ "provider": "auth0", "user_id": inner(&story.bob), "connection_id": "con_none" }),
            400,
            "The provider/connection is not configured.",
        ),
        (json!({ "provider": "auth0", "user_id": inner(&story.ann) }), 400, "Main identity and the new one are the same."),
        (json!({ "provider": "auth0", "user_id": "x", "link_with": "y" }), 400, "link_with stands alone"),
        (json!({ "provider": "auth0", "user_id": "x", "password": "y" }), 400, "Additional properties not allowed: password"),
        (json!({ "provider": "auth0", "user_id": story.bob.user_id, "connection_id": connection }), 201, ""),
        (json!({ "provider": "auth0", "user_id": inner(&story.bob) }), 409, "Specified identity already exists."),
    ] {
        let answer = api.post(&identities, body.clone()).await;
        assert_eq!(answer.0, status, "{body}: {}", answer.1);
        assert!(message(&answer).contains(said), "{body}: {}", message(&answer));
    }
    let cyd = story.server.with_user(&story.connection, "cyd@example.com").await;
    let elsewhere = api.post(&format!("{}/identities", path(&cyd)), json!({ "provider": "auth0", "user_id": inner(&story.bob) })).await;
    assert_eq!((elsewhere.0, message(&elsewhere)), (409, "Specified identity already exists."));
    assert_eq!(api.post("/users/nobody/identities", json!({ "provider": "auth0", "user_id": "x" })).await.0, 404);
    assert_eq!(api.delete(&format!("{}/identities/auth0/none", path(&story.ann))).await.0, 404);
    assert_eq!(story.server.api("read:users").post(&identities, json!({})).await.0, 403);

    // A primary with linked identities takes them along.
    let chain = api.post(&format!("{}/identities", path(&cyd)), json!({ "provider": "auth0", "user_id": inner(&story.ann) })).await;
    let ids: Vec<&str> = chain.1.as_array().unwrap().iter().map(|identity| identity["user_id"].as_str().unwrap()).collect();
    assert_eq!(ids, [inner(&cyd), inner(&story.ann), inner(&story.bob)]);
    assert_eq!(story.logs_in("bob@example.com", OTHER).await, Some(cyd.user_id.clone()));
    assert_eq!(api.delete(&path(&cyd)).await.0, 204);
    assert_eq!(story.logs_in("bob@example.com", OTHER).await, None, "deleted with the primary");
    assert!(story.server.app.directory.users.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_deleted_connection_takes_its_identities_and_leaves_the_users_of_others() {
    let story = story().await;
    let second = Connection { id: "con_second".to_owned(), name: "second".to_owned(), ..story.connection.clone() };
    story.server.app.directory.connections.insert(second.clone()).await.unwrap();
    let eve = story.server.with_user(&second, "eve@example.com").await;
    let api = story.api();
    let body = json!({ "provider": "auth0", "user_id": inner(&eve) });
    assert_eq!(api.post(&format!("{}/identities", path(&story.ann)), body).await.0, 201);
    assert_eq!(api.get("/users?connection=second").await.1[0]["user_id"], story.ann.user_id);
    let browser = Browser::new(&story.server);
    let login = authorize(&story.client.client, &[("connection", "second")]);
    let answer = browser.log_in(&login, "eve@example.com", PASSWORD).await;
    assert!(answer.returned().contains_key("code"), "{answer:?}");
    assert_eq!(story.server.last_log("s").await.unwrap().user_id.as_deref(), Some(story.ann.user_id.as_str()));
    assert!(story.answers(&browser).await, "one session for both");

    story.server.clock.advance(Duration::from_secs(1));
    assert_eq!(api.delete("/connections/con_second").await.0, 202);
    let (_, ann) = api.get(&path(&story.ann)).await;
    assert_eq!(ann["identities"].as_array().unwrap().len(), 1);
    assert_eq!(api.get(&path(&eve)).await.0, 404);
    assert!(!story.answers(&browser).await);
}

#[tokio::test]
async fn two_requests_that_link_the_same_account_do_it_once() {
    let story = story().await;
    let cyd = story.server.with_user(&story.connection, "cyd@example.com").await;
    let link = async |to: &User| {
        let api = story.server.api_with(Some(story.server.management_token(ALL)));
        api.post(&format!("{}/identities", path(to)), json!({ "provider": "auth0", "user_id": inner(&story.bob) })).await.0
    };
    let (one, other) = tokio::join!(link(&story.ann), link(&cyd));
    let mut both = [one, other];
    both.sort_unstable();
    assert_eq!(both, [201, 409], "{MACHINE}");
    let users = story.server.app.directory.users.all().await.unwrap();
    assert_eq!(users.iter().map(|user| user.identities.len()).sum::<usize>(), 3);
}

#[tokio::test]
async fn who_forgot_the_password_of_a_linked_identity_is_not_given_the_primarys() {
    let story = story().await;
    let ask = async |email: &str| {
        let form = [("client_id", story.client.id()), ("connection", DATABASE), ("email", email)];
        assert_eq!(story.server.post_form("/dbconnections/change_password", &form).await.status, 200, "{email}");
        let types = story.server.log_types().await;
        types.into_iter().rfind(|kind| kind == "scpr" || kind == "fcpr").unwrap()
    };
    assert_eq!(ask("bob@example.com").await, "scpr");
    story.link().await;
    assert_eq!(ask("Bob@example.com").await, "fcpr");
    assert_eq!(ask("ANN@example.com").await, "scpr");
    let api = story.server.api("create:user_tickets");
    let ticket = |email: &str| json!({ "email": email, "connection_id": story.connection.id });
    assert_eq!(api.post("/tickets/password-change", ticket("ann@example.com")).await.0, 201);
    let refused = api.post("/tickets/password-change", ticket("bob@example.com")).await;
    assert_eq!((refused.0, &refused.1["errorCode"]), (404, &json!("inexistent_user")), "nor by a link that an operator asks for");
    let tickets = story.server.app.directory.tickets.all().await.unwrap();
    assert!(tickets.iter().all(|ticket| ticket.email.as_deref() != Some("bob@example.com")), "those of the secondary went with it");
}
