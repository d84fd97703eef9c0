//! The `api` of `custom-token-exchange`.

use super::{json, not_offered, refusal, word};
use crate::bindings::custom_token_exchange::anteroom::actions::custom_token_exchange_types::Api;
use crate::effect::{Effect, Refusal};
use crate::host::Asks;

impl Asks for Api {
    fn ask(&self, effect: Effect) -> Result<(), Refusal> {
        use Effect as E;
        match effect {
            E::AccessDeny { reason, code, .. } => self.access_deny(&code.unwrap_or_default(), &reason),
            E::RejectSubjectToken { reason } => self.access_reject_invalid_subject_token(&reason),
            E::SetUserById { user_id } => self.authentication_set_user_by_id(&user_id).map_err(refusal)?,
            E::SetUserByConnection { connection, attributes, creation_behavior, update_behavior } => {
                let (attributes, created, updated) = (json(&attributes)?, word(&creation_behavior)?, word(&update_behavior)?);
                self.authentication_set_user_by_connection(&connection, &attributes, &created, &updated).map_err(refusal)?;
            }
            E::SetOrganization { organization } => self.authentication_set_organization(&organization).map_err(refusal)?,
            E::SetActor { actor } => self.authentication_set_actor(&actor.to_string()).map_err(refusal)?,
            E::SetAppMetadata { key, value } => self.user_set_app_metadata(&key, &value.to_string()).map_err(refusal)?,
            E::SetUserMetadata { key, value } => self.user_set_user_metadata(&key, &value.to_string()).map_err(refusal)?,
            _ => return not_offered(),
        }
        Ok(())
    }
}
