//! The event of `password-reset-post-challenge` v1 (reference 1.5).

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::common::{Authentication, Client, Connection, Organization, Request, Tenant, Transaction};
use super::user::{Authorization, Stats, User};

/// What the Action is told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authentication: Option<Authentication>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorization: Option<Authorization>,
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
