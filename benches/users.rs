//! What the Management API's reads cost: searches among 100,000 users on disk, and lists and single entities per second over loopback.
//! And how long jobs about many users take beside them: an import of 10,000 with their hashes, an export of all.
//! Run: `cargo bench --bench users`.
//!
//! Client and server share the machine and the process. A search is timed over the wire, one after the other, as an operator would wait
//! for it.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a benchmark fails as a test does")]

mod support;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anteroom::identity::User;
use anteroom::identity::client::AppType;
use anteroom::storage::Batch;
use anteroom::storage::sled::SledStore;
use serde_json::{Value, json};

use support::TestServer;

const USERS: usize = 100_000;
/// Users of the import.
const IMPORTED: usize = 10_000;
/// Users written in one commit.
const CHUNK: usize = 1000;
/// After such a pause what is kept for searches is forgotten.
const PAUSE: Duration = Duration::from_secs(20 * 60);
/// Requests under way at a time.
const CONNECTIONS: usize = 16;
/// How long each row is measured, after as long again to warm up.
const SECONDS: u64 = 3;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target"), Into::into);
        let dir = tempfile::tempdir_in(target).unwrap();
        let store = Arc::new(SledStore::open(&dir.path().join("store")).unwrap());
        let server = TestServer::start_changed(store, false, |config| config.jobs.max_import_bytes = 16 << 20).await;
        let client = server.client(AppType::RegularWeb).await;
        let connection = server.with_database(&[&client.client]).await;
        fill(&server).await;
        searches(&server).await;
        requests(&server, client.id()).await;
        jobs(&server, &connection.id).await;
    });
}

fn user(n: usize) -> User {
    let plan = ["free", "gold", "silver"][n % 3];
    serde_json::from_value(json!({
        "user_id": format!("auth0|{n:024x}"), "connection": "Username-Password-Authentication", "email": format!("person{n}@example.com"),
        "email_verified": n.is_multiple_of(2), "phone_verified": false, "name": format!("Person Number {n}"), "nickname": format!("person{n}"),
        "given_name": "Person", "family_name": format!("Number {n}"), "blocked": false,
        "picture": format!("https://pictures.example.com/avatars/{n}.png"),
        "user_metadata": { "language": "en", "address": { "city": "Paris", "street": format!("Long Road {n}") } },
        "app_metadata": { "plan": plan, "seats": n % 50, "groups": ["one", "two"] },
        "identities": [{
            "connection": "Username-Password-Authentication", "provider": "auth0", "user_id": format!("{n:024x}"), "isSocial": false,
        }],
        "created_at": "2026-11-20T10:00:00Z", "updated_at": "2026-11-20T10:00:00Z", "last_login": "2026-11-20T10:00:00Z",
        "last_ip": "192.0.2.1", "logins_count": n % 7, "password_hash": format!("$argon2id$v=19$m=19456,t=2,p=1${n:022}${n:043}"),
    }))
    .unwrap()
}

async fn fill(server: &TestServer) {
    for chunk in 0..USERS / CHUNK {
        let mut batch = Batch::new();
        for n in chunk * CHUNK..(chunk + 1) * CHUNK {
            server.app.directory.users.stage_insert(&mut batch, &user(n)).unwrap();
        }
        server.app.store.commit(batch).await.unwrap();
    }
}

async fn jobs(server: &TestServer, connection_id: &str) {
    println!("\n{:<58} {:>12} {:>12} {:>12}", "a job", "seconds", "per second", "goal s");
    let api = server.api("create:users read:users");
    let hash = "$2b$10$abcdefghijklmnopqrstuu6HCkuoHyKCAj/GTnHQaomnkOwhLo8py";
    let users: Vec<Value> = (0..IMPORTED)
        .map(|n| {
            json!({
                "email": format!("imported{n}@example.com"), "user_id": format!("imported-{n}"), "name": format!("Imported {n}"),
                "password_hash": hash, "app_metadata": { "plan": "free" }, "user_metadata": { "language": "en" },
            })
        })
        .collect();
    let file = Value::Array(users).to_string();
    let start = Instant::now();
    let form = [("users", file.as_bytes()), ("connection_id", connection_id.as_bytes())];
    let (_, job) = api.post_form("/jobs/users-imports", &form).await;
    let job = ended(&api, &job).await;
    assert_eq!(job["summary"]["inserted"], IMPORTED, "{job}");
    told(&format!("import of {IMPORTED} users with hashes, {} kB", file.len() / 1000), IMPORTED, start, "≤ 60");
    let start = Instant::now();
    let (_, job) = api.post("/jobs/users-exports", json!({ "format": "csv" })).await;
    ended(&api, &job).await;
    told(&format!("export of {} users", USERS + IMPORTED), USERS + IMPORTED, start, "");
}

fn told(name: &str, users: usize, start: Instant, goal: &str) {
    let seconds = start.elapsed().as_secs_f64();
    println!("{name:<58} {seconds:>12.1} {:>12.0} {goal:>12}", users as f64 / seconds);
}

