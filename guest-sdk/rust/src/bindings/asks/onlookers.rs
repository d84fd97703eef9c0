//! The `api` of the triggers that look on: it has no methods.

use super::not_offered;
use crate::bindings::post_change_password::anteroom::actions::post_change_password_types as changed;
use crate::bindings::post_user_registration::anteroom::actions::post_user_registration_types as registered;
use crate::bindings::send_phone_message::anteroom::actions::send_phone_message_types as message;
use crate::effect::{Effect, Refusal};
use crate::host::Asks;

macro_rules! look_on {
    ($($trigger:ident)*) => { $(
        impl Asks for $trigger::Api {
            fn ask(&self, _: Effect) -> Result<(), Refusal> {
                not_offered()
            }
        }
    )* };
}

look_on! { changed registered message }
