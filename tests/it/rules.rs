//! Rules at a login: what they are told, what they decide, and how they fail.

mod decisions;
mod failures;
mod globals;
mod packages;
mod redirects;
mod request;

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, User};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::browser::{Browser, authorize};
use crate::support::story::PASSWORD;

const EMAIL: &str = "ann@example.com";

/// An application, its users, and the Rules of their tenant.
struct Story {
    server: TestServer,
    client: Client,
    user: User,
}

impl Story {
    async fn new() -> Self {
        Self::on(TestServer::start_for_scripts().await).await
    }

    async fn on(server: TestServer) -> Self {
        let client = server.with_client("Shop", AppType::Spa).await;
        let connection = server.with_database(&[&client]).await;
        let user = server.with_user(&connection, EMAIL).await;
        Self { server, client, user }
    }

    /// Adds a Rule at the end; its id.
    async fn rule(&self, name: &str, script: &str) -> String {
        let api = self.server.api("create:rules");
        let (status, made) = api.post("/rules", json!({ "name": name, "script": script })).await;
        assert_eq!(status, 201, "{made}");
        made["id"].as_str().unwrap().to_owned()
    }

    /// Adds a Rule with this body.
    async fn body(&self, body: &str) -> String {
        let count = self.server.app.rules.rules.count(100).await.unwrap();
        self.rule(&format!("rule {count}"), &format!("function (user, context, callback) {{\n{body}\n}}")).await
    }

    /// What the application gets back from a login.
    async fn log_in(&self) -> std::collections::BTreeMap<String, String> {
        self.forget().await;
        Browser::new(&self.server).log_in(&authorize(&self.client, &[]), EMAIL, PASSWORD).await.returned()
    }

    /// Removes what earlier logins left: the clock stands still.
    async fn forget(&self) {
        for code in self.server.app.directory.codes.all().await.unwrap() {
            self.server.app.directory.codes.delete(&code).await.unwrap();
        }
        for record in self.server.app.audit.executions.all().await.unwrap() {
            self.server.app.audit.executions.delete(&record).await.unwrap();
        }
    }

    /// The claims that a good login will put into the ID token, and into the access token.
    async fn claims(&self) -> (Value, Value) {
        let returned = self.log_in().await;
        assert!(returned.contains_key("code"), "{returned:?}");
        let code = self.server.app.directory.codes.all().await.unwrap().remove(0).value;
        (json!(code.effects.id_token_claims), json!(code.effects.access_token_claims))
    }

    /// The last record.
    async fn record(&self) -> Value {
        self.server.app.audit.executions.all().await.unwrap().remove(0).to_json()
    }
}
