//! The `api` of `client-registration`.

use super::{not_offered, refusal};
use crate::bindings::client_registration::anteroom::actions::client_registration_types::Api;
use crate::effect::{Effect, Refusal};
use crate::host::Asks;

impl Asks for Api {
    fn ask(&self, effect: Effect) -> Result<(), Refusal> {
        use Effect as E;
        match effect {
            E::AccessDeny { reason, code, .. } => self.access_deny(&code.unwrap_or_default(), &reason),
            E::SetClientMetadata { name, value } => self.client_set_metadata(&name, &value.to_string()).map_err(refusal)?,
            E::SetClientLifetime { seconds } => self.client_set_lifetime(seconds).map_err(refusal)?,
            _ => return not_offered(),
        }
        Ok(())
    }
}
