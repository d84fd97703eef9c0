//! `/api/v2/users` and `/api/v2/users-by-email`.

use anteroom::bootstrap::DEFAULT_CONNECTION;
use anteroom::identity::client::AppType;
use anteroom::identity::{Origin, sessions};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::{Api, message};

const ALL: &str = "read:users create:users update:users update:users_app_metadata delete:users";
const PASSWORD: &str = "Correct-Horse-9";

fn body(email: &str) -> Value {
    json!({ "connection": DEFAULT_CONNECTION, "email": email, "password": PASSWORD })
}

async fn create(api: &Api<'_>, email: &str) -> String {
    let (status, user) = api.post("/users", body(email)).await;
    assert_eq!(status, 201, "{user}");
    format!("/users/{}", user["user_id"].as_str().unwrap().replace('|', "%7C"))
}

#[tokio::test]
async fn a_user_is_created_read_found_and_deleted() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let mut wanted = body("Ada@Example.com");
    wanted["user_metadata"] = json!({ "colour": "red" });
    let (status, user) = api.post("/users", wanted).await;
    assert_eq!(status, 201, "{user}");
    assert!(!user.to_string().contains("argon2") && !user.to_string().contains(PASSWORD));
    assert_eq!((&user["email_verified"], &user["nickname"]), (&json!(false), &json!("Ada")));
    assert_eq!(user["identities"][0]["connection"], DEFAULT_CONNECTION);
    let path = format!("/users/{}", user["user_id"].as_str().unwrap().replace('|', "%7C"));
    assert_eq!(api.get(&path).await.1, user);
    assert_eq!(api.get("/users-by-email?email=ada@example.com").await.1, json!([user]));
    assert_eq!(api.get("/users?q=email:%22ADA@example.com%22").await.1, json!([user]));
    assert_eq!(api.get(&format!("{path}?fields=email,nickname")).await.1.as_object().unwrap().len(), 2);
    assert_eq!(api.get(&format!("{path}?fields=email&include_fields=false")).await.1.get("email"), None);
    let again = api.post("/users", body("ada@example.com")).await;
    assert_eq!((again.0, message(&again)), (409, "The user already exists."));
    assert_eq!(api.delete(&path).await.0, 204);
    assert_eq!(api.delete(&path).await.0, 204);
    let missing = api.get(&path).await;
    assert_eq!((missing.0, message(&missing), &missing.1["errorCode"]), (404, "The user does not exist.", &json!("inexistent_user")));
}

#[tokio::test]
async fn metadata_is_merged_at_its_first_level() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let path = create(&api, "ada@example.com").await;
    let first = json!({ "user_metadata": { "a": 1, "deep": { "x": 1 } }, "app_metadata": { "plan": "gold" } });
    assert_eq!(api.patch(&path, first).await.0, 200);
    let second = json!({ "user_metadata": { "a": null, "deep": { "y": 2 }, "b": 3 } });
    let (_, user) = api.patch(&path, second).await;
    assert_eq!(user["user_metadata"], json!({"deep":{"y":2},"b":3}));
    assert_eq!(user["app_metadata"], json!({"plan":"gold"}));
}

#[tokio::test]
async fn app_metadata_alone_is_open_to_its_own_scope() {
    let (server, _) = TestServer::first_started().await;
    let path = create(&server.api(ALL), "ada@example.com").await;
    let api = server.api("update:users_app_metadata");
    assert_eq!(api.patch(&path, json!({ "app_metadata": { "a": 1 } })).await.0, 200);
    assert_eq!(api.patch(&path, json!({ "app_metadata": {}, "blocked": true })).await.0, 403);
}

#[tokio::test]
async fn a_new_password_counts_and_the_old_one_does_not() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let path = create(&api, "ada@example.com").await;
    let weak = api.patch(&path, json!({ "password": "aaaaaaaaaa" })).await;
    assert_eq!((weak.0, &weak.1["errorCode"]), (400, &json!("invalid_password")));
    assert_eq!(api.patch(&path, json!({ "password": "Another-Horse-7" })).await.0, 200);
    let user = server.app.directory.users.list_by("email", "ada@example.com", None, 2).await.unwrap().remove(0);
    let hash = user.password_hash.as_deref();
    assert!(server.app.passwords.verify("Another-Horse-7", hash).await.unwrap());
    assert!(!server.app.passwords.verify(PASSWORD, hash).await.unwrap());
}

