//! A connection: a source of users (reference 4.2 "connections"). This server's own is the database, strategy `auth0`.

use serde::{Deserialize, Serialize};

use super::Metadata;
use crate::storage::Entity;

/// Auth0's levels of `passwordPolicy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum PasswordPolicy {
    /// At least one character.
    None,
    /// At least six characters.
    Low,
    /// At least eight, with a lower-case letter, an upper-case letter and a digit.
    Fair,
    /// At least eight, with three of the four kinds of characters.
    #[default]
    Good,
    /// At least ten, three of four kinds, and no more than two identical in a row.
    Excellent,
}

/// One source of users.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Connection {
    /// `con_…`.
    pub id: String,
    /// Unique in the tenant; what clients name in `connection`.
    pub name: String,
    /// Shown to people.
    #[serde(default)]
    pub display_name: Option<String>,
    /// `auth0` for a database.
    pub strategy: String,
    /// Usable by third-party applications.
    #[serde(default)]
    pub is_domain_connection: bool,
    /// `client_id`s that may use it.
    #[serde(default)]
    pub enabled_clients: Vec<String>,
    /// Realms; by default the name.
    #[serde(default)]
    pub realms: Vec<String>,
    /// `event.connection.metadata`: string values.
    #[serde(default)]
    pub metadata: Metadata,
    /// The strategy's own settings, as the Management API takes and gives them. Read through the methods below.
    #[serde(default)]
    pub options: Metadata,
    /// Stored and returned, without effect.
    #[serde(flatten)]
    pub extra: Metadata,
}

impl Connection {
    fn flag(&self, name: &str) -> bool {
        self.options.get(name).and_then(serde_json::Value::as_bool).unwrap_or(false)
    }

    /// Nobody signs up by themselves; the Management API still creates users.
    pub fn disable_signup(&self) -> bool {
        self.flag("disable_signup")
    }

    /// Nobody sets a new password by themselves; operators still make links.
    pub fn disable_self_service_change_password(&self) -> bool {
        self.flag("disable_self_service_change_password")
    }

    /// A user name is asked for beside the address.
    pub fn requires_username(&self) -> bool {
        self.flag("requires_username")
    }

    /// The password policy level; `good` where none is set, as for new connections at Auth0.
    pub fn password_policy(&self) -> PasswordPolicy {
        self.options.get("passwordPolicy").and_then(|v| serde_json::from_value(v.clone()).ok()).unwrap_or_default()
    }

    /// Whether `client` may use this connection: enabled for it, or a domain connection for a third-party application.
    pub fn serves(&self, client: &super::Client) -> bool {
        if client.is_first_party { self.enabled_clients.contains(&client.client_id) } else { self.is_domain_connection }
    }
}

impl Entity for Connection {
    const COLLECTION: &'static str = "connections";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("name", self.name.clone())]
    }
}
