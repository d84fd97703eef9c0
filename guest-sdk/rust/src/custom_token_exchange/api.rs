//! What a `custom-token-exchange` Action may ask for.

use serde::Serialize;
use serde_json::Value;

use crate::api::{CodedAccess, UserApi};
use crate::effect::{CreationBehavior, Effect, Refusal, UpdateBehavior};
use crate::host::{Asks, json};

crate::api::api! {
    /// `api.access`: may the token be exchanged?
    access: Access,
    /// `api.authentication`: whom it stands for.
    authentication: AuthenticationApi,
    /// `api.user`: the user's metadata.
    user: UserApi,
}

/// `api.access`.
pub struct Access<'api>(&'api dyn Asks);

impl Access<'_> {
    /// The request fails with this OAuth error and this description. The Action runs to its end; no further Action runs.
    pub fn deny(&mut self, code: impl Into<String>, reason: impl Into<String>) {
        CodedAccess(self.0).deny(code, reason);
    }

    /// The token is not what it says; the request fails with `invalid_request`.
    pub fn reject_invalid_subject_token(&mut self, reason: impl Into<String>) {
        self.0.forbid(Effect::RejectSubjectToken { reason: reason.into() });
    }
}

/// `api.authentication`. Exactly one user must be named.
pub struct AuthenticationApi<'api>(&'api dyn Asks);

impl AuthenticationApi<'_> {
    /// The token stands for the user with this id.
    pub fn set_user_by_id(&mut self, user_id: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::SetUserById { user_id: user_id.into() })
    }

    /// The token stands for a user of a connection. The attributes are a JSON object, with the `user_id` there.
    pub fn set_user_by_connection(
        &mut self,
        connection: impl Into<String>,
        attributes: impl Serialize,
        creation_behavior: CreationBehavior,
        update_behavior: UpdateBehavior,
    ) -> Result<(), Refusal> {
        let Value::Object(attributes) = json(attributes)? else {
            return Err(Refusal::Invalid("The attributes must be an object.".to_owned()));
        };
        self.0.ask(Effect::SetUserByConnection { connection: connection.into(), attributes, creation_behavior, update_behavior })
    }

    /// The token is for an organization, by id or name.
    pub fn set_organization(&mut self, organization: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::SetOrganization { organization: organization.into() })
    }

    /// The actor that the token says acts for the user (the claim `act`): an object with `sub` and at most 5 properties, and with
    /// the actor before it under `act`, at most 5 deep.
    pub fn set_actor(&mut self, actor: impl Serialize) -> Result<(), Refusal> {
        self.0.ask(Effect::SetActor { actor: json(actor)? })
    }
}
