//! What a server says of its tenant, as the operator would have written it: without what the server made, and with the names of
//! applications and connections in place of their ids, which are others on every server.

use anyhow::Context;
use serde_json::{Map, Value, json};

use super::Item;
use super::kinds::Kind;
use super::members::{of, put};
use crate::cli::api::{Api, list, text};
use crate::http::management::emails::{TEMPLATES, secrets};
use crate::http::management::prompts::PROMPTS;

/// What stands for a secret of a Hook.
pub const HIDDEN: &str = "_VALUE_NOT_SHOWN_";

/// The three documents of attack protection.
const ATTACK_PROTECTION: [&str; 3] = ["breached-password-detection", "brute-force-protection", "suspicious-ip-throttling"];

/// What of a thing the server makes, by kind.
fn made_by_server(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::ResourceServers => &["id", "is_system", "signing_secret"],
        Kind::Clients => &[
            "client_id",
            "client_secret",
            "client_secret_expires_at",
            "signing_keys",
            "global",
            "tenant",
            "callback_url_template",
            "config_route",
            "owners",
            "custom_login_page_preview",
        ],
        Kind::DatabaseConnections => &["id", "provisioning_ticket_url", "realms"],
        Kind::Themes => &["themeId"],
        Kind::TokenExchangeProfiles => &["id", "action_id", "created_at", "updated_at"],
        Kind::Tenant => &["sandbox_versions_available"],
        _ => &["id"],
    }
}

/// Takes out of a thing what the server makes.
pub fn strip(kind: Kind, value: &mut Value) {
    if let Value::Object(members) = value {
        members.retain(|name, _| !made_by_server(kind).contains(&name.as_str()));
    }
    if kind == Kind::Clients
        && let Some(Value::Object(jwt)) = value.get_mut("jwt_configuration")
    {
        jwt.remove("secret_encoded");
    }
    if kind == Kind::Tenant
        && let Some(Value::Object(flags)) = value.get_mut("flags")
    {
        flags.retain(|name, _| !["allow_changing_enable_sso", "enable_sso", "disable_impersonation"].contains(&name.as_str()));
    }
}

fn without(kind: Kind, value: &Value) -> Value {
    let mut value = value.clone();
    strip(kind, &mut value);
    if let Value::Object(members) = &mut value {
        members.retain(|_, value| !value.is_null());
    }
    value
}

/// What tells grants apart.
pub fn grant_name(value: &Value) -> String {
    let member = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    // One application may have one of each kind for the same API.
    let kind = Some(member("subject_type")).filter(|kind| !matches!(kind.as_str(), "" | "client"));
    format!("{} → {}{}", member("client_id"), member("audience"), kind.map(|kind| format!(" ({kind})")).unwrap_or_default())
}

/// The things of a kind.
pub async fn read(api: &Api, kind: Kind) -> anyhow::Result<Vec<Item>> {
    match kind {
        Kind::ResourceServers => {
            let all = all(api, kind, "resource-servers", "resource_servers").await?;
            // The Management API is the server's own.
            Ok(all
                .into_iter()
                .filter(|(value, _)| value.get("is_system") != Some(&Value::Bool(true)))
                .map(|found| item(kind, found))
                .collect())
        }
        Kind::Clients => {
            let clients = api.all("clients", "clients", &[("is_global", "false")]).await.context("applications could not be read")?;
            Ok(clients.into_iter().map(|client| item(kind, with_id(client, "client_id"))).collect())
        }
        Kind::Grants => grants(api).await,
        Kind::DatabaseConnections => databases(api).await,
        Kind::Roles => roles(api).await,
        Kind::Actions => actions(api).await,
        Kind::Triggers => triggers(api).await,
        Kind::TokenExchangeProfiles => profiles(api).await,
        Kind::EmailProvider => email_provider(api).await,
        Kind::Emails => email_templates(api).await,
        Kind::Organizations => organizations(api).await,
        Kind::Hooks => hooks(api).await,
        Kind::RulesConfigs => {
            // Their values cannot be read, so that a file of one would say nothing.
            Ok(Vec::new())
        }
        Kind::LogStreams => {
            let all = api.get("log-streams", &[]).await.context("log streams could not be read")?;
            Ok(list(&all, "log_streams").iter().map(|stream| item(kind, with_id(stream.clone(), "id"))).collect())
        }
        Kind::Rules => Ok(all(api, kind, "rules", "rules").await?.into_iter().map(|found| item(kind, found)).collect()),
        Kind::AttackProtection => {
            let mut items = Vec::new();
            for name in ATTACK_PROTECTION {
                items.extend(document(api, kind, name, &format!("attack-protection/{name}")).await?);
            }
            Ok(items)
        }
        Kind::Branding => document(api, kind, "", "branding").await,
        Kind::Themes => document(api, kind, "", "branding/themes/default").await,
        Kind::Prompts => document(api, kind, "", "prompts").await,
        Kind::PromptsCustomText => custom_texts(api).await,
        Kind::Tenant => document(api, kind, "", "tenants/settings").await,
    }
}

