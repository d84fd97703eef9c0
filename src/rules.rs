//! Rules and what they are configured with (reference 3): programs that run at every login before its Actions, in the form that was
//! there before Actions were.
//!
//! All enabled Rules of a tenant are one program ([`chain`]), built when one of them changes ([`change`]). No two Rules share a name or
//! a place in the order, and both are demanded by the store, so that of two editors who race one wins.

pub mod chain;
pub mod change;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::storage::{Collection, Entity, Store};

/// One Rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// `rul_…`.
    pub id: String,
    /// Unique in the tenant.
    pub name: String,
    /// One function expression.
    pub script: String,
    /// Its place; unique, lowest first.
    pub order: i64,
    /// Whether logins run it.
    pub enabled: bool,
    /// Where it runs: `login_success`, the only stage there is.
    pub stage: String,
}

/// The only stage of Rules.
pub const STAGE: &str = "login_success";

impl Entity for Rule {
    const COLLECTION: &'static str = "rules";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("name", self.name.clone()), ("order", self.order.to_string())]
    }
}

/// One member of the object `configuration` that Rules see.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RuleConfig {
    /// The key.
    pub key: String,
    /// The value, sealed for [`RuleConfig::purpose`].
    pub sealed: String,
}

impl RuleConfig {
    /// What the value of `key` is sealed for.
    pub fn purpose(key: &str) -> String {
        format!("rules-config/{key}")
    }
}

impl Entity for RuleConfig {
    const COLLECTION: &'static str = "rules_configs";

    fn id(&self) -> String {
        self.key.clone()
    }
}

/// The Rules of one tenant.
#[derive(Clone)]
pub struct RuleStore {
    /// Rules.
    pub rules: Collection<Rule>,
    /// Their configuration.
    pub configs: Collection<RuleConfig>,
    /// What logins run.
    pub chains: Collection<chain::Chain>,
}

impl RuleStore {
    /// The Rules of `tenant`.
    pub fn new(store: &Arc<dyn Store>, tenant: &str) -> Self {
        Self {
            rules: Collection::new(store.clone(), tenant),
            configs: Collection::new(store.clone(), tenant),
            chains: Collection::new(store.clone(), tenant),
        }
    }
}
