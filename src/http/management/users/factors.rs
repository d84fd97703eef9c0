//! What proves a user beside a password: an authenticator app and a recovery code, which users enrol by themselves (reference 4.2). Passkeys
//! and the tokens of other providers are not kept: their lists are empty, and making one is a 501.
//!
//! A password is told as an authentication method, as it is at Auth0, one for each identity that has one.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{existing, inexistent};
use crate::app::App;
use crate::clock::iso_millis;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::guardian::enrollment;
use crate::http::management::operation::Bare;
use crate::http::management::paging::{Checkpoints, Pages, Paging};
use crate::http::management::path::Path;
use crate::http::management::query::Query;
use crate::identity::authenticator::FactorKind;
use crate::identity::{Authenticator, User};
use crate::login::factor::renew_recovery_code;
use crate::mfa::{factors, remembered};
use crate::storage::Batch;

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

/// An app or a recovery code.
fn method(factor: &Authenticator) -> (String, Value) {
    let mut value = json!({
        "id": factor.id, "type": factor.kind.method(), "confirmed": true, "created_at": iso_millis(factor.created_at),
        "enrolled_at": iso_millis(factor.created_at),
    });
    if let (Some(used), Some(members)) = (factor.last_used_at, value.as_object_mut()) {
        members.insert("last_auth_at".to_owned(), iso_millis(used).into());
    }
    (factor.id.clone(), value)
}

async fn methods(app: &App, user: &User) -> Result<Vec<(String, Value)>, ApiError> {
    let own = factors::of(app, user).await?;
    Ok(passwords(user).into_iter().chain(own.iter().map(|factor| method(factor))).collect())
}

/// Lists the authentication methods.
pub async fn list_methods(State(app): State<Shared>, Path(id): Path<String>, query: Query<Pages>) -> Result<Json<Value>, ApiError> {
    let paging = Paging::of(&query.params()?)?;
    let user = existing(&app, &id).await?;
    // The original names the list so in this style, and only in this one.
    Ok(Json(paging.answer("authenticators", methods(&app, &user).await?)))
}

/// Shows an authentication method.
pub async fn read_method(
    State(app): State<Shared>,
    Path((id, method)): Path<(String, String)>,
    query: Query,
) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let user = existing(&app, &id).await?;
    let found = methods(&app, &user).await?.into_iter().find(|(id, _)| *id == method);
    found.map(|(_, value)| Json(value)).ok_or_else(no_method)
}

fn no_method() -> ApiError {
    ApiError::not_found("The authentication method could not be found.")
}

/// Making and changing authentication methods.
pub async fn no_methods() -> ApiError {
    let message = "Authentication methods are enrolled by their users at a login: none can be made or changed here.";
    ApiError::new(StatusCode::NOT_IMPLEMENTED, message)
}

/// Removes all authentication methods but the passwords.
pub async fn delete_methods(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    remove_all(&app, &id, query).await
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
    let own = factors::of(&app, &user).await?;
    match own.iter().find(|factor| factor.id == method) {
        // With the app goes what stands in for it.
        Some(factor) if factor.kind == FactorKind::Otp => factors::remove(&app, &user).await?,
        Some(factor) => app.directory.authenticators.delete(factor).await?,
        None => return Err(no_method()),
    }
    Ok(Bare)
}

/// Removes all second factors.
pub async fn delete_authenticators(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    remove_all(&app, &id, query).await
}

/// Removes the second factor of a provider.
pub async fn delete_provider(
    State(app): State<Shared>,
    Path((id, provider)): Path<(String, String)>,
    query: Query,
) -> Result<Bare<204>, ApiError> {
    match provider.as_str() {
        "google-authenticator" => remove_all(&app, &id, query).await,
        "duo" => {
            query.none()?;
            existing(&app, &id).await.map(|_| Bare)
        }
        _ => {
            let message = "Path validation error: 'No enum match for the provider' on property provider.";
            Err(ApiError::new(StatusCode::BAD_REQUEST, message).code("invalid_uri"))
        }
    }
}

/// Forgets the browsers that are not asked for a second factor.
pub async fn forget_browsers(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    let user = existing(&app, &id).await?;
    remembered::forget(&app, &user.user_id).await?;
    Ok(Bare)
}

async fn remove_all(app: &App, id: &str, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    let user = existing(app, id).await?;
    factors::remove(app, &user).await?;
    Ok(Bare)
}

/// Lists the enrolments in multi-factor authentication.
pub async fn list_enrollments(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let user = existing(&app, &id).await?;
    let found = factors::of_kind(&app, &user, FactorKind::Otp).await?;
    let told = |factor: &Authenticator| {
        let mut told = enrollment(factor);
        if let Some(members) = told.as_object_mut() {
            members.insert("type".to_owned(), "authenticator".into());
            members.insert("auth_method".to_owned(), "authenticator".into());
        }
        told
    };
    Ok(Json(found.iter().map(|factor| told(factor)).collect()))
}

/// Gives a user who has an app another recovery code, which this answer alone tells.
pub async fn new_recovery_code(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let user = app.directory.users.get(&id).await?.ok_or_else(inexistent)?;
    if factors::of_kind(&app, &user, FactorKind::Otp).await?.is_none() {
        return Err(ApiError::not_found("Enrollment not found."));
    }
    let mut batch = Batch::new();
    let code = renew_recovery_code(&app, &user, &mut batch).await?;
    app.store.commit(batch).await?;
    Ok(Json(json!({ "recovery_code": code })))
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
