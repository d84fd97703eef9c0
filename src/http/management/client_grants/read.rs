//! `GET /api/v2/client-grants` and `GET /api/v2/client-grants/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{inexistent, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::{FROM, INCLUDE_TOTALS, PAGE, PER_PAGE, Paged, Paging, TAKE};
use crate::http::management::path::Path;
use crate::http::management::query::{Param, Query, query_of};

query_of!(
    Known = [
        PAGE,
        PER_PAGE,
        INCLUDE_TOTALS,
        FROM,
        TAKE,
        Param::text("audience"),
        Param::text("client_id"),
        Param::flag("allow_any_organization"),
        Param::text("subject_type"),
        Param::text("default_for")
    ]
);

/// Lists client grants.
pub async fn list(State(app): State<Shared>, query: Query<Known>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let paging = Paging::of(&params)?;
    let any = params.flag("allow_any_organization");
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

/// No organizations: grants have none here. Read by tools that look at every grant.
pub async fn organizations(State(app): State<Shared>, Path(id): Path<String>, query: Query<Paged>) -> Result<Json<Value>, ApiError> {
    let paging = Paging::of(&query.params()?)?;
    app.directory.client_grants.get(&id).await?.ok_or_else(inexistent)?;
    Ok(Json(paging.answer("organizations", Vec::new())))
}

/// Shows a client grant.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let grant = app.directory.client_grants.get(&id).await?.ok_or_else(inexistent)?;
    Ok(Json(Value::Object(wire(&grant)?)))
}
