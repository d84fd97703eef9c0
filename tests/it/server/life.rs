//! From the first start to the last request.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::support::process::{Process, anteroom, data, text};

/// A Management API token by client_credentials: status and body.
pub async fn token(server: &Process, id: &str, secret: &str) -> (u16, Value) {
    let body = json!({
        "grant_type": "client_credentials", "client_id": id, "client_secret": secret, "audience": format!("{}/api/v2/", server.url),
    });
    let response = reqwest::Client::new().post(format!("{}/oauth/token", server.url)).json(&body).send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_start_prints_credentials_that_go_on_working_and_the_second_prints_none() {
    let dir = tempfile::tempdir().unwrap();
    let first = Process::start(dir.path());
    let (id, secret) = (first.credential("client_id"), first.credential("client_secret"));
    assert_eq!(token(&first, &id, &secret).await.0, 200);
    let url = first.url.clone();
    assert!(!first.stop().contains(&secret), "a secret belongs on the standard output, once, and in no log");
    let mode = |path: std::path::PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(data(dir.path()).join("master.key")), 0o600);
    assert_eq!(mode(data(dir.path())), 0o700);
    assert_eq!(mode(data(dir.path()).join("store")), 0o700, "also in a directory that was there before");

    // The second start has another port, but the audience is that of the first, so its public URL is told.
    let second = Process::start_with(dir.path(), &["--public-url", &url], &[]);
    assert!(!second.printed.contains("First start"), "{}", second.printed);
    let body = json!({
        "grant_type": "client_credentials", "client_id": id, "client_secret": secret, "audience": format!("{url}/api/v2/"),
    });
    let response = reqwest::Client::new().post(format!("http://{}/oauth/token", second.address())).json(&body).send().await.unwrap();
    assert_eq!(response.status(), 200, "{}", response.text().await.unwrap());
    second.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_holds_every_token_that_was_given_before_a_shutdown() {
    let dir = tempfile::tempdir().unwrap();
    let first = Process::start(dir.path());
    let (id, secret, url) = (first.credential("client_id"), first.credential("client_secret"), first.url.clone());
    let many = (0..20).map(|_| token(&first, &id, &secret));
    assert!(futures_util::future::join_all(many).await.iter().all(|(status, _)| *status == 200));
    first.stop();

    let second = Process::start_with(dir.path(), &["--public-url", &url], &[]);
    let body = json!({
        "grant_type": "client_credentials", "client_id": id, "client_secret": secret, "audience": format!("{url}/api/v2/"),
    });
    let (http, origin) = (reqwest::Client::new(), format!("http://{}", second.address()));
    let answer: Value = http.post(format!("{origin}/oauth/token")).json(&body).send().await.unwrap().json().await.unwrap();
    let token = answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}"));
    let logs = http.get(format!("{origin}/api/v2/logs?q=type:seccft&include_totals=true")).bearer_auth(token);
    let logs: Value = logs.send().await.unwrap().json().await.unwrap();
    assert_eq!(logs["total"], 21, "with the token that asks, {logs}");
    second.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn values_of_the_environment_fix_what_the_first_start_creates() {
    let dir = tempfile::tempdir().unwrap();
    let env = [
        ("ANTEROOM_ADMIN_EMAIL", "root@example.com"),
        ("ANTEROOM_ADMIN_PASSWORD", "Correct-horse-7-battery"),
        ("ANTEROOM_CLIENT_ID", "automation"),
        ("ANTEROOM_CLIENT_SECRET", "a-secret-of-automation-1"),
    ];
    let server = Process::start_with(dir.path(), &["--store", "memory"], &env);
    assert_eq!(server.credential("e-mail"), "root@example.com");
    assert_eq!(token(&server, "automation", "a-secret-of-automation-1").await.0, 200);
}

#[test]
fn a_graceful_shutdown_finishes_the_running_request_and_takes_no_new_one() {
    let dir = tempfile::tempdir().unwrap();
    let server = Process::start_with(dir.path(), &["--store", "memory"], &[]);
    let body = "grant_type=client_credentials&client_id=nobody&client_secret=nothing";
    let mut running = TcpStream::connect(server.address()).unwrap();
    let head = format!(
        "POST /oauth/token HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
        body.len()
    );
    running.write_all(head.as_bytes()).unwrap();
    // The handler asks for the body: now the request is running.
    let mut go_on = [0u8; 25];
    running.read_exact(&mut go_on).unwrap();
    assert!(go_on.starts_with(b"HTTP/1.1 100 Continue"));

    server.signal("TERM");
    server.wait_for_log("stopping");
    // The task that accepts hears of the end a moment after the log does; the request goes on running until it has.
    while TcpStream::connect(server.address()).is_ok() {
        std::thread::yield_now();
    }
    running.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    running.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("\"error\":\"invalid_client\""), "{answer}");
    let (status, log) = server.wait();
    assert!(status.success(), "{log}");
    assert!(log.contains("\"stopped\""), "{log}");
}

