//! The `api` objects, one file per trigger: what an Action may ask for.

mod post_login;
mod pre_user_registration;

use crate::sandbox::effects::Refused;
use crate::sandbox::failure::Failure;

/// Turns a refusal into the trigger's own variant. What the variant has no case for ends the call.
fn to_guest<E>(result: Result<(), Refused>, variant: impl FnOnce(Refused) -> Result<E, Refused>) -> wasmtime::Result<Result<(), E>> {
    let Err(refused) = result else { return Ok(Ok(())) };
    match variant(refused) {
        Ok(error) => Ok(Err(error)),
        Err(Refused::Fatal(failure)) => Err(failure.into()),
        Err(other) => Err(Failure::InvalidEffect { message: format!("{other:?}") }.into()),
    }
}
