//! `/api/v2/hooks`, read alone: there are none, and a tool that reads a whole tenant goes on (reference 3.6).

use axum::Json;
use axum::extract::Path;
use serde_json::Value;

use super::paging::Paging;
use super::query::Query;
use crate::http::error::ApiError;

const KNOWN: [&str; 6] = ["page", "per_page", "include_totals", "enabled", "fields", "triggerId"];

/// Lists no Hook.
pub async fn list(query: Query) -> Result<Json<Value>, ApiError> {
    let params = query.only(&KNOWN)?;
    params.flag("enabled")?;
    Ok(Json(Paging::of(&params)?.answer("hooks", Vec::new())))
}

/// Finds no Hook.
pub async fn read(Path(_): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.only(&["fields"])?;
    Err(ApiError::not_found("Error: Hook does not exist").code("HookDoesNotExist"))
}
