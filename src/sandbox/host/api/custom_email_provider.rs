//! The `api` of `custom-email-provider` (reference 1.7).

use wasmtime::component::Resource;

use super::refusal;
use crate::contract::Effect;
use crate::sandbox::bindings::Api;
use crate::sandbox::bindings::custom_email_provider::types;
use crate::sandbox::bindings::host::types::Refusal;
use crate::sandbox::state::State;

impl types::Host for State {}

impl types::HostApi for State {
    fn notification_drop(&mut self, _: Resource<Api>, reason: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(reason.len(), Effect::DropNotification { reason })?)
    }

    fn notification_retry(&mut self, _: Resource<Api>, reason: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(reason.len(), Effect::RetryNotification { reason })?)
    }

    fn drop(&mut self, _: Resource<Api>) -> wasmtime::Result<()> {
        // The guest borrows the object for the call and never owns it.
        Ok(())
    }
}
