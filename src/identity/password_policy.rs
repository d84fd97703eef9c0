//! Whether a password may be set: by its strength, and by what else its connection asks for (reference 4.2 "connections").
//!
//! The history is not among it: whether a password was used before takes a hash for each that is remembered, and is asked last
//! ([`history`]).

mod dictionary;
pub mod history;
mod personal;
pub mod strength;

use serde_json::{Value, json};

use super::password::MAX_BYTES;
use super::{Connection, PasswordPolicy};

pub use personal::Personal;
pub use strength::{Line, Weakness};

/// Why a password cannot be set.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PolicyViolation {
    /// Too short, or of too few kinds of characters.
    #[error("Password is too weak")]
    Weak(Weakness),
    /// One of those that are tried first, or of the operator's own list.
    #[error("Password is too common")]
    Common,
    /// It holds a part of what everybody knows of its user.
    #[error("Password contains user information")]
    Personal,
    /// The user had it before.
    #[error("Password has previously been used")]
    Used,
}

impl PolicyViolation {
    /// Auth0's name of the error (reference 5.3).
    pub fn name(&self) -> &'static str {
        match self {
            Self::Weak(_) => "PasswordStrengthError",
            Self::Common => "PasswordDictionaryError",
            Self::Personal => "PasswordNoUserInfoError",
            Self::Used => "PasswordHistoryError",
        }
    }

    /// The body of `/dbconnections/signup` for it, its status 400 included.
    pub fn to_json(&self) -> Value {
        match self {
            Self::Weak(weakness) => weakness.to_json(),
            other => json!({
                "name": other.name(), "message": other.to_string(), "code": "invalid_password", "description": other.to_string(), "statusCode": 400,
            }),
        }
    }

    /// What a page says.
    pub fn for_people(&self) -> &'static str {
        match self {
            Self::Weak(_) => "This password is too weak:",
            Self::Common => "This password is one of those that are tried first. Choose another.",
            Self::Personal => "This password contains a part of your name or address. Choose another.",
            Self::Used => "You have used this password before. Choose another.",
        }
    }
}

/// What a connection asks of passwords.
#[derive(Debug, Clone, Copy)]
pub struct Policy<'a> {
    connection: &'a Connection,
}

impl<'a> Policy<'a> {
    /// That of a connection.
    pub fn of(connection: &'a Connection) -> Self {
        Self { connection }
    }

    /// A member of one of the options that can be switched on.
    fn on(self, name: &str) -> Option<&'a Value> {
        let option = self.connection.options.get(name)?;
        option.get("enable").and_then(Value::as_bool).unwrap_or(false).then_some(option)
    }

    /// Checks a password for a user.
    pub fn check(self, password: &str, personal: &Personal<'_>) -> Result<(), PolicyViolation> {
        let (level, least) = (self.connection.password_policy(), strength::min_length(self.connection));
        strength::check(level, password, least).map_err(PolicyViolation::Weak)?;
        if self.on("password_no_personal_info").is_some() && personal.occurs_in(password) {
            return Err(PolicyViolation::Personal);
        }
        match self.on("password_dictionary") {
            Some(option) if dictionary::has(option.get("dictionary"), password) => Err(PolicyViolation::Common),
            _ => Ok(()),
        }
    }

    /// How many passwords of the past a new one must differ from.
    pub fn remembers(self) -> usize {
        let size = |option: &Value| option.get("size").and_then(Value::as_u64).and_then(|size| usize::try_from(size).ok());
        self.on("password_history").map_or(0, |option| size(option).unwrap_or(history::USUAL).min(history::MOST))
    }

    /// The rules for a page, with what `password` makes of them.
    pub fn lines(self, password: Option<&str>) -> Vec<Line> {
        strength::lines(self.connection.password_policy(), strength::min_length(self.connection), password)
    }
}

/// Checks a password by the usual level, where there is no connection yet.
pub fn check_usual(password: &str) -> Result<(), Weakness> {
    strength::check(PasswordPolicy::default(), password, None)
}
