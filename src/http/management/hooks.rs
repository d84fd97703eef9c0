//! `/api/v2/hooks` (reference 3.6).

mod change;
mod read;
mod schema;
pub mod secrets;

pub use change::{create, delete, update};
pub use read::{list, read};

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::rules::unbuilt;
use crate::hooks::Hook;
use crate::hooks::change::ChangeError;
use crate::http::error::ApiError;
use crate::storage::StoreError;
use crate::storage::collection::{Clash, clash};

fn inexistent() -> ApiError {
    ApiError::not_found("Error: Hook does not exist").code("HookDoesNotExist")
}

/// The wire's form: without secrets, and without what it was built into.
fn wire(hook: &Hook) -> Value {
    json!({
        "triggerId": hook.trigger.id(),
        "id": hook.id,
        "name": hook.name,
        "enabled": hook.enabled,
        "script": hook.script,
        "dependencies": hook.dependencies,
    })
}

/// A change that is not made.
fn refused(error: ChangeError) -> ApiError {
    match error {
        ChangeError::Build(error) => unbuilt(error),
        told @ ChangeError::NoFunction { .. } => ApiError::new(StatusCode::BAD_REQUEST, told.to_string()).code("invalid_script"),
        ChangeError::Store(StoreError::Conflict(key)) if clash(&key) == Clash::Unique("name".to_owned()) => {
            ApiError::conflict("Hook with the same name already exists.")
        }
        ChangeError::Store(error) => error.into(),
    }
}
