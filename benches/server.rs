//! What a token costs: a signature with the kept key beside the library's own encode, and requests per second over loopback beside
//! a bare handler that only signs. Run: `cargo bench --bench server`.
//!
//! Client and server share the machine and the process, for the baseline as for ours, so the two compare and neither is the
//! server's ceiling. The durable rows write their log event to sled before they answer; the bare handler writes nothing.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a benchmark fails as a test does")]

mod support;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anteroom::identity::SigningAlg;
use anteroom::identity::client::AppType;
use anteroom::storage::Store;
use anteroom::storage::memory::MemoryStore;
use anteroom::storage::sled::SledStore;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use axum::Json;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Map, Value, json};

use support::TestServer;

/// Requests under way at a time.
const CONNECTIONS: usize = 16;
/// How long each row is measured, after as long again to warm up.
const SECONDS: u64 = 3;
const SIGNATURES: usize = 2000;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        signatures().await;
        requests().await;
    });
}

fn claims() -> Map<String, Value> {
    let claims = json!({
        "iss": "http://localhost:8080/", "sub": "0123456789abcdefghijklmnopqrstuv@clients", "aud": "http://localhost:8080/api/v2/",
        "iat": 1_795_000_000, "exp": 1_795_086_400, "scope": "read:users update:users read:clients", "gty": "client-credentials",
        "azp": "0123456789abcdefghijklmnopqrstuv",
    });
    claims.as_object().cloned().unwrap()
}

fn signature_row(name: &str, mut once: impl FnMut()) {
    let mut each: Vec<Duration> = Vec::with_capacity(SIGNATURES);
    for _ in 0..SIGNATURES {
        let start = Instant::now();
        once();
        each.push(start.elapsed());
    }
    each.sort();
    let at = |part: f64| each[((each.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e6;
    println!("{name:<58} {:>12.1} {:>12.1}", at(0.5), at(0.99));
}

async fn signatures() {
    println!("{:<58} {:>12} {:>12}", "an RS256 token, 2048 bit", "median µs", "p99 µs");
    let claims = claims();
    let server = TestServer::start().await;
    signature_row("ours: the key parsed once", || drop(server.app.keys.sign(SigningAlg::Rs256, "JWT", &claims).unwrap()));
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der.as_ref()));
    let key = EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap();
    signature_row("jsonwebtoken's encode: the key parsed at each call", || {
        drop(jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &key).unwrap());
    });
    let mut signature = vec![0; pair.public_modulus_len()];
    signature_row("the bare signature of aws-lc-rs", || {
        pair.sign(&RSA_PKCS1_SHA256, &aws_lc_rs::rand::SystemRandom::new(), &[7; 400], &mut signature).unwrap();
    });
}

/// Requests per second of `once` from [`CONNECTIONS`] tasks, and the 99th percentile of one in milliseconds.
async fn load<F>(name: &str, goal: &str, once: impl Fn() -> F + Clone + Send + Sync + 'static)
where
    F: Future<Output = reqwest::RequestBuilder> + Send,
{
    let run = |seconds: u64| {
        let once = once.clone();
        async move {
            let end = Instant::now() + Duration::from_secs(seconds);
            let tasks: Vec<_> = (0..CONNECTIONS)
                .map(|_| {
                    let once = once.clone();
                    tokio::spawn(async move {
                        let mut each = Vec::new();
                        while Instant::now() < end {
                            let start = Instant::now();
                            let response = once().await.send().await.unwrap();
                            assert_eq!(response.status(), 200);
                            response.bytes().await.unwrap();
                            each.push(start.elapsed());
                        }
                        each
                    })
                })
                .collect();
            let mut each = Vec::new();
            for task in tasks {
                each.extend(task.await.unwrap());
            }
            each
        }
    };
    run(SECONDS).await;
    let start = Instant::now();
    let mut each = run(SECONDS).await;
    let per_second = each.len() as f64 / start.elapsed().as_secs_f64();
    each.sort();
    let p99 = each[(each.len() - 1) * 99 / 100].as_secs_f64() * 1e3;
    println!("{name:<58} {per_second:>12.0} {p99:>12.1} {goal:>12}");
}

async fn requests() {
    println!("\n{:<58} {:>12} {:>12} {:>12}", format!("over loopback, {CONNECTIONS} connections"), "per second", "p99 ms", "goal");
    let url = bare().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let form = [("grant_type", "client_credentials"), ("client_id", "x"), ("client_secret", "y"), ("audience", "urn:api")];
    let (at, client) = (url.clone(), http.clone());
    load("a bare axum handler that only signs", "", move || {
        let request = client.post(&at).form(&form);
        async move { request }
    })
    .await;

    client_credentials("client_credentials, in memory", "≥ 85 %", Arc::new(MemoryStore::new())).await;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target"), Into::into);
    let dir = tempfile::tempdir_in(target).unwrap();
    client_credentials("client_credentials, durable on sled", "≥ 85 %", Arc::new(SledStore::open(&dir.path().join("store")).unwrap()))
        .await;

    let server = TestServer::start().await;
    for (name, path) in [("the published keys", "jwks.json"), ("discovery", "openid-configuration")] {
        let (at, client) = (format!("{}/.well-known/{path}", server.url), http.clone());
        load(name, "≥ 15000", move || {
            let request = client.get(&at);
            async move { request }
        })
        .await;
    }
}

async fn client_credentials(name: &str, goal: &str, store: Arc<dyn Store>) {
    let server = TestServer::start_on(store).await;
    let machine = server.client(AppType::NonInteractive).await;
    server.resource_server("urn:api", &["read", "write"]).await;
    server.grant(&machine, "urn:api", &["read", "write"]).await;
    let (at, client) = (format!("{}/oauth/token", server.url), server.http.clone());
    let (id, secret) = (machine.id().to_owned(), machine.secret.clone());
    load(name, goal, move || {
        let form = [("grant_type", "client_credentials"), ("client_id", &id), ("client_secret", &secret), ("audience", "urn:api")];
        let request = client.post(&at).form(&form);
        async move { request }
    })
    .await;
}

/// The baseline: a handler that reads a form and answers a token signed with a kept key, and does nothing else.
async fn bare() -> String {
    let pair = Arc::new(RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
    let handler = move |axum::Form(form): axum::Form<Map<String, Value>>| {
        let pair = pair.clone();
        async move {
            assert!(form.contains_key("client_id"));
            let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256","typ":"JWT","kid":"0123456789abcdefghijk"}"#);
            let message = format!("{header}.{}", URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims()).unwrap()));
            let mut signature = vec![0; pair.public_modulus_len()];
            pair.sign(&RSA_PKCS1_SHA256, &aws_lc_rs::rand::SystemRandom::new(), message.as_bytes(), &mut signature).unwrap();
            let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature));
            Json(json!({ "access_token": token, "expires_in": 86_400, "token_type": "Bearer" }))
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = axum::Router::new().route("/", post(handler));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    url
}
