//! Receivers that do what they like, and addresses that no stream may reach.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use super::ALL;
use super::delivery::{Receiver, log, meanwhile, on_disk, quick, stream};
use crate::support::TestServer;
use crate::support::fetching::{ok, read_request, redirect, serve};

const MOMENT: Duration = Duration::from_millis(2);

/// What a receiver does with the connection of its number, from 0.
#[derive(Clone, Copy)]
enum Does {
    NeverAnswers,
    ClosesInTheMiddle,
    AnswersEndlessly,
    Thanks,
}

/// A receiver that does one after the other, and the last for ever; and what was asked of it.
async fn receiver(plan: &'static [Does]) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/in", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let requests = asked.clone();
    tokio::spawn(async move {
        let mut plan = plan.iter().copied().chain(std::iter::repeat(*plan.last().unwrap()));
        while let Ok((mut stream, _)) = listener.accept().await {
            let (does, requests) = (plan.next().unwrap(), requests.clone());
            tokio::spawn(async move {
                let request = read_request(&mut stream).await;
                requests.lock().unwrap().push(request);
                match does {
                    Does::NeverAnswers => std::future::pending::<()>().await,
                    Does::ClosesInTheMiddle => {
                        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Le").await;
                    }
                    Does::AnswersEndlessly => {
                        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                        while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
                    }
                    Does::Thanks => {
                        let _ = stream.write_all(&ok("thanks")).await;
                    }
                }
            });
        }
    });
    (url, asked)
}

async fn until_sent(server: &TestServer, id: &str) {
    while !server.app.audit.queue(id).next(1).await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
}

/// Waits until the server remembers that the receiver fails.
async fn until_failed(server: &TestServer, id: &str) {
    while server.app.audit.stream_states.get(id).await.unwrap().is_none_or(|state| state.failing_since.is_none()) {
        tokio::task::yield_now().await;
    }
}

