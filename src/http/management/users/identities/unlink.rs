//! `DELETE /users/{id}/identities/{provider}/{user_id}`: the identity becomes an account of its own again, with the password it had
//! and without metadata.
//!
//! Sessions and refresh tokens of the primary end, all of them: which of the identities they were got with is not known, and the
//! reason to unlink may be that one of them was another's.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::super::inexistent;
use super::TRIES;
use super::link::bad_request;
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::identity::User;
use crate::identity::logout_notice::Initiator;
use crate::recovery::sign_out;
use crate::storage::{Batch, StoreError, Stored};

/// Unlinks an identity.
pub async fn unlink(
    State(app): State<Shared>,
    Path((id, provider, user_id)): Path<(String, String, String)>,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let mut last = None;
    for _ in 0..TRIES {
        let primary = app.directory.users.get(&id).await?.ok_or_else(inexistent)?;
        if primary.identities.first().is_some_and(|main| main.provider == provider && main.user_id == user_id) {
            return Err(bad_request("Main identity cannot be removed."));
        }
        let mut after = primary.value.clone();
        let Some(own) = after.release(&provider, &user_id, app.clock.now()) else {
            return Err(ApiError::not_found("The identity does not exist."));
        };
        let mut batch = Batch::new();
        app.directory.users.stage_update(&mut batch, &primary, &after)?;
        app.directory.users.stage_insert(&mut batch, &own)?;
        batch.hand_over();
        match app.store.commit(batch).await {
            Ok(_) => {
                sign_out(&app, &id, Initiator::SessionRevoked).await?;
                return Ok(Json(json!(after.identities)));
            }
            Err(StoreError::Conflict(_)) if last == Some(primary.version) => {
                return Err(ApiError::conflict("There is another user with the id or an identifier of this identity."));
            }
            Err(StoreError::Conflict(_)) => last = Some(primary.version),
            Err(error) => return Err(error.into()),
        }
    }
    Err(ApiError::conflict("The user is being changed by too many requests."))
}

/// Takes the identities of a connection that is no more off a user of another one.
pub async fn drop_identities(app: &App, user: &Stored<User>, connection: &str) -> Result<(), StoreError> {
    let mut after = user.value.clone();
    let gone: Vec<_> = user.identities.iter().skip(1).filter(|identity| identity.connection == connection).collect();
    for identity in gone {
        after.release(&identity.provider, &identity.user_id, app.clock.now());
    }
    match app.directory.users.update(user, after).await {
        Ok(_) => sign_out(app, &user.user_id, Initiator::SessionRevoked).await,
        // Changed meanwhile: the caller finds the user again.
        Err(StoreError::Conflict(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
