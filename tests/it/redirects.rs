//! Logins that an Action interrupts to send the user somewhere, and that go on at `/continue`.

mod chain;
mod components;
mod exchange;
mod people;
mod rehearsal;
pub mod security;
mod way;

use std::collections::BTreeMap;
use std::sync::Arc;

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection, User};
use anteroom::storage::Store;
use anteroom::storage::memory::MemoryStore;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::browser::{Browser, Page, authorize, parameters};
use crate::support::story::PASSWORD;

const EMAIL: &str = "ann@example.com";
/// Where the Actions send people.
const AWAY: &str = "https://profile.example.com/form";

/// An Action that sends everybody away, and puts what they bring back into the ID token.
const ASK: &str = "
exports.onExecutePostLogin = async (event, api) => {
  api.redirect.sendUserTo('https://profile.example.com/form', { query: { step: '1' } });
};
exports.onContinuePostLogin = async (event, api) => {
  api.idToken.setCustomClaim('answer', { ...event.request.query, ...event.request.body, method: event.request.method });
};";

/// A server with an application and a user.
pub struct Story {
    pub server: TestServer,
    pub client: Client,
    pub connection: Connection,
    pub user: User,
}

impl Story {
    pub async fn begin(actions: &[&str]) -> Self {
        Self::begin_on(Arc::new(MemoryStore::new()), actions).await
    }

    pub async fn begin_on(store: Arc<dyn Store>, actions: &[&str]) -> Self {
        let server = TestServer::start_for_scripts_on(store).await;
        let client = server.with_client("Shop", AppType::Spa).await;
        let connection = server.with_database(&[&client]).await;
        let user = server.with_user(&connection, EMAIL).await;
        let story = Self { server, client, connection, user };
        story.bind(actions).await;
        story
    }

    /// Creates and deploys these Actions, and binds them in this order instead of those that were bound. The answer is their ids.
    pub async fn bind(&self, actions: &[&str]) -> Vec<String> {
        let api = self.server.api("create:actions update:actions");
        let bound = self.server.app.actions.actions.count(100).await.unwrap();
        let mut ids = Vec::new();
        for (number, code) in actions.iter().enumerate() {
            let triggers = json!([{ "id": "post-login", "version": "v3" }]);
            let secrets = json!([{ "name": "SECRET", "value": "a-secret-that-the-form-knows" }]);
            let name = format!("A {}", bound + number);
            let given = json!({ "name": name, "code": code, "supported_triggers": triggers, "secrets": secrets, "deploy": true });
            let (_, action) = api.post("/actions/actions", given).await;
            assert_eq!(action["status"], "built", "{action}");
            ids.push(action["id"].as_str().unwrap().to_owned());
        }
        self.rebind(&ids.iter().map(|id| (id.as_str(), "deny")).collect::<Vec<_>>()).await;
        ids
    }

    /// Binds Actions that there are, with their policies.
    pub async fn rebind(&self, ids: &[(&str, &str)]) {
        let bindings: Vec<Value> =
            ids.iter().map(|(id, policy)| json!({ "ref": { "type": "action_id", "value": id }, "on_failure": policy })).collect();
        let api = self.server.api("update:actions");
        let (status, answer) = api.patch("/actions/triggers/post-login/bindings", json!({ "bindings": bindings })).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// Deploys new code of an Action.
    pub async fn redeploy(&self, id: &str, code: &str) {
        let api = self.server.api("update:actions create:actions");
        let (status, answer) = api.patch(&format!("/actions/actions/{id}"), json!({ "code": code })).await;
        assert_eq!((status, &answer["status"]), (200, &json!("built")), "{answer}");
        let (status, answer) = api.post(&format!("/actions/actions/{id}/deploy"), json!({})).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// A login with a password up to where an Action sends the browser: the URL.
    async fn away(&self, browser: &Browser<'_>) -> String {
        sent_away(&browser.log_in(&authorize(&self.client, &[]), EMAIL, PASSWORD).await)
    }

    /// What the ID token of the newest code would say.
    pub async fn claims(&self) -> Value {
        let mut codes = self.server.app.directory.codes.all().await.unwrap();
        codes.sort_by_key(|code| code.created_at);
        json!(codes.last().expect("a code").effects.id_token_claims)
    }

    /// The user as the store has them.
    pub async fn account(&self) -> User {
        self.server.app.directory.users.get(&self.user.user_id).await.unwrap().expect("the user is there").value
    }

    /// Every execution record, the oldest first.
    pub async fn executions(&self) -> Vec<anteroom::audit::Execution> {
        let mut all: Vec<_> = self.server.app.audit.executions.all().await.unwrap().into_iter().map(|found| found.value).collect();
        all.sort_by_key(|execution| (execution.created_at, execution.continues.is_some()));
        all
    }
}

/// Where an Action sends the browser.
fn sent_away(page: &Page) -> String {
    assert_eq!(page.status, 302, "{}", page.body);
    let location = page.location().to_owned();
    assert!(location.starts_with(AWAY), "{location}");
    location
}

/// The state of a URL.
fn state(url: &str) -> String {
    parameters(url)["state"].clone()
}

/// How the browser comes back from `url`, with more fields.
fn back(url: &str, more: &str) -> String {
    format!("/continue?state={}{more}", state(url))
}

/// An error that the application got.
fn refused(returned: &BTreeMap<String, String>) -> (&str, &str) {
    let text = |name: &str| returned.get(name).map(String::as_str).unwrap_or_default();
    (text("error"), text("error_description"))
}
