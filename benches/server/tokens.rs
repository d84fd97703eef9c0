//! Requests per second: ours, the bare handler, oidc-provider.
//!
//! Both servers issue JWT to applications by themselves for an API, and opaque tokens to logins that name none. Ours has no opaque token
//! for an application by itself, as Auth0 has none; so opaque tokens are compared where both have them, by codes of logins without
//! `openid`: a code is used up, and the token is stored. With `openid` the same gives an ID token beside it: the row of codes.
//! oidc-provider's own opaque tokens of client_credentials are a row for themselves.

use std::sync::Arc;

use anteroom::identity::client::AppType;
use anteroom::identity::{SigningAlg, User};
use anteroom::storage::memory::MemoryStore;
use anteroom::storage::{Batch, Store};
use anteroom::token::codes::{self, NewCode};

use super::load::{self, CONNECTIONS, Measured, Requests, Server};
use super::provider::{self, Provider};
use super::support::TestServer;
use super::support::clients::{CALLBACK, TestClient, VERIFIER, challenge};
use super::{bare, durable, wanted};

/// Codes of each kind; a third of them warms up.
const CODES: usize = 18_000;
/// Codes written in one commit.
const CHUNK: usize = 500;

/// What a row is held to.
enum Goal<'a> {
    None,
    /// So many a second.
    Rate(f64),
    /// So many times what another row has.
    Times(f64, &'a Measured),
}

fn print(name: &str, measured: &Measured, goal: &Goal<'_>) {
    let (times, wanted) = match goal {
        Goal::None => (String::new(), String::new()),
        Goal::Rate(rate) => (String::new(), format!("≥ {rate:.0}")),
        Goal::Times(wanted, other) if other.per_second > 0.0 => {
            (format!("{:.2}", measured.per_second / other.per_second), format!("≥ {wanted}"))
        }
        Goal::Times(wanted, _) => ("?".to_owned(), format!("≥ {wanted}")),
    };
    let Measured { per_second, p99, cpu } = measured;
    println!("{name:<58} {per_second:>10.0} {p99:>8.1} {cpu:>8.0} {times:>10} {wanted:>10}");
}

async fn row(name: &str, server: &Server, requests: Requests, goal: Goal<'_>) -> Measured {
    if !wanted(name) {
        return Measured::default();
    }
    let measured = load::measure(server, requests).await;
    print(name, &measured, &goal);
    measured
}

fn same(request: Vec<u8>) -> Requests {
    Requests::Same(Arc::new(request))
}

fn here(server: &TestServer) -> Server {
    Server::here(server.app.config.listen)
}

pub async fn rows() {
    println!(
        "\n{:<58} {:>10} {:>8} {:>8} {:>10} {:>10}",
        format!("over loopback, {CONNECTIONS} connections"),
        "per second",
        "p99 ms",
        "CPU µs",
        "× baseline",
        "goal"
    );
    let token = same(load::post(
        "/oauth/token",
        &[("grant_type", "client_credentials"), ("client_id", "x"), ("client_secret", "y"), ("audience", "urn:api")],
    ));
    let rsa = row("RS256: a bare handler that only signs", &Server::here(bare::rs256().await), token.clone(), Goal::None).await;
    let (server, machine) = machine(Arc::new(MemoryStore::new()), SigningAlg::Rs256).await;
    row("RS256: client_credentials, in memory", &here(&server), machine, Goal::Times(0.85, &rsa)).await;
    let (store, _dir) = durable();
    let (server, machine) = self::machine(store, SigningAlg::Rs256).await;
    row("RS256: client_credentials, durable on sled", &here(&server), machine, Goal::Times(0.85, &rsa)).await;
    row("ES256: a bare handler that only signs", &Server::here(bare::es256().await), token, Goal::None).await;
    let (server, machine) = self::machine(Arc::new(MemoryStore::new()), SigningAlg::Es256).await;
    row("ES256: client_credentials, in memory", &here(&server), machine, Goal::Rate(20_000.0)).await;
    let (store, _dir) = durable();
    let (server, machine) = self::machine(store, SigningAlg::Es256).await;
    row("ES256: client_credentials, durable on sled", &here(&server), machine, Goal::Rate(20_000.0)).await;
    if wanted("oidc-provider") {
        against_node().await;
    }
    published().await;
}

