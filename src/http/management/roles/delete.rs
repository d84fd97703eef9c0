//! `DELETE /api/v2/roles/{id}`: 200 and nothing more, as in the recordings; 404 for one that is not there.

use axum::extract::State;

use super::inexistent;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::identity::entitlements::forget;
use crate::identity::organization;
use crate::storage::StoreError;

/// Deletes a role, and then takes it from everybody: from the first of these on it gives nothing.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<200>, ApiError> {
    query.none()?;
    let mut role = app.directory.roles.get(&id).await?.ok_or_else(inexistent)?;
    loop {
        match app.directory.roles.delete(&role).await {
            Ok(()) => break,
            Err(StoreError::Conflict(_)) => match app.directory.roles.get(&id).await? {
                Some(changed) => role = changed,
                None => break,
            },
            Err(error) => return Err(error.into()),
        }
    }
    forget::role(&app.directory, &id).await?;
    organization::forget::role(&app.directory, &id).await?;
    Ok(Bare)
}
