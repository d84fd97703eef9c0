//! An Action, its draft and its versions (reference 2.2).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::PinnedModule;
use crate::contract::Trigger;
use crate::storage::Entity;

/// How far the build of a draft has come. Auth0's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BuildStatus {
    /// Nothing to run yet: no component was uploaded.
    Pending,
    /// Being checked and compiled.
    Building,
    /// Can be deployed.
    Built,
    /// Cannot; `build_error` says why.
    Failed,
}

/// What runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Program {
    /// An uploaded WebAssembly component.
    Component {
        /// Lower-case hex; the key of the bytes.
        sha256: String,
        /// Bytes.
        size: u64,
    },
    /// Source text, built by this server.
    Script {
        /// The key of its [`super::Script`], lower-case hex.
        unit: String,
        /// Why its top level runs at each call, where it could not be evaluated once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        late: Option<String>,
    },
}

impl Program {
    /// The hash of the component.
    pub fn component(&self) -> Option<&str> {
        match self {
            Self::Component { sha256, .. } => Some(sha256),
            Self::Script { .. } => None,
        }
    }

    /// The key of the script.
    pub fn script(&self) -> Option<&str> {
        match self {
            Self::Script { unit, .. } => Some(unit),
            Self::Component { .. } => None,
        }
    }
}

/// A secret: its name is shown, its value never.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActionSecret {
    /// The name, at most 128 characters.
    pub name: String,
    /// The value, sealed for `action/<action id>/secret/<name>`, or for `module/…` where it is a module's.
    pub sealed: String,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// One Action with its draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// A UUID.
    pub id: String,
    /// Unique in the tenant.
    pub name: String,
    /// The trigger it is for.
    pub trigger: Trigger,
    /// The version of the trigger's event.
    pub trigger_version: String,
    /// Source text, kept as it came; empty for components.
    pub code: String,
    /// `node22` or `typescript` for scripts, `wasm` for components.
    pub runtime: String,
    /// npm dependencies, kept as they came.
    pub dependencies: serde_json::Value,
    /// The draft's secrets.
    pub secrets: Vec<ActionSecret>,
    /// The modules that the draft may require.
    #[serde(default)]
    pub modules: Vec<PinnedModule>,
    /// Limits that the operator set for this Action: members of `sandbox::Limits`; absent ones are the defaults.
    #[serde(default)]
    pub limits: serde_json::Map<String, serde_json::Value>,
    /// Hosts that it may call: `None` is any public host.
    #[serde(default)]
    pub allowed_hosts: Option<Vec<String>>,
    /// What the draft runs, once it is built.
    pub program: Option<Program>,
    /// The build of the draft.
    pub status: BuildStatus,
    /// Why the build failed.
    pub build_error: Option<String>,
    /// Whether a draft that is `building` is to be deployed once it is built.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deploy_when_built: bool,
    /// The version that logins run.
    pub deployed_version: Option<String>,
    /// The number of the newest version; 0 before the first.
    pub last_number: u64,
    /// Whether the deployed version is the draft.
    pub all_changes_deployed: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the draft last changed.
    pub updated_at: Timestamp,
}

impl Action {
    /// What the secret's value is sealed for.
    pub fn secret_purpose(action_id: &str, name: &str) -> String {
        format!("action/{action_id}/secret/{name}")
    }
}

impl Entity for Action {
    const COLLECTION: &'static str = "actions";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("name", self.name.clone())]
    }
}

/// One immutable version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActionVersion {
    /// A UUID.
    pub id: String,
    /// The Action.
    pub action_id: String,
    /// 1, 2, 3, …
    pub number: u64,
    /// The trigger it is for.
    pub trigger: Trigger,
    /// The version of the trigger's event.
    pub trigger_version: String,
    /// Source text.
    pub code: String,
    /// `node22` or `wasm`.
    pub runtime: String,
    /// npm dependencies.
    pub dependencies: serde_json::Value,
    /// Secrets as they were at the deploy.
    pub secrets: Vec<ActionSecret>,
    /// Modules as they were at the deploy.
    #[serde(default)]
    pub modules: Vec<PinnedModule>,
    /// Limits as they were at the deploy.
    #[serde(default)]
    pub limits: serde_json::Map<String, serde_json::Value>,
    /// Allowed hosts as they were at the deploy.
    #[serde(default)]
    pub allowed_hosts: Option<Vec<String>>,
    /// What runs.
    pub program: Program,
    /// When the draft was built.
    pub built_at: Timestamp,
    /// When it was deployed.
    pub created_at: Timestamp,
}

impl Entity for ActionVersion {
    const COLLECTION: &'static str = "action-versions";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("number", format!("{}\0{:020}", self.action_id, self.number))]
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        vec![("action", self.action_id.clone())]
    }
}
