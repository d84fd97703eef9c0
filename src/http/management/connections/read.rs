//! `GET /api/v2/connections` and `GET /api/v2/connections/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{inexistent, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::{FROM, INCLUDE_TOTALS, PAGE, PER_PAGE, Paging, TAKE};
use crate::http::management::path::Path;
use crate::http::management::query::{FIELDS, INCLUDE_FIELDS, Param, Params, Projected, Query, query_of};
use crate::identity::Connection;

/// Strategies that are wanted: any of them.
pub const STRATEGY: Param = Param::texts("strategy");

query_of!(Known = [PAGE, PER_PAGE, INCLUDE_TOTALS, FROM, TAKE, STRATEGY, Param::text("name"), FIELDS, INCLUDE_FIELDS]);

/// Whether a connection is of one of the strategies that [`STRATEGY`] names, if it names any.
pub fn of_strategy(connection: &Connection, params: &Params) -> bool {
    params.text(STRATEGY.name).is_none_or(|all| all.split(',').any(|strategy| strategy == connection.strategy))
}

/// Lists connections.
pub async fn list(State(app): State<Shared>, query: Query<Known>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let (paging, projection) = (Paging::of(&params)?, params.projection());
    let mut out = Vec::new();
    for connection in app.directory.connections.all().await? {
        let wanted = of_strategy(&connection, &params) && params.text("name").is_none_or(|name| name == connection.name);
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
