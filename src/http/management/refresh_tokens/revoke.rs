//! Ends refresh tokens: `DELETE /refresh-tokens/{id}`, `POST /refresh-tokens/revoke`, `DELETE /users/{id}/refresh-tokens`.
//!
//! With a family go the opaque access tokens of the same login. What the original says it will do later is done when this answers.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::Value;

use super::CHUNK;
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::operation::Bare;
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::http::management::users;
use crate::identity::RefreshToken;
use crate::storage::StoreError;
use crate::token::families;

const BODY: Schema = Schema(&[
    Field::new("ids", Kind::List(&Kind::Text(1, 128), 100)),
    Field::new("user_id", Kind::Text(1, 300)),
    Field::new("client_id", Kind::Text(1, 128)),
    Field::new("audience", Kind::Text(1, 600)),
]);
body_of!(Given = BODY);

fn bad_request(message: &str) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, message)
}

/// Ends one; one that is not there is no error.
pub async fn delete(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<202>, ApiError> {
    query.none()?;
    families::revoke(&app, &id).await?;
    Ok(Bare)
}

/// Ends all of a user.
pub async fn delete_of_user(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<202>, ApiError> {
    query.none()?;
    users::existing(&app, &id).await?;
    revoke_all(&app, "user", &id, |_| true).await?;
    Ok(Bare)
}

/// Ends those named by their ids, or those of a user, of an application, or of both, for one API if it is named.
pub async fn revoke(State(app): State<Shared>, body: Body<Given>) -> Result<Bare<202>, ApiError> {
    let given = body.check()?;
    let text = |name: &str| given.get(name).and_then(Value::as_str);
    let (user, client, audience) = (text("user_id"), text("client_id"), text("audience"));
    if let Some(ids) = given.get("ids").and_then(Value::as_array) {
        if given.len() > 1 || ids.is_empty() {
            return Err(bad_request("Invalid combination of parameters."));
        }
        for id in ids.iter().filter_map(Value::as_str) {
            families::revoke(&app, id).await?;
        }
        return Ok(Bare);
    }
    // An API alone, or nothing at all, would be everybody's.
    if user.is_none() && client.is_none() {
        return Err(bad_request("Invalid combination of parameters."));
    }
    if let Some(user) = user
        && app.directory.users.get(user).await?.is_none()
    {
        return Err(bad_request("User not found."));
    }
    if let Some(client) = client
        && app.directory.clients.get(client).await?.is_none()
    {
        return Err(bad_request("Client not found."));
    }
    if let Some(audience) = audience
        && app.directory.resource_servers.find("identifier", audience).await?.is_none()
    {
        return Err(bad_request("Resource server not found."));
    }
    let ends = |token: &RefreshToken| {
        client.is_none_or(|client| client == token.client_id) && audience.is_none_or(|api| token.audience.as_deref() == Some(api))
    };
    match (user, client) {
        (Some(user), _) => revoke_all(&app, "user", user, ends).await?,
        (None, Some(client)) => revoke_all(&app, "client", client, ends).await?,
        (None, None) => {}
    }
    Ok(Bare)
}

/// Ends the families of the tokens that hold `value` in an index and that `ends` is true of.
async fn revoke_all(app: &App, index: &str, value: &str, ends: impl Fn(&RefreshToken) -> bool) -> Result<(), StoreError> {
    let mut after: Option<String> = None;
    loop {
        let page = app.directory.refresh_tokens.list_by(index, value, after.as_deref(), CHUNK).await?;
        let last = page.len() < CHUNK;
        after = page.last().map(|token| token.token_hash.clone());
        let families: BTreeSet<String> = page.into_iter().filter(|token| ends(token)).map(|token| token.value.family).collect();
        for family in families {
            families::revoke(app, &family).await?;
        }
        if last {
            return Ok(());
        }
    }
}
