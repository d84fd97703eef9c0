//! The `api` of `custom-token-exchange` (reference 1.7).

use wasmtime::component::Resource;

use super::{Given, refusal};
use crate::contract::Effect;
use crate::sandbox::bindings::Api;
use crate::sandbox::bindings::custom_token_exchange::types;
use crate::sandbox::bindings::host::types::Refusal;
use crate::sandbox::state::State;

impl types::Host for State {}

impl types::HostApi for State {
    fn access_deny(&mut self, _: Resource<Api>, code: String, reason: String) -> wasmtime::Result<()> {
        self.deny(code.len() + reason.len(), Effect::AccessDeny { reason, user_message: None, code: Some(code) })
    }

    fn access_reject_invalid_subject_token(&mut self, _: Resource<Api>, reason: String) -> wasmtime::Result<()> {
        self.deny(reason.len(), Effect::RejectSubjectToken { reason })
    }

    fn authentication_set_user_by_id(&mut self, _: Resource<Api>, user_id: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(user_id.len(), Effect::SetUserById { user_id })?)
    }

    fn authentication_set_user_by_connection(
        &mut self,
        _: Resource<Api>,
        connection: String,
        attributes: String,
        creation_behavior: String,
        update_behavior: String,
    ) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_whole(
            "set_user_by_connection",
            [
                ("connection", Given::Text(connection)),
                ("attributes", Given::Json(attributes)),
                ("creation_behavior", Given::Text(creation_behavior)),
                ("update_behavior", Given::Text(update_behavior)),
            ],
        )?)
    }

    fn authentication_set_organization(&mut self, _: Resource<Api>, organization: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask(organization.len(), Effect::SetOrganization { organization })?)
    }

    fn authentication_set_actor(&mut self, _: Resource<Api>, actor: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_whole("set_actor", [("actor", Given::Json(actor))])?)
    }

    fn user_set_app_metadata(&mut self, _: Resource<Api>, key: String, value: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_json(key, &value, false, |key, value| Effect::SetAppMetadata { key, value })?)
    }

    fn user_set_user_metadata(&mut self, _: Resource<Api>, key: String, value: String) -> wasmtime::Result<Result<(), Refusal>> {
        refusal(self.ask_json(key, &value, false, |key, value| Effect::SetUserMetadata { key, value })?)
    }

    fn drop(&mut self, _: Resource<Api>) -> wasmtime::Result<()> {
        // The guest borrows the object for the call and never owns it.
        Ok(())
    }
}