/// The rows beside oidc-provider.
async fn against_node() {
    let several = match Provider::start(2, 0) {
        Ok(several) => several,
        Err(reason) => return println!("oidc-provider: not measured: {reason}"),
    };
    let jwt = same(provider::client_credentials(true));
    row("RS256: client_credentials, oidc-provider, two workers", &several.server, jwt.clone(), Goal::None).await;
    drop(several);
    let mut node = Provider::start(1, CODES).unwrap();
    row("RS256: client_credentials, oidc-provider, one worker", &node.server, jwt, Goal::None).await;
    row("opaque: client_credentials, oidc-provider", &node.server, same(provider::client_credentials(false)), Goal::None).await;

    let (store, _dir) = durable();
    let server = TestServer::start_on(store).await;
    let client = server.client(AppType::RegularWeb).await;
    let user = server.user("ann@example.com").await;
    let once = |requests: Vec<Vec<u8>>| Requests::Once(Arc::new(requests));
    let theirs = row("opaque: a code without openid, oidc-provider", &node.server, once(std::mem::take(&mut node.plain)), Goal::None).await;
    let ours = once(redemptions(&server, &client, &user, "read").await);
    row("opaque: a code without openid, durable on sled", &here(&server), ours, Goal::Times(2.0, &theirs)).await;
    let name = "a code with PKCE, an ID token, oidc-provider";
    let theirs = row(name, &node.server, once(std::mem::take(&mut node.openid)), Goal::None).await;
    let ours = once(redemptions(&server, &client, &user, "openid email").await);
    row("a code with PKCE, an ID token, durable on sled", &here(&server), ours, Goal::Times(2.5, &theirs)).await;
}

async fn published() {
    let server = TestServer::start().await;
    for (name, path) in [("the published keys", "jwks.json"), ("discovery", "openid-configuration")] {
        row(name, &here(&server), same(load::get(&format!("/.well-known/{path}"))), Goal::Rate(15_000.0)).await;
    }
}

/// A server on `store` with an application by itself, and its request for a token that is signed with `alg`.
pub async fn machine(store: Arc<dyn Store>, alg: SigningAlg) -> (TestServer, Requests) {
    let server = TestServer::start_on(store).await;
    let machine = server.client(AppType::NonInteractive).await;
    server.resource_server_with("urn:api", &["read", "write"], |api| api.signing_alg = alg).await;
    server.grant(&machine, "urn:api", &["read", "write"]).await;
    let mut form = vec![("grant_type", "client_credentials"), ("audience", "urn:api")];
    form.extend(machine.credentials());
    let request = same(load::post("/oauth/token", &form));
    (server, request)
}

/// Requests that redeem a code each, of logins of `user` with these scopes.
async fn redemptions(server: &TestServer, client: &TestClient, user: &User, scope: &str) -> Vec<Vec<u8>> {
    let mut out = Vec::with_capacity(CODES);
    while out.len() < CODES {
        let mut batch = Batch::new();
        for _ in 0..CHUNK {
            let new = NewCode {
                client_id: client.id().to_owned(),
                redirect_uri: CALLBACK.to_owned(),
                code_challenge: Some(challenge(VERIFIER)),
                user_id: user.user_id.clone(),
                session_id: "session-of-a-benchmark".to_owned(),
                scope: scope.split_whitespace().map(str::to_owned).collect(),
                audience: None,
                organization_id: None,
                nonce: Some("a-nonce-of-the-two-sides".to_owned()),
                auth_time: server.app.clock.now(),
                effects: Default::default(),
            };
            let code = codes::stage(&server.app, &mut batch, new).unwrap();
            let mut form =
                vec![("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
            form.extend(client.credentials());
            out.push(load::post("/oauth/token", &form));
        }
        server.app.store.commit(batch).await.unwrap();
    }
    out
}