async fn until_suspended(server: &TestServer, id: &str) {
    meanwhile(server, MOMENT, async {
        while status(server, id).await != "suspended" {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

async fn status(server: &TestServer, id: &str) -> Value {
    server.api(ALL).get(&format!("/log-streams/{id}")).await.1["status"].clone()
}

#[tokio::test]
async fn a_receiver_that_hangs_or_breaks_off_is_asked_again() {
    let server = TestServer::start_configured(|config| {
        quick(config);
        config.log_streams.timeout_ms = 200;
    })
    .await;
    let (url, asked) = receiver(&[Does::NeverAnswers, Does::ClosesInTheMiddle, Does::Thanks]).await;
    let id = stream(&server, &url, json!({})).await;
    log(&server, "fp", "ada").await;
    meanwhile(&server, MOMENT, until_sent(&server, &id)).await;
    assert!(asked.lock().unwrap().len() >= 3);
    assert_eq!(status(&server, &id).await, "active");
}

#[tokio::test]
async fn what_was_sent_and_not_answered_when_the_server_stopped_is_sent_again() {
    let directory = tempfile::tempdir().unwrap();
    let (url, asked) = receiver(&[Does::NeverAnswers, Does::Thanks]).await;
    let server = on_disk(directory.path(), quick).await;
    let id = stream(&server, &url, json!({ "sink": { "httpContentFormat": "JSONOBJECT" } })).await;
    for name in ["ada", "bob"] {
        log(&server, "fp", name).await;
    }
    while asked.lock().unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    server.stop().await;
    let server = on_disk(directory.path(), quick).await;
    until_sent(&server, &id).await;
    let bodies: Vec<String> = asked.lock().unwrap().iter().map(|request| request.split_once("\r\n\r\n").unwrap().1.to_owned()).collect();
    assert!(bodies.len() == 3 && bodies[0].contains("ada") && bodies[0] == bodies[1] && bodies[2].contains("bob"), "{bodies:?}");
}

#[tokio::test]
async fn a_receiver_that_never_answers_holds_up_no_login() {
    let server = TestServer::start_configured(|config| {
        quick(config);
        config.log_streams.timeout_ms = 60_000;
    })
    .await;
    let (url, asked) = receiver(&[Does::NeverAnswers]).await;
    let id = stream(&server, &url, json!({})).await;
    log(&server, "fp", "ada").await;
    while asked.lock().unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    let client = server.with_client("shop", anteroom::identity::AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, "bob@example.com").await;
    let browser = crate::support::browser::Browser::new(&server);
    browser.log_in(&crate::support::browser::authorize(&client, &[]), "bob@example.com", "wrong").await;
    assert!(server.last_log("fp").await.is_some_and(|event| event.user_name.as_deref() == Some("bob@example.com")));
    let state = server.app.audit.stream_states.get(&id).await.unwrap();
    assert!(state.is_none(), "the receiver was still being waited for when the login was answered: {state:?}");
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn an_answer_without_end_is_an_answer() {
    let server = TestServer::start_configured(quick).await;
    let (url, asked) = receiver(&[Does::AnswersEndlessly]).await;
    let id = stream(&server, &url, json!({})).await;
    log(&server, "fp", "ada").await;
    until_sent(&server, &id).await;
    assert_eq!(asked.lock().unwrap().len(), 1, "its status was good, so it is not sent again");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let server = TestServer::start_configured(quick).await;
    let (elsewhere, asked) = receiver(&[Does::Thanks]).await;
    let turned_away = Arc::new(AtomicUsize::new(0));
    let counted = turned_away.clone();
    let address = serve(move |_| {
        counted.fetch_add(1, Ordering::SeqCst);
        redirect(307, &elsewhere)
    })
    .await;
    let id = stream(&server, &format!("http://{address}/"), json!({})).await;
    log(&server, "fp", "ada").await;
    meanwhile(&server, MOMENT, async {
        while turned_away.load(Ordering::SeqCst) < 3 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(*asked.lock().unwrap(), Vec::<String>::new());
    assert_eq!(server.app.audit.queue(&id).next(1).await.unwrap().len(), 1, "a redirect is no success");
}

#[tokio::test]
async fn a_receiver_that_fails_for_a_day_is_suspended_and_what_waits_stays() {
    let server = TestServer::start_configured(quick).await;
    let down = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let (is_down, asked) = (down.clone(), Arc::new(AtomicUsize::new(0)));
    let counted = asked.clone();
    let mut receiver = Receiver::start(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        is_down.load(Ordering::SeqCst)
    })
    .await;
    let id = stream(&server, &receiver.url, json!({})).await;
    log(&server, "fp", "ada").await;
    until_failed(&server, &id).await;
    server.clock.advance(Duration::from_secs(23 * 3600));
    log(&server, "fp", "bob").await;
    let before = asked.load(Ordering::SeqCst);
    meanwhile(&server, MOMENT, async {
        while asked.load(Ordering::SeqCst) < before + 3 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(status(&server, &id).await, "active");
    server.clock.advance(Duration::from_secs(2 * 3600));
    until_suspended(&server, &id).await;
    let event = server.last_log("fn").await.unwrap();
    assert!(event.description.unwrap().contains("the receiver answered 500"));
    assert_eq!(event.details["log_stream"]["id"], json!(id));

    down.store(false, Ordering::SeqCst);
    log(&server, "fp", "cleo").await;
    assert_eq!(server.api(ALL).patch(&format!("/log-streams/{id}"), json!({ "status": "active" })).await.0, 200);
    assert_eq!(receiver.names(3).await, ["ada", "bob", "cleo"]);
}

#[tokio::test]
async fn internal_addresses_are_not_reached_whatever_they_are_called() {
    let server = TestServer::start_configured(|config| {
        quick(config);
        config.sandbox.allow_private_egress = false;
    })
    .await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for host in ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]", "169.254.169.254"] {
        let id = stream(&server, &format!("https://{host}:{port}/"), json!({})).await;
        log(&server, "fp", "ada").await;
        until_failed(&server, &id).await;
        server.clock.advance(Duration::from_secs(25 * 3600));
        until_suspended(&server, &id).await;
        let reason = server.last_log("fn").await.unwrap().description.unwrap();
        assert!(reason.contains("is not a public one"), "{host}: {reason}");
        assert_eq!(server.api(ALL).delete(&format!("/log-streams/{id}")).await.0, 204);
    }
    tokio::select! {
        biased;
        _ = listener.accept() => panic!("somebody connected"),
        () = tokio::task::yield_now() => {}
    }
}
