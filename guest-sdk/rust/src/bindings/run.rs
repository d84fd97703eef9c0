//! One call: the panic hook, the event out of its wire form, the author's function, the error into its wire form.

use std::panic;

use super::convert;
use crate::{Error, log};

macro_rules! runs {
    ($($trigger:ident)*) => { $(
        /// Runs an Action of the trigger.
        pub fn $trigger<E: Into<Error>>(
            event: super::$trigger::Event,
            api: &super::$trigger::Api,
            action: impl FnOnce(&crate::$trigger::Event, &mut crate::$trigger::Api<'_>) -> Result<(), E>,
        ) -> Result<(), super::$trigger::ActionError> {
            report_panics();
            let run = || -> Result<(), Error> {
                let event = convert::$trigger(event)?;
                action(&event, &mut crate::$trigger::Api::new(api)).map_err(Into::into)
            };
            run().map_err(|error| super::$trigger::ActionError { message: error.to_string() })
        }
    )* };
}

runs! {
    post_login
    credentials_exchange
    pre_user_registration
    post_user_registration
    post_change_password
    send_phone_message
    password_reset_post_challenge
    custom_phone_provider
    custom_email_provider
    custom_token_exchange
    client_registration
}

/// A panic is a trap, and a trap is anonymous: the line written here is all that the author learns of it.
fn report_panics() {
    panic::set_hook(Box::new(|info| log::error(info)));
}