async fn ended(api: &support::api::Api<'_>, job: &Value) -> Value {
    let path = format!("/jobs/{}", job["id"].as_str().unwrap_or_else(|| panic!("{job}")));
    loop {
        let (_, job) = api.get(&path).await;
        match job["status"].as_str() {
            Some("completed") => return job,
            Some("pending" | "processing") => tokio::time::sleep(Duration::from_millis(20)).await,
            _ => panic!("{job}"),
        }
    }
}

async fn searches(server: &TestServer) {
    println!("{:<72} {:>8} {:>12} {:>12} {:>10}", format!("a search among {USERS} users"), "found", "median ms", "worst ms", "goal");
    let api = server.api("read:users");
    for (q, goal) in [
        ("user_id:\"auth0|00000000000000000000c350\"", "≤ 5"),
        ("email:\"person77777@example.com\"", "≤ 5"),
        ("email:\"person77777@example.com\" OR email:\"person7@example.com\"", "≤ 5"),
        ("email:\"person77777@example.com\" AND app_metadata.plan:*", "≤ 5"),
        ("name:*number 7777*", "≤ 300"),
        ("email:person7777*", "≤ 300"),
        ("app_metadata.plan:gold AND name:*77777", "≤ 300"),
        ("app_metadata.plan:gold", ""),
        ("logins_count:[6 TO *] NOT email_verified:true", ""),
        ("user_metadata.address.city:Paris&sort=name:-1", ""),
    ] {
        let (q, more) = q.split_once('&').unwrap_or((q, ""));
        let encoded: String = url::form_urlencoded::byte_serialize(q.as_bytes()).collect();
        let path = format!("/users?include_totals=true&per_page=50&q={encoded}&{more}");
        let path = path.trim_end_matches('&');
        let mut each = Vec::new();
        let mut found = Value::Null;
        for _ in 0..9 {
            let took;
            (found, took) = search(&api, path).await;
            each.push(took);
        }
        search_row(&format!("{q} {more}"), &found, each, goal);
    }
    let mut each = Vec::new();
    let mut found = Value::Null;
    for _ in 0..3 {
        server.clock.advance(PAUSE);
        while server.app.roster.held().await > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let took;
        (found, took) = search(&api, "/users?include_totals=true&per_page=50&q=name:*number%207777*").await;
        each.push(took);
    }
    search_row("name:*number 7777*, the first after a pause", &found, each, "");
}

async fn search(api: &support::api::Api<'_>, path: &str) -> (Value, Duration) {
    let start = Instant::now();
    let (status, page) = api.get(path).await;
    assert_eq!(status, 200, "{page}");
    (page["total"].clone(), start.elapsed())
}

fn search_row(name: &str, found: &Value, mut each: Vec<Duration>, goal: &str) {
    each.sort();
    let millis = |at: usize| each[at].as_secs_f64() * 1e3;
    println!("{name:<72} {found:>8} {:>12.1} {:>12.1} {goal:>10}", millis(each.len() / 2), millis(each.len() - 1));
}

async fn requests(server: &TestServer, client_id: &str) {
    println!("\n{:<58} {:>12} {:>12} {:>12}", format!("over loopback, {CONNECTIONS} connections"), "per second", "p99 ms", "goal");
    let client = format!("/clients/{client_id}");
    for (name, path, goal) in [
        ("GET /users, 50 a page", "/users?per_page=50", "≥ 1500"),
        ("GET /users, 50 a page with totals", "/users?per_page=50&include_totals=true", ""),
        ("GET one user", "/users/auth0%7C00000000000000000000c350", ""),
        ("GET one client", &client, "≥ 5000"),
    ] {
        let token = server.management_token("read:users read:clients");
        let url = format!("{}/api/v2{path}", server.url);
        load(server, &url, &token).await;
        let start = Instant::now();
        let mut each = load(server, &url, &token).await;
        let per_second = each.len() as f64 / start.elapsed().as_secs_f64();
        each.sort();
        let p99 = each[(each.len() - 1) * 99 / 100].as_secs_f64() * 1e3;
        println!("{name:<58} {per_second:>12.0} {p99:>12.1} {goal:>12}");
    }
}

async fn load(server: &TestServer, url: &str, token: &str) -> Vec<Duration> {
    let end = Instant::now() + Duration::from_secs(SECONDS);
    let tasks: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let request = server.http.get(url).bearer_auth(token);
            tokio::spawn(async move {
                let mut each = Vec::new();
                while Instant::now() < end {
                    let start = Instant::now();
                    let response = request.try_clone().unwrap().send().await.unwrap();
                    assert_eq!(response.status(), 200);
                    response.bytes().await.unwrap();
                    each.push(start.elapsed());
                }
                each
            })
        })
        .collect();
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.unwrap());
    }
    all
}
