//! `/api/v2/refresh-tokens` and the refresh tokens of a user.
//!
//! What an operator sees as one refresh token is a family: the token of a login and its successors by rotation. Its id is the family's,
//! which stays; the tokens themselves are known to their holders alone.

mod list;
mod read;
mod revoke;
mod update;

pub use list::{list, list_of_user};
pub use read::read;
pub use revoke::{delete, delete_of_user, revoke};
pub use update::update;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::app::App;
use crate::clock::iso_millis;
use crate::http::error::ApiError;
use crate::identity::RefreshToken;
use crate::identity::client::RotationType;
use crate::storage::{StoreError, Stored};

/// Tokens read at a time.
const CHUNK: usize = 500;
/// Tokens that one list looks at, rotated ones included.
const MAX_SCANNED: usize = 100_000;

fn inexistent() -> ApiError {
    ApiError::not_found("The refresh token does not exist.").code("inexistent_refresh_token")
}

/// The live families among the tokens that hold `value` in an index, each by its newest token, ordered by id.
pub(super) async fn families(app: &App, index: &str, value: &str) -> Result<BTreeMap<String, Stored<RefreshToken>>, StoreError> {
    let now = app.clock.now();
    let mut found: BTreeMap<String, Stored<RefreshToken>> = BTreeMap::new();
    let mut after: Option<String> = None;
    for _ in 0..MAX_SCANNED / CHUNK {
        let page = app.directory.refresh_tokens.list_by(index, value, after.as_deref(), CHUNK).await?;
        let last = page.len() < CHUNK;
        after = page.last().map(|token| token.token_hash.clone());
        // The leeway of rotation can leave several that may be used.
        for token in page.into_iter().filter(|token| token.rotated_at.is_none() && !token.has_ended(now)) {
            let newer = found.get(&token.family).is_none_or(|other| other.last_exchanged_at < token.last_exchanged_at);
            if newer {
                found.insert(token.family.clone(), token);
            }
        }
        if last {
            break;
        }
    }
    Ok(found)
}

/// The family as the API answers it.
async fn to_json(app: &App, token: &RefreshToken) -> Result<Value, StoreError> {
    let client = app.directory.clients.get(&token.client_id).await?;
    let rotating = client.is_some_and(|client| client.refresh_token.rotation_type == RotationType::Rotating);
    let servers: Vec<Value> =
        token.audience.iter().map(|audience| json!({ "audience": audience, "scopes": token.scope.join(" ") })).collect();
    Ok(json!({
        "id": token.family,
        "user_id": token.user_id,
        "client_id": token.client_id,
        "session_id": token.session_id,
        "created_at": iso_millis(token.created_at),
        "last_exchanged_at": token.last_exchanged_at.map(iso_millis),
        "idle_expires_at": token.idle_expires_at.map(iso_millis),
        "expires_at": token.expires_at.map(iso_millis),
        "rotating": rotating,
        "resource_servers": servers,
        "refresh_token_metadata": token.metadata,
    }))
}
