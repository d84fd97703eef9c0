//! Hooks: how they are kept, what they decide in their flows, and how they fail.

mod flows;
mod hostile;
mod kept;

use std::time::Duration;

use anteroom::audit::Execution;
use anteroom::identity::Client;
use anteroom::identity::client::AppType;
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::clients::{Answer, TestClient};
use crate::support::story::{DATABASE, PASSWORD};

const ALL: &str = "read:hooks create:hooks update:hooks delete:hooks read:logs";

/// A server with a machine for the API `urn:api` and an application with a database.
struct Scene {
    server: TestServer,
    machine: TestClient,
    shop: Client,
}

impl Scene {
    async fn new() -> Self {
        let server = TestServer::start_for_scripts().await;
        let machine = server.client(AppType::NonInteractive).await;
        server.resource_server("urn:api", &["read", "write", "admin"]).await;
        server.grant(&machine, "urn:api", &["read", "write"]).await;
        let shop = server.with_client("Shop", AppType::RegularWeb).await;
        server.with_database(&[&shop]).await;
        Self { server, machine, shop }
    }

    /// Makes a Hook that is switched on; its id.
    async fn hook(&self, trigger: &str, script: &str) -> String {
        let body = json!({ "name": format!("{trigger} hook"), "triggerId": trigger, "script": script, "enabled": true });
        let (status, made) = self.server.api(ALL).post("/hooks", body).await;
        assert_eq!((status, &made["enabled"]), (201, &json!(true)), "{made}");
        made["id"].as_str().unwrap().to_owned()
    }

    async fn change(&self, id: &str, script: &str) {
        let (status, answer) = self.server.api(ALL).patch(&format!("/hooks/{id}"), json!({ "script": script })).await;
        assert_eq!(status, 200, "{answer}");
    }

    async fn ask(&self, more: &[(&str, &str)]) -> Answer {
        let mut fields = vec![("grant_type", "client_credentials"), ("audience", "urn:api")];
        fields.extend(more);
        self.server.token(&self.machine, &fields).await
    }

    async fn sign_up(&self, email: &str) -> (u16, Value) {
        let body = json!({ "client_id": self.shop.client_id, "connection": DATABASE, "email": email, "password": PASSWORD });
        let response = self.server.http.post(format!("{}/dbconnections/signup", self.server.url)).json(&body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    /// The execution record that the last event of this kind names.
    async fn record(&self, kind: &str) -> Execution {
        let event = self.server.last_log(kind).await.unwrap();
        let id = event.details["actions"]["executions"][0].as_str().unwrap();
        self.server.app.audit.executions.get(id).await.unwrap().unwrap().value
    }

    async fn drain(&self) {
        assert!(self.server.app.background.drain(Duration::from_secs(60)).await);
    }

    /// Deploys an Action and binds it.
    async fn action(&self, trigger: &str, code: &str) {
        let api = self.server.api("create:actions update:actions");
        let triggers = json!([{ "id": trigger, "version": "v2" }]);
        let (_, action) =
            api.post("/actions/actions", json!({ "name": "after", "code": code, "supported_triggers": triggers, "deploy": true })).await;
        assert_eq!(action["status"], "built", "{action}");
        let bindings = json!({ "bindings": [{ "ref": { "type": "action_id", "value": action["id"] } }] });
        assert_eq!(api.patch(&format!("/actions/triggers/{trigger}/bindings"), bindings).await.0, 200);
    }
}
