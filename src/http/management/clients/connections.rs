//! `GET /api/v2/clients/{id}/connections`: the connections that are enabled for an application.

use axum::extract::State;
use axum::{Extension, Json};
use serde_json::Value;

use super::inexistent;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::http::management::connections;
use crate::http::management::paging::{FROM, Paging, TAKE};
use crate::http::management::path::Path;
use crate::http::management::query::{FIELDS, INCLUDE_FIELDS, Query, query_of};

query_of!(Known = [connections::STRATEGY, FROM, TAKE, FIELDS, INCLUDE_FIELDS]);

/// Lists them. Connections of the whole domain are not among them: they are enabled for nobody by name.
///
/// Who may read applications and no connections does not see their options, which may hold the code of scripts.
pub async fn connections(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    query: Query<Known>,
) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let (paging, projection) = (Paging::of(&params)?.by_checkpoint(), params.projection());
    app.directory.clients.get(&id).await?.ok_or_else(inexistent)?;
    let mut out = Vec::new();
    for connection in app.directory.connections.all().await? {
        if connection.enabled_clients.contains(&id) && connections::of_strategy(&connection, &params) {
            let mut members = connections::wire(&connection)?;
            if !caller.has("read:connections") {
                members.remove("options");
            }
            out.push((connection.id.clone(), projection.apply(Value::Object(members))));
        }
    }
    Ok(Json(paging.answer("connections", out)))
}
