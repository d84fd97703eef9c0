//! Actions: programs with a draft, immutable versions, and their places in triggers (reference 2); and the modules they share.
//!
//! The draft is what an operator edits; deploying copies it into a version; a trigger runs the deployed version of each
//! Action that is bound to it, in order. The component's bytes are kept apart, under their SHA-256, so that ten versions of
//! the same program are stored once.

pub mod action;
pub mod binding;
pub mod component;
pub mod lifecycle;
pub mod module;
pub mod script;

use std::sync::Arc;

use crate::storage::{Batch, Collection, Store, StoreError};

pub use action::{Action, ActionSecret, ActionVersion, BuildStatus, Program};
pub use binding::{Binding, FailurePolicy, TriggerBindings};
pub use component::Component;
pub use module::{Module, ModuleUnit, ModuleVersion, PinnedModule};
pub use script::Script;

/// Every collection of Actions of one tenant.
#[derive(Clone)]
pub struct ActionStore {
    /// Actions with their drafts.
    pub actions: Collection<Action>,
    /// Versions, by id.
    pub versions: Collection<ActionVersion>,
    /// The ordered bindings of each trigger, one entity a trigger: a login sees the old list or the new.
    pub bindings: Collection<TriggerBindings>,
    /// Component bytes by SHA-256.
    pub components: Collection<Component>,
    /// Built sources by SHA-256.
    pub scripts: Collection<Script>,
    /// Actions Modules with their drafts.
    pub modules: Collection<Module>,
    /// Their versions, by id.
    pub module_versions: Collection<ModuleVersion>,
    /// What drafts and versions of modules were built into, by id.
    pub module_units: Collection<ModuleUnit>,
}

impl ActionStore {
    /// Adds what was built to a batch.
    pub async fn stage_script(&self, batch: &mut Batch, script: &Script) -> Result<(), StoreError> {
        match self.scripts.get(&script.sha256).await? {
            // Written again, so that whoever is just deleting it as unused is told.
            Some(before) => self.scripts.stage_update(batch, &before, script),
            None => self.scripts.stage_insert(batch, script),
        }
    }

    /// Adds the end of something built, which may be gone already.
    pub async fn stage_script_gone(&self, batch: &mut Batch, unit: &str) -> Result<(), StoreError> {
        if let Some(script) = self.scripts.get(unit).await? {
            self.scripts.stage_delete(batch, &script);
        }
        Ok(())
    }

    /// The Actions of `tenant`.
    pub fn new(store: &Arc<dyn Store>, tenant: &str) -> Self {
        Self {
            actions: Collection::new(store.clone(), tenant),
            versions: Collection::new(store.clone(), tenant),
            bindings: Collection::new(store.clone(), tenant),
            components: Collection::new(store.clone(), tenant),
            scripts: Collection::new(store.clone(), tenant),
            modules: Collection::new(store.clone(), tenant),
            module_versions: Collection::new(store.clone(), tenant),
            module_units: Collection::new(store.clone(), tenant),
        }
    }
}
