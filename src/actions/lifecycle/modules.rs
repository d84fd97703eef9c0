//! The life of an Actions Module, one operation a file.
//!
//! A module is built when its draft is saved, publishing copies the draft into a version, and an Action is pinned to a version: code
//! that an author edits reaches no login before two people's decisions, to publish it and to deploy an Action that is pinned to it.

mod build;
pub mod delete;
pub mod draft;
pub mod pins;
pub mod publish;
pub mod roll_back;
mod units;
pub mod usage;

use crate::actions::{Module, ModuleVersion};
use crate::app::App;
use crate::storage::{StoreError, Stored};

/// The version of `module` that was published last.
pub async fn latest(app: &App, module: &Module) -> Result<Option<Stored<ModuleVersion>>, StoreError> {
    match &module.latest_version {
        Some(id) => app.actions.module_versions.get(id).await,
        None => Ok(None),
    }
}

/// The versions of a module, the oldest first.
pub async fn versions(app: &App, id: &str) -> Result<Vec<Stored<ModuleVersion>>, StoreError> {
    let mut versions = app.actions.module_versions.list_by("module", id, None, usize::MAX).await?;
    versions.sort_by_key(|version| version.number);
    Ok(versions)
}
