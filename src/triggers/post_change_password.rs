//! `post-change-password`: after the password of a user of a database connection was changed, by the user, by a ticket or by the
//! Management API; nothing waits for it (reference 1.1, 1.5).

use super::common;
use crate::clock::iso_millis;
use crate::contract::Event;
use crate::contract::post_change_password::{Event as Data, User};
use crate::identity::{self, Connection, Metadata, Origin};

/// What the event is made from.
pub struct Facts<'a> {
    /// The tenant's id.
    pub tenant: &'a str,
    /// Where the user lives.
    pub connection: &'a Connection,
    /// Where the request came from.
    pub origin: &'a Origin,
    /// The user as written.
    pub user: &'a identity::User,
    /// What the request held, without the password.
    pub body: Metadata,
}

/// Builds the event.
pub fn event(facts: &Facts<'_>) -> Event {
    let user = facts.user;
    Event::PostChangePassword(Box::new(Data {
        authentication: None,
        connection: common::connection(facts.connection),
        custom_domain: None,
        request: common::request(facts.origin, facts.body.clone()),
        tenant: common::tenant(facts.tenant),
        transaction: None,
        user: User {
            user_id: Some(user.user_id.clone()),
            email: user.email.clone(),
            email_verified: user.email.is_some().then_some(user.email_verified),
            last_password_reset: user.last_password_reset.map(iso_millis),
            phone_number: user.phone_number.clone(),
            phone_verified: user.phone_number.is_some().then_some(user.phone_verified),
            username: user.username.clone(),
        },
    }))
}
