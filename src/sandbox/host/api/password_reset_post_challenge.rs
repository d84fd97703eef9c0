//! The `api` of `password-reset-post-challenge` (reference 1.7).

use wasmtime::component::Resource;

use super::{Given, refusal};
use crate::contract::Effect;
use crate::sandbox::bindings::Api;
use crate::sandbox::bindings::host::types::Refusal;
use crate::sandbox::bindings::password_reset_post_challenge::types;
use crate::sandbox::state::State;

impl types::Host for State {}

impl types::HostApi for State {
    fn access_deny(&mut self, _: Resource<Api>, reason: String) -> wasmtime::Result<()> {
        self.deny(reason.len(), Effect::AccessDeny { reason, user_message: None, code: None })
    }

    fn authentication_challenge_with(
        &mut self,
        _: Resource<Api>,
        factor: String,
        additional_factors: String,
    ) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(
            self.ask_whole("challenge_with", [("factor", Given::Json(factor)), ("additional_factors", Given::Json(additional_factors))])?,
        )
    }

    fn authentication_challenge_with_any(&mut self, _: Resource<Api>, factors: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_whole("challenge_with_any", [("factors", Given::Json(factors))])?)
    }

    fn redirect_send_user_to(&mut self, _: Resource<Api>, url: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(url.len(), Effect::Redirect { url })?)
    }

    fn prompt_render(
        &mut self,
        _: Resource<Api>,
        prompt_id: String,
        fields: String,
        vars: String,
    ) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_whole(
            "render_prompt",
            [("prompt_id", Given::Text(prompt_id)), ("fields", Given::Json(fields)), ("vars", Given::Json(vars))],
        )?)
    }

    fn transaction_set_result_url(&mut self, _: Resource<Api>, url: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(url.len(), Effect::SetResultUrl { url })?)
    }

    fn drop(&mut self, _: Resource<Api>) -> wasmtime::Result<()> {
        // The guest borrows the object for the call and never owns it.
        Ok(())
    }
}
