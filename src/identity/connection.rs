//! A connection: a source of users (reference 4.2 "connections"). This server's own is the database, strategy `auth0`; the users of the
//! others prove themselves elsewhere.

use serde::{Deserialize, Serialize};

use super::{Identity, Metadata};
use crate::audit::LogEvent;
use crate::storage::Entity;

/// The strategy of a database.
pub const DATABASE: &str = "auth0";
/// The strategy of any OpenID Connect provider.
pub const OIDC: &str = "oidc";
/// The strategy of Google accounts.
pub const GOOGLE: &str = "google-oauth2";
/// The strategies whose users prove themselves elsewhere.
pub const FEDERATED: [&str; 2] = [OIDC, GOOGLE];

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
    /// [`DATABASE`], or one of [`FEDERATED`].
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
    /// What has no field of its own, as it came; what of it has an effect is read through the methods below.
    #[serde(flatten)]
    pub extra: Metadata,
}

impl Connection {
    /// Whether its users are this server's own, with a password.
    pub fn is_database(&self) -> bool {
        self.strategy == DATABASE
    }

    /// Whether its users prove themselves at a provider that the login goes to.
    pub fn is_federated(&self) -> bool {
        FEDERATED.contains(&self.strategy.as_str())
    }

    /// The identity of whom it calls by this id: `auth0|<id>`, `google-oauth2|<id>`, and of others with the connection's name between, for
    /// the same id may be several providers'.
    pub fn identity(&self, id: &str) -> Identity {
        let among_all = matches!(self.strategy.as_str(), DATABASE | GOOGLE);
        Identity {
            connection: self.name.clone(),
            provider: self.strategy.clone(),
            user_id: if among_all { id.to_owned() } else { format!("{}|{id}", self.name) },
            is_social: self.strategy == GOOGLE,
            profile_data: None,
        }
    }

    /// `strategy_type` of log events (reference 6).
    pub fn strategy_type(&self) -> &'static str {
        match self.strategy.as_str() {
            DATABASE => "database",
            GOOGLE => "social",
            _ => "enterprise",
        }
    }

    /// Says in an event of the tenant log where its user comes from.
    pub fn mark(&self, event: &mut LogEvent) {
        event.connection = Some(self.name.clone());
        event.connection_id = Some(self.id.clone());
        event.strategy = Some(self.strategy.clone());
        event.strategy_type = Some(self.strategy_type().to_owned());
    }

    /// Whether the login page shows a button for it: unless `show_as_button` is false.
    pub fn shows_button(&self) -> bool {
        self.extra.get("show_as_button").and_then(serde_json::Value::as_bool).unwrap_or(true)
    }

    /// What people are shown.
    pub fn shown_name(&self) -> &str {
        let own = self.display_name.as_deref().filter(|name| !name.trim().is_empty());
        own.unwrap_or(if self.strategy == GOOGLE { "Google" } else { &self.name })
    }

    fn flag(&self, name: &str) -> bool {
        self.options.get(name).and_then(serde_json::Value::as_bool).unwrap_or(false)
    }

    /// Whether its users are, or were, in a database that scripts know.
    pub fn has_scripts(&self) -> bool {
        self.is_database() && self.flag("enabledDatabaseCustomization")
    }

    /// Whether users of that database come in here, one by one, and stay.
    pub fn imports_users(&self) -> bool {
        self.has_scripts() && self.flag("import_mode")
    }

    /// Whether its users stay in that database: what is here of them is a profile without a password.
    pub fn keeps_users_elsewhere(&self) -> bool {
        self.has_scripts() && !self.flag("import_mode")
    }

    /// Whether its scripts are told where they are called from.
    pub fn scripts_have_context(&self) -> bool {
        self.flag("enable_script_context")
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

    /// Whether who signs up at our pages proves the address by a code in place of a link: `attributes.email.verification_method`, which
    /// was `code` before it was `otp`.
    pub fn verifies_by_code(&self) -> bool {
        let email = self.options.get("attributes").and_then(|attributes| attributes.get("email"));
        let method = email.and_then(|email| email.get("verification_method")).and_then(serde_json::Value::as_str);
        matches!(method, Some("otp" | "code"))
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
    const KEPT_DECODED: usize = 1000;

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("name", self.name.clone())]
    }
}
