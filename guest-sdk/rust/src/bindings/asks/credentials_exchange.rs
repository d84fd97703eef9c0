//! The `api` of `credentials-exchange`.

use super::{not_offered, refusal};
use crate::bindings::credentials_exchange::anteroom::actions::credentials_exchange_types::Api;
use crate::effect::{Effect, Refusal};
use crate::host::Asks;

impl Asks for Api {
    fn ask(&self, effect: Effect) -> Result<(), Refusal> {
        use Effect as E;
        match effect {
            E::AccessDeny { reason, code, .. } => self.access_deny(&code.unwrap_or_default(), &reason),
            E::AccessTokenClaim { name, value } => self.access_token_set_custom_claim(&name, &value.to_string()).map_err(refusal)?,
            E::AddTargetScope { scope } => self.transaction_add_target_scope(&scope).map_err(refusal)?,
            E::RemoveTargetScope { scope } => self.transaction_remove_target_scope(&scope).map_err(refusal)?,
            E::SetTargetScopes { scopes } => self.transaction_set_target_scopes(&scopes).map_err(refusal)?,
            _ => return not_offered(),
        }
        Ok(())
    }
}
