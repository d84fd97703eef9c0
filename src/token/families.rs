//! The tokens of one login: a refresh token and its successors, and opaque access tokens. They end together.
//!
//! Ending means deleting, so that nothing has to remember to look. JWT access tokens cannot be called back; their life is
//! bounded by the API's `token_lifetime`.

use crate::app::App;
use crate::random;
use crate::storage::{Collection, Entity, StoreError};

/// How many tokens are read at a time; a family has a handful.
const PAGE: usize = 100;

/// A new family's name; `event.refresh_token.id`.
pub fn new_id(app: &App) -> String {
    random::alphanumeric(&*app.random, 24)
}

/// Ends every token of the family. Says how many there were.
pub async fn revoke(app: &App, family: &str) -> Result<usize, StoreError> {
    let refresh = clear(&app.directory.refresh_tokens, family).await?;
    let opaque = clear(&app.opaque_tokens, family).await?;
    Ok(refresh + opaque)
}

/// Deletes until none is left. An exchange that runs meanwhile either loses its token to us or has written a successor, which
/// the next look finds.
async fn clear<T: Entity>(tokens: &Collection<T>, family: &str) -> Result<usize, StoreError> {
    let mut ended = 0;
    loop {
        let found = tokens.list_by("family", family, None, PAGE).await?;
        if found.is_empty() {
            return Ok(ended);
        }
        for token in found {
            match tokens.delete(&token).await {
                Ok(()) => ended += 1,
                Err(StoreError::Conflict(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }
}
