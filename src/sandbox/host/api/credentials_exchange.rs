//! The `api` of `credentials-exchange` (reference 1.7).

use wasmtime::component::Resource;

use super::refusal;
use crate::contract::Effect;
use crate::sandbox::bindings::Api;
use crate::sandbox::bindings::credentials_exchange::types;
use crate::sandbox::bindings::host::types::Refusal;
use crate::sandbox::state::State;

impl types::Host for State {}

impl types::HostApi for State {
    fn access_deny(&mut self, _: Resource<Api>, code: String, reason: String) -> wasmtime::Result<()> {
        self.deny(code.len() + reason.len(), Effect::AccessDeny { reason, user_message: None, code: Some(code) })
    }

    fn access_token_set_custom_claim(&mut self, _: Resource<Api>, name: String, value: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_json(name, &value, true, |name, value| Effect::AccessTokenClaim { name, value })?)
    }

    fn transaction_add_target_scope(&mut self, _: Resource<Api>, scope: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(scope.len(), Effect::AddTargetScope { scope })?)
    }

    fn transaction_remove_target_scope(&mut self, _: Resource<Api>, scope: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(scope.len(), Effect::RemoveTargetScope { scope })?)
    }

    fn transaction_set_target_scopes(&mut self, _: Resource<Api>, scopes: Vec<String>) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(scopes.iter().map(String::len).sum::<usize>(), Effect::SetTargetScopes { scopes })?)
    }

    fn drop(&mut self, _: Resource<Api>) -> wasmtime::Result<()> {
        // The guest borrows the object for the call and never owns it.
        Ok(())
    }
}
