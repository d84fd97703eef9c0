//! One event of the tenant log, in the shape of the reference, 6.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::clock::iso_millis;
use crate::storage::Entity;

/// The longest description that is kept, in characters; what an Action says ends up here.
const MAX_DESCRIPTION: usize = 1024;

/// One event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogEvent {
    /// 53 digits, ordered by time.
    pub log_id: String,
    /// A code of `log_codes.tsv`: `s`, `ss`, `fs`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// When.
    pub date: Timestamp,
    /// One sentence.
    pub description: Option<String>,
    /// The connection's name.
    pub connection: Option<String>,
    /// The connection's id.
    pub connection_id: Option<String>,
    /// The application.
    pub client_id: Option<String>,
    /// Its name.
    pub client_name: Option<String>,
    /// The client's address.
    pub ip: Option<String>,
    /// The host name of the request.
    pub hostname: Option<String>,
    /// The user.
    pub user_id: Option<String>,
    /// The user's address or name, as it was typed.
    pub user_name: Option<String>,
    /// The browser.
    pub user_agent: Option<String>,
    /// The organization.
    #[serde(default)]
    pub organization_id: Option<String>,
    /// Its name.
    #[serde(default)]
    pub organization_name: Option<String>,
    /// The API.
    pub audience: Option<String>,
    /// The scopes, separated by blanks.
    pub scope: Option<String>,
    /// The connection's strategy.
    pub strategy: Option<String>,
    /// `database` for a database.
    pub strategy_type: Option<String>,
    /// What is particular to the type. Never holds a password, secret, code or token.
    pub details: Map<String, Value>,
    /// The end of its retention.
    pub expires_at: Timestamp,
}

impl LogEvent {
    /// An event with nothing but its id, type and times.
    pub fn new(log_id: String, kind: &str, date: Timestamp, expires_at: Timestamp) -> Self {
        Self {
            log_id,
            kind: kind.to_owned(),
            date,
            description: None,
            connection: None,
            connection_id: None,
            client_id: None,
            client_name: None,
            ip: None,
            hostname: None,
            user_id: None,
            user_name: None,
            user_agent: None,
            organization_id: None,
            organization_name: None,
            audience: None,
            scope: None,
            strategy: None,
            strategy_type: None,
            details: Map::new(),
            expires_at,
        }
    }

    /// Sets the description, cut to a bounded length.
    #[must_use]
    pub fn describe(mut self, description: impl AsRef<str>) -> Self {
        self.description = Some(description.as_ref().chars().take(MAX_DESCRIPTION).collect());
        self
    }

    /// Names the executions whose records tell more: `details.actions.executions`.
    #[must_use]
    pub fn executions(mut self, ids: &[String]) -> Self {
        if !ids.is_empty() {
            self.details.insert("actions".to_owned(), json!({ "executions": ids }));
        }
        self
    }

    /// The event as the Management API answers it.
    pub fn to_json(&self) -> Value {
        json!({
            "_id": self.log_id,
            "log_id": self.log_id,
            "date": iso_millis(self.date),
            "type": self.kind,
            "description": self.description,
            "connection": self.connection,
            "connection_id": self.connection_id,
            "client_id": self.client_id,
            "client_name": self.client_name,
            "ip": self.ip,
            "hostname": self.hostname,
            "user_id": self.user_id,
            "user_name": self.user_name,
            "user_agent": self.user_agent,
            "audience": self.audience,
            "scope": self.scope,
            "strategy": self.strategy,
            "strategy_type": self.strategy_type,
            "details": self.details,
            "isMobile": false,
        })
    }
}

impl Entity for LogEvent {
    const COLLECTION: &'static str = "logs";

    fn id(&self) -> String {
        self.log_id.clone()
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        self.user_id.iter().map(|user| ("user", user.clone())).collect()
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
