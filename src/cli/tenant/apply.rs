//! The requests that make a tenant as a folder says.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::Item;
use super::differs::holds;
use super::kinds::Kind;
use super::members::{of, put};
use super::server::{HIDDEN, strip};
use crate::cli::api::{Api, progress, text};
use crate::sandbox::clean;

/// How long a build may take: the server compiles one component at a time, each within a minute.
const PATIENCE: Duration = Duration::from_secs(180);
const POLL: Duration = Duration::from_millis(250);

/// Brings things in, one after the other.
pub struct Applier<'a> {
    api: &'a Api,
    clients: Option<Map<String, Value>>,
    connections: Option<Map<String, Value>>,
}

/// How a kind of things is written.
struct Endpoint {
    path: &'static str,
    /// What stays as it was made.
    fixed: &'static [&'static str],
    /// What has endpoints of its own.
    aside: Option<&'static str>,
}

fn endpoint(kind: Kind) -> Option<Endpoint> {
    let at = |path, fixed, aside| Some(Endpoint { path, fixed, aside });
    match kind {
        Kind::ResourceServers => at("resource-servers", &["identifier"], None),
        Kind::Clients => at("clients", &[], None),
        Kind::Grants => at("client-grants", &["client_id", "audience", "subject_type"], None),
        Kind::DatabaseConnections => at("connections", &["name", "strategy"], None),
        Kind::Roles => at("roles", &[], Some("permissions")),
        Kind::LogStreams => at("log-streams", &["type"], None),
        Kind::TokenExchangeProfiles => at("token-exchange-profiles", &["action", "type"], None),
        Kind::Organizations => at("organizations", &[], Some("connections")),
        Kind::Rules => at("rules", &["stage"], None),
        Kind::Hooks => at("hooks", &["triggerId"], Some("secrets")),
        _ => None,
    }
}

/// A part of a path that comes from a file: it must not lead to another endpoint.
fn segment(part: &str) -> anyhow::Result<&str> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
    if part.is_empty() || part.starts_with('.') || !part.bytes().all(plain) {
        bail!("{:?} is no name of this kind", clean(part));
    }
    Ok(part)
}

impl<'a> Applier<'a> {
    /// One that knows nothing yet.
    pub fn new(api: &'a Api) -> Self {
        Self { api, clients: None, connections: None }
    }

    /// Makes the thing, or changes it.
    ///
    /// # Errors
    /// The server refuses, or the file asks for what is not there.
    pub async fn apply(&mut self, item: &Item, current: Option<&Item>) -> anyhow::Result<()> {
        let mut body = item.value.clone();
        strip(item.kind, &mut body);
        match (item.kind, endpoint(item.kind)) {
            (_, Some(endpoint)) => return self.entity(item, current, endpoint, body).await,
            (Kind::Actions, _) => return self.action(current, body).await,
            (Kind::Triggers, _) => {
                for (trigger, bindings) in body.as_object().into_iter().flatten() {
                    let path = format!("actions/triggers/{}/bindings", segment(trigger)?);
                    let shown = |binding: &Value| {
                        let name = of(binding, "action_name");
                        let display = binding.get("display_name").unwrap_or(name);
                        json!({ "ref": { "type": "action_name", "value": name }, "display_name": display })
                    };
                    let bindings: Vec<Value> = bindings.as_array().into_iter().flatten().map(shown).collect();
                    self.api.call(Method::PATCH, &path, &json!({ "bindings": bindings })).await.with_context(|| trigger.clone())?;
                }
            }
            (Kind::PromptsCustomText, _) => {
                for (language, prompts) in body.as_object().into_iter().flatten() {
                    for (prompt, texts) in prompts.as_object().into_iter().flatten() {
                        let path = format!("prompts/{}/custom-text/{}", segment(prompt)?, segment(language)?);
                        self.api.call(Method::PUT, &path, texts).await.with_context(|| format!("{prompt} in {language}"))?;
                    }
                }
            }
            (Kind::RulesConfigs, _) => {
                let path = format!("rules-configs/{}", segment(&item.name)?);
                self.api.call(Method::PUT, &path, &json!({ "value": of(&body, "value") })).await?;
            }
            (kind, _) => {
                let (method, path) = match (kind, current) {
                    (Kind::EmailProvider, None) => (Method::POST, "emails/provider".to_owned()),
                    (Kind::EmailProvider, Some(_)) => (Method::PATCH, "emails/provider".to_owned()),
                    (Kind::Emails, None) => (Method::POST, "email-templates".to_owned()),
                    (Kind::Emails, Some(_)) => (Method::PATCH, format!("email-templates/{}", segment(&item.name)?)),
                    (Kind::Themes, None) => (Method::POST, "branding/themes".to_owned()),
                    (Kind::Themes, Some(current)) => {
                        (Method::PATCH, format!("branding/themes/{}", current.id.as_deref().unwrap_or_default()))
                    }
                    (Kind::AttackProtection, _) => (Method::PATCH, format!("attack-protection/{}", segment(&item.name)?)),
                    (Kind::Tenant, _) => (Method::PATCH, "tenants/settings".to_owned()),
                    (kind, _) => (Method::PATCH, kind.folder().to_owned()),
                };
                self.api.call(method, &path, &body).await?;
            }
        }
        Ok(())
    }

