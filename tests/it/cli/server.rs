//! The commands that ask a server: lists, bindings, Rules, the log.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use crate::support::process::{Process, anteroom, run, text};

/// A server, and what its commands find in their environment.
pub struct Place {
    pub dir: tempfile::TempDir,
    server: Process,
    env: Vec<(String, String)>,
}

impl Place {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let server = Process::start_with(dir.path(), &["--store", "memory"], &[]);
        let env = server.env().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { dir, server, env }
    }

    /// Runs a command that must end well; what it printed.
    pub fn ok(&self, args: &[&str]) -> String {
        let env: Vec<(&str, &str)> = self.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let said = run(args, &env);
        assert!(said.status.success(), "{args:?}: {}", text(&said.stderr));
        text(&said.stdout)
    }

    /// Runs a command that must fail; what it said.
    pub fn fails(&self, args: &[&str]) -> String {
        let env: Vec<(&str, &str)> = self.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let said = run(args, &env);
        assert_eq!(said.status.code(), Some(1), "{args:?}: {}", text(&said.stdout));
        text(&said.stderr)
    }

    pub fn write(&self, name: &str, content: &str) -> String {
        let path = self.dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

#[test]
fn applications_and_users_are_listed_and_found_and_no_secret_is_shown() {
    let place = Place::new();
    let made: Value = serde_json::from_str(&place.ok(&["clients", "create", "--name", "Shop", "--json"])).unwrap();
    let secret = made["client_secret"].as_str().unwrap();
    for args in [&["clients", "list"][..], &["clients", "list", "--json"]] {
        let listed = place.ok(args);
        assert!(listed.contains("Shop") && listed.contains(made["client_id"].as_str().unwrap()), "{listed}");
        assert!(!listed.contains(secret) && !listed.contains("\"client_secret\""), "{listed}");
    }
    place.ok(&["users", "create", "--email", "ann@example.com"]);
    let found = place.ok(&["users", "list", "--search", "email:ann*"]);
    assert!(found.starts_with("E-MAIL") && found.contains("ann@example.com") && found.ends_with("1 of 1\n"), "{found}");
    let shown: Value = serde_json::from_str(&place.ok(&["users", "show", "ann@example.com", "--json"])).unwrap();
    let again: Value = serde_json::from_str(&place.ok(&["users", "show", shown["user_id"].as_str().unwrap()])).unwrap();
    assert_eq!(shown["user_id"], again["user_id"]);
    assert!(place.fails(&["users", "show", "nobody@example.com"]).contains("there is no user with the address nobody@example.com"));
}

#[test]
fn actions_are_bound_in_the_order_that_is_said_and_unbound_by_saying_none() {
    let place = Place::new();
    for name in ["first", "second"] {
        let file = place.write(&format!("{name}.js"), "exports.onExecutePostLogin = async () => {};");
        place.ok(&["actions", "deploy", &file]);
    }
    assert_eq!(place.ok(&["triggers", "bind", "post-login", "second", "first"]), "post-login runs second, then first\n");
    let listed = place.ok(&["triggers", "list"]);
    let (second, first) = (listed.find("second").unwrap(), listed.find("first").unwrap());
    assert!(second < first, "{listed}");
    assert!(place.fails(&["triggers", "bind", "post-login", "third"]).contains("nothing was bound"));
    assert_eq!(place.ok(&["triggers", "bind", "post-login"]), "nothing runs at post-login any more\n");
    assert_eq!(place.ok(&["triggers", "list"]), "nothing is bound\n");
}

#[test]
fn a_rule_is_deployed_by_its_files_name_changed_and_refused_with_its_place() {
    let place = Place::new();
    let file = place.write("add claims.js", "function (user, context, callback) { callback(null, user, context); }");
    assert!(place.ok(&["rules", "deploy", &file]).contains("created add claims"));
    assert!(place.ok(&["rules", "deploy", &file, "--order", "7", "--disabled"]).contains("order 7; switched off"));
    let listed = place.ok(&["rules", "list"]);
    assert!(listed.contains("7      add claims  false"), "{listed}");
    let broken = place.write("add claims.js", "function (user, context, callback) {\n  callback(null user);\n}");
    let refused = place.fails(&["rules", "deploy", &broken]);
    assert!(refused.contains("is not deployed") && refused.contains(":2:"), "{refused}");
}

#[test]
fn the_log_is_followed_and_each_event_comes_once() {
    let place = Place::new();
    let body = serde_json::json!({
        "client_id": place.env.iter().find(|(name, _)| name == "ANTEROOM_CLIENT_ID").unwrap().1,
        "client_secret": "wrong", "audience": format!("{}/api/v2/", place.server.url), "grant_type": "client_credentials",
    });
    let fail = || {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let url = format!("{}/oauth/token", place.server.url);
        let status = runtime.block_on(async { reqwest::Client::new().post(url).json(&body).send().await.unwrap().status() });
        assert_eq!(status, 401);
    };
    fail();
    assert!(place.ok(&["logs", "tail", "--type", "feccft"]).contains("  feccft  "), "{}", place.ok(&["logs", "tail"]));
    let mut child = anteroom()
        .args(["logs", "tail", "-f", "--take", "1", "--type", "feccft", "--json"])
        .envs(place.env.iter().map(|(name, value)| (name, value)))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut seen = std::collections::BTreeSet::new();
    // The first one is that from before; when it is there, what comes is followed.
    for event in 0..4 {
        if event > 0 {
            fail();
        }
        let event: Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        assert_eq!(event["type"], "feccft");
        assert!(seen.insert(event["log_id"].as_str().unwrap().to_owned()), "an event came twice");
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
