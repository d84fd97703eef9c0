//! Every method of every trigger, called once with a plain value, and some again with what is refused.
//!
//! Each call writes a line to the console: its name in the contract, and how the server refused it, if it did. Together with what was
//! asked for that shows that the SDK has every method, and that each does what it says. The Actions are in `examples/`; they add the
//! attribute, of which a crate has one. The calls are here, so that the tests of this package make them natively: the test harness
//! and the sandbox are held against the same two files, `tests/fixtures/effects.json` and `refusals.json`.

pub mod client_registration;
pub mod credentials_exchange;
pub mod custom_email_provider;
pub mod custom_phone_provider;
pub mod custom_token_exchange;
pub mod password_reset_post_challenge;
pub mod post_login;
pub mod pre_user_registration;

use anteroom_guest::effect::Refusal;
use anteroom_guest::log;

/// Writes the name of a method that cannot be refused.
fn called(method: &str) {
    log::info(method);
}

/// Writes the name of a method, and the sentence of the refusal.
fn asked(method: &str, result: Result<(), Refusal>) {
    match result {
        Ok(()) => log::info(method),
        Err(refusal) => log::warn(format_args!("{method}: {refusal}")),
    }
}

#[cfg(test)]
mod tests;
