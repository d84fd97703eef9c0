//! `GET /api/v2/client-grants` and `GET /api/v2/client-grants/{id}`.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::Value;

use super::{inexistent, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::Paging;
use crate::http::management::query::Query;

const KNOWN: [&str; 10] = [
    "page",
    "per_page",
    "include_totals",
    "from",
    "take",
    "audience",
    "client_id",
    "allow_any_organization",
    "subject_type",
    "default_for",
];

/// Lists client grants.
pub async fn list(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    let params = query.only(&KNOWN)?;
    let paging = Paging::of(&params)?;
    let any = params.flag("allow_any_organization")?;
    let mut out = Vec::new();
    for grant in app.directory.client_grants.all().await? {
        let extra = |name: &str| grant.extra.get(name);
        let wanted = params.text("audience").is_none_or(|audience| audience == grant.audience)
            && params.text("client_id").is_none_or(|client| client == grant.client_id)
            && params.text("subject_type").is_none_or(|subject| subject == grant.subject_type)
            && params.text("default_for").is_none_or(|kind| extra("default_for").and_then(Value::as_str) == Some(kind))
            && any.is_none_or(|any| extra("allow_any_organization").and_then(Value::as_bool).unwrap_or(false) == any);
        if wanted {
            out.push((grant.id.clone(), Value::Object(wire(&grant)?)));
        }
    }
    Ok(Json(paging.answer("client_grants", out)))
}

/// Shows a client grant.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let grant = app.directory.client_grants.get(&id).await?.ok_or_else(inexistent)?;
    Ok(Json(Value::Object(wire(&grant)?)))
}
