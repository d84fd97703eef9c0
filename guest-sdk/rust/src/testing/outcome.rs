//! What an Action did, to be asserted.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::Error;
use crate::effect::Effect;
use crate::event::Object;
use crate::log::Level;

/// A line of the console.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Severity.
    pub level: Level,
    /// The text.
    pub message: String,
}

/// A denial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// For the log.
    pub reason: String,
    /// For the page; only `pre-user-registration` has one.
    pub user_message: Option<String>,
    /// The OAuth error; only the exchanges at the token endpoint and registrations have one.
    pub code: Option<String>,
}

/// A request that the Action made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// `GET`, `POST`, …
    pub method: String,
    /// The URL.
    pub url: String,
    /// Header fields as the Action wrote them.
    pub headers: Vec<(String, String)>,
    /// The body; empty if there was none.
    pub body: Vec<u8>,
}

/// The end of a run. Asserting on what was asked for presumes that the Action did not fail: see [`Outcome::error`].
#[derive(Debug)]
#[must_use = "a run that is not looked at tests nothing"]
pub struct Outcome {
    pub(super) result: Result<(), Error>,
    pub(super) effects: Vec<Effect>,
    pub(super) console: Vec<Line>,
    pub(super) requests: Vec<Sent>,
    pub(super) cache: BTreeMap<String, String>,
    pub(super) now: u64,
}

impl Outcome {
    /// The message of the error that the Action ended with.
    pub fn error(&self) -> Option<&str> {
        self.result.as_ref().err().map(Error::message)
    }

    /// The first denial.
    pub fn denied(&self) -> Option<Denial> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::AccessDeny { reason, user_message, code } => {
                Some(Denial { reason: reason.clone(), user_message: user_message.clone(), code: code.clone() })
            }
            _ => None,
        })
    }

    /// Code and message of the first validation error.
    pub fn validation_error(&self) -> Option<(&str, &str)> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::ValidationError { code, message } => Some((code.as_str(), message.as_str())),
            _ => None,
        })
    }

    /// The claims of the ID token; `null` for one that is removed.
    pub fn id_token_claims(&self) -> Object {
        self.collect(|effect| match effect {
            Effect::IdTokenClaim { name, value } => Some((name, value)),
            _ => None,
        })
    }

    /// The claims of the access token; `null` for one that is removed.
    pub fn access_token_claims(&self) -> Object {
        self.collect(|effect| match effect {
            Effect::AccessTokenClaim { name, value } => Some((name, value)),
            _ => None,
        })
    }

    /// The keys of `app_metadata` that were set; `null` for one that is removed.
    pub fn app_metadata(&self) -> Object {
        self.collect(|effect| match effect {
            Effect::SetAppMetadata { key, value } => Some((key, value)),
            _ => None,
        })
    }

    /// The keys of `user_metadata` that were set; `null` for one that is removed.
    pub fn user_metadata(&self) -> Object {
        self.collect(|effect| match effect {
            Effect::SetUserMetadata { key, value } => Some((key, value)),
            _ => None,
        })
    }

    /// The scopes that were added, in order.
    pub fn added_scopes(&self) -> Vec<&str> {
        let scopes = self.effects.iter().filter_map(|effect| match effect {
            Effect::AddScope { scope } => Some(scope.as_str()),
            _ => None,
        });
        scopes.collect()
    }

    /// The scopes that were removed, in order.
    pub fn removed_scopes(&self) -> Vec<&str> {
        let scopes = self.effects.iter().filter_map(|effect| match effect {
            Effect::RemoveScope { scope } => Some(scope.as_str()),
            _ => None,
        });
        scopes.collect()
    }

    /// The scopes that an exchange aims at, if it aimed at `before` when the Action began.
    pub fn target_scopes(&self, before: &[String]) -> Vec<String> {
        let mut scopes = before.to_vec();
        for effect in &self.effects {
            match effect {
                Effect::AddTargetScope { scope } if !scopes.contains(scope) => scopes.push(scope.clone()),
                Effect::RemoveTargetScope { scope } => scopes.retain(|other| other != scope),
                Effect::SetTargetScopes { scopes: all } => scopes.clone_from(all),
                _ => {}
            }
        }
        scopes
    }

    /// Everything that was asked for, in order.
    pub fn effects(&self) -> &[Effect] {
        &self.effects
    }

    /// The lines of the console.
    pub fn console(&self) -> &[Line] {
        &self.console
    }

    /// The requests that were made.
    pub fn requests(&self) -> &[Sent] {
        &self.requests
    }

    /// What the cache holds afterwards.
    pub fn cache(&self) -> &BTreeMap<String, String> {
        &self.cache
    }

    /// The time at the end, in milliseconds since 1970: later than at the beginning by what the Action waited.
    pub fn now(&self) -> u64 {
        self.now
    }

    fn collect<'a>(&'a self, pick: impl Fn(&'a Effect) -> Option<(&'a String, &'a Value)>) -> Object {
        self.effects.iter().filter_map(pick).map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}
