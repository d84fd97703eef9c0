//! `POST /users/{id}/identities`: the secondary goes into the primary, in one commit, and is no user of its own any more.
//!
//! Its sessions, refresh tokens and consents end: they were given by and for another account. A blocked secondary is not linked, for
//! its block would be gone.

use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::super::delete::forget;
use super::super::inexistent;
use super::{TRIES, proof};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::http::management::body::{Body, body_of};
use crate::http::management::operation::With;
use crate::http::management::path::Path;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::identity::User;
use crate::identity::linked::MAX_IDENTITIES;
use crate::identity::logout_notice::Initiator;
use crate::storage::{Batch, StoreError, Stored};
use crate::token::verify::MAX_TOKEN;

const BODY: Schema = Schema(&[
    Field::new("provider", Kind::Text(1, 64)),
    Field::new("connection_id", Kind::Text(1, 64)),
    Field::new("user_id", Kind::Any),
    Field::new("link_with", Kind::Text(1, MAX_TOKEN)),
]);
body_of!(Given = BODY);

pub(super) fn bad_request(message: &str) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, message)
}

/// Links an account.
pub async fn link(
    State(app): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    body: Body<Given>,
) -> Result<With<201>, ApiError> {
    let given = body.check()?;
    for _ in 0..TRIES {
        let primary = app.directory.users.get(&id).await?.ok_or_else(inexistent)?;
        let secondary = match given.get("link_with").and_then(Value::as_str) {
            Some(_) if given.len() > 1 => return Err(ApiError::invalid_body("'link_with stands alone' on property link_with.")),
            Some(token) => proof::secondary(&app, &caller, token).await?,
            None => named(&app, &primary, &given).await?,
        };
        if secondary.user_id == primary.user_id {
            return Err(bad_request("Main identity and the new one are the same."));
        }
        if secondary.blocked {
            return Err(bad_request("Unable to link with the secondary account."));
        }
        if primary.identities.len() + secondary.identities.len() > MAX_IDENTITIES {
            return Err(bad_request(&format!("A user has at most {MAX_IDENTITIES} identities.")));
        }
        let mut after = primary.value.clone();
        after.absorb(secondary.value.clone(), app.clock.now());
        let mut batch = Batch::new();
        app.directory.users.stage_delete(&mut batch, &secondary);
        app.directory.users.stage_update(&mut batch, &primary, &after)?;
        batch.hand_over();
        match app.store.commit(batch).await {
            Ok(_) => {
                forget(&app, &secondary.user_id, Initiator::SessionRevoked).await?;
                return Ok(With(json!(after.identities)));
            }
            // A login changed one of the two: everything is asked anew of what they are now.
            Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(ApiError::conflict("The users are being changed by too many requests."))
}

/// The account that an operator names.
async fn named(app: &App, primary: &User, given: &Map<String, Value>) -> Result<Stored<User>, ApiError> {
    let missing = |name: &str| ApiError::invalid_body(format!("'Missing required property: {name}'."));
    let provider = given.get("provider").and_then(Value::as_str).ok_or_else(|| missing("provider"))?;
    let user_id = match given.get("user_id") {
        Some(Value::String(text)) if (1..=300).contains(&text.len()) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(_) => return Err(ApiError::invalid_body("'Expected type string' on property user_id.")),
        None => return Err(missing("user_id")),
    };
    let unknown = || bad_request("The provider/connection is not configured.");
    let connection = match given.get("connection_id").and_then(Value::as_str) {
        Some(id) => Some(app.directory.connections.get(id).await?.ok_or_else(unknown)?),
        None => None,
    };
    if connection.as_ref().is_some_and(|connection| connection.strategy != provider) {
        return Err(unknown());
    }
    // Both forms are in use: with the provider before the id, and without.
    let inner = user_id.strip_prefix(provider).and_then(|rest| rest.strip_prefix('|')).unwrap_or(&user_id);
    let id = format!("{provider}|{inner}");
    if let Some(found) = app.directory.users.get(&id).await? {
        return match connection {
            Some(connection) if connection.name != found.connection => Err(bad_request("Provided secondary account not found.")),
            _ => Ok(found),
        };
    }
    let mine = primary.identities.iter().any(|identity| identity.provider == provider && identity.user_id == inner);
    if mine || app.directory.users.find("linked", &id).await?.is_some() {
        return Err(ApiError::conflict("Specified identity already exists."));
    }
    Err(bad_request("Linking to an inexistent identity is not allowed."))
}
