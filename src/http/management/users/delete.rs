//! `DELETE /api/v2/users/{id}`.

use axum::extract::State;

use super::not_there;
use crate::app::App;
use crate::foreign_users::{Place, there};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::identity::logout_notice::Initiator;
use crate::identity::{Origin, User, entitlements, organization};
use crate::mfa::factors;
use crate::recovery::sign_out;
use crate::storage::{Batch, StoreError};

/// Deletes a user; one that is not there is no error.
pub async fn delete(State(app): State<Shared>, origin: Origin, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    if let Some(user) = app.directory.users.get(&id).await? {
        remove_there(&app, &origin, &user).await?;
    }
    remove(&app, &id).await?;
    Ok(Bare)
}

/// Deletes a user where they are, if that is elsewhere.
///
/// # Errors
/// 400 where they may still be there: the next login would bring them back.
pub async fn remove_there(app: &App, origin: &Origin, user: &User) -> Result<(), ApiError> {
    let Some(connection) = app.directory.connections.find("name", &user.connection).await? else { return Ok(()) };
    let place = Place { connection: &connection, client: None, origin };
    if connection.keeps_users_elsewhere() && !there::delete(app, place, user).await? {
        return Err(not_there());
    }
    Ok(())
}

/// Deletes a user, and then everything that speaks for them: from the first of these on none of it counts any more, whoever is
/// using it at this moment.
pub async fn remove(app: &App, user_id: &str) -> Result<(), StoreError> {
    while let Some(user) = app.directory.users.get(user_id).await? {
        let mut event = app.audit.event("sdu");
        event.user_id = Some(user.user_id.clone());
        event.user_name = user.email.clone().or_else(|| user.username.clone());
        let mut batch = Batch::new();
        app.directory.users.stage_delete(&mut batch, &user);
        app.audit.stage(&mut batch, &event)?;
        match app.store.commit(batch).await {
            // A login was counted meanwhile, which must not keep the user alive; or the user is gone.
            Ok(_) | Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    forget(app, user_id, Initiator::AccountDeleted).await
}

/// Removes what speaks for a user who is no more, or no more by this id.
pub(super) async fn forget(app: &App, user_id: &str, why: Initiator) -> Result<(), StoreError> {
    sign_out(app, user_id, why).await?;
    app.directory.tickets.delete_by("user", user_id).await?;
    factors::forget(app, user_id).await?;
    app.directory.known_devices.delete_by("user", user_id).await?;
    entitlements::forget::user(&app.directory, user_id).await?;
    organization::forget::user(&app.directory, user_id).await?;
    app.directory.consents.delete_by("user", user_id).await.map(drop)
}

/// Ends everything that was got by a login so far, also what no list has yet: from the commit on it does not count.
pub async fn sign_out_now(app: &App, user_id: &str) -> Result<(), StoreError> {
    let now = app.clock.now();
    app.directory.users.modify(user_id, |user| user.signed_out_at = Some(now)).await?;
    sign_out(app, user_id, Initiator::SessionRevoked).await
}
