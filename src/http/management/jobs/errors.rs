//! `GET /api/v2/jobs/{id}/errors`: what was wrong with users of an import; of a job that failed as a whole, why.

use axum::Json;
use axum::extract::State;

use serde_json::Value;

use super::{existing, to_json};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::{Bare, Either};
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::identity::JobStatus;

/// Portions of an import that are read at a time.
const PAGE: usize = 50;

/// Lists the errors of a job, or says by 204 that there are none.
pub async fn errors(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Either<Json<Value>, Bare<204>>, ApiError> {
    query.none()?;
    let job = existing(&app, &id).await?;
    let mut users: Vec<Value> = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let page = app.user_jobs.faults.list_by("job", &id, after.as_deref(), PAGE).await?;
        let whole = page.len() == PAGE;
        after = page.last().map(|faults| crate::storage::Entity::id(&faults.value));
        users.extend(page.into_iter().flat_map(|faults| faults.value.users));
        if !whole {
            break;
        }
    }
    Ok(match (users.is_empty(), job.status) {
        (false, _) => Either::One(Json(Value::Array(users))),
        (true, JobStatus::Failed) => Either::One(Json(to_json(&job))),
        (true, _) => Either::Other(Bare),
    })
}
