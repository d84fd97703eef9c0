//! What a script of a custom database is told: which of them it is, and its arguments before the callback.
//!
//! No trigger is behind it: the program runs as one of those that can only look on, and what it answers is told beside its effects, of
//! which it has none.

use serde::Serialize;
use serde_json::Value;
use zeroize::Zeroizing;

/// The scripts that are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Script {
    /// `(identifier, password)`: whose they are.
    Login,
    /// `(identifier)`: who has it, proved by nothing.
    GetUser,
    /// `(user)`: a new one, with the password.
    Create,
    /// `(email)`: the address was proved.
    Verify,
    /// `(email, password)`: a new password.
    ChangePassword,
    /// `(id)`: the user goes.
    Delete,
}

impl Script {
    /// As `customScripts` names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::GetUser => "get_user",
            Self::Create => "create",
            Self::Verify => "verify",
            Self::ChangePassword => "change_password",
            Self::Delete => "delete",
        }
    }
}

/// One call.
#[derive(Clone, PartialEq, Serialize)]
pub struct Event {
    /// Which script.
    pub script: Script,
    /// Its arguments. They hold passwords.
    pub args: Vec<Value>,
    /// The password among them, for redaction alone.
    #[serde(skip)]
    pub password: Option<Zeroizing<String>>,
}

impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Event").field("script", &self.script).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_is_printed_without_its_arguments() {
        let password = Some(Zeroizing::new("open-sesame".to_owned()));
        let event = Event { script: Script::Login, args: vec![json!("ann"), json!("open-sesame")], password };
        let printed = format!("{event:?}");
        assert!(printed.contains("Login") && !printed.contains("ann") && !printed.contains("sesame"), "{printed}");
    }
}
