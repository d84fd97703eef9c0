//! `/api/v2/users` and `/api/v2/users-by-email` (reference 4.2). How users are shown: never with a password, in any form.

mod create;
mod delete;
pub mod factors;

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
pub use delete::{delete, remove, sign_out_now};
pub use identities::{drop_identities, link, unlink};
pub use list::{by_email, list};
pub use read::read;
pub use update::update;

use serde_json::{Map, Value, json};

use crate::app::App;
use crate::clock::iso_millis;
use crate::http::error::ApiError;
use crate::identity::User;
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
    let mut out = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            out.insert(name.to_owned(), value);
        }
    };
    put("user_id", json!(user.user_id));
    put("email", json!(user.email));
    put("email_verified", json!(user.email_verified));
    put("username", json!(user.username));
    put("phone_number", json!(user.phone_number));
    put("phone_verified", if user.phone_number.is_some() { json!(user.phone_verified) } else { Value::Null });
    put("name", json!(user.name));
    put("nickname", json!(user.nickname));
    put("given_name", json!(user.given_name));
    put("family_name", json!(user.family_name));
    put("picture", json!(user.picture));
    put("blocked", if user.blocked { json!(true) } else { Value::Null });
    put("user_metadata", if user.user_metadata.is_empty() { Value::Null } else { json!(user.user_metadata) });
    put("app_metadata", if user.app_metadata.is_empty() { Value::Null } else { json!(user.app_metadata) });
    put("identities", json!(user.identities));
    put("created_at", json!(iso_millis(user.created_at)));
    put("updated_at", json!(iso_millis(user.updated_at)));
    put("last_login", json!(user.last_login.map(iso_millis)));
    put("last_ip", json!(user.last_ip));
    put("logins_count", if user.logins_count > 0 { json!(user.logins_count) } else { Value::Null });
    put("last_password_reset", json!(user.last_password_reset.map(iso_millis)));
    Value::Object(out)
}

/// 400 for a password that the connection's policy refuses.
fn too_weak(violation: &crate::identity::password_policy::PolicyViolation) -> ApiError {
    let needs = violation.policy.lines().map(|line| line.trim_start_matches(['*', ' ', '\t'])).collect::<Vec<_>>().join("; ");
    ApiError::new(axum::http::StatusCode::BAD_REQUEST, format!("PasswordStrengthError: Password is too weak. It needs: {needs}"))
        .code("invalid_password")
}
