//! `DELETE /api/v2/clients/{id}`.

use axum::extract::State;
use axum::http::StatusCode;

use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::identity::organization;
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
        let mut batch = Batch::new();
        directory.clients.stage_delete(&mut batch, &client);
        for grant in directory.client_grants.list_by("client", &id, None, usize::MAX).await? {
            directory.client_grants.stage_delete(&mut batch, &grant);
        }
        for credential in directory.client_credentials.list_by("client", &id, None, usize::MAX).await? {
            directory.client_credentials.stage_delete(&mut batch, &credential);
        }
        for before in directory.connections.all().await? {
            if before.enabled_clients.contains(&id) {
                let mut after = before.value.clone();
                after.enabled_clients.retain(|enabled| *enabled != id);
                directory.connections.stage_update(&mut batch, &before, &after)?;
            }
        }
        match app.store.commit(batch).await {
            Err(StoreError::Conflict(key)) if clash(&key) == Clash::Entity => {}
            other => {
                other?;
                organization::forget::client(directory, &id).await?;
                return Ok(Bare);
            }
        }
    }
}
