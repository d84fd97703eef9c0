//! `/api/v2/device-credentials`: there are none, because no application makes them.

use axum::Json;
use serde_json::Value;

use super::operation::Bare;
use super::paging::{INCLUDE_TOTALS, PAGE, PER_PAGE, Paging};
use super::path::Path;
use super::query::{FIELDS, INCLUDE_FIELDS, Param, Query, query_of};
use crate::http::error::ApiError;

query_of!(
    Known = [PAGE, PER_PAGE, INCLUDE_TOTALS, FIELDS, INCLUDE_FIELDS, Param::text("user_id"), Param::text("client_id"), Param::text("type")]
);

const TYPES: [&str; 3] = ["public_key", "refresh_token", "rotating_refresh_token"];

/// Lists no credential.
pub async fn list(query: Query<Known>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    params.projection();
    if params.text("type").is_some_and(|kind| !TYPES.contains(&kind)) {
        return Err(ApiError::invalid_query("'No enum match' on property type."));
    }
    Ok(Json(Paging::of(&params)?.answer("device_credentials", Vec::new())))
}

/// Removes one; what is not there is no error.
pub async fn delete(Path(_): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    Ok(Bare)
}
