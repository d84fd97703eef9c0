//! `GET /api/v2/users/{id}/sessions`, by checkpoint.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::to_json;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::{CheckpointsWithTotals, Paging, checkpoint};
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::http::management::users;

/// Lists the live sessions of a user.
pub async fn list_of_user(
    State(app): State<Shared>,
    Path(id): Path<String>,
    query: Query<CheckpointsWithTotals>,
) -> Result<Json<Value>, ApiError> {
    // A total is not part of this answer; that it is asked for is no fault.
    let params = query.params()?;
    let (mut after, take) = match Paging::of(&params)? {
        Paging::Checkpoint { after, take } => (after, take),
        Paging::Page { per_page, .. } => (None, per_page),
    };
    users::existing(&app, &id).await?;
    let now = app.clock.now();
    let mut found = Vec::new();
    loop {
        // One more than is shown tells whether there is a next page.
        let page = app.directory.sessions.list_by("user", &id, after.as_deref(), take + 1).await?;
        let last = page.len() <= take;
        after = page.last().map(|session| session.id.clone());
        found.extend(page.into_iter().filter(|session| session.is_live(now)));
        if last || found.len() > take {
            break;
        }
    }
    let more = found.len() > take;
    found.truncate(take);
    let next = found.last().filter(|_| more).map(|session| session.id.clone());
    Ok(Json(checkpoint("sessions", next, found.iter().map(|session| to_json(session)).collect())))
}
