//! `POST /dbconnections/signup`: the answers of the reference, 5.3 and 5.5, with real Actions.

use anteroom::contract::Trigger;
use anteroom::identity::client::AppType;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::examples::example;
use crate::support::guests::Guest;
use crate::support::story::{Bound, DATABASE, PASSWORD};

async fn sign_up(server: &TestServer, body: &Value) -> (u16, Value) {
    let response = server.http.post(format!("{}/dbconnections/signup", server.url)).json(body).send().await.unwrap();
    let status = response.status().as_u16();
    (status, response.json().await.unwrap())
}

#[tokio::test]
async fn a_sign_up_makes_a_user_and_leaves_an_event() {
    let server = TestServer::start().await;
    let client = server.with_client("Shop", AppType::RegularWeb).await;
    server.with_database(&[&client]).await;
    let body = json!({ "client_id": client.client_id, "connection": DATABASE, "email": "ann@example.com", "password": PASSWORD,
        "given_name": "Ann", "user_metadata": { "plan": "free" } });
    let (status, answer) = sign_up(&server, &body).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["email"], "ann@example.com");
    assert_eq!(answer["email_verified"], false);
    assert_eq!(answer["given_name"], "Ann");
    assert_eq!(answer["user_metadata"], json!({ "plan": "free" }));
    let id = format!("auth0|{}", answer["_id"].as_str().unwrap());
    let user = server.app.directory.users.get(&id).await.unwrap().unwrap();
    assert!(user.password_hash.as_deref().unwrap().starts_with("$argon2id$"));
    let event = server.last_log("ss").await.unwrap();
    assert_eq!(event.user_id.as_deref(), Some(id.as_str()));
    assert!(!serde_json::to_string(&event).unwrap().contains(PASSWORD));
}

#[tokio::test]
async fn a_denial_by_an_action_has_the_exact_body_of_the_reference() {
    let server = TestServer::start().await;
    let client = server.with_client("Login Only App", AppType::RegularWeb).await;
    server.with_database(&[&client]).await;
    server.with_action(Trigger::PreUserRegistration, "restrict", example("restrict-registration"), Bound::default()).await;
    let body = json!({ "client_id": client.client_id, "connection": DATABASE, "email": "ann@example.com", "password": PASSWORD });
    let (status, answer) = sign_up(&server, &body).await;
    let reason = answer["message"].as_str().unwrap().to_owned();
    assert_eq!(status, 400);
    assert_eq!(
        answer,
        json!({
            "name": "InternalExtensibilityError", "code": "extensibility_error", "message": reason, "description": reason,
            "friendly_message": "User Registration is not allowed at this time.", "statusCode": 400, "fromSandbox": true,
        })
    );
    assert!(server.app.directory.users.all().await.unwrap().is_empty(), "no user exists");

    let event = server.last_log("fs").await.unwrap();
    assert_eq!(event.description.as_deref(), Some(reason.as_str()));
    assert_eq!(event.client_name.as_deref(), Some("Login Only App"));
    let execution = event.details["actions"]["executions"][0].as_str().unwrap();
    let record = server.app.audit.executions.get(execution).await.unwrap().unwrap();
    let run = &record.results[0];
    assert_eq!((run.verdict.as_str(), run.action_name.as_str()), ("deny", "restrict"));
    assert!(run.fuel_used > 0 && run.fuel_used < run.fuel_limit && run.peak_memory > 0);
}

