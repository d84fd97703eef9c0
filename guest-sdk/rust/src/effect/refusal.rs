//! Why the server refuses: one enum for all triggers, although the first two of the contract have variants of their own for some.

use std::fmt;

/// Why the server refuses an effect. Nothing is asked for then; `?` ends the Action with the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The claim is the server's own. Holds the sentence.
    ReservedClaim(String),
    /// The value is not JSON. Holds what the serializer or the server said.
    InvalidJson(String),
    /// All effects of the call together are larger than the limit, which it holds, in bytes.
    TooLarge(u32),
    /// The scope of a login is empty, too long or has white space inside. Holds the sentence.
    InvalidScope(String),
    /// Too many scopes were added.
    TooManyScopes,
    /// The code or the message of a validation error is empty or too long. Holds the sentence.
    InvalidValidation(String),
    /// A value breaks another rule. Holds the sentence.
    Invalid(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ReservedClaim(sentence) | Self::InvalidScope(sentence) | Self::InvalidValidation(sentence) | Self::Invalid(sentence) => {
                f.write_str(sentence)
            }
            Self::InvalidJson(why) => write!(f, "The value is not JSON: {why}"),
            Self::TooLarge(limit) => write!(f, "What the Action asks for is larger than {limit} bytes."),
            Self::TooManyScopes => f.write_str("Too many scopes were added."),
        }
    }
}

impl std::error::Error for Refusal {}
