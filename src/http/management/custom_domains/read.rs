//! `GET /api/v2/custom-domains`, `/default` and `/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::{inexistent, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::{FROM, Paging, TAKE};
use crate::http::management::path::Path;
use crate::http::management::query::{FIELDS, INCLUDE_FIELDS, Query, query_of};

query_of!(ListQuery = [TAKE, FROM, FIELDS, INCLUDE_FIELDS]);

/// Lists domains.
pub async fn list(State(app): State<Shared>, query: Query<ListQuery>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let (paging, projection) = (Paging::of(&params)?, params.projection());
    let mut out = Vec::new();
    for domain in app.directory.custom_domains.all().await? {
        out.push((domain.custom_domain_id.clone(), projection.apply(wire(&domain)?)));
    }
    Ok(Json(paging.answer("custom_domains", out)))
}

/// Shows a domain.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let domain = app.directory.custom_domains.get(&id).await?.ok_or_else(inexistent)?;
    Ok(Json(wire(&domain)?))
}

/// The default domain: the one of the configured URL.
pub async fn read_default(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    Ok(Json(json!({ "domain": app.config.public_url.host_str() })))
}
