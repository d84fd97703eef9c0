//! The `api` objects, one file per trigger: what an Action may ask for.

mod post_login;
mod pre_user_registration;

use serde_json::Value;

use crate::contract::Effect;
use crate::sandbox::effects::Refused;
use crate::sandbox::failure::Failure;
use crate::sandbox::state::State;

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
