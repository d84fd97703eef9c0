//! `GET /api/v2/device-credentials`: there are none, because no application makes them.

use axum::Json;
use serde_json::Value;

use super::paging::Paging;
use super::query::Query;
use crate::http::error::ApiError;

const KNOWN: [&str; 8] = ["page", "per_page", "include_totals", "fields", "include_fields", "user_id", "client_id", "type"];
const TYPES: [&str; 3] = ["public_key", "refresh_token", "rotating_refresh_token"];

/// Lists no credential.
pub async fn list(query: Query) -> Result<Json<Value>, ApiError> {
    let params = query.only(&KNOWN)?;
    params.projection()?;
    if params.text("type").is_some_and(|kind| !TYPES.contains(&kind)) {
        return Err(ApiError::invalid_query("'No enum match' on property type."));
    }
    Ok(Json(Paging::of(&params)?.answer("device_credentials", Vec::new())))
}
