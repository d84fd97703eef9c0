//! `DELETE /api/v2/clients/{id}`.

use axum::extract::State;
use axum::http::StatusCode;

use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::identity::client::forget;
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError};

/// Deletes an application with its grants, and from the connections it was enabled for. One that is not there is no error.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    let directory = &app.directory;
    loop {
        let Some(client) = directory.clients.get(&id).await? else { return Ok(Bare) };
        if client.global {
            return Err(ApiError::new(StatusCode::BAD_REQUEST, "Global client cannot be deleted."));
        }
        let registration = directory.registrations.get(&id).await?;
        let mut batch = Batch::new();
        forget::stage(directory, &mut batch, &client, registration.as_ref()).await?;
        match app.store.commit(batch).await {
            Err(StoreError::Conflict(key)) if clash(&key) == Clash::Entity => {}
            other => {
                other?;
                forget::afterwards(directory, &id).await?;
                return Ok(Bare);
            }
        }
    }
}
