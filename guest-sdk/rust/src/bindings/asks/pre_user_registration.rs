//! The `api` of `pre-user-registration`.

use super::{not_offered, refusal};
use crate::bindings::pre_user_registration::anteroom::actions::pre_user_registration_types::{self as wit, Api};
use crate::effect::{Effect, Refusal};
use crate::host::Asks;

impl Asks for Api {
    fn ask(&self, effect: Effect) -> Result<(), Refusal> {
        use Effect as E;
        match effect {
            E::AccessDeny { reason, user_message, .. } => self.access_deny(&reason, &user_message.unwrap_or_default()),
            E::SetAppMetadata { key, value } => self.user_set_app_metadata(&key, &value.to_string()).map_err(metadata)?,
            E::SetUserMetadata { key, value } => self.user_set_user_metadata(&key, &value.to_string()).map_err(metadata)?,
            E::ValidationError { code, message } => self.validation_error(&code, &message).map_err(validation)?,
            E::SetUserId { user_id } => self.user_set_user_id(&user_id).map_err(refusal)?,
            _ => return not_offered(),
        }
        Ok(())
    }
}

fn metadata(error: wit::MetadataError) -> Refusal {
    match error {
        wit::MetadataError::InvalidJson(why) => Refusal::InvalidJson(why),
        wit::MetadataError::TooLarge(limit) => Refusal::TooLarge(limit),
    }
}

fn validation(error: wit::ValidationError) -> Refusal {
    let wit::ValidationError::Invalid(why) = error;
    Refusal::InvalidValidation(why)
}
