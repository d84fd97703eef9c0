//! `GET /api/v2/hooks` and `GET /api/v2/hooks/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::schema::TRIGGERS;
use super::{inexistent, wire};
use crate::faults::shorten;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::{INCLUDE_TOTALS, PAGE, PER_PAGE, Paging};
use crate::http::management::path::Path;
use crate::http::management::query::{FIELDS, Param, Query, query_of};

query_of!(Known = [PAGE, PER_PAGE, INCLUDE_TOTALS, Param::flag("enabled"), FIELDS, Param::text("triggerId")]);
query_of!(ReadQuery = [FIELDS]);

/// Lists Hooks, the oldest first: ids begin with the time.
pub async fn list(State(app): State<Shared>, query: Query<Known>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let (paging, projection, enabled) = (Paging::of(&params)?, params.projection(), params.flag("enabled"));
    let trigger = params.text("triggerId").map(str::to_owned);
    if let Some(other) = trigger.as_deref().filter(|trigger| !TRIGGERS.contains(trigger)) {
        let shown = shorten(other);
        return Err(ApiError::invalid_query(format!("'No enum match for: {shown}' on property triggerId.")));
    }
    let mut out = Vec::new();
    for hook in app.hooks.all().await? {
        let wanted = enabled.is_none_or(|enabled| hook.enabled == enabled) && trigger.as_deref().is_none_or(|id| hook.trigger.id() == id);
        if wanted {
            out.push((hook.id.clone(), projection.apply(wire(&hook))));
        }
    }
    Ok(Json(paging.answer("hooks", out)))
}

/// Shows a Hook.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query<ReadQuery>) -> Result<Json<Value>, ApiError> {
    let projection = query.params()?.projection();
    let hook = app.hooks.get(&id).await?.ok_or_else(inexistent)?;
    Ok(Json(projection.apply(wire(&hook))))
}
