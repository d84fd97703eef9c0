//! Killed at any moment of many sign-ups, or of an import: what was answered is there after a restart, and nothing is half there.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::support::process::Process;

const SIGN_UPS: usize = 200;
const PASSWORD: &str = "Correct-horse-7-battery";

fn email(number: usize) -> String {
    format!("person-{number}@example.com")
}

async fn management_token(server: &Process, url: &str, id: &str, secret: &str) -> String {
    let body =
        json!({ "grant_type": "client_credentials", "client_id": id, "client_secret": secret, "audience": format!("{url}/api/v2/") });
    let http = reqwest::Client::new();
    let answer = http.post(format!("http://{}/oauth/token", server.address())).json(&body).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// Signs up 200 people at once, kills the server after `answers` of them were answered, and looks at what is left.
async fn kill_after(answers: usize) {
    let dir = tempfile::tempdir().unwrap();
    let server = Process::start(dir.path());
    let (url, id, secret) = (server.url.clone(), server.credential("client_id"), server.credential("client_secret"));
    let token = management_token(&server, &url, &id, &secret).await;
    let http = reqwest::Client::new();
    let app = http.post(format!("{url}/api/v2/clients")).bearer_auth(&token).json(&json!({ "name": "App", "app_type": "spa" }));
    let app: Value = app.send().await.unwrap().json().await.unwrap();
    let app = app["client_id"].as_str().unwrap_or_else(|| panic!("{app}")).to_owned();

    let answered = Arc::new(AtomicUsize::new(0));
    let (reached, mut at_count) = tokio::sync::mpsc::unbounded_channel();
    let mut attempts = tokio::task::JoinSet::new();
    for number in 0..SIGN_UPS {
        let (http, url, app, answered, reached) = (http.clone(), url.clone(), app.clone(), answered.clone(), reached.clone());
        attempts.spawn(async move {
            let body = json!({
                "client_id": app, "connection": "Username-Password-Authentication", "email": email(number), "password": PASSWORD,
            });
            loop {
                let answer = http.post(format!("{url}/dbconnections/signup")).json(&body).send().await.ok()?;
                match answer.status().as_u16() {
                    200 => break,
                    // 200 at once from one address may be more than the password pool takes in its time, and tries beyond that more
                    // than the address may make: both are told to come back, and do.
                    503 | 429 => tokio::time::sleep(std::time::Duration::from_millis(100)).await,
                    other => panic!("{other}: {}", answer.text().await.unwrap_or_default()),
                }
            }
            let _ = reached.send(answered.fetch_add(1, Ordering::SeqCst) + 1);
            Some(number)
        });
    }
    drop(reached);
    while let Some(count) = at_count.recv().await {
        if count >= answers {
            break;
        }
    }
    server.signal("KILL");
    let mut promised = Vec::new();
    while let Some(attempt) = attempts.join_next().await {
        promised.extend(attempt.unwrap());
    }
    server.wait();
    assert!(promised.len() >= answers, "{} of {answers} were answered", promised.len());

    let server = Process::start_with(dir.path(), &["--public-url", &url], &[]);
    let token = management_token(&server, &url, &id, &secret).await;
    let base = format!("http://{}/api/v2", server.address());
    let mut found = 0;
    for number in 0..SIGN_UPS {
        let by_email = http.get(format!("{base}/users-by-email?email={}", email(number))).bearer_auth(&token);
        let users: Value = by_email.send().await.unwrap().json().await.unwrap();
        let users = users.as_array().unwrap_or_else(|| panic!("{users}"));
        assert!(users.len() <= 1, "{} is there {} times", email(number), users.len());
        assert!(!promised.contains(&number) || users.len() == 1, "{} was answered and is gone", email(number));
        if let Some(user) = users.first() {
            // Found by the index, and whole by its id: neither is there without the other.
            let by_id = http.get(format!("{base}/users/{}", user["user_id"].as_str().unwrap())).bearer_auth(&token);
            let whole: Value = by_id.send().await.unwrap().json().await.unwrap();
            assert_eq!(whole["email"], email(number), "{whole}");
            found += 1;
        }
    }
    assert!(found >= promised.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_right_at_the_beginning_loses_nothing_that_was_answered() {
    kill_after(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_midst_of_sign_ups_loses_nothing_that_was_answered() {
    kill_after(71).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_near_the_end_loses_nothing_that_was_answered() {
    kill_after(190).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_midst_of_an_import_leaves_nobody_out_and_takes_nobody_twice() {
    const USERS: usize = 3000;
    let dir = tempfile::tempdir().unwrap();
    let server = Process::start(dir.path());
    let (url, id, secret) = (server.url.clone(), server.credential("client_id"), server.credential("client_secret"));
    let token = management_token(&server, &url, &id, &secret).await;
    let http = reqwest::Client::new();
    let connections: Value = http.get(format!("{url}/api/v2/connections")).bearer_auth(&token).send().await.unwrap().json().await.unwrap();
    let connection = connections[0]["id"].as_str().unwrap_or_else(|| panic!("{connections}"));
    let users: Vec<Value> = (0..USERS).map(|number| json!({ "email": format!("person-{number}@imported.example.org") })).collect();
    let part = |name: &str, value: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let body = format!("{}{}--b--\r\n", part("users", &Value::Array(users).to_string()), part("connection_id", connection));
    let form = http.post(format!("{url}/api/v2/jobs/users-imports")).bearer_auth(&token);
    let answer = form.header("content-type", "multipart/form-data; boundary=b").body(body).send().await.unwrap();
    assert_eq!(answer.status(), 202);
    let job: Value = answer.json().await.unwrap();
    let path = format!("api/v2/jobs/{}", job["id"].as_str().unwrap());
    // Begun, and on most machines not yet done.
    loop {
        let job: Value = http.get(format!("{url}/{path}")).bearer_auth(&token).send().await.unwrap().json().await.unwrap();
        if job["percentage_done"].as_u64().is_some_and(|percentage| percentage > 0) {
            break;
        }
    }
    server.signal("KILL");
    server.wait();

    let server = Process::start_with(dir.path(), &["--public-url", &url], &[]);
    let token = management_token(&server, &url, &id, &secret).await;
    let base = format!("http://{}", server.address());
    let get = async |path: &str| -> Value {
        http.get(format!("{base}/{path}")).bearer_auth(&token).send().await.unwrap().json().await.unwrap_or(Value::Null)
    };
    let job = loop {
        let job = get(&path).await;
        if !matches!(job["status"].as_str(), Some("pending" | "processing")) {
            break job;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    };
    assert_eq!(job["summary"], json!({ "failed": 0, "updated": 0, "inserted": USERS, "total": USERS }), "{job}");
    let found = get("api/v2/users?q=email.domain:imported.example.org&include_totals=true&per_page=1").await;
    assert_eq!(found["total"], USERS, "{found}");
}
