//! Hooks (reference 3.6): the form of programs between Rules and Actions. One function for one of five triggers, which runs before the
//! trigger's Actions.
//!
//! A trigger has at most one Hook that is switched on. The store demands it, so that of two editors who race one wins, and a flow finds
//! its Hook by one read.

pub mod change;
mod name;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::contract::Trigger;
use crate::storage::{Collection, Entity, Store};

pub use name::normalised;

/// The triggers that have Hooks.
pub const TRIGGERS: [Trigger; 5] = [
    Trigger::CredentialsExchange,
    Trigger::PreUserRegistration,
    Trigger::PostUserRegistration,
    Trigger::PostChangePassword,
    Trigger::SendPhoneMessage,
];

/// The index of the Hook that a trigger runs.
pub const RUNS: &str = "runs";
/// Secrets of one Hook (reference 3.6).
pub const MAX_SECRETS: usize = 20;

/// One Hook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hook {
    /// A ULID.
    pub id: String,
    /// Unique in the tenant, in its [`normalised`] form.
    pub name: String,
    /// JavaScript that sets `module.exports` to a function.
    pub script: String,
    /// npm packages that it requires, with their versions.
    pub dependencies: BTreeMap<String, String>,
    /// Where it runs.
    pub trigger: Trigger,
    /// Whether flows run it.
    pub enabled: bool,
    /// Values by name, each sealed for [`Hook::purpose`].
    pub secrets: BTreeMap<String, String>,
    /// The script that it was built into.
    pub unit: String,
    /// The script before it, which a flow that has just begun may still read.
    pub before: Option<String>,
}

impl Hook {
    /// What a secret is sealed for.
    pub fn purpose(id: &str, name: &str) -> String {
        format!("hook/{id}/{name}")
    }
}

impl Entity for Hook {
    const COLLECTION: &'static str = "hooks";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        let mut unique = vec![("name", self.name.clone())];
        if self.enabled {
            unique.push((RUNS, self.trigger.id().to_owned()));
        }
        unique
    }
}

/// The Hooks of one tenant.
pub fn collection(store: &Arc<dyn Store>, tenant: &str) -> Collection<Hook> {
    Collection::new(store.clone(), tenant)
}
