//! `DELETE /api/v2/connections/{id}`.

use axum::extract::State;
use serde_json::json;

use crate::app::App;
use crate::clock::iso_millis;
use crate::databases::change;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::{Bare, Either, With};
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::identity::organization;
use crate::storage::Batch;

/// Users deleted in one commit.
const CHUNK: usize = 200;

/// Deletes a connection and its users: 202 as in the recordings, or 204 where there is none.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Either<With<202>, Bare<204>>, ApiError> {
    query.none()?;
    let Some(connection) = app.directory.connections.get(&id).await? else { return Ok(Either::Other(Bare)) };
    // The connection first: nobody signs up or logs in to it while its users go.
    let mut batch = Batch::new();
    app.directory.connections.stage_delete(&mut batch, &connection);
    change::stage_end(&app, &mut batch, app.databases.get(&id).await?.as_ref()).await?;
    app.store.commit(batch).await?;
    organization::forget::connection(&app.directory, &id).await?;
    delete_users(&app, &connection.name).await?;
    Ok(Either::One(With(json!({ "deleted_at": iso_millis(app.clock.now()) }))))
}

/// Deletes the users of a connection that is gone. Asked for again before another gets its name: what a crash has left must not come in
/// by that one.
pub async fn delete_users(app: &App, name: &str) -> Result<(), ApiError> {
    loop {
        let users = app.directory.users.list_by("connection", name, None, CHUNK).await?;
        if users.is_empty() {
            break;
        }
        for user in users {
            if user.connection == name {
                crate::http::management::users::remove(app, &user.user_id).await?;
            } else {
                crate::http::management::users::drop_identities(app, &user, name).await?;
            }
        }
    }
    Ok(())
}
