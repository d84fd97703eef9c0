//! Bindings: which Actions a trigger runs, in which order, and what a failure of each does to the flow.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::contract::Trigger;
use crate::storage::Entity;

/// What becomes of the flow when the Action fails (not when it denies).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum FailurePolicy {
    /// The flow fails. The default: a check that cannot be made has not been passed.
    #[default]
    Deny,
    /// The flow goes on as if the Action were not bound.
    Skip,
    /// The version that was deployed before runs once; if it fails too, the flow fails.
    PreviousVersion,
}

/// One Action at a place of a trigger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Binding {
    /// A UUID.
    pub id: String,
    /// The Action.
    pub action_id: String,
    /// Shown in lists; the Action's name by default.
    pub display_name: String,
    /// What a failure does.
    #[serde(default)]
    pub on_failure: FailurePolicy,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// All bindings of one trigger, in order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TriggerBindings {
    /// The trigger.
    pub trigger: Trigger,
    /// In the order in which they run.
    pub bindings: Vec<Binding>,
}

impl Entity for TriggerBindings {
    const COLLECTION: &'static str = "bindings";

    fn id(&self) -> String {
        self.trigger.id().to_owned()
    }
}