/// A value and its id.
type Found = (Value, Option<String>);

fn with_id(value: Value, member: &str) -> Found {
    let id = value.get(member).and_then(Value::as_str).map(str::to_owned);
    (value, id)
}

async fn all(api: &Api, kind: Kind, path: &str, key: &str) -> anyhow::Result<Vec<Found>> {
    let all = api.all(path, key, &[]).await.with_context(|| format!("{} could not be read", kind.shown()))?;
    Ok(all.into_iter().map(|value| with_id(value, "id")).collect())
}

/// A thing with its own members alone.
fn item(kind: Kind, (value, id): Found) -> Item {
    let member = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let name = kind.key().map(member).unwrap_or_default();
    // Both are told apart by a URI.
    let file = if matches!(kind, Kind::ResourceServers | Kind::TokenExchangeProfiles) { member("name") } else { name.clone() };
    Item { kind, name, file, value: without(kind, &value), id }
}

/// The one document of a kind, or none where the server has none.
async fn document(api: &Api, kind: Kind, name: &str, path: &str) -> anyhow::Result<Vec<Item>> {
    let found = api.find(path, &[]).await.with_context(|| format!("{} could not be read", kind.shown()))?;
    Ok(found
        .filter(|value| value.as_object().is_some_and(|members| !members.is_empty()))
        .map(|value| {
            let (value, id) = with_id(value, "themeId");
            Item { kind, name: name.to_owned(), file: name.to_owned(), value: without(kind, &value), id }
        })
        .into_iter()
        .collect())
}

/// The document of a kind that is put together from several answers; none where they say nothing.
fn whole(kind: Kind, all: Map<String, Value>) -> Vec<Item> {
    let item = || Item { kind, name: String::new(), file: String::new(), value: Value::Object(all.clone()), id: None };
    (!all.is_empty()).then(item).into_iter().collect()
}

/// The names of applications by their ids.
async fn client_names(api: &Api) -> anyhow::Result<Map<String, Value>> {
    let clients = api.all("clients", "clients", &[("fields", "client_id,name")]).await.context("applications could not be read")?;
    clients.iter().map(|client| Ok((text(client, "client_id")?.to_owned(), of(client, "name").clone()))).collect()
}

async fn grants(api: &Api) -> anyhow::Result<Vec<Item>> {
    let names = client_names(api).await?;
    let apis = api.all("resource-servers", "resource_servers", &[]).await.context("APIs could not be read")?;
    let mut items = Vec::new();
    for (grant, id) in all(api, Kind::Grants, "client-grants", "client_grants").await? {
        let found = apis.iter().find(|api| of(api, "identifier") == of(&grant, "audience"));
        // Grants of the Management API name the server itself.
        let Some(found) = found.filter(|api| api.get("is_system") != Some(&Value::Bool(true))) else { continue };
        // A grant of all third parties is no application's.
        if grant.get("default_for").is_some() {
            continue;
        }
        let mut value = without(Kind::Grants, &grant);
        let client = of(&grant, "client_id").as_str().and_then(|id| names.get(id)).cloned().unwrap_or_default();
        let of_users = if of(&grant, "subject_type") == "user" { "-user" } else { "" };
        let file = format!("{}-{}{of_users}", client.as_str().unwrap_or_default(), of(found, "name").as_str().unwrap_or_default());
        put(Some(&mut value), "client_id", client);
        items.push(Item { kind: Kind::Grants, name: grant_name(&value), file, value, id });
    }
    Ok(items)
}

