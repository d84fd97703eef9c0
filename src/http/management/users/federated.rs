//! What of a user belongs to the provider that they come from, and is not an operator's to change: the next login would undo it.

use axum::http::StatusCode;
use serde_json::{Map, Value};

use crate::federation::writes;
use crate::http::error::ApiError;
use crate::identity::Connection;

/// What only a database has.
const OF_DATABASES: [&str; 7] = ["password", "email", "email_verified", "phone_number", "phone_verified", "username", "verify_email"];
/// What the provider tells.
const TOLD: [&str; 5] = ["family_name", "given_name", "name", "nickname", "picture"];

/// Refuses changes that cannot be made of a user of this connection.
///
/// # Errors
/// 400 that names the members.
pub fn check(connection: &Connection, changes: &Map<String, Value>) -> Result<(), ApiError> {
    let refused = |message: String| Err(ApiError::new(StatusCode::BAD_REQUEST, message));
    if connection.is_database() && !connection.keeps_users_elsewhere() {
        return Ok(());
    }
    if connection.is_database() {
        let there = |name: &&&str| !["password", "verify_email"].contains(*name) && changes.contains_key(**name);
        if let Some(name) = OF_DATABASES.iter().find(there) {
            return refused(format!("Cannot update {name} of a user who is in a custom database."));
        }
    } else if let Some(name) = OF_DATABASES.iter().find(|name| changes.contains_key(**name)) {
        return refused(format!("Cannot update {name} for non-database user."));
    }
    let told: Vec<&str> = TOLD.into_iter().filter(|name| changes.contains_key(*name)).collect();
    if writes(connection, false) && !told.is_empty() {
        return refused(format!(
            "The following user attributes cannot be updated: {}. The connection must either be a database connection (using the Auth0 \
             store), a passwordless connection (email or sms) or has disabled 'Sync user profile attributes at each login'.",
            told.join(", ")
        ));
    }
    Ok(())
}
