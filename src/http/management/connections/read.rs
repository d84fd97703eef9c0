//! `GET /api/v2/connections` and `GET /api/v2/connections/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{inexistent, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::{FROM, INCLUDE_TOTALS, PAGE, PER_PAGE, Paging, TAKE};
use crate::http::management::path::Path;
use crate::http::management::query::{FIELDS, INCLUDE_FIELDS, Param, Projected, Query, query_of};

query_of!(Known = [PAGE, PER_PAGE, INCLUDE_TOTALS, FROM, TAKE, Param::text("strategy"), Param::text("name"), FIELDS, INCLUDE_FIELDS]);

/// Lists connections.
pub async fn list(State(app): State<Shared>, query: Query<Known>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let (paging, projection) = (Paging::of(&params)?, params.projection());
    let mut out = Vec::new();
    for connection in app.directory.connections.all().await? {
        let wanted = params.text("strategy").is_none_or(|strategy| strategy == connection.strategy)
            && params.text("name").is_none_or(|name| name == connection.name);
        if wanted {
            out.push((connection.id.clone(), projection.apply(Value::Object(wire(&connection)?))));
        }
    }
    Ok(Json(paging.answer("connections", out)))
}

/// Shows a connection.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query<Projected>) -> Result<Json<Value>, ApiError> {
    let projection = query.params()?.projection();
    let connection = app.directory.connections.get(&id).await?.ok_or_else(inexistent)?;
    Ok(Json(projection.apply(Value::Object(wire(&connection)?))))
}
