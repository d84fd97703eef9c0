//! The `api` objects, one file per trigger: what an Action may ask for.

mod client_registration;
mod credentials_exchange;
mod custom_email_provider;
mod custom_phone_provider;
mod custom_token_exchange;
mod password_reset_post_challenge;
mod post_change_password;
mod post_login;
mod post_user_registration;
mod pre_user_registration;
mod send_phone_message;

use serde_json::{Map, Value};

use crate::contract::Effect;
use crate::sandbox::bindings::host::types::Refusal;
use crate::sandbox::effects::Refused;
use crate::sandbox::failure::Failure;
use crate::sandbox::state::State;

/// A member of an effect, as a component hands it over.
enum Given {
    /// The text itself.
    Text(String),
    /// JSON text; `null` is as if the member were not there.
    Json(String),
}

impl State {
    /// Asks for an effect whose texts have so many bytes. The outer error ends the call.
    fn ask(&mut self, bytes: usize, effect: Effect) -> wasmtime::Result<Result<(), Refused>> {
        self.budget.charge(bytes)?;
        Ok(self.effects.push(effect).map(|_| ()))
    }

    /// As [`Self::ask`], for a name and a value that the guest hands over as JSON text.
    fn ask_json(
        &mut self,
        name: String,
        value: &str,
        claim: bool,
        effect: impl FnOnce(String, Value) -> Effect,
    ) -> wasmtime::Result<Result<(), Refused>> {
        let bytes = name.len() + value.len();
        match self.effects.parse(&name, value, claim) {
            Ok(value) => self.ask(bytes, effect(name, value)),
            Err(refused) => self.budget.charge(bytes).map(|()| Err(refused)),
        }
    }

    /// As [`Self::ask`], for an effect that is read from its members as a script's would be.
    fn ask_whole<const N: usize>(&mut self, kind: &str, members: [(&str, Given); N]) -> wasmtime::Result<Result<(), Refused>> {
        let mut effect = Map::new();
        effect.insert("type".to_owned(), kind.into());
        for (name, given) in members {
            let (Given::Text(text) | Given::Json(text)) = &given;
            self.budget.charge(text.len())?;
            let value = match given {
                Given::Text(text) => Value::String(text),
                Given::Json(text) => match self.effects.parse(name, &text, false) {
                    Ok(value) => value,
                    Err(refused) => return Ok(Err(refused)),
                },
            };
            if !value.is_null() {
                effect.insert(name.to_owned(), value);
            }
        }
        Ok(self.push_read(effect))
    }

    /// As [`Self::ask_whole`], for an effect whose members are one JSON object.
    fn ask_object(&mut self, kind: &str, members: &str) -> wasmtime::Result<Result<(), Refused>> {
        self.budget.charge(members.len())?;
        let mut effect = match self.effects.parse(kind, members, false) {
            Ok(Value::Object(effect)) => effect,
            Ok(_) => return Ok(Err(Refused::Invalid("The options must be an object.".into()))),
            Err(refused) => return Ok(Err(refused)),
        };
        effect.insert("type".to_owned(), kind.into());
        Ok(self.push_read(effect))
    }

    fn push_read(&mut self, effect: Map<String, Value>) -> Result<(), Refused> {
        match serde_json::from_value(Value::Object(effect)) {
            Ok(effect) => self.effects.push(effect).map(|_| ()),
            Err(error) => Err(Refused::Invalid(format!("{error}."))),
        }
    }

    /// A denial or a revocation. One that counts is free: no limit may turn a no into a failure, which the binding's policy may skip.
    fn deny(&mut self, bytes: usize, effect: Effect) -> wasmtime::Result<()> {
        match self.effects.push(effect) {
            Ok(true) => Ok(()),
            Ok(false) => self.budget.charge(bytes),
            Err(refused) => Err(Failure::InvalidEffect { message: refused.to_string() }.into()),
        }
    }
}

/// Turns a refusal into the trigger's own variant. What the variant has no case for ends the call.
fn to_guest<E>(result: Result<(), Refused>, variant: impl FnOnce(Refused) -> Result<E, Refused>) -> wasmtime::Result<Result<(), E>> {
    let Err(refused) = result else { return Ok(Ok(())) };
    match variant(refused) {
        Ok(error) => Ok(Err(error)),
        Err(Refused::Fatal(failure)) => Err(failure.into()),
        Err(other) => Err(Failure::InvalidEffect { message: format!("{other:?}") }.into()),
    }
}

/// A refusal as the triggers with one variant for all of them tell it.
fn refusal(result: Result<(), Refused>) -> wasmtime::Result<Result<(), Refusal>> {
    Ok(match result {
        Ok(()) => Ok(()),
        Err(Refused::Reserved(sentence) | Refused::Invalid(sentence)) => Err(Refusal::Invalid(sentence)),
        Err(Refused::Json(reason)) => Err(Refusal::InvalidJson(reason)),
        Err(Refused::TooLarge(limit)) => Err(Refusal::TooLarge(limit)),
        Err(Refused::TooMany) => Err(Refusal::TooMany),
        Err(Refused::Fatal(failure)) => return Err(failure.into()),
    })
}
