//! `pre-user-registration`: before a user of a database connection is written (reference 1.1, 1.4, 1.7).

use serde_json::Value;

use super::common;
use crate::contract::pre_user_registration::{Event as Data, User};
use crate::contract::{Effect, Event};
use crate::identity::{self, Client, Connection, LoginTransaction, Metadata, Origin};

/// What the event is made from.
pub struct Facts<'a> {
    /// The tenant's id.
    pub tenant: &'a str,
    /// The application, where the request named one.
    pub client: Option<&'a Client>,
    /// Where the user would live.
    pub connection: &'a Connection,
    /// Where the request came from.
    pub origin: &'a Origin,
    /// The login that the sign-up is part of.
    pub transaction: Option<&'a LoginTransaction>,
    /// The user as it would be written.
    pub user: &'a identity::User,
}

/// Builds the event.
pub fn event(facts: &Facts<'_>) -> Event {
    let user = facts.user;
    let metadata = |m: &Metadata| Some(m.clone());
    let user_event = User {
        email: user.email.clone(),
        username: user.username.clone(),
        phone_number: user.phone_number.clone(),
        name: user.name.clone(),
        nickname: user.nickname.clone(),
        given_name: user.given_name.clone(),
        family_name: user.family_name.clone(),
        picture: user.picture.clone(),
        app_metadata: metadata(&user.app_metadata),
        user_metadata: metadata(&user.user_metadata),
    };
    Event::PreUserRegistration(Box::new(Data {
        authentication: None,
        client: facts.client.map(common::client),
        connection: common::connection(facts.connection),
        custom_domain: None,
        request: common::request(facts.origin, body(facts)),
        security_context: None,
        tenant: common::tenant(facts.tenant),
        transaction: facts.transaction.map(|t| common::transaction(&t.id, &t.request)),
        user: user_event,
    }))
}

/// Gives the user the id that an Action chose, in the connection's own space.
pub fn name_user(effects: &[Effect], user: &mut identity::User) {
    let Some(id) = effects.iter().rev().find_map(|effect| match effect {
        Effect::SetUserId { user_id } => Some(user_id),
        _ => None,
    }) else {
        return;
    };
    user.user_id = format!("auth0|{id}");
    if let Some(own) = user.identities.first_mut() {
        own.user_id.clone_from(id);
    }
}

/// The request's fields as far as they are the user's own; the password is not among them.
fn body(facts: &Facts<'_>) -> Metadata {
    let mut body = Metadata::new();
    let user = facts.user;
    let fields = [("email", &user.email), ("username", &user.username), ("phone_number", &user.phone_number)];
    for (name, value) in fields {
        body.extend(value.clone().map(|v| (name.to_owned(), Value::String(v))));
    }
    body.insert("connection".to_owned(), facts.connection.name.clone().into());
    body.extend(facts.client.map(|c| ("client_id".to_owned(), c.client_id.clone().into())));
    body
}
