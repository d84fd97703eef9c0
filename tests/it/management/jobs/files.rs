//! Requests for imports that are refused, and files that cannot be read.

use anteroom::user_jobs::records::Import;
use serde_json::{Value, json};

use super::{ALL, database, ended, errors, import, imported, person, server};
use crate::support::TestServer;
use crate::support::api::message;

#[tokio::test]
async fn a_form_that_is_not_as_it_must_be_is_refused() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    let users = b"[]".as_slice();
    let id = connection.id.as_bytes();
    let long = [b'x'; 2000];
    for (parts, expected) in [
        (vec![("connection_id", id)], "Must provide 'users' file as multipart part."),
        (vec![("users", b" \n".as_slice()), ("connection_id", id)], "Users file must not be empty."),
        (vec![("users", users)], "Must provide 'connection_id' as multipart part."),
        (
            vec![("users", users), ("connection_id", b"con_x")],
            "Payload validation error: 'String does not match pattern ^con_[A-Za-z0-9]{16}$' on property connection_id.",
        ),
        (vec![("users", users), ("connection_id", b"con_0123456789abcdef")], "The connection does not exist."),
        (
            vec![("users", users), ("connection_id", id), ("upsert", b"yes")],
            "Payload validation error: 'Expected type boolean but found type string' on property upsert.",
        ),
        (
            vec![("users", users), ("connection_id", id), ("external_id", &long)],
            "Payload validation error: 'Invalid multipart payload format'.",
        ),
        (vec![("users", users), ("connection_id", b"\xff")], "Payload validation error: 'Invalid multipart payload format'."),
        (vec![("x", users); 40], "Payload validation error: 'Invalid multipart payload format'."),
    ] {
        let answer = api.post_form("/jobs/users-imports", &parts).await;
        assert_eq!((answer.0, message(&answer)), (400, expected));
    }
    for (kind, body) in [
        ("application/json", "{}"),
        ("multipart/form-data", "x"),
        ("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"users\"\r\n\r\nno end"),
        ("text/plain", "x"),
    ] {
        let answer = api.post_bytes("/jobs/users-imports", kind, body.into()).await;
        assert_eq!((answer.0, message(&answer)), (400, "Payload validation error: 'Invalid multipart payload format'."), "{kind}");
    }
    assert!(server.app.directory.jobs.all().await.unwrap().is_empty());
    assert!(server.app.user_jobs.files.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_connection_that_takes_no_users_is_refused() {
    let server = TestServer::start().await;
    let connection = database(&server).await;
    let api = server.api(ALL);
    let connections = &server.app.directory.connections;
    let change = async |change: &dyn Fn(&mut anteroom::identity::Connection)| {
        connections.modify(&connection.id, |connection| change(connection)).await.unwrap();
        import(&api, &connection, &json!([]), &[]).await
    };
    let custom = change(&|c| drop(c.options.insert("enabledDatabaseCustomization".into(), true.into()))).await;
    assert_eq!((custom.0, message(&custom)), (400, "Custom Database Connections without import mode are not allowed."));
    let migrates = change(&|c| drop(c.options.insert("import_mode".into(), true.into()))).await;
    assert_eq!(migrates.0, 202);
    let disabled = change(&|c| c.enabled_clients.clear()).await;
    assert_eq!((disabled.0, message(&disabled)), (400, "Connection must be enabled."));
    let social = change(&|c| c.strategy = "google-oauth2".to_owned()).await;
    assert_eq!((social.0, message(&social)), (400, "Connection must be a database connection."));
}

#[tokio::test]
async fn a_file_that_is_too_large_is_refused_and_the_operator_says_what_that_is() {
    let server = TestServer::start_configured(|config| config.jobs.max_import_bytes = 10_000).await;
    let connection = database(&server).await;
    let api = server.api(ALL);
    let of = |length: usize| {
        let mut file = json!([person(1)]).to_string();
        file.push_str(&" ".repeat(length - file.len()));
        file
    };
    let id = connection.id.as_bytes();
    let most = of(10_000);
    assert_eq!(api.post_form("/jobs/users-imports", &[("users", most.as_bytes()), ("connection_id", id)]).await.0, 202);
    for length in [10_001, 200_000] {
        let file = of(length);
        let answer = api.post_form("/jobs/users-imports", &[("users", file.as_bytes()), ("connection_id", id)]).await;
        assert_eq!((answer.0, message(&answer)), (413, "Payload content length greater than maximum allowed: 10000"));
    }
    assert_eq!(anteroom::config::Config::default().jobs.max_import_bytes, 512_000);
}

#[tokio::test]
async fn a_file_that_is_no_list_of_users_fails_as_a_whole() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    let id = connection.id.as_bytes();
    let deep = format!("[{}{}]", "[".repeat(1000), "]".repeat(1000));
    let late = format!("[{},", json!(person(1)));
    let more = format!("{} 7", json!([person(1)]));
    let lines = format!("{}\n{}", person(1), person(2));
    for file in ["{}", "null", "[", "nothing", "\u{feff}[]", &deep, &late, &more, &lines] {
        let (status, job) = api.post_form("/jobs/users-imports", &[("users", file.as_bytes()), ("connection_id", id)]).await;
        assert_eq!(status, 202, "{job}");
        let job = ended(&api, &job).await;
        let why = "Failed to parse users file JSON when importing users. Make sure it is valid JSON.";
        assert_eq!((&job["status"], &job["status_details"]), (&json!("failed"), &json!(why)), "{file}");
        assert_eq!(errors(&api, &job).await, (200, job));
    }
    assert_eq!(api.get("/users").await.1, json!([]));
    assert_eq!(api.get("/logs?q=type:fui").await.1.as_array().map(Vec::len), Some(9));
    // Nothing of them is left, and nothing in the way.
    assert!(server.app.user_jobs.files.all().await.unwrap().is_empty());
    imported(&api, &connection, &json!([]), &[]).await;
}