#[tokio::test]
async fn a_new_password_a_block_and_a_deletion_end_everything_that_speaks_for_the_user() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let client = server.client(AppType::Spa).await;
    let path = create(&api, "ada@example.com").await;
    let left = async || {
        let app = &server.app;
        let (refresh, opaque) = (app.directory.refresh_tokens.all().await.unwrap().len(), app.opaque_tokens.all().await.unwrap().len());
        (refresh, opaque, app.directory.sessions.all().await.unwrap().len())
    };
    for change in [json!({ "password": "Another-Horse-7" }), json!({ "blocked": true }), Value::Null] {
        let user = server.app.directory.users.list_by("email", "ada@example.com", None, 2).await.unwrap().remove(0);
        let code = server.code(&client, &user, "openid offline_access").await;
        let mut open = user.value.clone();
        open.blocked = false;
        let user = server.app.directory.users.update(&user, open).await.unwrap();
        server.redeem(&client, &code).await.text_of("refresh_token");
        let (random, tenant) = (server.app.random.as_ref(), anteroom::identity::Tenant::new("main"));
        let (session, _) = sessions::draft(
            random,
            server.app.clock.now(),
            &tenant,
            &user,
            &Origin::default(),
            &sessions::Proof { client_id: client.id(), method: "pwd", connection_id: "con_1" },
        );
        sessions::begin(&server.app.directory, &session, None).await.unwrap();
        assert_eq!(left().await, (1, 1, 1));
        match change {
            Value::Null => assert_eq!(api.delete(&path).await.0, 204),
            change => assert_eq!(api.patch(&path, change).await.0, 200),
        }
        assert_eq!(left().await, (0, 0, 0));
    }
}

#[tokio::test]
async fn a_changed_address_is_no_longer_verified_and_must_be_free() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let path = create(&api, "ada@example.com").await;
    create(&api, "eve@example.com").await;
    assert_eq!(api.patch(&path, json!({ "email_verified": true })).await.1["email_verified"], true);
    let (_, changed) = api.patch(&path, json!({ "email": "ada@example.org" })).await;
    assert_eq!((&changed["email"], &changed["email_verified"]), (&json!("ada@example.org"), &json!(false)));
    assert_eq!(api.patch(&path, json!({ "email": "EVE@example.com" })).await.0, 400);
    let both = api.patch(&path, json!({ "email": "x@example.org", "password": PASSWORD })).await;
    assert_eq!(message(&both), "Cannot update password and email simultaneously.");
}

#[tokio::test]
async fn what_is_wrong_with_a_user_is_named() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    let with = |name: &str, value: Value| {
        let mut user = body("new@example.com");
        user[name] = value;
        user
    };
    for (user, expected) in [
        (json!({ "email": "a@example.com" }), "Missing required property: connection"),
        (with("connection", json!("nothing")), "Connection does not exist."),
        (with("email", json!("not an address")), "format email"),
        (with("email", json!(7)), "Expected type string but found type integer' on property email."),
        (with("password", json!("short")), "Password is too weak"),
        (with("password", json!("x".repeat(100_000))), "String is too long"),
        (with("username", json!("ada")), "Cannot set username for connection without requires_username."),
        (with("user_id", json!("google|1")), "on property user_id."),
        (with("user_id", json!("machine@clients")), "on property user_id."),
        (with("logins_count", json!(7)), "Additional properties not allowed: logins_count"),
        (with("identities", json!([])), "Additional properties not allowed: identities"),
        (with("password_hash", json!("x")), "Additional properties not allowed: password_hash"),
        (with("created_at", json!("2020-01-01")), "Additional properties not allowed: created_at"),
        (with("user_metadata", json!([])), "Expected type object but found type array' on property user_metadata."),
        (with("picture", json!("javascript:alert(1)")), "on property picture."),
    ] {
        let answer = api.post("/users", user.clone()).await;
        assert_eq!(answer.0, 400, "{user}: {}", answer.1);
        assert!(message(&answer).contains(expected), "{} does not say {expected}", message(&answer));
    }
    assert_eq!(server.app.directory.users.all().await.unwrap().len(), 1);
    assert_eq!(api.patch("/users/nobody", json!({})).await.0, 404);
}

#[tokio::test]
async fn lists_page_up_to_a_thousand_and_tell_how_many_there_are() {
    let (server, _) = TestServer::first_started().await;
    let api = server.api(ALL);
    for n in 0..3 {
        create(&api, &format!("user{n}@example.com")).await;
    }
    assert_eq!(api.get("/users").await.1.as_array().unwrap().len(), 4);
    let (_, page) = api.get("/users?per_page=3&page=1&include_totals=true").await;
    assert_eq!((&page["start"], &page["length"], &page["total"]), (&json!(3), &json!(1), &json!(4)));
    assert_eq!(api.get(&format!("/users?connection={DEFAULT_CONNECTION}&per_page=2")).await.1.as_array().unwrap().len(), 2);
    let past = api.get("/users?per_page=100&page=10").await;
    assert_eq!(past.0, 400);
    assert!(message(&past).starts_with("You can only page through the first 1000 records."));
    assert_eq!(api.get("/users-by-email").await.0, 400);
}
