//! An Actions Module: code that several Actions share, its draft and its versions (reference 2.1).
//!
//! An Action is pinned to one version of a module, and the pin holds all that a call needs beside the image: the version's secrets,
//! still sealed. A version of an Action so depends on nothing that may be deleted, and a login reads no more than it did.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ActionSecret;
use crate::sandbox::ScriptModule;
use crate::storage::Entity;

/// One module with its draft. Its name is what Actions require, and never changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Module {
    /// A UUID.
    pub id: String,
    /// Unique in the tenant.
    pub name: String,
    /// Source text, kept as it came.
    pub code: String,
    /// npm dependencies with their exact versions.
    pub dependencies: serde_json::Value,
    /// The draft's secrets.
    pub secrets: Vec<ActionSecret>,
    /// The [`ModuleUnit`] that the draft was built into.
    pub unit: String,
    /// The version that was published last.
    pub latest_version: Option<String>,
    /// The number of that version; 0 before the first.
    pub last_number: u64,
    /// Whether the latest version is the draft.
    pub all_changes_published: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When the draft last changed.
    pub updated_at: Timestamp,
}

impl Module {
    /// What a secret's value is sealed for.
    pub fn secret_purpose(module_id: &str, name: &str) -> String {
        format!("module/{module_id}/secret/{name}")
    }

    /// Whether `version` is what the draft is.
    pub fn is(&self, version: &ModuleVersion) -> bool {
        self.code == version.code && self.dependencies == version.dependencies && self.secrets == version.secrets
    }
}

impl Entity for Module {
    const COLLECTION: &'static str = "modules";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("name", self.name.clone())]
    }
}

/// One immutable version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModuleVersion {
    /// A UUID.
    pub id: String,
    /// The module.
    pub module_id: String,
    /// 1, 2, 3, …
    pub number: u64,
    /// Source text.
    pub code: String,
    /// npm dependencies with their exact versions.
    pub dependencies: serde_json::Value,
    /// Secrets as they were when it was published.
    pub secrets: Vec<ActionSecret>,
    /// The [`ModuleUnit`] that it was built into.
    pub unit: String,
    /// When it was published.
    pub created_at: Timestamp,
}

impl ModuleVersion {
    /// The value of the index `number`.
    pub fn place(module_id: &str, number: u64) -> String {
        format!("{module_id}\0{number:020}")
    }
}

impl Entity for ModuleVersion {
    const COLLECTION: &'static str = "module-versions";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("number", Self::place(&self.module_id, self.number))]
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        vec![("module", self.module_id.clone())]
    }
}

/// What a draft was built into: what images of Actions are made with. Apart from draft and versions, which may share it, because its
/// packages are far larger than they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleUnit {
    /// A UUID.
    pub id: String,
    /// The module.
    pub module_id: String,
    /// What the engine gets.
    pub source: ScriptModule,
    /// Built-in modules that it will most likely use.
    pub builtins: BTreeSet<String>,
}

impl Entity for ModuleUnit {
    const COLLECTION: &'static str = "module-units";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// The version of a module that an Action is pinned to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PinnedModule {
    /// The module.
    pub module_id: String,
    /// Its name.
    pub name: String,
    /// The version.
    pub version_id: String,
    /// The version's number.
    pub number: u64,
    /// The version's secrets.
    pub secrets: Vec<ActionSecret>,
}
