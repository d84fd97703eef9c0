//! What proves a user beside a password: nothing, for this server has no multi-factor authentication, no passkeys and no federated
//! connections yet (reference 4.2). Reads are empty, removals have nothing to remove, and making one is a 501.
//!
//! A password is told as an authentication method, as it is at Auth0, one for each identity that has one.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{existing, inexistent};
use crate::clock::iso_millis;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::Bare;
use crate::http::management::paging::{Checkpoints, Pages, Paging};
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::identity::User;

/// The passwords of a user, with their ids.
fn passwords(user: &User) -> Vec<(String, Value)> {
    let method = |identity_id: &str, since: jiff::Timestamp| {
        let id = format!("password|{identity_id}");
        let value = json!({
            "id": id, "type": "password", "confirmed": true, "created_at": iso_millis(since), "identity_user_id": identity_id,
        });
        (id, value)
    };
    let own = user.identities.first().filter(|_| user.password_hash.is_some());
    let own = own.map(|main| method(&main.user_id, user.last_password_reset.unwrap_or(user.created_at)));
    let linked = user.linked.iter().filter(|account| account.password_hash.is_some());
    own.into_iter().chain(linked.map(|account| method(&account.user_id, user.created_at))).collect()
}

/// Lists the authentication methods.
pub async fn list_methods(State(app): State<Shared>, Path(id): Path<String>, query: Query<Pages>) -> Result<Json<Value>, ApiError> {
    let paging = Paging::of(&query.params()?)?;
    let user = existing(&app, &id).await?;
    // The original names the list so in this style, and only in this one.
    Ok(Json(paging.answer("authenticators", passwords(&user))))
}

/// Shows an authentication method.
pub async fn read_method(
    State(app): State<Shared>,
    Path((id, method)): Path<(String, String)>,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let user = existing(&app, &id).await?;
    let found = passwords(&user).into_iter().find(|(id, _)| *id == method);
    found.map(|(_, value)| Json(value)).ok_or_else(no_method)
}

fn no_method() -> ApiError {
    ApiError::not_found("The authentication method could not be found.")
}

/// Making and changing authentication methods.
pub async fn no_methods() -> ApiError {
    let message = "This server has no multi-factor authentication and no passkeys: no authentication method can be made or changed.";
    ApiError::new(StatusCode::NOT_IMPLEMENTED, message)
}

/// Removes all authentication methods but the passwords.
pub async fn delete_methods(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    none_to_remove(&app, &id, query).await
}

/// Removes one authentication method, of which a password is none that can be removed.
pub async fn delete_method(
    State(app): State<Shared>,
    Path((id, method)): Path<(String, String)>,
    query: Query,
) -> Result<Bare<204>, ApiError> {
    query.none()?;
    let user = existing(&app, &id).await?;
    if passwords(&user).iter().any(|(id, _)| *id == method) {
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "A password cannot be removed; change it, or block or delete the user."));
    }
    Err(no_method())
}

/// Removes all second factors.
pub async fn delete_authenticators(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    none_to_remove(&app, &id, query).await
}

/// Removes the second factor of a provider.
pub async fn delete_provider(
    State(app): State<Shared>,
    Path((id, provider)): Path<(String, String)>,
    query: Query,
) -> Result<Bare<204>, ApiError> {
    if !matches!(provider.as_str(), "duo" | "google-authenticator") {
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "Path validation error: 'No enum match for the provider' on property provider.",
        )
        .code("invalid_uri"));
    }
    none_to_remove(&app, &id, query).await
}

/// Forgets the browsers that are not asked for a second factor.
pub async fn forget_browsers(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    none_to_remove(&app, &id, query).await
}

async fn none_to_remove(app: &crate::app::App, id: &str, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    existing(app, id).await?;
    Ok(Bare)
}

/// Lists the enrolments in multi-factor authentication.
pub async fn list_enrollments(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    existing(&app, &id).await?;
    Ok(Json(json!([])))
}

/// A recovery code belongs to an enrolment.
pub async fn new_recovery_code(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    app.directory.users.get(&id).await?.ok_or_else(inexistent)?;
    Err(ApiError::not_found("Enrollment not found."))
}

/// Lists the tokens of federated connections.
pub async fn list_tokensets(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    existing(&app, &id).await?;
    Ok(Json(json!([])))
}

/// Removes the tokens of a federated connection.
pub async fn delete_tokenset(
    State(app): State<Shared>,
    Path((id, _)): Path<(String, String)>,
    query: Query,
) -> Result<Bare<204>, ApiError> {
    query.none()?;
    existing(&app, &id).await?;
    Err(ApiError::not_found("The tokenset does not exist."))
}

/// Lists the accounts that are connected by federated connections.
pub async fn list_connected_accounts(
    State(app): State<Shared>,
    Path(id): Path<String>,
    query: Query<Checkpoints>,
) -> Result<Json<Value>, ApiError> {
    Paging::of(&query.params()?)?;
    existing(&app, &id).await?;
    Ok(Json(json!({ "connected_accounts": [] })))
}
