//! What a login costs around its password hash, how fast a server with many Actions starts, and what it holds when idle.
//! Run: `cargo bench --bench flows`.
//!
//! The store is sled on the disk of the build directory, as in production; the flow is the server's own code without the wire.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a benchmark fails as a test does")]

mod support;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anteroom::contract::Trigger;
use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection, Origin};
use anteroom::login::{LoginContext, PostLogin, post_login};
use anteroom::storage::Store;
use anteroom::storage::sled::SledStore;

use support::TestServer;
use support::examples::example;
use support::story::{Bound, PASSWORD};

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    println!("{:<58} {:>12} {:>12}", "", "median µs", "p99 µs");
    let dir = directory();
    runtime.block_on(logins(dir.path()));
    runtime.block_on(starts(dir.path()));
    idle(dir.path());
}

/// Below the build directory: `/tmp` is often memory, where a sync costs nothing.
fn directory() -> tempfile::TempDir {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target"), Into::into);
    std::fs::create_dir_all(&target).unwrap();
    tempfile::tempdir_in(target).unwrap()
}

fn row(name: &str, mut each: Vec<Duration>) {
    each.sort();
    let at = |part: f64| each[((each.len() - 1) as f64 * part) as usize].as_secs_f64() * 1e6;
    println!("{name:<58} {:>12.1} {:>12.1}", at(0.5), at(0.99));
}

async fn measure<F: Future<Output = ()>>(name: &str, times: usize, mut once: impl FnMut(usize) -> F) {
    let mut each = Vec::with_capacity(times);
    for n in 0..times {
        let start = Instant::now();
        once(n).await;
        each.push(start.elapsed());
    }
    row(name, each);
}

async fn one_login(server: &TestServer, client: &Client, connection: &Connection, user_id: &str) {
    let user = server.app.directory.users.get(user_id).await.unwrap().unwrap();
    let origin = Origin { ip: "192.0.2.7".to_owned(), ..Origin::default() };
    let request = PostLogin {
        organization: None,
        context: LoginContext { client, connection, origin: &origin },
        user,
        session: None,
        transaction: None,
        refresh_token: None,
        protocol: "oidc-basic-profile",
        audience: None,
        scope: vec!["openid".to_owned()],
        counts: true,
        resumes: None,
        exchanged: None,
        remembered: &[],
        devices: None,
        commits_after: false,
    };
    post_login(&server.app, request).await.unwrap();
}

async fn logins(dir: &Path) {
    let store: Arc<dyn Store> = Arc::new(SledStore::open(&dir.join("logins")).unwrap());
    let server = TestServer::start_on(store.clone()).await;
    let client = server.with_client("Bench", AppType::RegularWeb).await;
    let connection = server.with_database(&[&client]).await;
    let user = server.with_user(&connection, "ann@example.com").await;
    let hash = user.password_hash.clone();
    let passwords = &server.app.passwords;
    measure("password verified (argon2id, 19 MiB, t=2)", 100, |_| async {
        assert!(passwords.verify(PASSWORD, hash.as_deref()).await.unwrap());
    })
    .await;
    let start = Instant::now();
    let both = [0, 1].map(|_| async {
        for _ in 0..100 {
            passwords.verify(PASSWORD, hash.as_deref()).await.unwrap();
        }
    });
    futures_util::future::join_all(both).await;
    println!("{:<58} {:>12.0}", "passwords verified per second, two at a time", 200.0 / start.elapsed().as_secs_f64());

    measure("baseline: one read of the store", 20_000, |_| async {
        let _ = store.get(b"main\0bindings\0d\0post-login").await.unwrap();
    })
    .await;
    measure("a trigger with nothing bound (no event, no sandbox)", 20_000, |_| async {
        assert!(server.app.pipeline.run(Trigger::PostLogin, || panic!("built for nobody")).await.unwrap().is_none());
    })
    .await;
    measure("login minus hash, durable, nothing bound", 2_000, |_| one_login(&server, &client, &connection, &user.user_id)).await;
    server.with_action(Trigger::PostLogin, "add-claims", example("add-claims"), Bound::default()).await;
    measure("login minus hash, durable, one Rust Action", 2_000, |_| one_login(&server, &client, &connection, &user.user_id)).await;
    for number in 2..=3 {
        server.with_action(Trigger::PostLogin, &format!("add-claims {number}"), example("add-claims"), Bound::default()).await;
    }
    measure("login minus hash, durable, three Rust Actions", 2_000, |_| one_login(&server, &client, &connection, &user.user_id)).await;
}

/// A server with 100 deployed Actions (100 different components) starts again on its store and its compiled code.
async fn starts(dir: &Path) {
    let path = dir.join("starts");
    let component = example("restrict-registration");
    let artefacts = dir.join("artefacts");
    {
        let store: Arc<dyn Store> = Arc::new(SledStore::open(&path).unwrap());
        let server = TestServer::start_with(store, Some(artefacts.clone())).await;
        for number in 0..100 {
            server
                .with_action(Trigger::PreUserRegistration, &format!("Action {number}"), distinct(&component, number), Bound::default())
                .await;
        }
        server.stop().await;
    }
    let mut each = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        let store: Arc<dyn Store> = Arc::new(SledStore::open(&path).unwrap());
        let server = TestServer::start_with(store, Some(artefacts.clone())).await;
        assert_eq!(server.app.pipeline.warm().await.unwrap(), 100);
        each.push(start.elapsed());
        server.stop().await;
    }
    row("start with 100 deployed Actions, all loaded", each);
}

/// The same component under another hash: a custom section says which.
fn distinct(component: &[u8], number: u8) -> Vec<u8> {
    let mut out = component.to_vec();
    // A custom section: id 0, its size, the length of its name, its name, its content.
    out.extend([0, 6, 4, b'c', b'o', b'p', b'y', number]);
    out
}

/// What the real binary holds once it is ready.
fn idle(dir: &Path) {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_anteroom"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(dir.join("idle"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready = lines.map_while(Result::ok).find(|line| line.contains("is ready"));
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(ready.is_some(), "the server did not start");
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("unknown").trim().to_owned();
    println!("{:<58} {resident:>12}", "resident memory of an idle server after its first start");
}
