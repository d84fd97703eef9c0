//! `link_with`: an ID token that proves the secondary account.
//!
//! It is this server's own, it has not expired, it was issued to the application that calls, and the login that it tells of still
//! counts: an ID token from before a new password, or of a blocked user, proves nothing any more.

use jiff::{SignedDuration, Timestamp};

use super::link::bad_request;
use crate::app::App;
use crate::http::error::ApiError;
use crate::http::management::auth::Caller;
use crate::identity::User;
use crate::storage::Stored;
use crate::token::{Claims, TokenKind, VerifyError};

/// The user whom the token proves.
///
/// # Errors
/// 400 in Auth0's words.
pub async fn secondary(app: &App, caller: &Caller, token: &str) -> Result<Stored<User>, ApiError> {
    let claims = app.keys.verify(token, &caller.client_id, TokenKind::IdHint).map_err(|error| match error {
        VerifyError::Algorithm => bad_request("JWT (link_with) must have an alg of RS256."),
        VerifyError::Issuer => bad_request("JWT (link_with) must have the same issuer as the calling user."),
        VerifyError::Audience => bad_request("JWT (link_with) must have an aud claim that matches that of the calling token's azp."),
        _ => invalid(),
    })?;
    let seconds = |name: &str| claims.get(name).and_then(serde_json::Value::as_i64);
    // As a hint at logout an expired token is good; as a proof it is not.
    if seconds("exp").is_none_or(|end| end <= app.clock.now().as_second()) {
        return Err(invalid());
    }
    if claims.subject().is_empty() {
        return Err(bad_request("JWT (link_with) must contains sub claim."));
    }
    let found = app.directory.users.get(claims.subject()).await?;
    let found = found.ok_or_else(|| bad_request("Provided secondary account not found."))?;
    if counts(&claims, &found) { Ok(found) } else { Err(invalid()) }
}

fn invalid() -> ApiError {
    bad_request("Invalid token (link_with).")
}

/// Whether the login that the token tells of still counts. Its time is in whole seconds, so the account may have been made later in
/// the same second, as it is where a sign-up is a login as well; a password that changed in that second is taken to have changed after.
fn counts(claims: &Claims, user: &User) -> bool {
    let seconds = claims.get("auth_time").or_else(|| claims.get("iat")).and_then(serde_json::Value::as_i64);
    let Some(second) = seconds.and_then(|second| Timestamp::from_second(second).ok()) else { return false };
    let end = second.saturating_add(SignedDuration::from_millis(999)).unwrap_or(second);
    user.honours(end) && [user.last_password_reset, user.signed_out_at].into_iter().flatten().all(|at| second >= at)
}
