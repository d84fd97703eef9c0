//! Which Actions use which modules: those whose draft or whose deployed version is pinned to one.
//!
//! Older versions of an Action do not count, although a roll-back may bring one back: it has all that it needs of its modules, and if
//! it counted, a module could not be deleted before fifty more deploys of an Action that has long done without it.

use crate::actions::{Action, PinnedModule};
use crate::app::App;
use crate::storage::{StoreError, Stored};

/// An Action that uses modules.
pub struct Usage {
    /// The Action.
    pub action: Stored<Action>,
    /// What it is pinned to, its draft's before its deployed version's.
    pub modules: Vec<PinnedModule>,
}

impl Usage {
    /// How it uses this module.
    pub fn of(&self, module: &str) -> Option<&PinnedModule> {
        self.modules.iter().find(|pin| pin.module_id == module)
    }
}

/// Every Action that uses modules.
pub async fn all(app: &App) -> Result<Vec<Usage>, StoreError> {
    let mut out = Vec::new();
    for action in app.actions.actions.all().await? {
        let mut modules = action.modules.clone();
        if let Some(id) = &action.deployed_version
            && let Some(deployed) = app.actions.versions.get(id).await?
        {
            modules.extend(deployed.value.modules);
        }
        if !modules.is_empty() {
            out.push(Usage { action, modules });
        }
    }
    Ok(out)
}
