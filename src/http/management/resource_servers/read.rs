//! `GET /api/v2/resource-servers` and `GET /api/v2/resource-servers/{id}`.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::Value;

use super::{find, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::Paging;
use crate::http::management::query::Query;

const KNOWN: [&str; 7] = ["page", "per_page", "include_totals", "from", "take", "identifiers", "include_fields"];

/// Lists APIs.
pub async fn list(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    let params = query.only(&KNOWN)?;
    let paging = Paging::of(&params)?;
    params.flag("include_fields")?;
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
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.only(&["include_fields"])?.flag("include_fields")?;
    Ok(Json(Value::Object(wire(&find(&app, &id).await?.value)?)))
}
