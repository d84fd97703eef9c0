//! The fixture: a really started server on a free port of the loopback, with a clock that tests move.
//!
//! `TestServer::start().await` gives a server with an empty in-memory store; the `with_…` methods tell the story of a test.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anteroom::app::{App, Parts};
use anteroom::clock::ManualClock;
use anteroom::config::{Config, NpmSettings};
use anteroom::http::build_router;
use anteroom::random::SystemRandom;
use anteroom::sandbox::{CompileOptions, EgressOptions, SandboxOptions};
use anteroom::storage::memory::MemoryStore;
use anteroom::storage::vault::Vault;
use anteroom::storage::{Batch, Direction, Key, KeyRange, Store};
use anteroom::token::KeyRing;
use bytes::Bytes;
use zeroize::Zeroizing;

/// When a test's story begins.
const START: &str = "2026-11-20T10:00:00Z";
const MASTER_KEY: [u8; 32] = [42; 32];

/// A started server.
pub struct TestServer {
    /// The server's parts, to look into the store.
    pub app: Arc<App>,
    /// Moves the server's time.
    pub clock: Arc<ManualClock>,
    /// `http://127.0.0.1:<port>`.
    pub url: String,
    /// A client that follows no redirect and keeps no cookie.
    pub http: reqwest::Client,
    task: tokio::task::JoinHandle<()>,
    mail: tokio::task::JoinHandle<()>,
    logouts: tokio::task::JoinHandle<()>,
    stop_mail: tokio::sync::watch::Sender<bool>,
    artefacts: tempfile::TempDir,
}

impl TestServer {
    /// A server with an empty in-memory store.
    pub async fn start() -> Self {
        Self::start_on(Arc::new(MemoryStore::new())).await
    }

    /// A server on `store`.
    pub async fn start_on(store: Arc<dyn Store>) -> Self {
        Self::start_with(store, None).await
    }

    /// A server on `store` that keeps compiled code in `cache_dir`, or forgets it at its end.
    pub async fn start_with(store: Arc<dyn Store>, cache_dir: Option<std::path::PathBuf>) -> Self {
        share_keys(store.as_ref()).await;
        Self::start_as_is(store, cache_dir, |_| {}).await
    }

    /// A server on an empty in-memory store with another configuration.
    pub async fn start_configured(change: impl FnOnce(&mut Config)) -> Self {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        share_keys(store.as_ref()).await;
        Self::start_as_is(store, None, change).await
    }

    /// A server on `store` with another configuration; for scripts it shares its compiled code with the others of that kind.
    pub async fn start_changed(store: Arc<dyn Store>, scripts: bool, change: impl FnOnce(&mut Config)) -> Self {
        share_keys(store.as_ref()).await;
        Self::start_as_is(store, scripts.then(shared_code), change).await
    }

    /// A server that browsers reach at `public_url`, through a proxy that speaks https for it.
    pub async fn start_behind(public_url: &str) -> Self {
        Self::start_configured(|config| config.public_url = public_url.parse().unwrap()).await
    }

    /// A server on an empty in-memory store that makes its own signing keys.
    pub async fn start_with_own_keys() -> Self {
        Self::start_as_is(Arc::new(MemoryStore::new()), None, |_| {}).await
    }

    /// A server on an empty in-memory store that shares its directory of compiled code with all others of this kind, so that the
    /// JavaScript engine is compiled once.
    pub async fn start_for_scripts() -> Self {
        Self::start_with(Arc::new(MemoryStore::new()), Some(shared_code())).await
    }

    /// The same on `store`.
    pub async fn start_for_scripts_on(store: Arc<dyn Store>) -> Self {
        Self::start_with(store, Some(shared_code())).await
    }

    /// The same, with the npm packages that lie as archives in `directory`.
    pub async fn start_with_packages(directory: &std::path::Path) -> Self {
        Self::start_with_npm(directory, |npm| npm.directory = Some(directory.to_owned())).await
    }

    /// The same with packages from where `change` says, and a data directory in `directory`. An answer waits for them as long as it may.
    pub async fn start_with_npm(directory: &std::path::Path, change: impl FnOnce(&mut NpmSettings)) -> Self {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        share_keys(store.as_ref()).await;
        Self::start_as_is(store, Some(shared_code()), |config| {
            config.npm.answer_within_ms = 60_000;
            change(&mut config.npm);
            config.data_dir = directory.join("data");
        })
        .await
    }

