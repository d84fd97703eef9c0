//! The Rules that logins run: which, in which order, built into what. One document, so that a login reads it at once
//! and sees the tenant before a change or after it, never half.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::storage::Entity;

/// The document's id.
pub const ID: &str = "login";

/// One Rule of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// `rul_…`
    pub id: String,
    /// Its name.
    pub name: String,
    /// Built-in modules that it will most likely use.
    pub builtins: BTreeSet<String>,
}

/// What logins run.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Chain {
    /// The enabled Rules in their order.
    pub links: Vec<Link>,
    /// The script that they were built into; none without Rules.
    pub unit: Option<String>,
    /// The script before it, which a login that has just begun may still read.
    pub before: Option<String>,
}

impl Entity for Chain {
    const COLLECTION: &'static str = "rule_chains";

    fn id(&self) -> String {
        ID.to_owned()
    }
}
