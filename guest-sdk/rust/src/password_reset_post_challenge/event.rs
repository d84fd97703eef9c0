//! What a `password-reset-post-challenge` Action is told (v1 of the event).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event::{Authentication, Authorization, Client, Connection, Organization, Request, Stats, Tenant, Transaction, User};

/// What the Action is told. Secrets are in [`crate::secrets`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Event {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authentication: Option<Authentication>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<Authorization>,
    /// The application, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<Client>,
    pub connection: Connection,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<Organization>,
    /// The answers of a form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt: Option<Value>,
    pub request: Request,
    pub stats: Stats,
    pub tenant: Tenant,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction: Option<Transaction>,
    pub user: User,
}
