//! Why there is no answer.

use std::fmt;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The Action's allow-list, or the address behind the name, forbids it. Holds the reason.
    NotAllowed(String),
    /// The request is malformed. Holds the reason.
    InvalidRequest(String),
    /// More calls than the limit, which it holds.
    TooManyCalls(u32),
    /// No answer in time.
    TimedOut,
    /// The answer is larger than the limit, which it holds, in bytes.
    TooLarge(u32),
    /// The connection could not be made or broke. Holds the reason.
    ConnectionFailed(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAllowed(why) => write!(f, "The request is not allowed: {why}"),
            Self::InvalidRequest(why) => write!(f, "The request is malformed: {why}"),
            Self::TooManyCalls(limit) => write!(f, "The Action makes more than {limit} requests."),
            Self::TimedOut => f.write_str("There is no answer in time."),
            Self::TooLarge(limit) => write!(f, "The answer is larger than {limit} bytes."),
            Self::ConnectionFailed(why) => write!(f, "The connection failed: {why}"),
        }
    }
}

impl std::error::Error for Error {}
