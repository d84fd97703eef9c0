//! The data of the contract with action authors: events and effects, in Auth0's JSON shape.
//!
//! Pure data, below `sandbox` and `triggers` alike: `triggers` builds events and applies effects, `sandbox` turns both into and
//! out of the types generated from `wit/`, and scripts and execution records use this JSON as it is.

pub mod common;
pub mod effect;
pub mod post_login;
pub mod pre_user_registration;

use serde::{Deserialize, Serialize};

pub use effect::Effect;

/// A point in a flow where Actions run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// After the user has proved who they are, before tokens.
    PostLogin,
    /// Before a database user is written.
    PreUserRegistration,
}

impl Trigger {
    /// Every trigger that runs Actions.
    pub const ALL: [Self; 2] = [Self::PostLogin, Self::PreUserRegistration];

    /// The id on the wire: `post-login`.
    pub fn id(self) -> &'static str {
        match self {
            Self::PostLogin => "post-login",
            Self::PreUserRegistration => "pre-user-registration",
        }
    }

    /// The current version of its event: `v3`.
    pub fn version(self) -> &'static str {
        match self {
            Self::PostLogin => "v3",
            Self::PreUserRegistration => "v2",
        }
    }

    /// The function that a script exports for it.
    pub fn handler(self) -> &'static str {
        match self {
            Self::PostLogin => "onExecutePostLogin",
            Self::PreUserRegistration => "onExecutePreUserRegistration",
        }
    }

    /// The trigger with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.id() == id)
    }
}

/// What an Action is told.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// See [`post_login::Event`].
    PostLogin(Box<post_login::Event>),
    /// See [`pre_user_registration::Event`].
    PreUserRegistration(Box<pre_user_registration::Event>),
}

impl Event {
    /// The trigger it belongs to.
    pub fn trigger(&self) -> Trigger {
        match self {
            Self::PostLogin(_) => Trigger::PostLogin,
            Self::PreUserRegistration(_) => Trigger::PreUserRegistration,
        }
    }

    /// The event as scripts and records see it: one JSON text.
    ///
    /// # Errors
    /// Never for events that the server built.
    pub fn json(&self) -> serde_json::Result<String> {
        match self {
            Self::PostLogin(event) => serde_json::to_string(event),
            Self::PreUserRegistration(event) => serde_json::to_string(event),
        }
    }
}