async fn databases(api: &Api) -> anyhow::Result<Vec<Item>> {
    let names = client_names(api).await?;
    let found = api.all("connections", "connections", &[("strategy", "auth0")]).await.context("connections could not be read")?;
    let mut items = Vec::new();
    for database in found {
        let (database, id) = with_id(database, "id");
        let path = format!("connections/{}/clients", id.as_deref().unwrap_or_default());
        let enabled = api.all_from(&path, "clients").await.context("the applications of a connection could not be read")?;
        let mut clients: Vec<&Value> = enabled.iter().filter_map(|client| names.get(of(client, "client_id").as_str()?)).collect();
        clients.sort_by_key(|name| name.as_str());
        let clients = json!(clients);
        let mut item = item(Kind::DatabaseConnections, (database, id));
        put(Some(&mut item.value), "enabled_clients", clients);
        items.push(item);
    }
    Ok(items)
}

async fn roles(api: &Api) -> anyhow::Result<Vec<Item>> {
    let mut items = Vec::new();
    for (role, id) in all(api, Kind::Roles, "roles", "roles").await? {
        let path = format!("roles/{}/permissions", id.as_deref().unwrap_or_default());
        let permissions = api.all(&path, "permissions", &[]).await.context("the permissions of a role could not be read")?;
        let own = |permission: &Value| {
            json!({
                "permission_name": of(permission, "permission_name"),
                "resource_server_identifier": of(permission, "resource_server_identifier"),
            })
        };
        let mut item = item(Kind::Roles, (role, id));
        put(Some(&mut item.value), "permissions", permissions.iter().map(own).collect());
        items.push(item);
    }
    Ok(items)
}

async fn actions(api: &Api) -> anyhow::Result<Vec<Item>> {
    let mut items = Vec::new();
    for (action, id) in all(api, Kind::Actions, "actions/actions", "actions").await? {
        let members = ["name", "code", "runtime", "dependencies", "status", "supported_triggers"];
        let mut value: Map<String, Value> =
            members.into_iter().filter_map(|name| Some((name.to_owned(), action.get(name)?.clone()))).collect();
        let secrets = of(&action, "secrets").as_array().map_or(&[][..], Vec::as_slice);
        value.insert("secrets".to_owned(), secrets.iter().map(|secret| json!({ "name": of(secret, "name") })).collect());
        value.insert("deployed".to_owned(), (of(&action, "all_changes_deployed") == true).into());
        if let Some(Value::Array(triggers)) = value.get_mut("supported_triggers") {
            triggers.iter_mut().for_each(|trigger| *trigger = json!({ "id": of(trigger, "id"), "version": of(trigger, "version") }));
        }
        let name = text(&action, "name")?.to_owned();
        items.push(Item { kind: Kind::Actions, name: name.clone(), file: name, value: Value::Object(value), id });
    }
    Ok(items)
}

async fn triggers(api: &Api) -> anyhow::Result<Vec<Item>> {
    let known = api.get("actions/triggers", &[]).await.context("triggers could not be read")?;
    let mut ids: Vec<&str> = list(&known, "triggers").iter().filter_map(|trigger| of(trigger, "id").as_str()).collect();
    ids.dedup();
    let mut all = Map::new();
    for id in ids {
        let bound =
            api.get(&format!("actions/triggers/{id}/bindings"), &[("per_page", "50")]).await.context("bindings could not be read")?;
        let shown =
            |binding: &Value| json!({ "action_name": of(of(binding, "action"), "name"), "display_name": of(binding, "display_name") });
        let bindings: Vec<Value> = list(&bound, "bindings").iter().map(shown).collect();
        if !bindings.is_empty() {
            all.insert(id.to_owned(), Value::Array(bindings));
        }
    }
    Ok(whole(Kind::Triggers, all))
}

