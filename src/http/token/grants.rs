//! The grants, one a file, and what several of them need.

pub mod authorization_code;
pub mod client_credentials;
pub mod refresh_token;

use axum::http::StatusCode;
use jiff::Timestamp;

use super::Refusal;
use crate::app::App;
use crate::http::error::OAuthError;
use crate::identity::{ResourceServer, User};
use crate::storage::Stored;
use crate::token::issue;

/// The user, if there still is one who may have tokens from a login of that time.
async fn live_user(app: &App, user_id: &str, auth_time: Timestamp) -> Result<Stored<User>, Refusal> {
    let found = app.directory.users.get(user_id).await?;
    let user = found.ok_or_else(|| Refusal::because("the user is gone", OAuthError::invalid_grant("Invalid user")).user(user_id))?;
    if user.blocked {
        let answer = OAuthError::new(StatusCode::UNAUTHORIZED, "unauthorized", "user is blocked");
        return Err(Refusal::from(answer).user(user_id));
    }
    if !user.honours(auth_time) {
        let answer = OAuthError::invalid_grant("The user must log in again.");
        return Err(Refusal::because("the password was changed, or the account made, after the login", answer).user(user_id));
    }
    Ok(user)
}

/// The API that tokens were asked for; `None` where none was.
async fn api(app: &App, audience: Option<&str>) -> Result<Option<ResourceServer>, Refusal> {
    match audience {
        Some(audience) => Ok(Some(issue::api(app, audience).await?)),
        None => Ok(None),
    }
}
