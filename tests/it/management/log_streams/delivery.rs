//! What a receiver gets: every event, in order, in the form that was asked for, also after a restart.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anteroom::clock::Clock;
use anteroom::config::Config;
use anteroom::storage::sled::SledStore;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::ALL;
use crate::support::TestServer;
use crate::support::fetching::{ok, serve};

const FAILED: &[u8] = b"HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// A server that speaks plain http to the loopback, and repeats after a moment of its clock.
pub fn quick(config: &mut Config) {
    config.sandbox.allow_private_egress = true;
    config.log_streams.first_retry_ms = 1;
    config.log_streams.last_retry_ms = 2;
}

/// Waits for `what` while the server's clock goes on, by `step` at a time.
pub async fn meanwhile<T>(server: &TestServer, step: Duration, what: impl Future<Output = T>) -> T {
    tokio::pin!(what);
    loop {
        tokio::select! {
            biased;
            done = &mut what => return done,
            () = tokio::time::sleep(Duration::from_millis(1)) => server.clock.advance(step),
        }
    }
}

/// A server on the store in `directory`.
pub async fn on_disk(directory: &Path, change: impl FnOnce(&mut Config)) -> TestServer {
    TestServer::start_changed(Arc::new(SledStore::open(directory).unwrap()), false, change).await
}

/// A receiver of streams.
pub struct Receiver {
    pub url: String,
    requests: UnboundedReceiver<String>,
}

impl Receiver {
    /// One that fails as long as `fails` says.
    pub async fn start(fails: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        let (sent, requests) = unbounded_channel();
        let address = serve(move |request| {
            if fails() {
                return FAILED.to_vec();
            }
            let _ = sent.send(request.to_owned());
            ok("thanks")
        })
        .await;
        Self { url: format!("http://{address}/in"), requests }
    }

    /// The next request: its head and its body.
    pub async fn next(&mut self) -> (String, String) {
        let request = self.requests.recv().await.unwrap();
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        (head.to_lowercase(), body.to_owned())
    }

    /// The `user_name`s of so many events of a receiver of lines.
    pub async fn names(&mut self, count: usize) -> Vec<String> {
        let mut names = Vec::new();
        while names.len() < count {
            let (_, body) = self.next().await;
            names.extend(body.lines().map(name));
        }
        names
    }
}

fn name(line: &str) -> String {
    let event: Value = serde_json::from_str(line).unwrap();
    event["data"]["user_name"].as_str().unwrap_or_default().to_owned()
}

/// Writes an event of the code `kind` about `name`.
pub async fn log(server: &TestServer, kind: &str, name: &str) {
    let mut event = server.app.audit.event(kind);
    event.user_name = Some(name.to_owned());
    server.app.audit.write(event).await.unwrap();
}

/// Makes a stream of failed logins, so that the events of making it are not in it.
pub async fn stream(server: &TestServer, url: &str, more: Value) -> String {
    let mut body = json!({ "type": "http", "name": "s", "sink": { "httpEndpoint": url },
                           "filters": [{ "type": "category", "name": "auth.login.fail" }] });
    for (member, value) in more.as_object().unwrap() {
        match value.as_object().filter(|_| member == "sink") {
            Some(inner) => body["sink"].as_object_mut().unwrap().extend(inner.clone()),
            None => body[member] = value.clone(),
        }
    }
    let (status, made) = server.api(ALL).post("/log-streams", body).await;
    assert_eq!(status, 200, "{made}");
    made["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn events_are_sent_in_each_form_with_the_header_fields_of_the_stream() {
    let server = TestServer::start_configured(quick).await;
    let (mut lines, mut array, mut object) =
        (Receiver::start(|| false).await, Receiver::start(|| false).await, Receiver::start(|| false).await);
    stream(&server, &lines.url, json!({})).await;
    let sink = json!({ "httpContentFormat": "JSONARRAY", "httpContentType": "application/x-log", "httpAuthorization": "Bearer hush",
                       "httpCustomHeaders": [{ "header": "X-Key", "value": "k" }] });
    stream(&server, &array.url, json!({ "sink": sink })).await;
    stream(&server, &object.url, json!({ "sink": { "httpContentFormat": "JSONOBJECT" } })).await;
    log(&server, "s", "not asked for").await;
    log(&server, "fp", "ada").await;

    let (head, body) = lines.next().await;
    assert!(head.starts_with("post /in http/1.1") && head.contains("content-type: application/json"), "{head}");
    assert!(body.ends_with('\n') && body.lines().count() == 1, "{body}");
    let event: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((&event["data"]["type"], &event["data"]["log_id"]), (&json!("fp"), &event["log_id"]));
    let (head, body) = array.next().await;
    for field in ["content-type: application/x-log", "authorization: bearer hush", "x-key: k"] {
        assert!(head.contains(field), "{head}");
    }
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), json!([event]));
    assert_eq!(serde_json::from_str::<Value>(&object.next().await.1).unwrap(), event);
}

