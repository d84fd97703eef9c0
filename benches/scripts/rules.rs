//! A chain of five Rules as people had them, none of which waits for anything: one instance for the chain of one login.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anteroom::contract::{Event, Trigger, rules};
use anteroom::sandbox::{Adapter, Sandbox, ScriptModule, ScriptSource};
use serde_json::Value;

use super::{measure_with, node};

/// What the Rules are told.
const LOGIN: &str = include_str!("rules/login.json");

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/scripts/rules")
}

/// The Rules' files in their order.
fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "js"));
    files.sort();
    files
}

fn source() -> ScriptSource {
    let module = |path: &PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let code = std::fs::read_to_string(path).unwrap();
        ScriptModule { file: format!("rules/{name}.js"), name, code, bundle: None, expression: true }
    };
    ScriptSource { modules: files().iter().map(module).collect(), adapter: Some(Adapter::Rules), ..super::source("") }
}

fn event() -> Arc<Event> {
    let login: Value = serde_json::from_str(LOGIN).unwrap();
    let part = |name: &str| login[name].as_object().cloned().unwrap();
    let event = rules::Event {
        subject: login["user"]["user_id"].as_str().unwrap().to_owned(),
        user: part("user"),
        context: part("context"),
        identities: Vec::new(),
        request: Default::default(),
        transaction: rules::Transaction { protocol: "oidc-basic-profile".to_owned(), requested_scopes: vec!["openid".to_owned()] },
        auth0: Default::default(),
        show: None,
    };
    Arc::new(Event::Rules(Box::new(event)))
}

/// The chain here, and in Node.
pub async fn rows(sandbox: &Sandbox) {
    assert_eq!((files().len(), Trigger::PostLogin.id()), (5, "post-login"));
    measure_with(sandbox, "Anteroom: a chain of five Rules, one fresh instance", source(), event()).await;
    node::row_of("node:vm: the same chain, a new context per login", "rules", 3000, &files(), &folder().join("login.json"));
}
