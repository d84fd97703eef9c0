//! `/api/v2/rules` and `/api/v2/rules-configs` (reference 3.2).

mod change;
pub mod configs;
mod create;
mod delete;
mod read;
mod schema;

pub use change::update;
pub use create::create;
pub use delete::delete;
pub use read::{list, read};

use axum::http::StatusCode;
use serde_json::Value;

use crate::http::error::ApiError;
use crate::rules::Rule;
use crate::storage::StoreError;
use crate::storage::collection::{Clash, clash};

fn inexistent() -> ApiError {
    ApiError::not_found("The rule does not exist").code("inexistent_rule")
}

/// The stored form, which is the wire's.
fn wire(rule: &Rule) -> Result<Value, ApiError> {
    serde_json::to_value(rule).map_err(ApiError::internal)
}

/// 403 of a tenant that is full.
fn full() -> ApiError {
    ApiError::new(StatusCode::FORBIDDEN, "You reached the limit of entities of this type for this tenant.").code("too_many_entities")
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
