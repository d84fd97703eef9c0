//! The `api` of `password-reset-post-challenge`.

use super::{json, not_offered, refusal};
use crate::bindings::password_reset_post_challenge::anteroom::actions::password_reset_post_challenge_types::Api;
use crate::effect::{Effect, Refusal};
use crate::host::Asks;

impl Asks for Api {
    fn ask(&self, effect: Effect) -> Result<(), Refusal> {
        use Effect as E;
        match effect {
            E::AccessDeny { reason, .. } => self.access_deny(&reason),
            E::ChallengeWith { factor, additional_factors } => {
                self.authentication_challenge_with(&json(&factor)?, &json(&additional_factors)?).map_err(refusal)?;
            }
            E::ChallengeWithAny { factors } => self.authentication_challenge_with_any(&json(&factors)?).map_err(refusal)?,
            E::Redirect { url } => self.redirect_send_user_to(&url).map_err(refusal)?,
            E::RenderPrompt { prompt_id, fields, vars } => {
                self.prompt_render(&prompt_id, &json(&fields)?, &json(&vars)?).map_err(refusal)?;
            }
            E::SetResultUrl { url } => self.transaction_set_result_url(&url).map_err(refusal)?,
            _ => return not_offered(),
        }
        Ok(())
    }
}