#[tokio::test]
async fn two_imports_are_under_way_at_most() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    let imports = &server.app.user_jobs.imports;
    for slot in [0, 1] {
        let began_at = anteroom::clock::Clock::now(server.clock.as_ref());
        let (job_id, connection_id) = (format!("job_{slot}"), connection.id.clone());
        imports
            .insert(Import { job_id, slot, connection_id, upsert: false, began_at, done: 0, inserted: 0, updated: 0, failed: 0 })
            .await
            .unwrap();
    }
    let third = import(&api, &connection, &json!([person(1)]), &[]).await;
    let sentence = "There are 2 active import users jobs, please wait until some of them are finished and try again";
    assert_eq!((third.0, message(&third)), (429, sentence));
    assert_eq!(server.app.directory.jobs.all().await.unwrap().len(), 0);
    let one = imports.get("job_1").await.unwrap().unwrap();
    imports.delete(&one).await.unwrap();
    for number in 0..3 {
        imported(&api, &connection, &json!([person(number)]), &[]).await;
    }
}

#[tokio::test]
async fn an_import_whose_connection_is_deleted_fails() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    server.app.user_jobs.stop();
    let (_, job) = import(&api, &connection, &json!([person(1)]), &[]).await;
    let stored = server.app.directory.connections.get(&connection.id).await.unwrap().unwrap();
    server.app.directory.connections.delete(&stored).await.unwrap();
    let server = TestServer::start_on(server.stop_and_leave().await).await;
    anteroom::user_jobs::resume(&server.app).await.unwrap();
    let job = ended(&server.api(ALL), &job).await;
    assert_eq!((&job["status"], &job["status_details"]), (&json!("failed"), &json!("The connection does not exist.")));
    assert_eq!(server.api(ALL).get("/users").await.1, Value::Array(Vec::new()));
}

#[tokio::test]
async fn jobs_are_closed_to_who_lacks_the_scope_and_forgotten_after_a_day() {
    let (server, connection) = server().await;
    let job = imported(&server.api(ALL), &connection, &json!([]), &[]).await;
    let path = format!("/jobs/{}", job["id"].as_str().unwrap());
    for scope in ["create:users", "read:users"] {
        assert_eq!(server.api(scope).get(&path).await.0, 200);
        assert_eq!(server.api(scope).get(&format!("{path}/errors")).await.0, 204);
    }
    let other = server.api("update:users read:clients");
    for path in [&path, &format!("{path}/errors")] {
        assert_eq!(other.get(path).await.0, 403);
    }
    assert_eq!(import(&server.api("read:users update:users"), &connection, &json!([]), &[]).await.0, 403);
    assert_eq!(server.api("create:users").post("/jobs/users-exports", json!({})).await.0, 403);
    server.clock.advance(std::time::Duration::from_secs(24 * 3600));
    for path in [&path, &format!("{path}/errors"), "/jobs/job_0123456789abcdef/errors"] {
        assert_eq!(server.api(ALL).get(path).await.1["errorCode"], "inexistent_job");
    }
}
