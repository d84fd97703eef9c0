//! `DELETE /api/v2/users/{id}`.

use axum::extract::{Path, State};
use axum::http::StatusCode;

use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::query::Query;
use crate::identity::User;
use crate::storage::{Batch, StoreError, Stored};

/// Deletes a user; one that is not there is no error.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<StatusCode, ApiError> {
    query.none()?;
    if let Some(user) = app.directory.users.get(&id).await? {
        remove(&app, &user).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes a user with everything that speaks for them: sessions, refresh tokens, consents.
pub async fn remove(app: &App, user: &Stored<User>) -> Result<(), StoreError> {
    let mut batch = Batch::new();
    stage_sign_out(app, &mut batch, &user.user_id).await?;
    for consent in app.directory.consents.list_by("user", &user.user_id, None, usize::MAX).await? {
        app.directory.consents.stage_delete(&mut batch, &consent);
    }
    app.directory.users.stage_delete(&mut batch, user);
    app.store.commit(batch).await.map(drop)
}

/// Ends all sessions and refresh tokens of a user.
pub(super) async fn stage_sign_out(app: &App, batch: &mut Batch, user_id: &str) -> Result<(), StoreError> {
    for session in app.directory.sessions.list_by("user", user_id, None, usize::MAX).await? {
        app.directory.sessions.stage_delete(batch, &session);
    }
    for token in app.directory.refresh_tokens.list_by("user", user_id, None, usize::MAX).await? {
        app.directory.refresh_tokens.stage_delete(batch, &token);
    }
    Ok(())
}
