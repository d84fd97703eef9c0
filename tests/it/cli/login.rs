//! `anteroom login` and `logout`, by a person with a browser.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use anteroom::bootstrap::DEFAULT_CONNECTION;
use serde_json::Value;

use crate::support::TestServer;
use crate::support::browser::Browser;
use crate::support::process::{anteroom, text};
use crate::support::story::PASSWORD;

const EMAIL: &str = "ann@example.com";

/// A server after its first start, a user, and that user's home.
struct Place {
    server: TestServer,
    machine: [(&'static str, String); 2],
    home: tempfile::TempDir,
}

impl Place {
    async fn new() -> Self {
        let (server, credentials) = TestServer::first_started().await;
        let connection = server.app.directory.connections.find("name", DEFAULT_CONNECTION).await.unwrap().unwrap().value;
        server.with_user(&connection, EMAIL).await;
        server.clock.advance(Duration::from_secs(1));
        let machine = [("ANTEROOM_CLIENT_ID", credentials.client_id), ("ANTEROOM_CLIENT_SECRET", credentials.client_secret)];
        Self { server, machine, home: tempfile::tempdir().unwrap() }
    }

    /// A command of the user, as the machine if it is said; the code, what it printed and what it said.
    async fn run(&self, args: &[&str], as_machine: bool) -> (Option<i32>, String, String) {
        let mut command = anteroom();
        command.args(args).env("XDG_CONFIG_HOME", self.home.path());
        if as_machine {
            command.envs(self.machine.iter().map(|(name, value)| (name, value))).env("ANTEROOM_URL", &self.server.url);
        }
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    }

    fn file(&self) -> PathBuf {
        self.home.path().join("anteroom/credentials.json")
    }

    fn kept(&self) -> Value {
        serde_json::from_slice(&std::fs::read(self.file()).unwrap()).unwrap()
    }

    /// Changes the one login that is kept.
    fn change(&self, name: &str, value: Value) {
        let mut kept = self.kept();
        kept["servers"][&self.server.url][name] = value;
        std::fs::write(self.file(), kept.to_string()).unwrap();
    }

    /// `anteroom login`, with the person in the browser; what it printed in the end.
    async fn log_in(&self) -> String {
        let mut command = anteroom();
        command.args(["login", "--url", &self.server.url]).env("XDG_CONFIG_HOME", self.home.path());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
        let link = said.next().unwrap().unwrap().strip_prefix("Open ").expect("a link").to_owned();
        let code = said.next().unwrap().unwrap();
        let path = link.strip_prefix(&self.server.url).expect("a link to the server").to_owned();
        let shown = path.split_once("user_code=").unwrap().1.to_owned();
        assert!(code.contains(&shown), "{code}");
        let browser = Browser::new(&self.server);
        let page = browser.get(&path).await;
        assert!(page.body.contains("Anteroom CLI"), "{}", page.body);
        let confirm = format!("/u/device-confirmation?user_code={}", shown.replace('-', ""));
        let login = browser.submit(&confirm, &page, &[("action", "confirm")]).await.location().to_owned();
        let page = browser.get(&login).await;
        let mut answer = browser.submit(&login, &page, &[("username", EMAIL), ("password", PASSWORD)]).await;
        if answer.status == 302 {
            let consent = answer.location().to_owned();
            let page = browser.get(&consent).await;
            answer = browser.submit(&consent, &page, &[("action", "accept")]).await;
        }
        assert!(answer.body.contains("Device connected"), "{}", answer.body);
        let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
        assert!(output.status.success(), "{:?}", output.status);
        text(&output.stdout)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_logs_in_does_what_they_may_and_logs_out() {
    let place = Place::new().await;
    assert!(place.log_in().await.contains("you hold no permission of the Management API"));
    let (code, _, said) = place.run(&["clients", "list"], false).await;
    assert!(code == Some(1) && said.contains("Insufficient scope"), "{said}");
    let about = std::fs::metadata(place.file()).unwrap();
    let dir = std::fs::metadata(place.file().parent().unwrap()).unwrap();
    assert_eq!((about.mode() & 0o777, dir.mode() & 0o777), (0o600, 0o700));

    let (code, made, said) = place.run(&["users", "make-administrator", EMAIL], true).await;
    assert_eq!(code, Some(0), "{made}{said}");
    assert_eq!(place.run(&["users", "make-administrator", EMAIL], true).await.0, Some(0), "once more changes nothing");
    assert_eq!(place.server.app.directory.roles.all().await.unwrap().len(), 1);
    let granted = place.log_in().await;
    assert!(granted.contains("scopes of the Management API"), "{granted}");
    // The server is the one of the login.
    let (code, listed, said) = place.run(&["clients", "list"], false).await;
    assert!(code == Some(0) && listed.contains("Anteroom CLI"), "{said}");

    let before = place.kept();
    place.change("expires_at", 0.into());
    assert_eq!(place.run(&["clients", "list"], false).await.0, Some(0), "the token is exchanged");
    let after = place.kept();
    for name in ["access_token", "refresh_token"] {
        assert_ne!(before["servers"][&place.server.url][name], after["servers"][&place.server.url][name], "{name}");
    }
    assert_eq!(std::fs::metadata(place.file()).unwrap().mode() & 0o777, 0o600);

    // Newer tokens do not choose the server that commands mean which name none.
    let mut kept = place.kept();
    kept["last"] = "https://elsewhere.example.com/".into();
    std::fs::write(place.file(), kept.to_string()).unwrap();
    place.change("expires_at", 0.into());
    assert_eq!(place.run(&["clients", "list", "--url", &place.server.url], false).await.0, Some(0));
    assert_eq!(place.kept()["last"], "https://elsewhere.example.com/");
    kept["last"] = place.server.url.clone().into();
    kept["servers"] = place.kept()["servers"].clone();
    std::fs::write(place.file(), kept.to_string()).unwrap();

    let tokens = place.server.app.directory.refresh_tokens.all().await.unwrap().len();
    assert!(tokens > 0);
    let (code, out, said) = place.run(&["logout"], false).await;
    assert!(code == Some(0) && out.contains("logged out"), "{out}{said}");
    let revoked = after["servers"][&place.server.url]["refresh_token"].as_str().unwrap();
    let form = [("grant_type", "refresh_token"), ("client_id", "anteroom-cli"), ("refresh_token", revoked)];
    place.server.post_form("/oauth/token", &form).await.assert_error(403, "invalid_grant");
    assert!(!std::fs::read_to_string(place.file()).unwrap().contains("token"));
    let url = ["clients", "list", "--url", place.server.url.as_str()];
    let (code, _, said) = place.run(&url, false).await;
    assert!(code == Some(1) && said.contains("log in with 'anteroom login'"), "{said}");
    assert_eq!(place.run(&["logout", "--url", &place.server.url], false).await.0, Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_at_once_exchange_a_token_once() {
    let place = Place::new().await;
    place.run(&["users", "make-administrator", EMAIL], true).await;
    place.log_in().await;
    place.change("expires_at", 0.into());
    let list = || place.run(&["clients", "list"], false);
    let (one, two, three) = tokio::join!(list(), list(), list());
    for (code, _, said) in [one, two, three] {
        assert_eq!(code, Some(0), "{said}");
    }
    assert!(!place.server.log_types().await.contains(&"ferrt".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_others_may_read_is_refused_and_a_login_that_has_ended_says_so() {
    let place = Place::new().await;
    place.log_in().await;
    std::fs::set_permissions(place.file(), std::fs::Permissions::from_mode(0o644)).unwrap();
    let (code, _, said) = place.run(&["clients", "list"], false).await;
    assert!(code == Some(1) && said.contains("is not yours alone"), "{said}");
    std::fs::set_permissions(place.file(), std::fs::Permissions::from_mode(0o600)).unwrap();
    place.change("expires_at", 0.into());
    place.change("refresh_token", "x".into());
    let (code, _, said) = place.run(&["clients", "list"], false).await;
    assert!(code == Some(1) && said.contains("log in again"), "{said}");
    assert!(!said.contains("eyJ"), "{said}");
    std::fs::write(place.file(), "{").unwrap();
    let (code, _, said) = place.run(&["clients", "list"], false).await;
    assert!(code == Some(1) && said.contains("is damaged"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_elsewhere_is_spoken_to_over_https_alone_and_half_a_machine_is_none() {
    let place = Place::new().await;
    let (code, _, said) = place.run(&["login", "--url", "http://id.example.com"], false).await;
    assert!(code == Some(1) && said.contains("https only"), "{said}");
    let half = ["clients", "list", "--client-id", "x"];
    let (code, _, said) = place.run(&half, false).await;
    assert!(code == Some(1) && said.contains("together"), "{said}");
    let unknown = ["login", "--application", "nobody", "--url", place.server.url.as_str()];
    let (code, _, said) = place.run(&unknown, false).await;
    assert!(code == Some(1) && said.contains("the login could not begin"), "{said}");
    assert!(!place.file().exists());
}
