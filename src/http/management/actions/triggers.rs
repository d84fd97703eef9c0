//! `GET /api/v2/actions/triggers`: the triggers that this server runs, in the reference's shape (1.1).

use axum::Json;
use serde_json::{Value, json};

use crate::contract::Trigger;
use crate::http::error::ApiError;
use crate::http::management::query::Query;

/// Lists triggers.
pub async fn list(query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let triggers: Vec<Value> = Trigger::ALL
        .into_iter()
        .map(|trigger| {
            json!({
                "id": trigger.id(),
                "version": trigger.version(),
                "status": "CURRENT",
                "runtimes": ["wasm"],
                "default_runtime": "wasm",
                "binding_policy": trigger.binding_policy().id(),
                "compatible_triggers": [],
            })
        })
        .collect();
    Ok(Json(json!({ "triggers": triggers })))
}