    async fn entity(&mut self, item: &Item, current: Option<&Item>, endpoint: Endpoint, mut body: Value) -> anyhow::Result<()> {
        let Endpoint { path, fixed, aside } = endpoint;
        let members = body.as_object_mut().context("it is no JSON object")?;
        let aside = aside.and_then(|name| members.remove(name));
        match item.kind {
            Kind::Grants => {
                let name = of(&item.value, "client_id").as_str().unwrap_or_default();
                members.insert("client_id".to_owned(), self.client(name).await?.into());
            }
            Kind::DatabaseConnections => {
                if let Some(names) = members.get("enabled_clients").and_then(Value::as_array).cloned() {
                    let mut ids = Vec::new();
                    for name in names.iter().filter_map(Value::as_str) {
                        ids.push(self.client(name).await?);
                    }
                    members.insert("enabled_clients".to_owned(), json!(ids));
                }
                // Options are replaced whole, and the file may name some.
                if let (Some(Value::Object(options)), Some(present)) =
                    (members.get_mut("options"), current.map(|it| of(&it.value, "options")))
                {
                    let mut whole = present.as_object().cloned().unwrap_or_default();
                    whole.append(options);
                    *options = whole;
                }
            }
            Kind::TokenExchangeProfiles if current.is_none() => {
                let name = members.remove("action").unwrap_or_default();
                members.insert("action_id".to_owned(), self.action_id(name.as_str().unwrap_or_default()).await?.into());
            }
            // The tool writes what it knows of, even where there is none of it.
            Kind::Organizations => {
                for name in ["client_grants", "clients", "discovery_domains"] {
                    if members.get(name).and_then(Value::as_array).is_some_and(Vec::is_empty) {
                        members.remove(name);
                    }
                }
            }
            _ => {}
        }
        let id = match current.and_then(|current| current.id.as_deref()) {
            None => {
                // A stream begins active, and is paused afterwards.
                let status = body.as_object_mut().filter(|_| item.kind == Kind::LogStreams).and_then(|members| members.remove("status"));
                if item.kind == Kind::Clients
                    && let Some(members) = body.as_object_mut()
                    && ["client_authentication_methods", "signed_request_object"]
                        .map(|name| members.remove(name))
                        .iter()
                        .any(Option::is_some)
                {
                    progress(&format!("{}: the keys that it signs with are to be made anew", clean(&item.name)));
                }
                let made = self.api.call(Method::POST, path, &body).await?;
                if let Some(status) = status.filter(|status| status == "paused") {
                    self.api.call(Method::PATCH, &format!("{path}/{}", text(&made, "id")?), &json!({ "status": status })).await?;
                }
                match item.kind {
                    Kind::Clients => self.clients = None,
                    Kind::DatabaseConnections => self.connections = None,
                    _ => {}
                }
                let id = if item.kind == Kind::Clients { "client_id" } else { "id" };
                text(&made, id)?.to_owned()
            }
            Some(id) => {
                take_fixed(&mut body, fixed, current)?;
                self.api.call(Method::PATCH, &format!("{path}/{id}"), &body).await?;
                id.to_owned()
            }
        };
        let Some(aside) = aside else { return Ok(()) };
        let present = |member: &str| current.map(|current| of(&current.value, member).clone()).unwrap_or_default();
        match item.kind {
            Kind::Roles => self.permissions(&id, &aside, &present("permissions")).await,
            Kind::Organizations => self.organization_connections(&id, &aside, &present("connections")).await,
            Kind::Hooks => self.hook_secrets(&id, &aside, &present("secrets")).await,
            _ => Ok(()),
        }
    }

