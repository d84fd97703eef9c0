//! What providers say of themselves is asked for once, by whoever is first, and not again at once where it cannot be had.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::{Ours, server};
use crate::support::browser::Browser;
use crate::support::fetching::{ok, read_request};

/// A provider whose description waits until it is let go.
struct Slow {
    url: String,
    asked: Arc<AtomicUsize>,
    go: Arc<Semaphore>,
}

impl Slow {
    async fn start(status: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (asked, go) = (Arc::new(AtomicUsize::new(0)), Arc::new(Semaphore::new(0)));
        let (counts, waits, own) = (asked.clone(), go.clone(), url.clone());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                counts.fetch_add(1, Ordering::SeqCst);
                let (waits, own) = (waits.clone(), own.clone());
                tokio::spawn(async move {
                    read_request(&mut stream).await;
                    let _going = waits.acquire().await.unwrap();
                    let document = json!({
                        "issuer": own, "authorization_endpoint": format!("{own}/authorize"), "token_endpoint": format!("{own}/token"),
                        "jwks_uri": format!("{own}/jwks"),
                    });
                    let answer = String::from_utf8(ok(&document.to_string())).unwrap();
                    stream.write_all(answer.replacen("200 OK", &format!("{status} As told"), 1).as_bytes()).await.unwrap();
                });
            }
        });
        Self { url, asked, go }
    }

    async fn ours(&self) -> Ours {
        let discovery = format!("{}/.well-known/openid-configuration", self.url);
        Ours::with(server().await, json!({ "client_id": "us", "discovery_url": discovery })).await
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

#[tokio::test]
async fn of_many_who_want_a_description_at_once_one_asks_and_all_are_sent_on() {
    let slow = Slow::start(200).await;
    let ours = slow.ours().await;
    let address = format!("{}/.well-known/openid-configuration", slow.url);
    // Each of them has begun before the provider says anything.
    let wanted = join_all((0..12).map(|_| ours.server.app.providers.get("the provider's description", &address, false)));
    let release = async {
        while slow.asked() == 0 {
            tokio::task::yield_now().await;
        }
        slow.go.add_permits(1);
    };
    let (answers, ()) = tokio::join!(wanted, release);
    for answer in answers {
        assert_eq!(answer.unwrap()["issuer"], slow.url);
    }
    let request = ours.request(&[]);
    let browsers: Vec<Browser<'_>> = (0..12).map(|_| Browser::new(&ours.server)).collect();
    for answer in join_all(browsers.iter().map(|browser| browser.get(&request))).await {
        assert!(answer.location().starts_with(&format!("{}/authorize?", slow.url)), "{}", answer.location());
    }
    assert_eq!(slow.asked(), 1);
}

#[tokio::test]
async fn a_description_that_cannot_be_had_is_not_asked_for_again_for_ten_seconds() {
    let slow = Slow::start(503).await;
    slow.go.add_permits(1000);
    let ours = slow.ours().await;
    let request = ours.request(&[]);
    let browser = Browser::new(&ours.server);
    for (wait, asked) in [(0, 1), (0, 1), (9, 1), (1, 2), (9, 2), (1, 3)] {
        ours.server.clock.advance(Duration::from_secs(wait));
        assert_eq!(browser.get(&request).await.returned()["error"], "temporarily_unavailable");
        assert_eq!(slow.asked(), asked);
    }
    assert_eq!(ours.failures().await[0], "the provider's description could not be had: the answer was 503");
}
