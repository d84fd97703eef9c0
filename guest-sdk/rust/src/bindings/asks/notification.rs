//! The `api` of the triggers that deliver a message: two resources with the same methods.

use super::{not_offered, refusal};
use crate::bindings::custom_email_provider::anteroom::actions::custom_email_provider_types as email;
use crate::bindings::custom_phone_provider::anteroom::actions::custom_phone_provider_types as phone;
use crate::effect::{Effect, Refusal};
use crate::host::Asks;

macro_rules! delivers {
    ($($trigger:ident)*) => { $(
        impl Asks for $trigger::Api {
            fn ask(&self, effect: Effect) -> Result<(), Refusal> {
                match effect {
                    Effect::DropNotification { reason } => self.notification_drop(&reason).map_err(refusal),
                    Effect::RetryNotification { reason } => self.notification_retry(&reason).map_err(refusal),
                    _ => not_offered(),
                }
            }
        }
    )* };
}

delivers! { phone email }