    async fn permissions(&self, id: &str, wanted: &Value, present: &Value) -> anyhow::Result<()> {
        let path = format!("roles/{id}/permissions");
        for (method, some, others) in [(Method::POST, wanted, present), (Method::DELETE, present, wanted)] {
            let others = others.as_array().map_or(&[][..], Vec::as_slice);
            let these: Vec<&Value> = some.as_array().into_iter().flatten().filter(|one| !others.contains(one)).collect();
            if !these.is_empty() {
                self.api.call(method, &path, &json!({ "permissions": these })).await.context("its permissions could not be changed")?;
            }
        }
        Ok(())
    }

    async fn organization_connections(&mut self, id: &str, wanted: &Value, present: &Value) -> anyhow::Result<()> {
        let named = |all: &Value| all.as_array().cloned().unwrap_or_default();
        let (wanted, present) = (named(wanted), named(present));
        for connection in &wanted {
            let name = of(connection, "name").as_str().unwrap_or_default();
            let connection_id = self.connection(name).await?;
            let mut body = connection.clone();
            if let Value::Object(members) = &mut body {
                members.remove("name");
            }
            let path = format!("organizations/{id}/connections");
            if present.iter().any(|present| of(present, "name") == name) {
                self.api.call(Method::PATCH, &format!("{path}/{connection_id}"), &body).await.with_context(|| name.to_owned())?;
            } else {
                put(Some(&mut body), "connection_id", connection_id.into());
                self.api.call(Method::POST, &path, &body).await.with_context(|| name.to_owned())?;
            }
        }
        for connection in present.iter().filter(|present| wanted.iter().all(|wanted| of(wanted, "name") != of(present, "name"))) {
            let name = of(connection, "name").as_str().unwrap_or_default();
            let path = format!("organizations/{id}/connections/{}", self.connection(name).await?);
            self.api.call(Method::DELETE, &path, &Value::Null).await.with_context(|| name.to_owned())?;
        }
        Ok(())
    }

    async fn hook_secrets(&self, id: &str, wanted: &Value, present: &Value) -> anyhow::Result<()> {
        let (mut new, mut other) = (Map::new(), Map::new());
        for (name, value) in wanted.as_object().into_iter().flatten().filter(|(_, value)| **value != HIDDEN) {
            let all = if present.get(name).is_some() { &mut other } else { &mut new };
            all.insert(name.clone(), value.clone());
        }
        for (method, secrets) in [(Method::POST, new), (Method::PATCH, other)] {
            if !secrets.is_empty() {
                let written = self.api.call(method, &format!("hooks/{id}/secrets"), &Value::Object(secrets)).await;
                written.context("its secrets could not be written")?;
            }
        }
        Ok(())
    }

