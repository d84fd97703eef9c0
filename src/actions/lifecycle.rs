//! The life of an Action, and of what it is made from: what an operator does to it, one operation a file. Nothing here knows of HTTP.
//!
//! Every operation is one commit that demands what it has read, so that a login sees the state before or after, and of two
//! editors who race one wins and the other is told.

pub mod bindings;
pub mod build;
pub mod delete;
pub mod deploy;
pub mod draft;
pub mod modules;
pub mod pending;
pub mod rehearse;
pub mod secrets;
mod unused;
pub mod upload;

use crate::sandbox::UploadError;
use crate::scripts::build::BuildError;
use crate::storage::StoreError;

/// Why an operation was not done. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum LifecycleError {
    /// No such Action.
    #[error("That action does not exist.")]
    NoAction,
    /// No such version of the Action.
    #[error("That action version does not exist.")]
    NoVersion,
    /// The name is another Action's.
    #[error("An action with the same name already exists.")]
    NameTaken,
    /// The draft has nothing that can run.
    #[error("A draft must be in the 'built' state before it can be deployed. {0}")]
    NotBuilt(String),
    /// Deleting needs `force`.
    #[error("Unable to delete an action bound to a trigger.")]
    Bound,
    /// Deleting an Action that a token exchange profile names, also with `force`: a profile without its Action is none.
    #[error("Unable to delete an action bound to a token exchange profile. Delete the profile first: {0}.")]
    BoundToProfile(String),
    /// The tenant does not take components.
    #[error(
        "This tenant does not accept uploaded components. Set allow_component_upload in its settings, which takes update:tenant_settings."
    )]
    UploadsOff,
    /// The component was refused.
    #[error(transparent)]
    Upload(#[from] UploadError),
    /// A member of the draft is not as it must be.
    #[error("{0}")]
    Invalid(String),
    /// A tenant holds no more Actions.
    #[error("You reached the limit of entities of this type for this tenant.")]
    TooMany,
    /// An Action that was never deployed was bound.
    #[error("Trying to create a binding for an action that has no deployed version: {0}. Deploy it first.")]
    NotDeployed(String),
    /// No such module.
    #[error("The action module does not exist.")]
    NoModule,
    /// No such version of the module.
    #[error("The module or version does not exist.")]
    NoModuleVersion,
    /// The name is another module's.
    #[error("An action module with the same name already exists.")]
    ModuleNameTaken,
    /// Deleting a module that an Action is pinned to.
    #[error("The Actions Module cannot be deleted because it is in use by one or more actions.")]
    ModuleInUse,
    /// The latest version of the module is its draft.
    #[error("No draft version is available to publish.")]
    NothingToPublish,
    /// Actions are pinned to so many versions of the module that there is no room for one more.
    #[error("Maximum number of module versions reached. Consolidate versions used in actions before creating new ones.")]
    TooManyVersions,
    /// A roll-back to what is there.
    #[error("The specified version is already the current draft version.")]
    CurrentDraft,
    /// A module does not build.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}
