//! `/api/v2/users` and `/api/v2/users-by-email` (reference 4.2). How users are shown: never with a password, in any form.

mod create;
mod delete;
pub mod factors;
mod federated;

mod identities;
mod list;
pub mod organizations;
pub mod permissions;
mod read;
pub mod roles;
mod schema;
mod search;
mod update;

pub use create::create;
pub use delete::{delete, remove, remove_there, sign_out_now};
pub use identities::{drop_identities, link, unlink};
pub use list::{by_email, list};
pub use read::read;
pub use update::update;

use serde_json::Value;

use crate::app::App;
use crate::http::error::ApiError;
use crate::identity::User;
use crate::identity::password_policy::PolicyViolation;
use crate::storage::Stored;

/// The user of this id.
///
/// # Errors
/// 404 if there is none.
pub async fn existing(app: &App, id: &str) -> Result<Stored<User>, ApiError> {
    app.directory.users.get(id).await?.ok_or_else(inexistent)
}

pub(super) fn inexistent() -> ApiError {
    ApiError::not_found("The user does not exist.").code("inexistent_user")
}

/// The user as the API answers it: members without a value are absent.
fn to_json(user: &User) -> Value {
    Value::Object(user.shown())
}

/// 400 for what the custom database that a user is in has not done.
fn not_there() -> ApiError {
    ApiError::new(axum::http::StatusCode::BAD_REQUEST, "Sandbox error. The custom database did not make the change.")
        .code("extensibility_error")
}

/// 400 for a password that the connection's policy refuses.
fn too_weak(violation: &PolicyViolation) -> ApiError {
    let mut text = format!("{}: {violation}", violation.name());
    if let PolicyViolation::Weak(weakness) = violation {
        let needs = weakness.policy.lines().map(|line| line.trim_start_matches(['*', ' ', '\t'])).collect::<Vec<_>>().join("; ");
        text = format!("{text}. It needs: {needs}");
    }
    ApiError::new(axum::http::StatusCode::BAD_REQUEST, text).code("invalid_password")
}
