//! The fixture: a really started server on a free port of the loopback, with a clock that tests move.
//!
//! `TestServer::start().await` gives a server with an empty in-memory store; the `with_…` methods tell the story of a test.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anteroom::app::{App, Parts};
use anteroom::clock::ManualClock;
use anteroom::config::Config;
use anteroom::http::build_router;
use anteroom::random::SystemRandom;
use anteroom::sandbox::{CompileOptions, SandboxOptions};
use anteroom::storage::Store;
use anteroom::storage::memory::MemoryStore;
use zeroize::Zeroizing;

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
    artefacts: tempfile::TempDir,
}

impl TestServer {
    /// A server with an empty in-memory store.
    pub async fn start() -> Self {
        Self::start_on(Arc::new(MemoryStore::new())).await
    }

    /// A server on `store`.
    pub async fn start_on(store: Arc<dyn Store>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let url = format!("http://{address}");
        let clock = Arc::new(ManualClock::new("2026-11-20T10:00:00Z".parse().unwrap()));
        let config = Config { public_url: url.parse().unwrap(), listen: address, ..Config::default() };
        let artefacts = tempfile::tempdir().unwrap();
        let sandbox = SandboxOptions {
            cache_dir: artefacts.path().to_owned(),
            compile: CompileOptions { program: env!("CARGO_BIN_EXE_anteroom").into(), ..CompileOptions::default() },
            ..SandboxOptions::default()
        };
        let random = Arc::new(SystemRandom);
        let parts = Parts { config, clock: clock.clone(), random, store, master_key: Zeroizing::new([42; 32]), sandbox };
        let app = App::assemble(parts).await.unwrap();
        let router = build_router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(Duration::from_secs(60))
            .build()
            .unwrap();
        Self { app, clock, url, http, task, artefacts }
    }

    /// `GET path`.
    pub async fn get(&self, path: &str) -> reqwest::Response {
        self.http.get(format!("{}{path}", self.url)).send().await.unwrap()
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}
