//! `GET /api/v2/rules`, in the order in which they would run, and `GET /api/v2/rules/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{inexistent, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::{INCLUDE_TOTALS, PAGE, PER_PAGE, Paging};
use crate::http::management::path::Path;
use crate::http::management::query::{FIELDS, INCLUDE_FIELDS, Param, Projected, Query, query_of};

query_of!(Known = [PAGE, PER_PAGE, INCLUDE_TOTALS, Param::flag("enabled"), FIELDS, INCLUDE_FIELDS]);

/// Lists Rules.
pub async fn list(State(app): State<Shared>, query: Query<Known>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let (paging, projection, enabled) = (Paging::of(&params)?, params.projection(), params.flag("enabled"));
    let mut rules = app.rules.rules.all().await?;
    rules.retain(|rule| enabled.is_none_or(|enabled| rule.enabled == enabled));
    rules.sort_by_key(|rule| rule.order);
    let mut out = Vec::with_capacity(rules.len());
    for rule in rules {
        out.push((rule.id.clone(), projection.apply(wire(&rule)?)));
    }
    Ok(Json(paging.answer("rules", out)))
}

/// Shows a Rule.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query<Projected>) -> Result<Json<Value>, ApiError> {
    let projection = query.params()?.projection();
    let rule = app.rules.rules.get(&id).await?.ok_or_else(inexistent)?;
    Ok(Json(projection.apply(wire(&rule)?)))
}