#[test]
fn a_client_that_sends_no_head_or_stops_inside_one_is_cut_off() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("anteroom.toml");
    std::fs::write(&file, "store = \"memory\"\n[http]\nhead_timeout_ms = 1000\n").unwrap();
    let server = Process::start_with(dir.path(), &["--config", file.to_str().unwrap()], &[]);
    for sent in ["", "GET /healthz HTTP/1.1\r\nhost: local"] {
        let mut slow = TcpStream::connect(server.address()).unwrap();
        slow.write_all(sent.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // Returns only because the server closes.
        let _ = slow.read_to_end(&mut answer);
        assert!(!text(&answer).contains("200 OK"), "{}", text(&answer));
    }
    let mut honest = TcpStream::connect(server.address()).unwrap();
    honest.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    honest.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
}

#[test]
fn a_client_that_pauses_inside_a_body_is_cut_off() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("anteroom.toml");
    std::fs::write(&file, "store = \"memory\"\n[http]\nbody_pause_ms = 300\n").unwrap();
    let server = Process::start_with(dir.path(), &["--config", file.to_str().unwrap()], &[]);
    let mut slow = TcpStream::connect(server.address()).unwrap();
    let head = "POST /oauth/token HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\nconnection: close\r\n\r\n{";
    slow.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    let _ = slow.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
}

#[test]
fn a_client_that_goes_away_harms_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let server = Process::start_with(dir.path(), &["--store", "memory"], &[]);
    for _ in 0..20 {
        let mut gone = TcpStream::connect(server.address()).unwrap();
        gone.write_all(
            b"POST /dbconnections/signup HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
        )
        .unwrap();
    }
    let mut honest = TcpStream::connect(server.address()).unwrap();
    honest.write_all(b"GET /readyz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    honest.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    server.stop();
}

#[test]
fn a_second_server_on_the_same_data_fails_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let first = Process::start(dir.path());
    let second = anteroom().args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(data(dir.path())).output().unwrap();
    assert_eq!(second.status.code(), Some(1));
    assert!(text(&second.stderr).contains("error: "), "{}", text(&second.stderr));
    first.stop();
}

#[test]
fn a_directory_for_the_log_that_is_not_there_is_told_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("anteroom.toml");
    std::fs::write(&file, format!("[log_streams.file]\ndirectory = {:?}\n", dir.path().join("nowhere"))).unwrap();
    let mut serve = anteroom();
    serve.args(["serve", "--listen", "127.0.0.1:0", "--config"]).arg(&file).arg("--data-dir").arg(data(dir.path()));
    let started = serve.output().unwrap();
    assert_eq!(started.status.code(), Some(1));
    assert!(text(&started.stderr).contains("error: log_streams.file.directory must be"), "{}", text(&started.stderr));
}

#[test]
fn a_lost_or_open_master_key_is_noticed_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    Process::start(dir.path()).stop();
    let key = data(dir.path()).join("master.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let start = || anteroom().args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(data(dir.path())).output().unwrap();
    let open = start();
    assert!(text(&open.stderr).contains("can be read by others (mode 644)"), "{}", text(&open.stderr));
    std::fs::remove_file(&key).unwrap();
    let lost = start();
    assert!(text(&lost.stderr).contains("is missing, and without it the secrets in the store stay closed"), "{}", text(&lost.stderr));
}

#[test]
fn a_server_takes_as_many_open_files_as_the_hard_limit_gives() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = std::process::Command::new("sh")
        .args(["-c", "ulimit -Sn 200; ulimit -Hn 300; exec \"$0\" serve --listen 127.0.0.1:0 --store memory --data-dir \"$1\""])
        .arg(env!("CARGO_BIN_EXE_anteroom"))
        .arg(dir.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
    assert!(lines.map_while(Result::ok).any(|line| line.contains("is ready")));
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let files = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
    assert_eq!(files.split_whitespace().collect::<Vec<_>>()[3..5], ["300", "300"]);
}