    /// An Action: its draft, the build, and the deployment.
    async fn action(&self, current: Option<&Item>, mut body: Value) -> anyhow::Result<()> {
        let members = body.as_object_mut().context("it is no JSON object")?;
        let deployed = members.remove("deployed") == Some(Value::Bool(true));
        for name in ["status", "installed_integration_id"] {
            members.remove(name);
        }
        let secrets = members.get("secrets").and_then(Value::as_array).cloned().unwrap_or_default();
        let present = current.map(|current| of(&current.value, "secrets").as_array().cloned().unwrap_or_default()).unwrap_or_default();
        let unknown =
            secrets.iter().find(|secret| secret.get("value").is_none() && present.iter().all(|it| of(it, "name") != of(secret, "name")));
        if let Some(secret) = unknown {
            let name = of(secret, "name").as_str().unwrap_or_default();
            bail!("its secret {name} has no value; write \"value\": \"##{name}##\" beside its name, and give it by --keyword or a file");
        }
        let id = match current.and_then(|current| current.id.clone()) {
            None => text(&self.api.call(Method::POST, "actions/actions", &body).await?, "id")?.to_owned(),
            Some(id) => {
                take_fixed(&mut body, &["supported_triggers"], current)?;
                self.api.call(Method::PATCH, &format!("actions/actions/{id}"), &body).await?;
                id
            }
        };
        self.until_built(&id).await?;
        if deployed {
            let deploy = self.api.call(Method::POST, &format!("actions/actions/{id}/deploy"), &json!({})).await;
            deploy.context("it could not be deployed")?;
        }
        Ok(())
    }

    async fn until_built(&self, id: &str) -> anyhow::Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let action = self.api.get(&format!("actions/actions/{id}"), &[]).await?;
            match text(&action, "status")? {
                "built" => return Ok(()),
                "failed" => {
                    bail!("its build failed: {}", action.pointer("/errors/0/msg").and_then(Value::as_str).unwrap_or("for no reason"))
                }
                _ => tokio::time::sleep(POLL).await,
            }
        }
        bail!("its build has not ended after {} s", PATIENCE.as_secs())
    }

    /// The id of an application.
    async fn client(&mut self, name: &str) -> anyhow::Result<String> {
        if self.clients.is_none() {
            let all = self.api.all("clients", "clients", &[("fields", "client_id,name")]).await?;
            self.clients = Some(by_name(&all, "client_id"));
        }
        named(self.clients.as_ref(), name).with_context(|| format!("there is no application {name}, or more than one"))
    }

    /// The id of an Action. Asked anew each time: the import itself may have made it.
    async fn action_id(&self, name: &str) -> anyhow::Result<String> {
        let all = self.api.all("actions/actions", "actions", &[]).await?;
        named(Some(&by_name(&all, "id")), name).with_context(|| format!("there is no Action {name}"))
    }

    /// The id of a connection.
    async fn connection(&mut self, name: &str) -> anyhow::Result<String> {
        if self.connections.is_none() {
            let all = self.api.all("connections", "connections", &[]).await?;
            self.connections = Some(by_name(&all, "id"));
        }
        named(self.connections.as_ref(), name).with_context(|| format!("there is no connection {name}, or more than one"))
    }
}

/// Takes out what stays as it was made, and refuses what would be another.
fn take_fixed(body: &mut Value, fixed: &[&str], current: Option<&Item>) -> anyhow::Result<()> {
    let Value::Object(members) = body else { return Ok(()) };
    for name in fixed {
        let wanted = members.remove(*name);
        // The ids of applications stand for their names here.
        let present = current.map(|current| of(&current.value, name)).filter(|present| !present.is_null() && *name != "client_id");
        if let (Some(wanted), Some(present)) = (wanted, present)
            && !holds(present, &wanted)
        {
            bail!("its {name} cannot be changed: delete it there first, or give it another name");
        }
    }
    Ok(())
}

/// The ids by the names. A name that several have is nobody's.
fn by_name(all: &[Value], id: &str) -> Map<String, Value> {
    let mut out = Map::new();
    for one in all {
        if let Some(name) = of(one, "name").as_str() {
            let id = if out.contains_key(name) { Value::Null } else { of(one, id).clone() };
            out.insert(name.to_owned(), id);
        }
    }
    out
}

fn named(all: Option<&Map<String, Value>>, name: &str) -> Option<String> {
    all?.get(name)?.as_str().map(str::to_owned)
}
