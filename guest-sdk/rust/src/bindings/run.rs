//! One call: the panic hook, the event out of its wire form, the author's function, the error into its wire form.

use std::panic;

use super::convert;
use crate::{Error, log};

/// Runs a `post-login` Action.
pub fn post_login<E: Into<Error>>(
    event: super::post_login::Event,
    api: &super::post_login::Api,
    action: impl FnOnce(&crate::post_login::Event, &mut crate::post_login::Api<'_>) -> Result<(), E>,
) -> Result<(), super::post_login::ActionError> {
    report_panics();
    let run = || -> Result<(), Error> {
        let event = convert::post_login(event)?;
        action(&event, &mut crate::post_login::Api::new(api)).map_err(Into::into)
    };
    run().map_err(|error| super::post_login::ActionError { message: error.to_string() })
}

/// Runs a `pre-user-registration` Action.
pub fn pre_user_registration<E: Into<Error>>(
    event: super::pre_user_registration::Event,
    api: &super::pre_user_registration::Api,
    action: impl FnOnce(&crate::pre_user_registration::Event, &mut crate::pre_user_registration::Api<'_>) -> Result<(), E>,
) -> Result<(), super::pre_user_registration::ActionError> {
    report_panics();
    let run = || -> Result<(), Error> {
        let event = convert::pre_user_registration(event)?;
        action(&event, &mut crate::pre_user_registration::Api::new(api)).map_err(Into::into)
    };
    run().map_err(|error| super::pre_user_registration::ActionError { message: error.to_string() })
}

/// A panic is a trap, and a trap is anonymous: the line written here is all that the author learns of it.
fn report_panics() {
    panic::set_hook(Box::new(|info| log::error(info)));
}
