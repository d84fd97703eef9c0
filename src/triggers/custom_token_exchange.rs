//! `custom-token-exchange`: before a foreign token is exchanged (reference 1.5, 1.7). There is no user yet: the Action names one.

use serde_json::Value;

use super::common;
use crate::contract::common::ResourceServer;
use crate::contract::custom_token_exchange::{Event as Data, Transaction};
use crate::contract::effect::{CreationBehavior, UpdateBehavior};
use crate::contract::{Effect, Event};
use crate::identity::{self, Client, Metadata, Origin};

/// What a request brings to be exchanged.
#[derive(Debug, Clone, Copy)]
pub struct Brought<'a> {
    /// The token.
    pub subject_token: &'a str,
    /// Its type.
    pub subject_token_type: &'a str,
    /// The actor's token and its type; both or neither.
    pub actor_token: Option<(&'a str, &'a str)>,
    /// The type of token asked for.
    pub requested_token_type: Option<&'a str>,
}

/// What the event is made from.
pub struct Facts<'a> {
    /// The tenant's id.
    pub tenant: &'a str,
    /// The application.
    pub client: &'a Client,
    /// The organization that the request names.
    pub organization: Option<&'a identity::Organization>,
    /// The API's identifier.
    pub audience: &'a str,
    /// The scopes asked for.
    pub requested: &'a [String],
    /// Where the request came from.
    pub origin: &'a Origin,
    /// The request's fields; [`common::public_fields`] are shown.
    pub fields: Metadata,
    /// The tokens.
    pub brought: Brought<'a>,
}

/// Builds the event.
pub fn event(facts: Facts<'_>) -> Event {
    let brought = facts.brought;
    Event::CustomTokenExchange(Box::new(Data {
        client: common::client(facts.client),
        custom_domain: None,
        organization: facts.organization.map(common::organization),
        request: common::request(facts.origin, common::public_fields(facts.fields)),
        resource_server: ResourceServer { identifier: facts.audience.to_owned() },
        tenant: common::tenant(facts.tenant),
        transaction: Transaction {
            subject_token: brought.subject_token.to_owned(),
            subject_token_type: brought.subject_token_type.to_owned(),
            actor_token: brought.actor_token.map(|(token, _)| token.to_owned()),
            actor_token_type: brought.actor_token.map(|(_, kind)| kind.to_owned()),
            actor_token_user: None,
            requested_scopes: facts.requested.to_vec(),
            requested_token_type: brought.requested_token_type.map(str::to_owned),
        },
    }))
}

/// Whom an Action named.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Named<'a> {
    /// `api.authentication.setUserById`.
    ById(&'a str),
    /// `api.authentication.setUserByConnection`.
    ByConnection {
        /// The connection's name.
        connection: &'a str,
        /// The user's profile there.
        attributes: &'a Metadata,
        /// What happens where there is no such user.
        creation: CreationBehavior,
        /// What happens where there is one.
        update: UpdateBehavior,
    },
}

/// All that were named. One is what it takes: of two nobody could say whom the author meant.
pub fn named(effects: &[Effect]) -> Vec<Named<'_>> {
    let mut all = Vec::new();
    for effect in effects {
        match effect {
            Effect::SetUserById { user_id } => all.push(Named::ById(user_id)),
            Effect::SetUserByConnection { connection, attributes, creation_behavior, update_behavior } => {
                all.push(Named::ByConnection { connection, attributes, creation: *creation_behavior, update: *update_behavior });
            }
            _ => {}
        }
    }
    all
}

/// The organization that an Action named last.
pub fn organization(effects: &[Effect]) -> Option<&str> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::SetOrganization { organization } => Some(organization.as_str()),
        _ => None,
    })
}

/// The actor that an Action named last.
pub fn actor(effects: &[Effect]) -> Option<&Value> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::SetActor { actor } => Some(actor),
        _ => None,
    })
}

/// Whether an Action said that the token itself is bad, which counts against the address that brought it.
pub fn rejects_token(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::RejectSubjectToken { .. }))
}
