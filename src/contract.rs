//! The data of the contract with action authors: triggers, events and effects, in Auth0's JSON shape.
//!
//! Pure data, below `sandbox` and `triggers` alike: `triggers` builds events and applies effects, `sandbox` turns both into and
//! out of the types generated from `wit/`, and scripts and execution records use this JSON as it is.

pub mod client_registration;
pub mod common;
pub mod credentials_exchange;
pub mod custom_email_provider;
pub mod custom_phone_provider;
pub mod custom_token_exchange;
pub mod database;
pub mod effect;
pub mod notification;
pub mod password_reset_post_challenge;
pub mod post_change_password;
pub mod post_login;
pub mod post_user_registration;
pub mod pre_user_registration;
pub mod rules;
mod sample;
pub mod send_phone_message;
pub mod trigger;
pub mod user;

use serde::Serialize;
use serde_json::Value;

pub use effect::Effect;
pub use trigger::{BindingPolicy, Entry, Trigger};

impl Event {
    /// The same event after these Rules, for `api.rules.wasExecuted`.
    #[must_use]
    pub fn after(mut self, rules: Vec<String>) -> Self {
        if let Self::PostLogin(event) = &mut self {
            event.rules = rules;
        }
        self
    }

    /// Sets the transaction's metadata that an Action asked for, for the Actions after it.
    pub fn remember(&mut self, effects: &[Effect]) {
        let Self::PostLogin(event) = self else { return };
        let metadata = &mut event.transaction.get_or_insert_default().metadata;
        for effect in effects {
            match effect {
                Effect::TransactionMetadata { key, value: Value::Null } => drop(metadata.shift_remove(key)),
                Effect::TransactionMetadata { key, value } => drop(metadata.insert(key.clone(), value.clone())),
                _ => {}
            }
        }
    }
}

/// The events: one case per trigger, named as it.
macro_rules! events {
    ($($trigger:ident in $module:ident,)*) => {
        /// What an Action is told. Serialised as scripts see it, without `secrets`.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Event {
            $(
                #[doc = concat!("See [`", stringify!($module), "::Event`].")]
                $trigger(Box<$module::Event>),
            )*
            /// What the Rules of a login are told, who run where `post-login` begins.
            Rules(Box<rules::Event>),
            /// What a script of a custom database is told. It has the powers of `post-user-registration`: none.
            Database(Box<database::Event>),
        }

        impl Event {
            /// The trigger it belongs to.
            pub fn trigger(&self) -> Trigger {
                match self {
                    $(Self::$trigger(_) => Trigger::$trigger,)*
                    Self::Rules(_) => Trigger::PostLogin,
                    Self::Database(_) => Trigger::PostUserRegistration,
                }
            }

            /// Reads the event of a trigger.
            ///
            /// # Errors
            /// A field is missing or of another type; unknown fields are passed over.
            pub fn from_json(trigger: Trigger, json: &Value) -> Result<Self, serde_json::Error> {
                Ok(match trigger {
                    $(Trigger::$trigger => Self::$trigger(Box::new(serde::Deserialize::deserialize(json)?)),)*
                })
            }

            /// The event as scripts and records see it: one JSON text.
            ///
            /// # Errors
            /// Never for events that the server built.
            pub fn json(&self) -> serde_json::Result<String> {
                serde_json::to_string(self)
            }
        }
    };
}

events! {
    PostLogin in post_login,
    CredentialsExchange in credentials_exchange,
    PreUserRegistration in pre_user_registration,
    PostUserRegistration in post_user_registration,
    PostChangePassword in post_change_password,
    SendPhoneMessage in send_phone_message,
    PasswordResetPostChallenge in password_reset_post_challenge,
    CustomPhoneProvider in custom_phone_provider,
    CustomEmailProvider in custom_email_provider,
    CustomTokenExchange in custom_token_exchange,
    ClientRegistration in client_registration,
}
