//! Custom databases: users who are elsewhere, and come in or stay there, by scripts that may be anybody's.

mod elsewhere;
mod hostile;
mod imported;
mod kept;
mod recovered;

use std::time::Duration;

use anteroom::audit::{Execution, LogEvent};
use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection, User};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::clients::{Answer, TestClient};
use crate::support::smtp::relays_here;
use crate::support::story::DATABASE;

const REALM: &str = "http://auth0.com/oauth/grant-type/password-realm";
/// What people typed at the other database; no policy here would take it.
const OLD: &str = "tuna fish";
const EMAIL: &str = "ann@example.com";
const ALL: &str = "read:connections create:connections update:connections delete:connections read:logs read:actions";

/// Knows Ann and her password.
const LOGIN: &str = "function login(email, password, callback) {
  if (email.toLowerCase() !== 'ann@example.com') return callback(new WrongUsernameOrPasswordError());
  if (password !== 'tuna fish') return callback(new WrongUsernameOrPasswordError(email, 'not hers'));
  callback(null, {
    user_id: 7, email: 'Ann@example.com', email_verified: true, name: 'Ann Ash', given_name: 'Ann', nickname: 'annie',
    user_metadata: { theme: 'dark' }, app_metadata: { plan: 'gold' }, favourite: 'left out',
  });
}";
/// Knows Ann.
const GET_USER: &str = "function getByEmail(email, callback) {
  if (email.toLowerCase() !== 'ann@example.com') return callback(null);
  callback(null, { user_id: 7, email: 'Ann@example.com', email_verified: false, name: 'Ann Ash' });
}";

/// A server with an application, and a connection whose users are elsewhere.
struct Scene {
    server: TestServer,
    client: TestClient,
    connection: Connection,
}

impl Scene {
    async fn new(scripts: Value) -> Self {
        Self::with(scripts, json!({})).await
    }

    /// The same with more options.
    async fn with(scripts: Value, options: Value) -> Self {
        let store = std::sync::Arc::new(anteroom::storage::memory::MemoryStore::new());
        let server = TestServer::start_changed(store, true, relays_here).await;
        let grants = |client: &mut Client| client.grant_types.extend(["password".to_owned(), REALM.to_owned()]);
        let client = server.client_with(AppType::RegularWeb, grants).await;
        let connection = server.with_database(&[&client.client]).await;
        let scene = Self { server, client, connection };
        let (status, answer) = scene.change(scripts, options).await;
        assert_eq!(status, 200, "{answer}");
        scene
    }

    /// Gives the connection other scripts.
    async fn change(&self, scripts: Value, more: Value) -> (u16, Value) {
        let mut options =
            json!({ "passwordPolicy": "good", "enabledDatabaseCustomization": true, "import_mode": true, "customScripts": scripts });
        options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.server.api(ALL).patch(&format!("/connections/{}", self.connection.id), json!({ "options": options })).await
    }

    /// Gives it a `login` with this body, at a time when nobody is held back.
    async fn login_is(&self, body: &str) {
        self.server.clock.advance(Duration::from_secs(3600));
        let script = format!("function login(email, password, callback) {{ {body}\n}}");
        let (status, answer) = self.change(json!({ "login": script }), json!({})).await;
        assert_eq!(status, 200, "{body}: {answer}");
    }

    /// A login by the password grant.
    async fn ask(&self, username: &str, password: &str) -> Answer {
        let form = [("grant_type", REALM), ("realm", DATABASE), ("username", username), ("password", password), ("scope", "openid email")];
        self.server.token(&self.client, &form).await
    }

    async fn sign_up(&self, email: &str) -> (u16, Value) {
        let body = json!({ "client_id": self.client.id(), "connection": DATABASE, "email": email, "password": "Correct-horse-7-battery" });
        let answer = self.server.http.post(format!("{}/dbconnections/signup", self.server.url)).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    async fn users(&self) -> Vec<User> {
        self.server.app.directory.users.all().await.unwrap().into_iter().map(|user| user.value).collect()
    }

    async fn user(&self, id: &str) -> User {
        self.server.app.directory.users.get(id).await.unwrap().unwrap_or_else(|| panic!("no {id}")).value
    }

    /// The last event of a kind, and the record that it names.
    async fn told(&self, kind: &str) -> (LogEvent, Execution) {
        let event = self.server.last_log(kind).await.unwrap_or_else(|| panic!("no {kind}"));
        let id = event.details["actions"]["executions"][0].as_str().unwrap();
        let record = self.server.app.audit.executions.get(id).await.unwrap().unwrap().value;
        (event, record)
    }

    /// How often scripts were called.
    async fn calls(&self) -> usize {
        let all = self.server.app.audit.executions.all().await.unwrap();
        all.iter().filter(|record| record.trigger_id == "custom-database").count()
    }
}
