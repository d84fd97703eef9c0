//! `PATCH` and `DELETE /api/v2/token-exchange-profiles/{id}`.

use axum::extract::State;
use serde_json::Value;

use super::schema::Update;
use super::{inexistent, taken};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;

/// Changes name and type of token. The answer has no body, as in the reference.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Update>) -> Result<Bare<200>, ApiError> {
    let before = app.directory.token_exchange_profiles.get(&id).await?.ok_or_else(inexistent)?;
    let given = body.check()?;
    let text = |name: &str, own: &str| given.get(name).and_then(Value::as_str).unwrap_or(own).to_owned();
    let mut after = before.value.clone();
    after.name = text("name", &before.name);
    after.subject_token_type = text("subject_token_type", &before.subject_token_type);
    if after != before.value {
        after.updated_at = app.clock.now();
        app.directory.token_exchange_profiles.update(&before, after).await.map_err(taken)?;
    }
    Ok(Bare)
}

/// Deletes a profile; one that is not there is no error. From then on its type of token is unknown.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    if let Some(profile) = app.directory.token_exchange_profiles.get(&id).await? {
        app.directory.token_exchange_profiles.delete(&profile).await?;
    }
    Ok(Bare)
}
