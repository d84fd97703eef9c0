//! Imports: who comes in, who does not, and what is told of it.

use serde_json::{Value, json};

use super::{ALL, by_email, database, ended, errors, import, imported, person, server};
use crate::support::TestServer;

#[tokio::test]
async fn users_come_in_with_all_that_is_said_of_them() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    let ann = json!({
        "email": "Ann@Example.com", "email_verified": true, "user_id": "legacy-1", "name": "Ann A.", "nickname": "annie", "given_name": "Ann",
        "family_name": "A.", "picture": "https://example.com/ann.png", "blocked": true, "app_metadata": { "plan": "gold", "none": null },
        "user_metadata": { "colour": "red" }, "phone_number": "+15555550100", "phone_verified": true, "mfa_factors": [],
    });
    let more: [(&str, &[u8]); 4] =
        [("upsert", b"false"), ("external_id", b"first batch"), ("send_completion_email", b"false"), ("other", b"passed over")];
    let (status, job) = import(&api, &connection, &json!([ann, { "email": "bob@example.com" }]), &more).await;
    assert_eq!(
        (status, &job["type"], &job["status"], &job["external_id"]),
        (202, &json!("users_import"), &json!("pending"), &json!("first batch"))
    );
    assert_eq!(job["connection_id"], json!(connection.id));
    let job = ended(&api, &job).await;
    assert_eq!((&job["percentage_done"], &job["time_left_seconds"]), (&json!(100), &json!(0)));
    assert_eq!(job["summary"], json!({ "failed": 0, "updated": 0, "inserted": 2, "total": 2 }));
    assert_eq!(errors(&api, &job).await, (204, Value::Null));
    let mut user = by_email(&api, "ann@example.com").await;
    for (name, value) in ann.as_object().unwrap() {
        let expected = match name.as_str() {
            "user_id" => json!("auth0|legacy-1"),
            "app_metadata" => json!({ "plan": "gold" }),
            "mfa_factors" => continue,
            _ => value.clone(),
        };
        assert_eq!(user[name].take(), expected, "{name}");
    }
    assert_eq!(user["identities"][0]["connection"], json!(connection.name));
    let bob = by_email(&api, "bob@example.com").await;
    assert_eq!((&bob["email_verified"], &bob["name"], &bob["nickname"]), (&json!(false), &json!("bob@example.com"), &json!("bob")));
    let (_, log) = api.get("/logs?q=type:sui").await;
    assert_eq!((&log[0]["details"]["job_id"], &log[0]["connection"]), (&job["id"], &json!(connection.name)), "{log}");
    assert_eq!(log[0]["details"]["summary"]["inserted"], 2);
    assert_eq!(api.get("/logs?q=type:ss").await.1, json!([]), "nobody has signed up");
    assert!(server.app.mail.outbox.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_wrong_with_a_user_is_told_and_keeps_nobody_else_out() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    let with = |name: &str, value: Value| {
        let mut user = json!({ "email": "x@example.com" });
        user[name] = value;
        user
    };
    let cases = [
        (json!(7), "INVALID_TYPE", ""),
        (json!([]), "INVALID_TYPE", ""),
        (json!({}), "OBJECT_MISSING_REQUIRED_PROPERTY", "email"),
        (with("email", json!("nobody")), "INVALID_FORMAT", "email"),
        (with("email", json!(7)), "INVALID_TYPE", "email"),
        (with("email", json!(null)), "INVALID_TYPE", "email"),
        (with("email", json!(format!("{}@example.com", "x".repeat(400)))), "MAX_LENGTH", "email"),
        (with("email_verified", json!("true")), "INVALID_TYPE", "email_verified"),
        (with("user_id", json!("auth0|1")), "PATTERN", "user_id"),
        (with("user_id", json!("")), "PATTERN", "user_id"),
        (with("username", json!("ann")), "OBJECT_ADDITIONAL_PROPERTIES", "username"),
        (with("phone_number", json!("555")), "INVALID_FORMAT", "phone_number"),
        (with("picture", json!("javascript:alert(1)")), "INVALID_FORMAT", "picture"),
        (with("name", json!("x".repeat(301))), "MAX_LENGTH", "name"),
        (with("app_metadata", json!([])), "INVALID_TYPE", "app_metadata"),
        (with("app_metadata", json!({ "email": "x", "plan": 1 })), "OBJECT_ADDITIONAL_PROPERTIES", "app_metadata"),
        (with("mfa_factors", json!([{ "totp": { "secret": "SECRET" } }])), "MFA_FACTORS_FAILED", "mfa_factors"),
        (with("logins_count", json!(7)), "OBJECT_ADDITIONAL_PROPERTIES", ""),
    ];
    let mut file: Vec<Value> = cases.iter().map(|(user, ..)| user.clone()).collect();
    file.insert(5, json!({ "email": "good@example.com" }));
    file.push(json!({ "email": 7, "blocked": "x", "more": 1 }));
    let (_, job) = import(&api, &connection, &file.into(), &[]).await;
    let job = ended(&api, &job).await;
    assert_eq!(
        (&job["status"], &job["summary"]["inserted"], &job["summary"]["failed"]),
        (&json!("completed"), &json!(1), &json!(cases.len() + 1))
    );
    let (status, told) = errors(&api, &job).await;
    assert_eq!(status, 200);
    for ((user, code, path), told) in cases.iter().zip(told.as_array().unwrap()) {
        assert_eq!(told["errors"].as_array().map(Vec::len), Some(1), "{told}");
        assert_eq!((&told["errors"][0]["code"], &told["errors"][0]["path"]), (&json!(code), &json!(path)), "{user} {told}");
        if user.is_object() && *code != "MFA_FACTORS_FAILED" && *code != "MAX_LENGTH" {
            assert_eq!(told["user"], *user);
        }
    }
    assert!(!told.to_string().contains("SECRET"));
    assert_eq!(told[cases.len()]["errors"].as_array().map(Vec::len), Some(3), "{told}");
    assert_eq!(api.get("/users").await.1.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_user_who_is_there_is_an_error_and_with_upsert_is_changed() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    let first = json!([
        { "email": "ann@example.com", "user_id": "1", "name": "Ann", "blocked": true, "user_metadata": { "a": 1, "b": 2 }, "phone_number": "+15555550100" },
        { "email": "bob@example.com", "user_id": "2" },
    ]);
    imported(&api, &connection, &first, &[]).await;
    let again = |more: Value| {
        let mut user = json!({ "email": "ANN@example.com", "name": "Anna", "blocked": false, "email_verified": true, "user_metadata": { "b": null, "c": 3 } });
        user.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        user
    };
    let other = json!({ "email": "new@example.com", "user_id": "2" });
    let third = json!({ "email": "new2@example.com", "phone_number": "+15555550100" });
    let (_, job) = import(&api, &connection, &json!([again(json!({})), other, third]), &[]).await;
    let job = ended(&api, &job).await;
    let (_, told) = errors(&api, &job).await;
    for (at, path) in ["email", "user_id", "phone_number"].into_iter().enumerate() {
        let error = &told[at]["errors"][0];
        assert_eq!((&error["code"], &error["path"]), (&json!("DUPLICATED_USER"), &json!(path)), "{told}");
    }
    assert_eq!(by_email(&api, "ann@example.com").await["name"], "Ann");

    let upsert: [(&str, &[u8]); 1] = [("upsert", b"true")];
    let job = imported(&api, &connection, &json!([again(json!({ "user_id": "1" }))]), &upsert).await;
    assert_eq!(job["summary"], json!({ "failed": 0, "updated": 1, "inserted": 0, "total": 1 }));
    let ann = by_email(&api, "ann@example.com").await;
    assert_eq!((&ann["user_id"], &ann["name"], &ann["email_verified"]), (&json!("auth0|1"), &json!("Anna"), &json!(true)));
    assert_eq!((&ann["blocked"], &ann["user_metadata"]), (&json!(true), &json!({ "a": 1, "c": 3 })), "a block is not lifted so");

    for (user, path) in [
        (again(json!({ "user_id": "2" })), "user_id"),
        (again(json!({ "user_id": "3" })), "user_id"),
        (json!({ "email": "bob@example.com", "phone_number": "+15555550100" }), "phone_number"),
        (json!({ "email": "new@example.com", "user_id": "2" }), "user_id"),
    ] {
        let (_, job) = import(&api, &connection, &json!([user]), &upsert).await;
        let job = ended(&api, &job).await;
        let (_, told) = errors(&api, &job).await;
        assert_eq!((&told[0]["errors"][0]["code"], &told[0]["errors"][0]["path"]), (&json!("CONFLICT"), &json!(path)), "{told}");
    }
    assert_eq!(api.get("/users").await.1.as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn a_user_who_is_in_the_file_twice_comes_in_once() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    // Far enough from each other to be in two commits.
    let mut file: Vec<Value> = (0..300).map(person).collect();
    file.push(json!({ "email": "PERSON-7@example.com", "name": "another" }));
    for upsert in [&b"false"[..], b"true"] {
        let (_, job) = import(&api, &connection, &file.clone().into(), &[("upsert", upsert)]).await;
        let job = ended(&api, &job).await;
        let (_, told) = errors(&api, &job).await;
        let last = told.as_array().unwrap().last().unwrap();
        assert_eq!((&last["errors"][0]["code"], &last["user"]["name"]), (&json!("DUPLICATED_USER"), &json!("another")), "{told}");
        assert_ne!(by_email(&api, "person-7@example.com").await["name"], "another");
    }
}

#[tokio::test]
async fn user_names_come_in_where_the_connection_has_them() {
    let server = TestServer::start().await;
    let connection = database(&server).await;
    server
        .app
        .directory
        .connections
        .modify(&connection.id, |c| drop(c.options.insert("requires_username".into(), true.into())))
        .await
        .unwrap();
    let api = server.api(ALL);
    let file = json!([{ "email": "ann@example.com", "username": "Ann" }, { "email": "b@example.com" }, { "email": "c@example.com", "username": "a b" }]);
    let (_, job) = import(&api, &connection, &file, &[]).await;
    let job = ended(&api, &job).await;
    assert_eq!(by_email(&api, "ann@example.com").await["username"], "ann");
    assert_eq!(job["summary"]["failed"], 2);
}

#[tokio::test]
async fn a_linked_account_is_not_changed_by_an_import() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    imported(&api, &connection, &json!([{ "email": "ann@example.com" }, { "email": "second@example.com", "user_id": "s" }]), &[]).await;
    let users = &server.app.directory.users;
    let [ann, second] =
        ["ann@example.com", "second@example.com"].map(async |email| users.list_by("email", email, None, 1).await.unwrap().remove(0));
    let (ann, second) = (ann.await, second.await);
    users.delete(&second).await.unwrap();
    let now = anteroom::clock::Clock::now(server.clock.as_ref());
    users.modify(&ann.user_id, |user| user.absorb(second.value.clone(), now)).await.unwrap();
    for user in [json!({ "email": "second@example.com", "name": "x" }), json!({ "email": "third@example.com", "user_id": "s" })] {
        let (_, job) = import(&api, &connection, &json!([user]), &[("upsert", b"true")]).await;
        let job = ended(&api, &job).await;
        assert_eq!(errors(&api, &job).await.1[0]["errors"][0]["code"], "CONFLICT");
    }
    assert_eq!(users.all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_errors_that_are_kept_are_bounded_and_all_are_counted() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    let (_, job) = import(&api, &connection, &vec![7; 5_100].into(), &[]).await;
    let job = ended(&api, &job).await;
    assert_eq!(job["summary"], json!({ "failed": 5_100, "updated": 0, "inserted": 0, "total": 5_100 }));
    assert_eq!(errors(&api, &job).await.1.as_array().map(Vec::len), Some(5_000));
}
