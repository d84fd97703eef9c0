//! `/api/v2/jobs` about many users: imports and exports.

mod exports;
mod files;
mod hashes;
mod imports;
mod restart;

use std::time::Duration;

use anteroom::identity::Connection;
use anteroom::identity::client::AppType;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::api::Api;

const ALL: &str = "create:users read:users delete:users read:logs read:connections";

/// A server with a database that an application uses.
async fn server() -> (TestServer, Connection) {
    let server = TestServer::start().await;
    let connection = database(&server).await;
    (server, connection)
}

async fn database(server: &TestServer) -> Connection {
    let client = server.with_client("App", AppType::RegularWeb).await;
    server.with_database(&[&client]).await
}

/// Asks for an import of these users.
async fn import(api: &Api<'_>, connection: &Connection, users: &Value, more: &[(&str, &[u8])]) -> (u16, Value) {
    let file = users.to_string();
    let mut parts: Vec<(&str, &[u8])> = vec![("users", file.as_bytes()), ("connection_id", connection.id.as_bytes())];
    parts.extend_from_slice(more);
    api.post_form("/jobs/users-imports", &parts).await
}

/// The job once it is at its end.
async fn ended(api: &Api<'_>, job: &Value) -> Value {
    let path = format!("/jobs/{}", job["id"].as_str().unwrap_or_else(|| panic!("{job}")));
    let waited = tokio::time::timeout(Duration::from_secs(120), async {
        loop {
            let (status, job) = api.get(&path).await;
            assert_eq!(status, 200, "{job}");
            if job["status"] == "completed" || job["status"] == "failed" {
                return job;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    waited.await.expect("the job does not end")
}

/// Imports these users, all of which must be well.
async fn imported(api: &Api<'_>, connection: &Connection, users: &Value, more: &[(&str, &[u8])]) -> Value {
    let (status, job) = import(api, connection, users, more).await;
    assert_eq!(status, 202, "{job}");
    let job = ended(api, &job).await;
    assert_eq!(job["status"], "completed", "{job}");
    assert_eq!(errors(api, &job).await, (204, Value::Null));
    job
}

async fn errors(api: &Api<'_>, job: &Value) -> (u16, Value) {
    api.get(&format!("/jobs/{}/errors", job["id"].as_str().unwrap())).await
}

async fn by_email(api: &Api<'_>, email: &str) -> Value {
    let (status, mut users) = api.get(&format!("/users-by-email?email={email}")).await;
    assert_eq!(status, 200, "{users}");
    users.as_array_mut().unwrap().pop().unwrap_or(Value::Null)
}

fn person(number: usize) -> Value {
    json!({ "email": format!("person-{number}@example.com"), "user_metadata": { "number": number } })
}
