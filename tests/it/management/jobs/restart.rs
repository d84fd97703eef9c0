//! A server that stops in the midst of jobs: the next one goes on.

use std::sync::Arc;

use anteroom::storage::Store;
use serde_json::{Value, json};

use super::{ALL, database, ended, errors, import, imported, person};
use crate::support::TestServer;

/// A store with a database, and in it jobs of a server that stopped before they were done.
async fn stopped(work: impl AsyncFnOnce(&TestServer, &anteroom::identity::Connection) -> Value) -> (Arc<dyn Store>, Value) {
    let server = TestServer::start().await;
    let connection = database(&server).await;
    let job = work(&server, &connection).await;
    (server.stop_and_leave().await, job)
}

#[tokio::test]
async fn an_import_goes_on_where_it_was() {
    let (store, job) = stopped(async |server, connection| {
        server.app.user_jobs.stop();
        let mut users: Vec<Value> = (0..450).map(person).collect();
        users[449] = person(7);
        let (status, job) = import(&server.api(ALL), connection, &users.into(), &[]).await;
        assert_eq!(status, 202, "{job}");
        job
    })
    .await;
    let server = TestServer::start_on(store).await;
    let path = format!("/jobs/{}", job["id"].as_str().unwrap());
    assert_ne!(server.api(ALL).get(&path).await.1["status"], "completed");
    // As if the first 210 had been done with.
    let done = |import: &mut anteroom::user_jobs::records::Import| (import.done, import.inserted) = (210, 210);
    server.app.user_jobs.imports.modify(job["id"].as_str().unwrap(), done).await.unwrap();
    anteroom::user_jobs::resume(&server.app).await.unwrap();
    let job = ended(&server.api(ALL), &job).await;
    assert_eq!(job["summary"], json!({ "failed": 1, "updated": 0, "inserted": 449, "total": 450 }));
    assert_eq!(server.app.directory.users.count(1000).await.unwrap(), 239, "nobody of the first 210 a second time");
    let (_, told) = errors(&server.api(ALL), &job).await;
    assert_eq!(told[0]["errors"][0]["code"], "DUPLICATED_USER", "what came before the stop is known: {told}");
    assert!(server.app.user_jobs.files.all().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_import_that_can_no_longer_be_read_fails_with_its_reason() {
    let (store, job) = stopped(async |server, connection| {
        server.app.user_jobs.stop();
        import(&server.api(ALL), connection, &json!([person(1)]), &[]).await.1
    })
    .await;
    let server = TestServer::start_on(store).await;
    server.app.user_jobs.files.modify(job["id"].as_str().unwrap(), |file| file.sealed.push('x')).await.unwrap();
    anteroom::user_jobs::resume(&server.app).await.unwrap();
    let job = ended(&server.api(ALL), &job).await;
    assert_eq!((&job["status"], job["status_details"].is_string()), (&json!("failed"), true));
    let (_, log) = server.api(ALL).get("/logs?q=type:fui").await;
    assert_eq!(log[0]["details"]["job_id"], job["id"]);
}

#[tokio::test]
async fn an_export_is_made_anew() {
    let (store, job) = stopped(async |server, connection| {
        imported(&server.api(ALL), connection, &json!([person(1)]), &[]).await;
        server.app.user_jobs.stop();
        server.api(ALL).post("/jobs/users-exports", json!({})).await.1
    })
    .await;
    let server = TestServer::start_on(store).await;
    anteroom::user_jobs::resume(&server.app).await.unwrap();
    let job = ended(&server.api(ALL), &job).await;
    assert!(job["status"] == "completed" && job["location"].is_string(), "{job}");
    anteroom::user_jobs::resume(&server.app).await.unwrap();
    assert_eq!(ended(&server.api(ALL), &job).await, job, "what is done is not done again");
}
