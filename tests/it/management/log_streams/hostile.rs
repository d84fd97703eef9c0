//! Receivers that do what they like, and addresses that no stream may reach.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::ALL;
use super::delivery::{Receiver, log, quick, stream};
use crate::support::TestServer;
use crate::support::fetching::{ok, redirect, serve};

/// What a receiver does with the connection of its number, from 0.
#[derive(Clone, Copy)]
enum Does {
    NeverAnswers,
    ClosesInTheMiddle,
    AnswersEndlessly,
    Thanks,
}

/// A receiver that does one after the other, and the last for ever; and how many asked.
async fn receiver(plan: &'static [Does]) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/in", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let number = count.fetch_add(1, Ordering::SeqCst);
            let does = plan.get(number).or(plan.last()).copied().unwrap();
            tokio::spawn(async move {
                let mut buffer = [0; 4096];
                let _ = stream.read(&mut buffer).await;
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
    until_sent(&server, &id).await;
    assert!(asked.load(Ordering::SeqCst) >= 3);
    assert_eq!(status(&server, &id).await, "active");
}

#[tokio::test]
async fn an_answer_without_end_is_an_answer() {
    let server = TestServer::start_configured(quick).await;
    let (url, asked) = receiver(&[Does::AnswersEndlessly]).await;
    let id = stream(&server, &url, json!({})).await;
    log(&server, "fp", "ada").await;
    until_sent(&server, &id).await;
    assert_eq!(asked.load(Ordering::SeqCst), 1, "its status was good, so it is not sent again");
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
    while turned_away.load(Ordering::SeqCst) < 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    assert_eq!(server.app.audit.queue(&id).next(1).await.unwrap().len(), 1, "a redirect is no success");
}

#[tokio::test]
async fn a_receiver_that_fails_for_a_day_is_suspended_and_what_waits_stays() {
    let server = TestServer::start_configured(quick).await;
    let down = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let is_down = down.clone();
    let mut receiver = Receiver::start(move || is_down.load(Ordering::SeqCst)).await;
    let id = stream(&server, &receiver.url, json!({})).await;
    log(&server, "fp", "ada").await;
    while server.app.audit.stream_states.get(&id).await.unwrap().is_none_or(|state| state.failing_since.is_none()) {
        tokio::task::yield_now().await;
    }
    server.clock.advance(Duration::from_secs(23 * 3600));
    log(&server, "fp", "bob").await;
    assert_eq!(status(&server, &id).await, "active");
    server.clock.advance(Duration::from_secs(2 * 3600));
    while status(&server, &id).await != "suspended" {
        tokio::task::yield_now().await;
    }
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
        while server.app.audit.stream_states.get(&id).await.unwrap().is_none_or(|state| state.failing_since.is_none()) {
            tokio::task::yield_now().await;
        }
        server.clock.advance(Duration::from_secs(25 * 3600));
        while status(&server, &id).await != "suspended" {
            tokio::task::yield_now().await;
        }
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
