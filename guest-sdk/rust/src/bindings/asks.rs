//! The `api` resources as [`Asks`](crate::host::Asks), one file per trigger that has methods.
//!
//! An effect that a trigger has no method for cannot be made by its `Api` type; if it were, it would be refused and not passed over.

mod client_registration;
mod credentials_exchange;
mod custom_token_exchange;
mod notification;
mod onlookers;
mod password_reset_post_challenge;
mod post_login;
mod pre_user_registration;

use serde::Serialize;

use super::post_login::anteroom::actions::types as wit;
use crate::effect::Refusal;

/// A refusal as most methods tell it.
fn refusal(error: wit::Refusal) -> Refusal {
    match error {
        wit::Refusal::Invalid(why) => Refusal::Invalid(why),
        wit::Refusal::InvalidJson(why) => Refusal::InvalidJson(why),
        wit::Refusal::TooLarge(limit) => Refusal::TooLarge(limit),
        wit::Refusal::TooMany => Refusal::TooManyScopes,
    }
}

/// What is not the trigger's.
fn not_offered() -> Result<(), Refusal> {
    Err(Refusal::Invalid("The trigger does not offer this.".to_owned()))
}

/// A JSON text; nothing is `null`.
fn json(value: &impl Serialize) -> Result<String, Refusal> {
    serde_json::to_string(value).map_err(|error| Refusal::InvalidJson(error.to_string()))
}

/// A word of a closed list, as the contract spells it.
fn word(value: &impl Serialize) -> Result<String, Refusal> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        Ok(other) => Err(Refusal::InvalidJson(format!("{other} is no word"))),
        Err(error) => Err(Refusal::InvalidJson(error.to_string())),
    }
}
