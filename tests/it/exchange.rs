//! Tokens from elsewhere for tokens of ours (RFC 8693, reference 5.4), over the wire: who may exchange what, whom it gives, and what an
//! attacker does not get.

mod attacks;
mod components;
mod profiles;
mod refusals;
mod subjects;
mod throttle;
mod way;

use anteroom::identity::client::AppType;
use anteroom::identity::{Client, Connection, TokenExchangeProfile};
use serde_json::{Value, json};

use crate::support::TestServer;
use crate::support::clients::{Answer, TestClient};
use crate::support::story::DATABASE;

/// The grant.
pub const GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
/// The type of the tests' tokens.
pub const TYPE: &str = "urn:acme:legacy-token";

/// An Action that does what the token says: a list of calls of `api`, each a path and its arguments.
const OBEDIENT: &str = "exports.onExecuteCustomTokenExchange = async (event, api) => {
    for (const [path, ...args] of JSON.parse(event.transaction.subject_token)) {
        const names = path.split('.');
        const method = names.pop();
        const holder = names.reduce((object, name) => object[name], api);
        holder[method](...args);
    }
};";

/// A server with an application that may exchange tokens, its database, an API, and a profile.
pub struct Scene {
    pub server: TestServer,
    pub client: TestClient,
    pub connection: Connection,
    pub action: String,
}

/// Lets an application exchange tokens.
pub fn allowed(client: &mut Client) {
    client.extra.insert("token_exchange".to_owned(), json!({ "allow_any_profile_of_type": ["custom_authentication"] }));
}

/// Makes and deploys an Action of the trigger; its id.
pub async fn deployed(server: &TestServer, name: &str, trigger: &str, code: &str) -> String {
    deployed_with(server, name, trigger, code, Value::Null).await
}

/// The same, which may ask these hosts.
pub async fn deployed_with(server: &TestServer, name: &str, trigger: &str, code: &str, hosts: Value) -> String {
    let api = server.api("create:actions update:actions");
    let version = if trigger == "post-login" { "v3" } else { "v1" };
    let triggers = json!([{ "id": trigger, "version": version }]);
    let body = json!({ "name": name, "code": code, "supported_triggers": triggers, "deploy": true, "allowed_hosts": hosts });
    let (status, action) = api.post("/actions/actions", body).await;
    assert_eq!((status, &action["status"]), (201, &json!("built")), "{action}");
    action["id"].as_str().unwrap().to_owned()
}

/// Makes a profile.
pub async fn profile(server: &TestServer, kind: &str, action: &str) -> TokenExchangeProfile {
    let body = json!({ "name": "a profile", "subject_token_type": kind, "action_id": action, "type": "custom_authentication" });
    let (status, made) = server.api("create:token_exchange_profiles").post("/token-exchange-profiles", body).await;
    assert_eq!(status, 201, "{made}");
    server.app.directory.token_exchange_profiles.get(made["id"].as_str().unwrap()).await.unwrap().unwrap().value
}

impl Scene {
    pub async fn new() -> Self {
        Self::with(AppType::RegularWeb, |_| {}).await
    }

    /// The same with another application, changed before it is stored.
    pub async fn with(app_type: AppType, change: impl FnOnce(&mut Client)) -> Self {
        Self::running(OBEDIENT, app_type, change).await
    }

    /// The same with another Action.
    pub async fn running(code: &str, app_type: AppType, change: impl FnOnce(&mut Client)) -> Self {
        Self::on(TestServer::start_for_scripts().await, code, Value::Null, app_type, change).await
    }

    /// The same on this server, whose Action may ask these hosts.
    pub async fn on(server: TestServer, code: &str, hosts: Value, app_type: AppType, change: impl FnOnce(&mut Client)) -> Self {
        let client = server
            .client_with(app_type, |client| {
                allowed(client);
                change(client);
            })
            .await;
        let connection = server.with_database(&[&client.client]).await;
        server.resource_server("urn:api", &["read", "write"]).await;
        let action = deployed_with(&server, "exchange", "custom-token-exchange", code, hosts).await;
        profile(&server, TYPE, &action).await;
        Self { server, client, connection, action }
    }

    /// Exchanges a token that is told what to do.
    pub async fn exchange(&self, calls: Value, more: &[(&str, &str)]) -> Answer {
        self.exchange_token(&calls.to_string(), more).await
    }

    /// Exchanges a token.
    pub async fn exchange_token(&self, token: &str, more: &[(&str, &str)]) -> Answer {
        let form = [&[("grant_type", GRANT), ("subject_token_type", TYPE), ("subject_token", token)], more].concat();
        self.server.token(&self.client, &form).await
    }

    /// Another connection, of this strategy.
    pub async fn connection(&self, name: &str, strategy: &str, serves: bool) -> Connection {
        let connection = Connection {
            id: format!("con_{name}"),
            name: name.to_owned(),
            strategy: strategy.to_owned(),
            enabled_clients: if serves { vec![self.client.id().to_owned()] } else { Vec::new() },
            ..self.connection.clone()
        };
        self.server.app.directory.connections.insert(connection.clone()).await.unwrap();
        connection
    }

    /// How many users there are.
    pub async fn users(&self) -> usize {
        self.server.app.directory.users.all().await.unwrap().len()
    }

    /// What the log says of the last refusal.
    pub async fn refusal(&self) -> String {
        self.server.last_log("fecte").await.expect("a refusal").description.unwrap_or_default()
    }
}

/// The call that names a user by id.
pub fn by_id(user_id: &str) -> Value {
    json!(["authentication.setUserById", user_id])
}

/// The call that names a user of the database, who is made.
pub fn by_connection(attributes: Value) -> Value {
    json!(["authentication.setUserByConnection", DATABASE, attributes, { "creationBehavior": "create_if_not_exists" }])
}
