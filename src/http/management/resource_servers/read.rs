//! `GET /api/v2/resource-servers` and `GET /api/v2/resource-servers/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{find, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::{FROM, INCLUDE_TOTALS, PAGE, PER_PAGE, Paging, TAKE};
use crate::http::management::path::Path;
use crate::http::management::query::{INCLUDE_FIELDS, Param, Query, query_of};

query_of!(Known = [PAGE, PER_PAGE, INCLUDE_TOTALS, FROM, TAKE, Param::text("identifiers"), INCLUDE_FIELDS]);
query_of!(ReadQuery = [INCLUDE_FIELDS]);

/// Lists APIs.
pub async fn list(State(app): State<Shared>, query: Query<Known>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let paging = Paging::of(&params)?;
    let identifiers: Option<Vec<&str>> = params.text("identifiers").map(|all| all.split(',').collect());
    let mut out = Vec::new();
    for api in app.directory.resource_servers.all().await? {
        if identifiers.as_ref().is_none_or(|wanted| wanted.contains(&api.identifier.as_str())) {
            out.push((api.id.clone(), Value::Object(wire(&api)?)));
        }
    }
    Ok(Json(paging.answer("resource_servers", out)))
}

/// Shows an API.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query<ReadQuery>) -> Result<Json<Value>, ApiError> {
    query.params()?;
    Ok(Json(Value::Object(wire(&find(&app, &id).await?.value)?)))
}
