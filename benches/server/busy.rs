//! How long tokens take while passwords are hashed: 16 connections ask for applications' tokens as fast as they are answered, and 50
//! people a second log in, whether or not those before them are done.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anteroom::identity::client::AppType;

use super::load::{self, CONNECTIONS, Connection, Requests};
use super::support::TestServer;
use super::support::story::{DATABASE, PASSWORD};
use super::{durable, tokens, wanted};

/// Logins that begin in a second.
const LOGINS: u32 = 50;
/// People who log in in turn.
const PEOPLE: usize = 200;
const REALM_GRANT: &str = "http://auth0.com/oauth/grant-type/password-realm";
/// How long both go on.
const SECONDS: u32 = 10;

fn print(name: &str, mut each: Vec<Duration>, goal: &str) {
    each.sort();
    let at = |part: usize| each[(each.len() - 1) * part / 100].as_secs_f64() * 1e3;
    println!("{name:<58} {:>10.0} {:>10.1} {:>10.1} {goal:>10}", each.len() as f64 / f64::from(SECONDS), at(50), at(99));
}

pub async fn rows() {
    if !wanted("passwords are hashed") {
        return;
    }
    println!(
        "\n{:<58} {:>10} {:>10} {:>10} {:>10}",
        format!("{CONNECTIONS} connections beside {LOGINS} logins a second"),
        "per second",
        "median ms",
        "p99 ms",
        "goal"
    );
    let (store, _dir) = durable();
    let (server, token) = tokens::machine(store, anteroom::identity::SigningAlg::Rs256).await;
    let server = Arc::new(server);
    let logins = logins(&server).await;
    let (started, tokens) = (server.clone(), token.clone());
    let ((tokens, logins), _) = load::apart(async move { both(started, tokens, logins).await }).await;
    print("client_credentials, RS256, durable", tokens, "p99 < 20");
    let done: Vec<Duration> = logins.iter().copied().flatten().collect();
    print(&format!("logins (password-realm), durable; {} refused", logins.len() - done.len()), done, "");
}

/// A request for each person's login.
async fn logins(server: &TestServer) -> Vec<Vec<u8>> {
    let client = server.client_with(AppType::RegularWeb, |client| client.grant_types.push(REALM_GRANT.to_owned())).await;
    let connection = server.with_database(&[&client.client]).await;
    let mut out = Vec::with_capacity(PEOPLE);
    for n in 0..PEOPLE {
        let email = format!("person{n}@example.com");
        server.with_user(&connection, &email).await;
        let mut form =
            vec![("grant_type", REALM_GRANT), ("realm", DATABASE), ("username", &email), ("password", PASSWORD), ("scope", "openid")];
        form.extend(client.credentials());
        out.push(load::post("/oauth/token", &form));
    }
    out
}

/// Both at once: how long each token took, and each login that was not refused.
async fn both(server: Arc<TestServer>, token: Requests, people: Vec<Vec<u8>>) -> (Vec<Duration>, Vec<Option<Duration>>) {
    let Requests::Same(token) = token else { panic!("one request, again and again") };
    let (address, end) = (server.app.config.listen, Instant::now() + Duration::from_secs(u64::from(SECONDS)));
    let mut tokens = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let token = token.clone();
        tokens.spawn(async move {
            let mut connection = Connection::open(address).await;
            let mut each = Vec::new();
            while Instant::now() < end {
                let begun = Instant::now();
                connection.ask(&token).await;
                each.push(begun.elapsed());
            }
            each
        });
    }
    let mut logins = tokio::task::JoinSet::new();
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / LOGINS);
    for n in 0..(LOGINS * SECONDS) as usize {
        let due = ticks.tick().await;
        // So that it is within what one address may do.
        server.clock.advance(Duration::from_millis(200));
        let request = people[n % PEOPLE].clone();
        logins.spawn(async move { Connection::open(address).await.tell(&request).await.then(|| due.elapsed()) });
    }
    (tokens.join_all().await.concat(), logins.join_all().await)
}
