//! Over the wire: from the POST of a source to a deployed version, and requests of an Action at once.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anteroom::bootstrap::first_start;
use anteroom::sandbox::{Call, EgressPolicy, Limits, MemoryCache};
use anteroom::storage::sled::SledStore;
use serde_json::json;

use super::support::{TestServer, fetching};
use super::{event, row, source};

const DEPLOYS: usize = 200;

/// `POST` of a source that nobody has built yet, to `built`, and its deploy: two requests, durable.
pub async fn deploys() {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(SledStore::open(&dir.path().join("store")).unwrap());
    let server = TestServer::start_with(store, Some(dir.path().join("code"))).await;
    first_start(&server.app, Default::default()).await.unwrap();
    let api = server.api("create:actions update:actions delete:actions");
    let mut each = Vec::new();
    for n in 0..DEPLOYS + 1 {
        let code = format!("{}\n// {n}\n", super::REFERENCE);
        let begun = Instant::now();
        let draft = json!({ "name": "Deploy", "code": code, "supported_triggers": [{ "id": "post-login", "version": "v3" }] });
        let (status, action) = api.post("/actions/actions", draft).await;
        assert_eq!((status, &action["status"]), (201, &json!("built")), "{action}");
        let path = format!("/actions/actions/{}", action["id"].as_str().unwrap());
        assert_eq!(api.post(&format!("{path}/deploy"), json!({})).await.0, 200);
        // The first one makes the engine ready.
        if n > 0 {
            each.push(begun.elapsed());
        }
        assert_eq!(api.delete(&path).await.0, 204);
    }
    row("a deploy: POST of the source to built and deployed", each, None);
    server.stop().await;
}

/// Five requests that take the other server 50 ms each.
pub async fn requests() {
    let slow = fetching::serve_with(|_, mut stream| {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            let _ = tokio::io::AsyncWriteExt::write_all(&mut stream, &fetching::ok("{}")).await;
        })
    })
    .await;
    let code = format!(
        "exports.onExecutePostLogin = async () => {{
           const all = await Promise.all([1, 2, 3, 4, 5].map(async (n) => (await fetch('http://{slow}/' + n)).status));
           if (all.join() !== '200,200,200,200,200') throw new Error(all.join());
         }};"
    );
    let dir = tempfile::tempdir().unwrap();
    let sandbox = super::start_with(dir.path(), |options| options.egress.private_exceptions = vec![IpAddr::from([127, 0, 0, 1])]);
    let program = sandbox.load_script(source(&code)).await.unwrap();
    let mut each = Vec::new();
    for _ in 0..40 {
        let begun = Instant::now();
        let report = sandbox
            .call(Call {
                program: program.clone(),
                event: event(),
                entry: anteroom::contract::Entry::Execute,
                limits: Limits::default(),
                secrets: Arc::default(),
                module_secrets: Arc::default(),
                cache: Arc::new(MemoryCache::default()),
                egress: EgressPolicy::Hosts(vec![format!("http://{slow}")]),
                time_left: Duration::from_secs(20),
                home: None,
            })
            .await;
        each.push(begun.elapsed());
        report.outcome.unwrap();
    }
    row("five requests of 50 ms at once", each, None);
}
