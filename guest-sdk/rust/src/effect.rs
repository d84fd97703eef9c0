//! What an Action asks for, and why the server refuses.
//!
//! One enum for all triggers, in the JSON shape of execution records: the `Api` types only offer what their trigger has. Tests
//! read the effects back from [`crate::testing::Outcome`].

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One request of an Action. All are applied together when the flow succeeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Effect {
    /// `api.access().deny(…)`.
    AccessDeny {
        /// For the log.
        reason: String,
        /// For the page; only `pre-user-registration` has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user_message: Option<String>,
    },
    /// `api.id_token().set_custom_claim(…)`.
    IdTokenClaim {
        /// The claim.
        name: String,
        /// Its value; `null` removes.
        value: Value,
    },
    /// `api.access_token().set_custom_claim(…)`.
    AccessTokenClaim {
        /// The claim.
        name: String,
        /// Its value; `null` removes.
        value: Value,
    },
    /// `api.access_token().add_scope(…)`.
    AddScope {
        /// The scope.
        scope: String,
    },
    /// `api.access_token().remove_scope(…)`.
    RemoveScope {
        /// The scope.
        scope: String,
    },
    /// `api.user().set_app_metadata(…)`.
    SetAppMetadata {
        /// The key.
        key: String,
        /// Its value; `null` removes.
        value: Value,
    },
    /// `api.user().set_user_metadata(…)`.
    SetUserMetadata {
        /// The key.
        key: String,
        /// Its value; `null` removes.
        value: Value,
    },
    /// `api.validation().error(…)`.
    ValidationError {
        /// The author's code.
        code: String,
        /// For the page.
        message: String,
    },
}

/// Why the server refuses an effect. Nothing is asked for then; `?` ends the Action with the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The claim is the server's own. Holds the sentence.
    ReservedClaim(String),
    /// The value is not JSON. Holds what the serializer or the server said.
    InvalidJson(String),
    /// All effects of the call together are larger than the limit, which it holds, in bytes.
    TooLarge(u32),
    /// The scope is empty, too long or has white space inside. Holds the sentence.
    InvalidScope(String),
    /// Too many scopes were added.
    TooManyScopes,
    /// The code or the message of a validation error is empty or too long. Holds the sentence.
    InvalidValidation(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReservedClaim(sentence) | Self::InvalidScope(sentence) | Self::InvalidValidation(sentence) => f.write_str(sentence),
            Self::InvalidJson(why) => write!(f, "The value is not JSON: {why}"),
            Self::TooLarge(limit) => write!(f, "What the Action asks for is larger than {limit} bytes."),
            Self::TooManyScopes => f.write_str("Too many scopes were added."),
        }
    }
}

impl std::error::Error for Refusal {}
