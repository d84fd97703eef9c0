//! `/api/v2/token-exchange-profiles` (reference 1.1, 5.4): which Action decides about which type of foreign token.

mod change;
mod create;
mod read;
mod schema;

pub use change::{delete, update};
pub use create::create;
pub use read::{list, read};

use serde_json::{Value, json};

use crate::clock::iso_millis;
use crate::http::error::ApiError;
use crate::identity::TokenExchangeProfile;
use crate::identity::token_exchange_profile::TYPE;
use crate::storage::StoreError;
use crate::storage::collection::{Clash, clash};

fn inexistent() -> ApiError {
    ApiError::not_found("Token Exchange Profile not found.")
}

/// Two profiles would be two answers to one token.
fn taken(error: StoreError) -> ApiError {
    match error {
        StoreError::Conflict(key) if matches!(clash(&key), Clash::Unique(_)) => {
            ApiError::conflict("subject_token_type already exists for tenant")
        }
        other => other.into(),
    }
}

fn wire(profile: &TokenExchangeProfile) -> Value {
    json!({
        "id": profile.id,
        "name": profile.name,
        "subject_token_type": profile.subject_token_type,
        "action_id": profile.action_id,
        "type": TYPE,
        "created_at": iso_millis(profile.created_at),
        "updated_at": iso_millis(profile.updated_at),
    })
}
