//! What a test's tenant holds, put straight into the store: applications, the database connection, users, Actions.
//!
//! Tests of the Management API make the same things over the wire; the others start from here.

use anteroom::actions::{Action, ActionSecret, ActionVersion, Binding, BuildStatus, Component, FailurePolicy, Program, TriggerBindings};
use anteroom::contract::Trigger;
use anteroom::identity::client::{AppType, ClientAuthMethod, JwtConfiguration, RefreshTokenPolicy};
use anteroom::identity::{Client, Connection, Origin, Tenant, User};
use anteroom::random::{alphanumeric, prefixed, uuid};
use anteroom::signup::{Initiator, Profile, SignUp, sign_up};
use anteroom::storage::Batch;
use bytes::Bytes;
use serde_json::{Value, json};

use super::TestServer;

/// The name of the default database connection.
pub const DATABASE: &str = "Username-Password-Authentication";
/// A password that every policy takes.
pub const PASSWORD: &str = "Correct-horse-7-battery";
/// The callback of the applications made here.
pub const CALLBACK: &str = "https://rp.example.com/cb";

/// How an Action is bound and limited.
#[derive(Default)]
pub struct Bound<'a> {
    pub on_failure: FailurePolicy,
    pub limits: Option<Value>,
    pub secrets: &'a [(&'a str, &'a str)],
    pub allowed_hosts: Option<Vec<String>>,
}

impl TestServer {
    /// The tenant and its database connection, enabled for `clients`.
    pub async fn with_database(&self, clients: &[&Client]) -> Connection {
        let directory = &self.app.directory;
        if directory.tenants.get(&self.app.config.tenant).await.unwrap().is_none() {
            directory.tenants.insert(Tenant::new(&self.app.config.tenant)).await.unwrap();
        }
        let connection = Connection {
            id: prefixed(self.app.random.as_ref(), "con_"),
            name: DATABASE.to_owned(),
            display_name: None,
            strategy: "auth0".to_owned(),
            is_domain_connection: false,
            enabled_clients: clients.iter().map(|c| c.client_id.clone()).collect(),
            realms: vec![DATABASE.to_owned()],
            metadata: serde_json::Map::new(),
            options: json!({ "passwordPolicy": "good" }).as_object().cloned().unwrap(),
            extra: Default::default(),
        };
        directory.connections.insert(connection.clone()).await.unwrap();
        connection
    }

    /// A first-party application: public for native and SPA, confidential with the secret `<name> secret` otherwise.
    pub async fn with_client(&self, name: &str, app_type: AppType) -> Client {
        let client_id = alphanumeric(self.app.random.as_ref(), 32);
        let public = matches!(app_type, AppType::Native | AppType::Spa);
        let secret = self.app.vault.seal(&format!("client/{client_id}/secret"), format!("{name} secret").as_bytes());
        let grants = ["authorization_code", "refresh_token", "client_credentials"];
        let client = Client {
            client_id,
            name: name.to_owned(),
            description: None,
            global: false,
            app_type: Some(app_type),
            is_first_party: true,
            oidc_conformant: true,
            callbacks: vec![CALLBACK.to_owned()],
            allowed_logout_urls: Vec::new(),
            allowed_origins: Vec::new(),
            web_origins: Vec::new(),
            initiate_login_uri: None,
            grant_types: grants.map(str::to_owned).to_vec(),
            token_endpoint_auth_method: if public { ClientAuthMethod::None } else { ClientAuthMethod::ClientSecretPost },
            client_secret: Some(secret),
            previous_secret: None,
            jwt_configuration: JwtConfiguration::default(),
            refresh_token: RefreshTokenPolicy::default(),
            client_metadata: serde_json::Map::new(),
            extra: serde_json::Map::new(),
        };
        self.app.directory.clients.insert(client.clone()).await.unwrap();
        client
    }

    /// A user with [`PASSWORD`].
    pub async fn with_user(&self, connection: &Connection, email: &str) -> User {
        let request = SignUp {
            initiator: Initiator::Management,
            client: None,
            connection,
            transaction: None,
            origin: &Origin::default(),
            profile: Profile { email: Some(email.to_owned()), ..Profile::default() },
            password: PASSWORD,
        };
        sign_up(&self.app, request).await.unwrap().user
    }