#[tokio::test]
async fn a_receiver_that_fails_gets_everything_in_order_when_it_is_back() {
    let server = TestServer::start_configured(quick).await;
    let attempts = Arc::new(AtomicUsize::new(0));
    let counted = attempts.clone();
    let mut receiver = Receiver::start(move || counted.fetch_add(1, Ordering::SeqCst) < 5).await;
    stream(&server, &receiver.url, json!({})).await;
    let expected: Vec<String> = (0..250).map(|n| format!("user-{n}")).collect();
    for name in &expected {
        log(&server, "fp", name).await;
    }
    assert_eq!(meanwhile(&server, Duration::from_millis(2), receiver.names(250)).await, expected);
    assert!(attempts.load(Ordering::SeqCst) >= 6);
}

#[tokio::test]
async fn a_receiver_that_fails_is_asked_after_waits_that_double() {
    let minutes = |n: u64| n * 60_000;
    let server = TestServer::start_configured(|config| {
        quick(config);
        config.log_streams.first_retry_ms = minutes(10);
        config.log_streams.last_retry_ms = minutes(40);
    })
    .await;
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (noted, clock) = (asked.clone(), server.clock.clone());
    let receiver = Receiver::start(move || {
        noted.lock().unwrap().push(clock.now());
        true
    })
    .await;
    stream(&server, &receiver.url, json!({})).await;
    log(&server, "fp", "ada").await;
    meanwhile(&server, Duration::from_secs(60), async {
        while asked.lock().unwrap().len() < 5 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    let asked = asked.lock().unwrap().clone();
    for (pair, waited) in asked.windows(2).zip([10, 20, 40, 40]) {
        assert!(pair[1].duration_since(pair[0]) >= jiff::SignedDuration::from_mins(waited), "{asked:?}");
    }
}

#[tokio::test]
async fn what_was_not_sent_before_a_restart_is_sent_after_it() {
    let directory = tempfile::tempdir().unwrap();
    let down = Arc::new(AtomicBool::new(true));
    let is_down = down.clone();
    let mut receiver = Receiver::start(move || is_down.load(Ordering::SeqCst)).await;
    let server = on_disk(directory.path(), quick).await;
    stream(&server, &receiver.url, json!({})).await;
    for name in ["a", "b", "c"] {
        log(&server, "fp", name).await;
    }
    server.stop().await;
    down.store(false, Ordering::SeqCst);
    let server = on_disk(directory.path(), quick).await;
    server.clock.advance(Duration::from_secs(1));
    log(&server, "fp", "d").await;
    assert_eq!(receiver.names(4).await, ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn an_event_that_is_committed_late_is_sent_all_the_same() {
    let server = TestServer::start_configured(quick).await;
    let mut receiver = Receiver::start(|| false).await;
    stream(&server, &receiver.url, json!({})).await;
    let mut late = server.app.audit.event("fp");
    late.user_name = Some("late".to_owned());
    log(&server, "fp", "early").await;
    assert_eq!(receiver.names(1).await, ["early"]);
    server.app.audit.write(late).await.unwrap();
    assert_eq!(receiver.names(1).await, ["late"]);
}

#[tokio::test]
async fn a_stream_begins_where_it_is_asked_to() {
    let server = TestServer::start_configured(quick).await;
    log(&server, "fp", "too old").await;
    server.clock.advance(Duration::from_secs(3600));
    for n in 0..120 {
        log(&server, "fp", &n.to_string()).await;
        log(&server, "s", "not asked for").await;
    }
    let mut receiver = Receiver::start(|| false).await;
    let sink = json!({ "httpContentFormat": "JSONOBJECT" });
    stream(&server, &receiver.url, json!({ "startFrom": "2026-11-20T10:30:00Z", "sink": sink })).await;
    log(&server, "fp", "new").await;
    let mut names = receiver.names(121).await;
    let expected: Vec<String> = (0..120).map(|n| n.to_string()).chain(["new".to_owned()]).collect();
    // The newest may be told by the past and by the queue.
    names.dedup();
    assert_eq!(names, expected);
}

#[tokio::test]
async fn what_is_said_of_people_is_hidden_where_the_stream_says_so() {
    let server = TestServer::start_configured(quick).await;
    let mut receiver = Receiver::start(|| false).await;
    let pii = json!({ "log_fields": ["email"], "method": "hash", "algorithm": "xxhash" });
    stream(&server, &receiver.url, json!({ "pii_config": pii })).await;
    log(&server, "fp", "ada@example.com").await;
    let (_, body) = receiver.next().await;
    assert!(!body.contains("ada@example.com"), "{body}");
    let event: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(event["data"]["user_name"].as_str().unwrap().len(), 16);
}

#[tokio::test]
async fn a_paused_stream_sends_nothing_and_loses_nothing() {
    let server = TestServer::start_configured(quick).await;
    let mut receiver = Receiver::start(|| false).await;
    let id = stream(&server, &receiver.url, json!({})).await;
    let path = format!("/log-streams/{id}");
    assert_eq!(server.api(ALL).patch(&path, json!({ "status": "paused" })).await.0, 200);
    log(&server, "fp", "meanwhile").await;
    assert_eq!(server.api(ALL).patch(&path, json!({ "status": "active", "name": "again" })).await.0, 200);
    log(&server, "fp", "after").await;
    assert_eq!(receiver.names(2).await, ["meanwhile", "after"]);
    assert_eq!(server.api(ALL).delete(&path).await.0, 204);
    log(&server, "fp", "nobody").await;
    assert!(server.app.audit.queue(&id).next(10).await.unwrap().is_empty(), "nothing waits for a stream that is gone");
}

#[tokio::test]
async fn the_log_is_copied_to_a_file_of_the_operator() {
    let directory = tempfile::tempdir().unwrap();
    let store = tempfile::tempdir().unwrap();
    let with_file = |config: &mut Config| config.log_streams.file.directory = Some(directory.path().to_owned());
    let server = on_disk(store.path(), with_file).await;
    log(&server, "s", "one").await;
    server.stop().await;
    let server = on_disk(store.path(), with_file).await;
    server.clock.advance(Duration::from_secs(1));
    log(&server, "s", "two").await;
    while !server.app.audit.queue("file").next(1).await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    let text = std::fs::read_to_string(directory.path().join("main.jsonl")).unwrap();
    let mut names: Vec<String> =
        text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["user_name"].as_str().unwrap().to_owned()).collect();
    // What was written when the server stopped may be written again.
    names.dedup();
    assert_eq!(names, ["one", "two"]);
    assert_eq!(server.api(ALL).get("/log-streams").await.1, json!([]), "the file is not a stream of the API");
}
