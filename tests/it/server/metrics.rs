//! What the server tells Prometheus, and whom it tells.

use std::path::Path;

use crate::support::process::Process;

async fn metrics(server: &Process, header: Option<(&str, &str)>) -> (u16, String) {
    let mut request = reqwest::Client::new().get(format!("http://{}/metrics", server.address()));
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

fn start(dir: &Path) -> Process {
    Process::start_with(dir, &["--store", "memory"], &[("ANTEROOM_METRICS_TOKEN", "a-token-for-prometheus")])
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_counted_by_route_and_never_by_path() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path());
    let http = reqwest::Client::new();
    http.get(format!("{}/u/assets/hush-hush?token=hush-hush", server.url)).send().await.unwrap();
    http.get(format!("{}/hush-hush", server.url)).send().await.unwrap();
    http.request("HUSH".parse().unwrap(), format!("{}/healthz", server.url)).send().await.unwrap();
    let (status, text) = metrics(&server, None).await;
    assert_eq!(status, 200);
    assert!(text.contains("anteroom_http_requests_total{route=\"/u/assets/{file}\",method=\"GET\",status=\"404\"} 1"), "{text}");
    assert!(text.contains("route=\"none\""), "{text}");
    assert!(text.contains("method=\"OTHER\""), "{text}");
    assert!(text.contains("anteroom_sandbox_places 64"), "{text}");
    assert!(!text.to_lowercase().contains("hush"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_are_for_this_machine_and_for_the_token() {
    let dir = tempfile::tempdir().unwrap();
    let server = start(dir.path());
    // What came through a proxy is not of this machine, even where the proxy is.
    assert_eq!(metrics(&server, Some(("x-forwarded-for", "127.0.0.1"))).await.0, 403);
    let with = |token: &str| {
        let request = reqwest::Client::new().get(format!("http://{}/metrics", server.address())).header("x-forwarded-for", "192.0.2.1");
        request.bearer_auth(token).send()
    };
    assert_eq!(with("another-token-altogether").await.unwrap().status(), 403);
    assert_eq!(with("a-token-for-prometheus").await.unwrap().status(), 200);
}
