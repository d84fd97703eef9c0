//! Exports: what is in the file, who gets it, and how often.

use std::io::Read;
use std::time::Duration;

use serde_json::{Value, json};

use super::{ALL, by_email, ended, imported, person, server};
use crate::support::TestServer;
use crate::support::api::{Api, message};

/// The link of an export with this body.
async fn exported(api: &Api<'_>, body: Value) -> String {
    let (status, job) = api.post("/jobs/users-exports", body).await;
    assert_eq!((status, &job["type"], &job["status"]), (200, &json!("users_export"), &json!("pending")), "{job}");
    let job = ended(api, &job).await;
    assert_eq!(job["status"], "completed", "{job}");
    job["location"].as_str().unwrap_or_else(|| panic!("{job}")).to_owned()
}

async fn fetch(server: &TestServer, url: &str) -> String {
    let answer = server.http.get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let bytes = answer.bytes().await.unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    text
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn users_go_out_as_lines_of_json_with_the_members_that_were_asked_for() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    // More than one page of users, and of members that most do not have.
    let mut users: Vec<Value> = (0..450).map(person).collect();
    users[3]["app_metadata"] = json!({ "plan": { "name": "gold" } });
    imported(&api, &connection, &users.into(), &[]).await;
    let fields = json!([
        { "name": "email", "export_as": "mail" }, { "name": "identities[0].connection" }, { "name": "user_metadata.number", "export_as": "number" },
        { "name": "app_metadata.plan" }, { "name": "password_hash" }, { "name": "nothing" },
    ]);
    let url = exported(&api, json!({ "connection_id": connection.id, "format": "json", "fields": fields })).await;
    let mut found = lines(&fetch(&server, &url).await);
    assert_eq!(found.len(), 450);
    found.sort_by_key(|user| user["number"].as_u64());
    assert_eq!(found[4], json!({ "mail": "person-4@example.com", "identities[0].connection": connection.name, "number": 4 }));
    assert_eq!(found[3]["app_metadata.plan"], json!({ "name": "gold" }));
    for limit in [1, 200, 401] {
        let url = exported(&api, json!({ "limit": limit, "fields": [{ "name": "email" }] })).await;
        assert_eq!(lines(&fetch(&server, &url).await).len(), limit);
    }
}

#[tokio::test]
async fn without_fields_the_usual_members_go_out() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    let ann = json!([{ "email": "ann@example.com", "user_id": "1", "name": "=cmd()", "family_name": "A, \"B\"" }]);
    imported(&api, &connection, &ann, &[]).await;
    let url = exported(&api, json!({ "format": "csv" })).await;
    let text = fetch(&server, &url).await;
    let at = "2026-11-20T10:00:00.000Z";
    let head = "Id,Given Name,Family Name,Nickname,Name,Email,Email Verified,Picture,Connection,Created At,Updated At";
    let row = format!("auth0|1,,\"A, \"\"B\"\"\",ann,'=cmd(),ann@example.com,false,,{},{at},{at}", connection.name);
    assert_eq!(text, format!("{head}\r\n{row}\r\n"));
    let url = exported(&api, json!({})).await;
    let found = lines(&fetch(&server, &url).await);
    assert_eq!((&found[0]["Id"], &found[0]["Email Verified"], found[0].get("Picture")), (&json!("auth0|1"), &json!(false), None));
}

#[tokio::test]
async fn a_file_is_fetched_once_and_is_then_gone() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    imported(&api, &connection, &json!([person(1)]), &[]).await;
    let (_, job) = api.post("/jobs/users-exports", json!({ "format": "json" })).await;
    let path = format!("/jobs/{}", job["id"].as_str().unwrap());
    let url = ended(&api, &job).await["location"].as_str().unwrap().to_owned();
    assert!(url.starts_with(&format!("{}/exports/users?ticket=", server.url)));
    assert_eq!(api.get(&path).await.1["location"], json!(url), "it stands there until somebody uses it");
    assert_eq!(server.api("create:users").get(&path).await.1.get("location"), None, "it is for who may read users");
    let head = server.http.head(&url).send().await.unwrap();
    assert_eq!((head.status().as_u16(), &head.headers()["content-type"]), (200, &"application/gzip".parse().unwrap()));
    let (one, other) = tokio::join!(server.http.get(&url).send(), server.http.get(&url).send());
    let mut both = [one.unwrap(), other.unwrap()].map(|answer| answer.status().as_u16());
    both.sort_unstable();
    assert_eq!(both, [200, 404], "of two who ask at once one has it");
    let again = server.get(url.strip_prefix(&server.url).unwrap()).await;
    assert_eq!(again.status(), 404);
    assert_eq!(api.get(&path).await.1.get("location"), None);
    for _ in 0..1000 {
        if server.app.user_jobs.parts.all().await.unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(server.app.user_jobs.parts.all().await.unwrap().is_empty());
    for query in ["", "?ticket=", "?ticket=x", "?other=1", "?ticket=0000000000000000000000000000000000000000000"] {
        assert_eq!(server.get(&format!("/exports/users{query}")).await.status(), 404);
    }
}