    async fn start_as_is(store: Arc<dyn Store>, cache_dir: Option<std::path::PathBuf>, change: impl FnOnce(&mut Config)) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let url = format!("http://{address}");
        let clock = Arc::new(ManualClock::new(START.parse().unwrap()));
        let mut config = Config { public_url: url.parse().unwrap(), listen: address, ..Config::default() };
        change(&mut config);
        let artefacts = tempfile::tempdir().unwrap();
        let sandbox = SandboxOptions {
            cache_dir: cache_dir.unwrap_or_else(|| artefacts.path().to_owned()),
            cache_key: Some(Zeroizing::new(MASTER_KEY)),
            egress: EgressOptions { allow_private: config.sandbox.allow_private_egress, ..EgressOptions::default() },
            compile: CompileOptions { program: env!("CARGO_BIN_EXE_anteroom").into(), ..CompileOptions::default() },
            ..SandboxOptions::default()
        };
        let random = Arc::new(SystemRandom);
        let parts = Parts { config, clock: clock.clone(), random, store, master_key: Zeroizing::new(MASTER_KEY), sandbox };
        let app = App::assemble(parts).await.unwrap();
        let router = build_router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let (stop_mail, stopped) = tokio::sync::watch::channel(false);
        let mail = tokio::spawn(app.mail.clone().run(stopped.clone()));
        let logouts = tokio::spawn(anteroom::backchannel::run(app.clone(), stopped));
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(Duration::from_secs(60))
            .build()
            .unwrap();
        Self { app, clock, url, http, task, mail, logouts, stop_mail, artefacts }
    }

    /// Ends the server and waits until its parts are gone, so that its store can be opened again.
    pub async fn stop(self) {
        drop(self.stop_and_leave().await);
    }

    /// The same, and what it leaves behind.
    pub async fn stop_and_leave(mut self) -> Arc<dyn Store> {
        self.task.abort();
        let _ = (&mut self.task).await;
        self.app.user_jobs.stop();
        let _ = self.stop_mail.send(true);
        let _ = (&mut self.mail).await;
        let _ = (&mut self.logouts).await;
        let store = self.app.store.clone();
        drop(self);
        while Arc::strong_count(&store) > 1 {
            tokio::task::yield_now().await;
        }
        store
    }

    /// `GET path`.
    pub async fn get(&self, path: &str) -> reqwest::Response {
        self.http.get(format!("{}{path}", self.url)).send().await.unwrap()
    }
}

/// Signing keys are made once for all tests, under the fixture's master key: making RSA keys is most of a server's start.
async fn share_keys(store: &dyn Store) {
    static KEYS: tokio::sync::OnceCell<Vec<(Key, Bytes)>> = tokio::sync::OnceCell::const_new();
    let range = KeyRange::prefix(b"main\0signing-keys\0");
    let keys = KEYS
        .get_or_init(|| async {
            let first: Arc<dyn Store> = Arc::new(MemoryStore::new());
            let random = Arc::new(SystemRandom);
            let clock = Arc::new(ManualClock::new(START.parse().unwrap()));
            let vault = Vault::new(&MASTER_KEY, random.clone());
            KeyRing::load_or_create(&first, &Config::default(), vault, clock, random).await.unwrap();
            let records = first.range(&range, 100, Direction::Forward).await.unwrap();
            records.into_iter().map(|(key, record)| (key, record.value)).collect()
        })
        .await;
    assert!(!keys.is_empty(), "the key ring keeps its keys under another prefix now");
    if store.range(&range, 1, Direction::Forward).await.unwrap().is_empty() {
        store.commit(Batch { put: keys.clone(), ..Batch::default() }).await.unwrap();
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.task.abort();
        self.mail.abort();
        self.logouts.abort();
    }
}

/// The directory of compiled code that servers for scripts share.
fn shared_code() -> std::path::PathBuf {
    static SHARED: std::sync::OnceLock<tempfile::TempDir> = std::sync::OnceLock::new();
    SHARED.get_or_init(|| tempfile::tempdir().unwrap()).path().to_owned()
}
