//! The tokens of one login: a refresh token and its successors, and opaque access tokens. They end together.
//!
//! Ending means deleting, so that nothing has to remember to look. JWT access tokens cannot be called back; their life is
//! bounded by the API's `token_lifetime`.

use crate::app::App;
use crate::random;
use crate::storage::StoreError;

/// A new family's name; `event.refresh_token.id`.
pub fn new_id(app: &App) -> String {
    random::alphanumeric(&*app.random, 24)
}

/// Ends every token of the family; says how many there were. An exchange that runs meanwhile either loses its token to us or has
/// written a successor, which goes too.
pub async fn revoke(app: &App, family: &str) -> Result<usize, StoreError> {
    Ok(app.directory.refresh_tokens.delete_by("family", family).await? + app.opaque_tokens.delete_by("family", family).await?)
}
