//! `post-user-registration`: after a user of a database connection was written; nothing waits for it (reference 1.1, 1.5).

use super::common;
use crate::contract::Event;
use crate::contract::post_user_registration::Event as Data;
use crate::identity::{self, Connection, LoginTransaction, Metadata, Origin};

/// What the event is made from.
pub struct Facts<'a> {
    /// The tenant's id.
    pub tenant: &'a str,
    /// Where the user lives.
    pub connection: &'a Connection,
    /// Where the request came from.
    pub origin: &'a Origin,
    /// The login that the sign-up is part of.
    pub transaction: Option<&'a LoginTransaction>,
    /// The user as written.
    pub user: &'a identity::User,
}

/// Builds the event. There is no application in it, as at Auth0.
pub fn event(facts: &Facts<'_>) -> Event {
    Event::PostUserRegistration(Box::new(Data {
        authentication: None,
        connection: common::connection(facts.connection),
        custom_domain: None,
        request: Some(common::request(facts.origin, Metadata::new())),
        security_context: None,
        tenant: common::tenant(facts.tenant),
        transaction: facts.transaction.map(|t| common::transaction(&t.id, &t.request)),
        user: common::user(facts.user),
    }))
}
