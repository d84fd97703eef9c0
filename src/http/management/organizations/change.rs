//! `PATCH` and `DELETE /api/v2/organizations/{id}`.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::schema::{Update, check_metadata};
use super::{find, inexistent, lay, taken, wire};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::identity::organization::forget;
use crate::storage::StoreError;

/// Changes an organization. Branding and metadata are replaced whole.
pub async fn update(State(app): State<Shared>, Path(id): Path<String>, body: Body<Update>) -> Result<Json<Value>, ApiError> {
    let before = find(&app, &id).await?;
    let changes = body.check()?;
    check_metadata(&changes)?;
    let mut after = before.value.clone();
    lay(&mut after, changes);
    let stored = app.directory.organizations.update(&before, after).await.map_err(taken)?;
    Ok(Json(wire(&stored)))
}

/// Deletes an organization, and then its members and invitations: from the first of these on nobody logs in with it.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    let mut organization = app.directory.organizations.get(&id).await?.ok_or_else(inexistent)?;
    loop {
        match app.directory.organizations.delete(&organization).await {
            Ok(()) => break,
            Err(StoreError::Conflict(_)) => match app.directory.organizations.get(&id).await? {
                Some(changed) => organization = changed,
                None => break,
            },
            Err(error) => return Err(error.into()),
        }
    }
    forget::organization(&app.directory, &id).await?;
    Ok(Bare)
}
