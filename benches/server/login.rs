//! The processor time that a login costs the server, over the wire from `/authorize` to the tokens, durable: everything but the hash of
//! the password, which has threads of its own, and the browser, which has one as well.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anteroom::identity::client::AppType;

use super::support::TestServer;
use super::support::browser::{Browser, authorize};
use super::support::story::{CALLBACK, PASSWORD};
use super::{cpu, durable, load, wanted};

const LOGINS: u32 = 300;
/// The threads that hash passwords: `src/identity/password/threads.rs`.
const HASHING: &str = "password";

pub async fn row() {
    if !wanted("a login") {
        return;
    }
    println!(
        "\n{:<58} {:>10} {:>8} {:>8} {:>10}",
        "a login, /authorize to the tokens, one after the other", "wall ms", "hash ms", "CPU ms", "goal"
    );
    let (store, _dir) = durable();
    let server = Arc::new(TestServer::start_on(store).await);
    let client = server.with_client("Bench", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    server.with_user(&connection, "ann@example.com").await;
    let (before, hashing) = (cpu::of(&[std::process::id()]), cpu::of_threads(HASHING));
    let started = server.clone();
    let (took, own) = load::apart(async move {
        let start = Instant::now();
        for _ in 0..LOGINS {
            // So that it is within what one address and one account may do.
            started.clock.advance(Duration::from_secs(60));
            let page = Browser::new(&started).log_in(&authorize(&client, &[]), "ann@example.com", PASSWORD).await;
            let code = page.returned()["code"].clone();
            let (id, secret) = (client.client_id.as_str(), format!("{} secret", client.name));
            let form = [
                ("grant_type", "authorization_code"),
                ("client_id", id),
                ("client_secret", &secret),
                ("code", &code),
                ("redirect_uri", CALLBACK),
                ("code_verifier", super::support::browser::VERIFIER),
            ];
            assert!(started.post_form("/oauth/token", &form).await.json["id_token"].is_string());
        }
        start.elapsed()
    })
    .await;
    let hashing = cpu::of_threads(HASHING) - hashing;
    let used = cpu::of(&[std::process::id()]) - before - own - hashing;
    let millis = |seconds: f64| seconds / f64::from(LOGINS) * 1e3;
    println!("{:<58} {:>10.1} {:>8.1} {:>8.2} {:>10}", "durable on sled", millis(took.as_secs_f64()), millis(hashing), millis(used), "≤ 3");
}
