//! `/api/v2/rules` and `/api/v2/rules-configs` (reference 3.2).

mod change;
pub mod configs;
mod create;
mod delete;
mod read;
mod schema;
mod test;

pub use change::update;
pub use create::create;
pub use delete::delete;
pub use read::{list, read};
pub use test::test;

use axum::http::StatusCode;
use serde_json::Value;

use crate::http::error::ApiError;
use crate::rules::Rule;
use crate::rules::change::ChangeError;
use crate::sandbox::ScriptError;
use crate::scripts::build::BuildError;
use crate::scripts::source::SourceError;
use crate::storage::StoreError;
use crate::storage::collection::{Clash, clash};

fn inexistent() -> ApiError {
    ApiError::not_found("The rule does not exist").code("inexistent_rule")
}

/// The stored form, which is the wire's.
fn wire(rule: &Rule) -> Result<Value, ApiError> {
    serde_json::to_value(rule).map_err(ApiError::internal)
}

/// A change that is not made.
fn refused(error: ChangeError) -> ApiError {
    match error {
        ChangeError::Store(error) => taken(error),
        ChangeError::Build(error) => unbuilt(error),
        told @ ChangeError::TooLarge { .. } => ApiError::new(StatusCode::BAD_REQUEST, told.to_string()).code("invalid_script"),
    }
}

/// A script that does not build: what is wrong with it is said with its place.
pub fn unbuilt(error: BuildError) -> ApiError {
    match error {
        BuildError::Packages(error) if error.is_temporary() => {
            tracing::warn!(%error, "the packages of a script cannot be had");
            ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "The packages that the script requires cannot be had now. Try again later.")
        }
        BuildError::Script(ScriptError::Internal(reason)) => ApiError::internal(reason),
        BuildError::Source(SourceError::Internal { reason, .. }) => ApiError::internal(reason),
        told => ApiError::new(StatusCode::BAD_REQUEST, told.to_string()).code("invalid_script"),
    }
}

fn taken(error: StoreError) -> ApiError {
    let index = match &error {
        StoreError::Conflict(key) => clash(key),
        _ => Clash::Entity,
    };
    match index {
        Clash::Unique(index) if index == "name" => ApiError::conflict("A rule with the same name already exists"),
        Clash::Unique(index) if index == "order" => ApiError::conflict("A rule with the same order already exists"),
        _ => error.into(),
    }
}
