//! What an Action asks for. Collected during the call, validated by the host, applied by the trigger when the flow succeeds.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One request of an Action, in the order in which it was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// `api.access.deny(reason[, userMessage])`.
    AccessDeny {
        /// For the log and API clients.
        reason: String,
        /// For the page; only `pre-user-registration` has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user_message: Option<String>,
    },
    /// `api.idToken.setCustomClaim(name, value)`; `null` removes.
    IdTokenClaim {
        /// The claim.
        name: String,
        /// Its value.
        value: Value,
    },
    /// `api.accessToken.setCustomClaim(name, value)`; `null` removes.
    AccessTokenClaim {
        /// The claim.
        name: String,
        /// Its value.
        value: Value,
    },
    /// `api.accessToken.addScope(scope)`.
    AddScope {
        /// The scope.
        scope: String,
    },
    /// `api.accessToken.removeScope(scope)`.
    RemoveScope {
        /// The scope.
        scope: String,
    },
    /// `api.user.setAppMetadata(key, value)`; `null` removes.
    SetAppMetadata {
        /// The key.
        key: String,
        /// Its value.
        value: Value,
    },
    /// `api.user.setUserMetadata(key, value)`; `null` removes.
    SetUserMetadata {
        /// The key.
        key: String,
        /// Its value.
        value: Value,
    },
    /// `api.validation.error(code, message)`.
    ValidationError {
        /// The author's code.
        code: String,
        /// For the page.
        message: String,
    },
}