#[tokio::test]
async fn an_application_on_the_list_may_register() {
    let server = TestServer::start().await;
    let client = server.with_client("Registration App", AppType::RegularWeb).await;
    server.with_database(&[&client]).await;
    server.with_action(Trigger::PreUserRegistration, "restrict", example("restrict-registration"), Bound::default()).await;
    let body = json!({ "client_id": client.client_id, "connection": DATABASE, "email": "ann@example.com", "password": PASSWORD });
    let (status, answer) = sign_up(&server, &body).await;
    assert_eq!(status, 200, "{answer}");
    let event = server.last_log("ss").await.unwrap();
    assert_eq!(event.details["actions"]["executions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_a_sign_up_is_refused_and_changes_nothing() {
    let server = TestServer::start().await;
    let client = server.with_client("Shop", AppType::RegularWeb).await;
    let other = server.with_client("Other", AppType::RegularWeb).await;
    server.with_database(&[&client]).await;
    let good = json!({ "client_id": client.client_id, "connection": DATABASE, "email": "ann@example.com", "password": PASSWORD });
    let with = |changes: Value| {
        let mut body = good.clone();
        body.as_object_mut().unwrap().extend(changes.as_object().cloned().unwrap());
        body
    };
    // One character that stands for eighteen in look-ups, which made a key that no store takes; and one that stands for a second `@`.
    let (wide, second_at) = (format!("ann@{}.example", vec!["\u{fdfa}".repeat(20); 4].join(".")), "ann\u{ff20}b@example.com");
    for (changes, expected) in [
        (json!({ "email": wide }), "invalid_signup"),
        (json!({ "email": second_at }), "invalid_signup"),
        (json!({ "email": "" }), "invalid_signup"),
        (json!({ "email": "no address" }), "invalid_signup"),
        (json!({ "password": "short" }), "invalid_password"),
        (json!({ "connection": "Elsewhere" }), "invalid_connection"),
        (json!({ "client_id": "nobody" }), "invalid_client"),
        (json!({ "client_id": other.client_id }), "invalid_connection"),
        (json!({ "user_metadata": { "deep": { "er": 1 } } }), "invalid_user_metadata"),
        (json!({ "picture": "javascript:alert(1)" }), "invalid_signup"),
    ] {
        let (status, answer) = sign_up(&server, &with(changes.clone())).await;
        assert_eq!((status, answer["code"].as_str()), (400, Some(expected)), "{changes} gave {answer}");
    }
    assert!(server.app.directory.users.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_address_that_is_taken_is_told_only_where_the_tenant_says_so() {
    let server = TestServer::start().await;
    let client = server.with_client("Shop", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, "Ann@Example.com").await;
    let body = json!({ "client_id": client.client_id, "connection": DATABASE, "email": "ann@example.COM", "password": PASSWORD });
    let (status, answer) = sign_up(&server, &body).await;
    assert_eq!(status, 400);
    assert_eq!(answer, json!({ "name": "BadRequestError", "code": "invalid_signup", "description": "Invalid sign up", "statusCode": 400 }));
    let directory = &server.app.directory;
    directory
        .tenants
        .modify("main", |t| drop(t.flags.insert("enable_public_signup_user_exists_error".to_owned(), true.into())))
        .await
        .unwrap();
    let (_, answer) = sign_up(&server, &body).await;
    assert_eq!(answer["code"], "user_exists");
}

#[tokio::test]
async fn of_two_racing_sign_ups_for_one_address_one_wins() {
    let server = TestServer::start().await;
    let client = server.with_client("Shop", AppType::RegularWeb).await;
    server.with_database(&[&client]).await;
    let body = json!({ "client_id": client.client_id, "connection": DATABASE, "email": "ann@example.com", "password": PASSWORD });
    let (a, b, c) = tokio::join!(sign_up(&server, &body), sign_up(&server, &body), sign_up(&server, &body));
    let mut statuses = [a.0, b.0, c.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400, 400]);
    assert_eq!(server.app.directory.users.all().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_connection_that_is_closed_or_deleted_while_an_action_runs_gets_no_user() {
    let server = TestServer::start().await;
    let client = server.with_client("Shop", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    let waits = Guest::new("(drop (call $timer (i32.const 200))) (call $wait (i32.const 64))")
        .for_trigger(Trigger::PreUserRegistration)
        .import("timer", "start", "timer", "(param i32) (result i32)")
        .import("operations", "wait", "wait", "(param i32)");
    server.with_action(Trigger::PreUserRegistration, "waits", waits.component().to_vec(), Bound::default()).await;
    let body = json!({ "client_id": client.client_id, "connection": DATABASE, "email": "ann@example.com", "password": PASSWORD });
    let connections = &server.app.directory.connections;
    for delete in [false, true] {
        let meanwhile = async {
            while server.app.sandbox.usage().running == 0 {
                tokio::task::yield_now().await;
            }
            if delete {
                connections.delete(&connections.get(&connection.id).await.unwrap().unwrap()).await.unwrap();
            } else {
                connections.modify(&connection.id, |c| drop(c.options.insert("disable_signup".to_owned(), true.into()))).await.unwrap();
            }
        };
        let ((status, answer), ()) = tokio::join!(sign_up(&server, &body), meanwhile);
        assert_eq!((status, answer["code"].as_str()), (400, Some("signup_disabled")));
        assert!(server.app.directory.users.all().await.unwrap().is_empty());
        assert!(server.last_log("fs").await.unwrap().details["actions"]["executions"][0].is_string(), "the run is told of");
        if !delete {
            connections.modify(&connection.id, |c| drop(c.options.remove("disable_signup"))).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_connection_that_takes_no_sign_ups_says_so() {
    let server = TestServer::start().await;
    let client = server.with_client("Shop", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    server
        .app
        .directory
        .connections
        .modify(&connection.id, |c| drop(c.options.insert("disable_signup".to_owned(), true.into())))
        .await
        .unwrap();
    let body = json!({ "client_id": client.client_id, "connection": DATABASE, "email": "ann@example.com", "password": PASSWORD });
    let (status, answer) = sign_up(&server, &body).await;
    assert_eq!((status, answer["code"].as_str()), (400, Some("signup_disabled")));
}

#[tokio::test]
async fn an_address_that_tries_too_often_must_wait() {
    let server = TestServer::start().await;
    for _ in 0..300 {
        assert_eq!(sign_up(&server, &json!({})).await.0, 400);
    }
    let (status, answer) = sign_up(&server, &json!({})).await;
    assert_eq!((status, answer["error"].as_str()), (429, Some("too_many_requests")));
    server.clock.advance(std::time::Duration::from_secs(60));
    assert_eq!(sign_up(&server, &json!({})).await.0, 400);
}
