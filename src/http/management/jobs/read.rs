//! `GET /api/v2/jobs/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::{existing, to_json};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::user_jobs::export;

/// Shows a job. The link of an export is for who may read users; it stands there until somebody has used it.
pub async fn read(
    State(app): State<Shared>,
    axum::Extension(caller): axum::Extension<Caller>,
    Path(id): Path<String>,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let job = existing(&app, &id).await?;
    let mut shown = to_json(&job);
    if job.kind == export::KIND && caller.require(&["read:users"]).is_ok() {
        let url = app.user_jobs.exports.get(&id).await?.and_then(|export| export.url(&app.vault));
        if let (Some(url), Some(members)) = (url, shown.as_object_mut()) {
            members.insert("location".to_owned(), url.into());
        }
    }
    Ok(Json(shown))
}
