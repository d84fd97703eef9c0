//! Why an Action gives up: one sentence for the operator.
//!
//! [`Error`] is not a `std::error::Error` itself, so that every such error turns into it through `?` (the two would overlap).

use std::fmt;

/// An Action's own failure. The binding's policy says what becomes of the login; the message goes into the execution record.
pub struct Error {
    message: String,
}

/// What an Action returns. Denying is not an error: call `api.access().deny(…)` and return `Ok(())`.
pub type Result<T = (), E = Error> = std::result::Result<T, E>;

impl Error {
    /// A failure in the author's words.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    /// The sentence.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// What the attributes hold a function's return type against: anything that an Action's failure can be made of.
///
/// # Errors
/// The one given.
#[doc(hidden)]
pub fn outcome<E: Into<Error>>(result: std::result::Result<(), E>) -> Result {
    result.map_err(Into::into)
}

impl<E: std::error::Error> From<E> for Error {
    /// The error's text, followed by those of its causes.
    fn from(error: E) -> Self {
        let mut message = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            message.push_str(": ");
            message.push_str(&inner.to_string());
            cause = inner.source();
        }
        Self { message }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:?})", self.message)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