#[tokio::test]
async fn a_file_that_nobody_fetches_is_there_for_a_day() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    imported(&api, &connection, &json!([person(1)]), &[]).await;
    let url = exported(&api, json!({})).await;
    server.clock.advance(Duration::from_secs(24 * 3600));
    assert_eq!(server.get(url.strip_prefix(&server.url).unwrap()).await.status(), 404);
}

#[tokio::test]
async fn what_went_out_comes_in_again_elsewhere() {
    let (server, connection) = server().await;
    let api = server.api(ALL);
    let members = ["user_id", "email", "email_verified", "name", "nickname", "given_name", "family_name", "user_metadata", "app_metadata"];
    let users = json!([
        { "email": "ann@example.com", "email_verified": true, "given_name": "Änn", "user_metadata": { "a": [1, 2.5, null] }, "user_id": "x-1" },
        { "email": "bob@example.com", "nickname": "bobby", "app_metadata": { "plan": "gold" }, "user_id": "x-2" },
    ]);
    imported(&api, &connection, &users, &[]).await;
    let fields: Vec<Value> = members.iter().map(|name| json!({ "name": name })).collect();
    let url = exported(&api, json!({ "connection_id": connection.id, "format": "json", "fields": fields })).await;
    let mut file = lines(&fetch(&server, &url).await);
    for user in &mut file {
        user["user_id"] = user["user_id"].as_str().unwrap().strip_prefix("auth0|").unwrap().into();
    }
    let (elsewhere, database) = super::server().await;
    imported(&elsewhere.api(ALL), &database, &file.into(), &[]).await;
    for email in ["ann@example.com", "bob@example.com"] {
        assert_eq!(by_email(&elsewhere.api(ALL), email).await, by_email(&api, email).await);
    }
}

#[tokio::test]
async fn an_export_names_what_is_wrong() {
    let (server, _) = server().await;
    let api = server.api(ALL);
    for (body, expected) in [
        (json!({ "connection_id": "con_0123456789abcdef" }), "The connection does not exist."),
        (json!({ "format": "xml" }), "No enum match for: xml"),
        (json!({ "limit": 0 }), "less than minimum 1"),
        (json!({ "fields": [{}] }), "Missing required property: name"),
        (json!({ "fields": [{ "name": "email", "as": "x" }] }), "Additional properties not allowed: as"),
        (json!({ "q": "x" }), "Additional properties not allowed: q"),
    ] {
        let answer = api.post("/jobs/users-exports", body).await;
        assert!(answer.0 == 400 && message(&answer).contains(expected), "{answer:?}");
    }
}

#[tokio::test]
async fn ten_exports_wait_at_most() {
    let (server, _) = server().await;
    let api = server.api(ALL);
    server.app.user_jobs.stop();
    for _ in 0..10 {
        assert_eq!(api.post("/jobs/users-exports", json!({})).await.0, 200);
    }
    assert_eq!(api.post("/jobs/users-exports", json!({})).await.0, 429);
}

#[tokio::test]
async fn fifty_files_wait_to_be_fetched_at_most() {
    let (server, _) = server().await;
    let api = server.api(ALL);
    let mut url = String::new();
    for _ in 0..50 {
        url = exported(&api, json!({})).await;
    }
    assert_eq!(api.post("/jobs/users-exports", json!({})).await.0, 429);
    fetch(&server, &url).await;
    exported(&api, json!({})).await;
}