    /// An Action, built, deployed as version 1 and bound last to its trigger. The answer is its id.
    pub async fn with_action(&self, trigger: Trigger, name: &str, component: Vec<u8>, bound: Bound<'_>) -> String {
        let app = &self.app;
        let random = app.random.as_ref();
        let prepared = app.pipeline.sandbox().prepare(Bytes::from(component.clone()), trigger).await.unwrap();
        let now = anteroom::clock::Clock::now(self.clock.as_ref());
        let program = Program::Component { sha256: prepared.sha256, size: prepared.size };
        let (id, version_id) = (uuid(random), uuid(random));
        let secrets: Vec<ActionSecret> = bound
            .secrets
            .iter()
            .map(|(key, value)| ActionSecret {
                name: (*key).to_owned(),
                sealed: app.vault.seal(&Action::secret_purpose(&id, key), value.as_bytes()),
                updated_at: now,
            })
            .collect();
        let limits = bound.limits.and_then(|l| l.as_object().cloned()).unwrap_or_default();
        let action = Action {
            id: id.clone(),
            name: name.to_owned(),
            trigger,
            trigger_version: trigger.version().to_owned(),
            code: String::new(),
            runtime: "wasm".to_owned(),
            dependencies: json!([]),
            secrets: secrets.clone(),
            modules: Vec::new(),
            limits: limits.clone(),
            allowed_hosts: bound.allowed_hosts.clone(),
            program: Some(program.clone()),
            status: BuildStatus::Built,
            build_error: None,
            deploy_when_built: false,
            deployed_version: Some(version_id.clone()),
            last_number: 1,
            all_changes_deployed: true,
            created_at: now,
            updated_at: now,
        };
        let version = ActionVersion {
            id: version_id,
            action_id: id.clone(),
            number: 1,
            trigger,
            trigger_version: trigger.version().to_owned(),
            code: String::new(),
            runtime: "wasm".to_owned(),
            dependencies: json!([]),
            secrets,
            modules: Vec::new(),
            limits,
            allowed_hosts: bound.allowed_hosts,
            program,
            built_at: now,
            created_at: now,
        };
        let mut batch = Batch::new();
        let stored = Component::new(&component);
        if app.actions.components.get(&stored.sha256).await.unwrap().is_none() {
            app.actions.components.stage_insert(&mut batch, &stored).unwrap();
        }
        app.actions.actions.stage_insert(&mut batch, &action).unwrap();
        app.actions.versions.stage_insert(&mut batch, &version).unwrap();
        app.store.commit(batch).await.unwrap();
        let binding = Binding {
            id: uuid(random),
            action_id: id.clone(),
            display_name: name.to_owned(),
            on_failure: bound.on_failure,
            created_at: now,
            updated_at: now,
        };
        match app.actions.bindings.get(trigger.id()).await.unwrap() {
            None => drop(app.actions.bindings.insert(TriggerBindings { trigger, bindings: vec![binding] }).await.unwrap()),
            Some(before) => {
                let mut after = before.value.clone();
                after.bindings.push(binding);
                app.actions.bindings.update(&before, after).await.unwrap();
            }
        }
        id
    }

    /// A new version of an Action, built and deployed.
    pub async fn with_new_version(&self, action_id: &str, component: Vec<u8>) {
        let app = &self.app;
        let before = app.actions.actions.get(action_id).await.unwrap().unwrap();
        let old = app.actions.versions.get(before.deployed_version.as_deref().unwrap()).await.unwrap().unwrap();
        let prepared = app.pipeline.sandbox().prepare(Bytes::from(component.clone()), before.trigger).await.unwrap();
        let program = Program::Component { sha256: prepared.sha256, size: prepared.size };
        let version =
            ActionVersion { id: uuid(app.random.as_ref()), number: old.number + 1, program: program.clone(), ..old.value.clone() };
        let after = Action {
            program: Some(program),
            deployed_version: Some(version.id.clone()),
            last_number: version.number,
            ..before.value.clone()
        };
        let mut batch = Batch::new();
        app.actions.components.stage_insert(&mut batch, &Component::new(&component)).unwrap();
        app.actions.versions.stage_insert(&mut batch, &version).unwrap();
        app.actions.actions.stage_update(&mut batch, &before, &after).unwrap();
        app.store.commit(batch).await.unwrap();
    }

    /// Gives `primary` the identities of `user`, as linking accounts does.
    pub async fn link(&self, user: &User, primary: &User) {
        let users = &self.app.directory.users;
        users.modify(&primary.user_id, |primary| primary.identities.extend(user.identities.clone())).await.unwrap().unwrap();
    }

    /// The newest log event of a type.
    pub async fn last_log(&self, kind: &str) -> Option<anteroom::audit::LogEvent> {
        use anteroom::storage::Direction;
        self.app.audit.later.settled().await;
        let events = self.app.audit.events.page(None, 1000, Direction::Backward).await.unwrap();
        events.into_iter().map(|e| e.value).find(|e| e.kind == kind)
    }
}
