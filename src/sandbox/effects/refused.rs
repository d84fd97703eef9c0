//! Why an effect is refused.

use std::fmt;

use crate::sandbox::failure::Failure;

/// Why an effect is refused. A component sees it as a variant of its trigger, a script has thrown the same sentence before.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// The claim is the server's own, as a sentence.
    Reserved(String),
    /// Not JSON.
    Json(String),
    /// Too large, with the limit in bytes.
    TooLarge(u32),
    /// A value breaks a rule, as a sentence.
    Invalid(String),
    /// Too many scopes.
    TooMany,
    /// Without meaning; ends the call.
    Fatal(Failure),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reserved(sentence) | Self::Invalid(sentence) => f.write_str(sentence),
            Self::Json(reason) => write!(f, "The value is not JSON: {reason}"),
            Self::TooLarge(limit) => write!(f, "What the Action asks for is larger than {limit} bytes."),
            Self::TooMany => f.write_str("Too many scopes were added."),
            Self::Fatal(failure) => failure.fmt(f),
        }
    }
}

impl Refused {
    /// The refusal as the failure of a call.
    pub fn failure(self) -> Failure {
        match self {
            Self::Fatal(failure) => failure,
            refused => Failure::InvalidEffect { message: refused.to_string() },
        }
    }
}
