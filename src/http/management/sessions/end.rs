//! Ends sessions: `DELETE /sessions/{id}`, `POST /sessions/{id}/revoke`, `DELETE /users/{id}/sessions`, `POST /users/{id}/revoke-access`.
//!
//! Deleting ends the session alone; revoking ends the refresh tokens that began in it as well, and for that takes both scopes. What the
//! original says it will do later is done when this answers.

use axum::Extension;
use axum::extract::State;
use serde_json::Value;

use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::http::management::body::{Body, body_of};
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::http::management::users;
use crate::identity::logout_notice::{Ending, Initiator};
use crate::identity::sessions;
use crate::token::families;

const ACCESS: Schema = Schema(&[Field::new("session_id", Kind::Text(1, 128)), Field::new("preserve_refresh_tokens", Kind::Bool)]);
body_of!(Access = ACCESS);

/// Ends a session; one that is not there is no error.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<202>, ApiError> {
    query.none()?;
    if let Some(session) = app.directory.sessions.get(&id).await? {
        sessions::end(&app.directory, &session, revoked(&app)).await?;
    }
    Ok(Bare)
}

/// Ends a session and the refresh tokens that began in it.
pub async fn revoke(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    body: Body,
) -> Result<Bare<202>, ApiError> {
    body.check()?;
    both(&caller)?;
    // Also one that has ended by itself: its refresh tokens may live longer.
    let session = app.directory.sessions.get(&id).await?.ok_or_else(super::inexistent)?;
    sessions::end(&app.directory, &session, revoked(&app)).await?;
    families::revoke_of_session(&app, &session.user_id, &session.id).await?;
    Ok(Bare)
}

/// Ends all sessions of a user.
pub async fn delete_of_user(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<202>, ApiError> {
    query.none()?;
    users::existing(&app, &id).await?;
    sessions::end_all(&app.directory, &id, revoked(&app)).await?;
    Ok(Bare)
}

/// Ends one or all sessions of a user, and with them the refresh tokens unless those are to be kept.
pub async fn revoke_access(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    body: Body<Access>,
) -> Result<Bare<202>, ApiError> {
    let given = body.check()?;
    let keeps = given.get("preserve_refresh_tokens").and_then(Value::as_bool).unwrap_or(false);
    if keeps {
        caller.require(&["delete:sessions"])?;
    } else {
        both(&caller)?;
    }
    users::existing(&app, &id).await?;
    match given.get("session_id").and_then(Value::as_str) {
        Some(session_id) => one(&app, &id, session_id, keeps).await?,
        None if keeps => sessions::end_all(&app.directory, &id, revoked(&app)).await?,
        None => users::sign_out_now(&app, &id).await?,
    }
    Ok(Bare)
}

async fn one(app: &App, user_id: &str, session_id: &str, keeps: bool) -> Result<(), ApiError> {
    // Another user's session is none of this user's.
    if let Some(session) = app.directory.sessions.get(session_id).await?.filter(|session| session.user_id == user_id) {
        sessions::end(&app.directory, &session, revoked(app)).await?;
    }
    if !keeps {
        families::revoke_of_session(app, user_id, session_id).await?;
    }
    Ok(())
}

fn revoked(app: &App) -> Ending {
    Ending { why: Initiator::SessionRevoked, at: app.clock.now() }
}

fn both(caller: &Caller) -> Result<(), ApiError> {
    caller.require(&["delete:sessions"])?;
    caller.require(&["delete:refresh_tokens"])
}
