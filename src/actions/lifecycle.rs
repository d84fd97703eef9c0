//! The life of an Action: what an operator does to it, one operation a file. Nothing here knows of HTTP.
//!
//! Every operation is one commit that demands what it has read, so that a login sees the state before or after, and of two
//! editors who race one wins and the other is told.

pub mod bindings;
pub mod build;
pub mod delete;
pub mod deploy;
pub mod draft;
pub mod rehearse;
mod unused;
pub mod upload;

use crate::sandbox::UploadError;
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
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}
