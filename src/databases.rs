//! Custom databases: connections whose users are somewhere else, or still are, and are found there by scripts (reference 4.2).
//!
//! | what | where it stands |
//! |---|---|
//! | the options, the texts of the scripts, and `configuration` with sealed values | the connection |
//! | what the scripts were built into | a [`DatabaseProgram`] beside it, changed in the connection's commit ([`change`]) |
//!
//! A login reads the connection anyway; only one that has to ask a script reads the program. Who asks, and what becomes of the answers,
//! is [`foreign_users`](crate::foreign_users)'s.

pub mod change;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::identity::Connection;
use crate::storage::{Collection, Entity, Store};

/// What a connection's scripts were built into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseProgram {
    /// The connection.
    pub connection_id: String,
    /// The script that runs.
    pub unit: String,
    /// The script before it, which a login that has just begun may still read.
    pub before: Option<String>,
}

impl Entity for DatabaseProgram {
    const COLLECTION: &'static str = "database_programs";

    fn id(&self) -> String {
        self.connection_id.clone()
    }
}

/// The programs of one tenant.
pub fn collection(store: &Arc<dyn Store>, tenant: &str) -> Collection<DatabaseProgram> {
    Collection::new(store.clone(), tenant)
}

/// The texts of a connection's scripts, by their names. One of no text is none: tools send it for a script that is not there.
pub fn scripts(connection: &Connection) -> BTreeMap<String, String> {
    let all = connection.options.get("customScripts").and_then(Value::as_object);
    let written = |(name, script): (&String, &Value)| {
        let script = script.as_str().filter(|script| !script.trim().is_empty())?;
        Some((name.clone(), script.to_owned()))
    };
    all.into_iter().flatten().filter_map(written).collect()
}

/// What a value of `configuration` is sealed for.
pub fn purpose(connection_id: &str, name: &str) -> String {
    format!("connection/{connection_id}/configuration/{name}")
}