async fn profiles(api: &Api) -> anyhow::Result<Vec<Item>> {
    let found = api.all_from("token-exchange-profiles", "token_exchange_profiles").await;
    let found = found.context("token exchange profiles could not be read")?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let actions = api.all("actions/actions", "actions", &[]).await.context("Actions could not be read")?;
    let named = |profile: &Value| {
        let action = actions.iter().find(|action| of(action, "id") == of(profile, "action_id"));
        action.map(|action| of(action, "name").clone()).unwrap_or_default()
    };
    Ok(found
        .into_iter()
        .map(|profile| {
            let action = named(&profile);
            let mut item = item(Kind::TokenExchangeProfiles, with_id(profile, "id"));
            put(Some(&mut item.value), "action", action);
            item
        })
        .collect())
}

async fn email_provider(api: &Api) -> anyhow::Result<Vec<Item>> {
    let mut items = document(api, Kind::EmailProvider, "", "emails/provider").await?;
    for item in &mut items {
        let provider = of(&item.value, "name").as_str().unwrap_or_default().to_owned();
        for secret in secrets(&provider) {
            let marker = secret.chars().flat_map(|c| c.is_ascii_uppercase().then_some('_').into_iter().chain([c.to_ascii_uppercase()]));
            put(item.value.get_mut("credentials"), secret, format!("##{}##", marker.collect::<String>()).into());
        }
    }
    Ok(items)
}

async fn email_templates(api: &Api) -> anyhow::Result<Vec<Item>> {
    let mut items = Vec::new();
    for name in TEMPLATES.iter() {
        for mut item in document(api, Kind::Emails, name, &format!("email-templates/{name}")).await? {
            // The name is what the file is called by.
            put(Some(&mut item.value), "template", (*name).into());
            items.push(item);
        }
    }
    Ok(items)
}

async fn organizations(api: &Api) -> anyhow::Result<Vec<Item>> {
    let mut items = Vec::new();
    for (organization, id) in all(api, Kind::Organizations, "organizations", "organizations").await? {
        let path = format!("organizations/{}/connections", id.as_deref().unwrap_or_default());
        let connections = api.all(&path, "connections", &[]).await.context("an organization's connections could not be read")?;
        let own = |connection: &Value| {
            let mut own = json!({ "name": of(of(connection, "connection"), "name") });
            for (member, value) in connection.as_object().into_iter().flatten() {
                if !["connection_id", "connection"].contains(&member.as_str()) {
                    put(Some(&mut own), member, value.clone());
                }
            }
            own
        };
        let mut item = item(Kind::Organizations, (organization, id));
        put(Some(&mut item.value), "connections", connections.iter().map(own).collect());
        items.push(item);
    }
    Ok(items)
}

async fn hooks(api: &Api) -> anyhow::Result<Vec<Item>> {
    let mut items = Vec::new();
    for (_, id) in all(api, Kind::Hooks, "hooks", "hooks").await? {
        let id = id.unwrap_or_default();
        let whole = api.get(&format!("hooks/{id}"), &[]).await.context("a Hook could not be read")?;
        let secrets = api.get(&format!("hooks/{id}/secrets"), &[]).await.context("the secrets of a Hook could not be read")?;
        let hidden: Map<String, Value> = secrets.as_object().into_iter().flatten().map(|(name, _)| (name.clone(), HIDDEN.into())).collect();
        let mut item = item(Kind::Hooks, (whole, Some(id)));
        put(Some(&mut item.value), "secrets", hidden.into());
        items.push(item);
    }
    Ok(items)
}

async fn custom_texts(api: &Api) -> anyhow::Result<Vec<Item>> {
    let settings = api.get("tenants/settings", &[("fields", "enabled_locales")]).await.context("the languages could not be read")?;
    let languages = of(&settings, "enabled_locales").as_array().cloned().unwrap_or_else(|| vec!["en".into()]);
    let mut all = Map::new();
    for language in languages.iter().filter_map(Value::as_str) {
        let mut texts = Map::new();
        for prompt in PROMPTS.iter() {
            let found = api.get(&format!("prompts/{prompt}/custom-text/{language}"), &[]).await.context("texts could not be read")?;
            if found.as_object().is_some_and(|members| !members.is_empty()) {
                texts.insert((*prompt).to_owned(), found);
            }
        }
        if !texts.is_empty() {
            all.insert(language.to_owned(), Value::Object(texts));
        }
    }
    Ok(whole(Kind::PromptsCustomText, all))
}
