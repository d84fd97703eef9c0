//! The `api` of `client-registration`.

use wasmtime::component::Resource;

use super::refusal;
use crate::contract::Effect;
use crate::sandbox::bindings::Api;
use crate::sandbox::bindings::client_registration::types;
use crate::sandbox::bindings::host::types::Refusal;
use crate::sandbox::state::State;

impl types::Host for State {}

impl types::HostApi for State {
    fn access_deny(&mut self, _: Resource<Api>, code: String, reason: String) -> wasmtime::Result<()> {
        self.deny(code.len() + reason.len(), Effect::AccessDeny { reason, user_message: None, code: Some(code) })
    }

    fn client_set_metadata(&mut self, _: Resource<Api>, name: String, value: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_json(name, &value, false, |name, value| Effect::SetClientMetadata { name, value })?)
    }

    fn client_set_lifetime(&mut self, _: Resource<Api>, seconds: u64) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(0, Effect::SetClientLifetime { seconds })?)
    }

    fn drop(&mut self, _: Resource<Api>) -> wasmtime::Result<()> {
        // The guest borrows the object for the call and never owns it.
        Ok(())
    }
}
