//! The tokens of one login: a refresh token and its successors, and opaque access tokens. They end together.
//!
//! Ending means deleting, so that nothing has to remember to look. JWT access tokens cannot be called back; their life is
//! bounded by the API's `token_lifetime`.

use std::collections::BTreeSet;

use crate::app::App;
use crate::identity::RefreshToken;
use crate::random;
use crate::storage::StoreError;

/// Tokens that are read at a time.
const PAGE: usize = 100;

/// A new family's name; `event.refresh_token.id`.
pub fn new_id(app: &App) -> String {
    random::alphanumeric(&*app.random, 24)
}

/// Ends every token of the family; says how many there were. An exchange that runs meanwhile either loses its token to us or has
/// written a successor, which goes too.
pub async fn revoke(app: &App, family: &str) -> Result<usize, StoreError> {
    Ok(app.directory.refresh_tokens.delete_by("family", family).await? + app.opaque_tokens.delete_by("family", family).await?)
}

/// Ends every family that began in a session of a user; says how many there were.
pub async fn revoke_of_session(app: &App, user_id: &str, session_id: &str) -> Result<usize, StoreError> {
    revoke_where(app, user_id, |token| token.session_id.as_deref() == Some(session_id)).await
}

/// Ends every family of a user by which an application has tokens for an API, or without one; says how many there were.
pub async fn revoke_of_consent(app: &App, user_id: &str, client_id: &str, audience: Option<&str>) -> Result<usize, StoreError> {
    revoke_where(app, user_id, |token| token.client_id == client_id && token.audience.as_deref() == audience).await
}

async fn revoke_where(app: &App, user_id: &str, ends: impl Fn(&RefreshToken) -> bool) -> Result<usize, StoreError> {
    let mut families = BTreeSet::new();
    let mut after: Option<String> = None;
    loop {
        let page = app.directory.refresh_tokens.list_by("user", user_id, after.as_deref(), PAGE).await?;
        after = page.last().map(|token| token.token_hash.clone());
        let whole = page.len() == PAGE;
        families.extend(page.into_iter().filter(|token| ends(token)).map(|token| token.value.family));
        if !whole {
            break;
        }
    }
    for family in &families {
        revoke(app, family).await?;
    }
    Ok(families.len())
}
