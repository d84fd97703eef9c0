//! The user that an Action names, and what is to become of them.
//!
//! | named | found | not found |
//! |---|---|---|
//! | by id | must have a connection that the application uses | refused |
//! | by connection | the identity with that id *in that connection*; replaced where the Action says so | made where the Action says so |
//!
//! Never by an address: two sources may say the same one, and only one of them may have proved it. Whoever is blocked is refused, in
//! every way.

use jiff::Timestamp;

use super::attributes::{self, Attributes};
use super::{Refusal, nobody};
use crate::app::App;
use crate::contract::effect::{CreationBehavior, UpdateBehavior};
use crate::identity::{Client, Connection, Identity, Metadata, User};
use crate::storage::{StoreError, Stored};
use crate::triggers::custom_token_exchange::Named;

/// A user and their source.
pub struct Person {
    /// As stored; none who is to be made.
    pub before: Option<Stored<User>>,
    /// As they are to be.
    pub after: User,
    /// The connection that the login is by.
    pub connection: Stored<Connection>,
    /// Whether a mail asks a new user for the proof of the address.
    pub verify_email: bool,
}

/// Finds the user, or makes one that is not yet written.
pub async fn find(app: &App, client: &Client, named: Named<'_>) -> Result<Person, Refusal> {
    match named {
        Named::ById(user_id) => by_id(app, client, user_id).await,
        Named::ByConnection { connection, attributes, creation, update } => {
            let found = app.directory.connections.find("name", connection).await?;
            let Some(connection) = found.filter(|found| found.serves(client)) else {
                return nobody("the connection that the Action named does not exist or is not enabled for the application");
            };
            by_connection(app, connection, attributes, creation, update).await
        }
    }
}

async fn by_id(app: &App, client: &Client, user_id: &str) -> Result<Person, Refusal> {
    let Some(user) = app.directory.users.get(user_id).await? else { return nobody("the user that the Action named does not exist") };
    if user.blocked {
        return nobody("user is blocked");
    }
    match serving(app, client, &user).await? {
        Some(connection) => Ok(Person { after: user.value.clone(), before: Some(user), connection, verify_email: false }),
        None => nobody("no connection of the user that the Action named is enabled for the application"),
    }
}

/// The first of the user's connections that serves the application.
async fn serving(app: &App, client: &Client, user: &User) -> Result<Option<Stored<Connection>>, StoreError> {
    for name in user.connections() {
        let found = app.directory.connections.find("name", name).await?;
        if let Some(connection) = found.filter(|found| found.serves(client)) {
            return Ok(Some(connection));
        }
    }
    Ok(None)
}

async fn by_connection(
    app: &App,
    connection: Stored<Connection>,
    given: &Metadata,
    creation: CreationBehavior,
    update: UpdateBehavior,
) -> Result<Person, Refusal> {
    let attributes = attributes::read(&connection, given).or_else(nobody)?;
    if !connection.is_database() && !connection.is_federated() {
        return nobody(format!("users of a connection of the strategy {} cannot be named", connection.strategy));
    }
    let own = connection.identity(&attributes.id);
    let verify_email = attributes.verify_email;
    let Some(before) = app.directory.user_or_linked(&own.account_id()).await? else {
        if connection.keeps_users_elsewhere() {
            return nobody("the user that the Action named is not known here, and users of the connection are made elsewhere");
        }
        if creation == CreationBehavior::None {
            return nobody("the user that the Action named does not exist, and it said that none is to be made");
        }
        let after = made(&attributes, own, app.clock.now());
        return Ok(Person { before: None, after, connection, verify_email });
    };
    let Some(at) = before.identities.iter().position(|identity| is_same(identity, &own)) else {
        return nobody("the user of that id belongs to another connection than the Action named");
    };
    if before.blocked {
        return nobody("user is blocked");
    }
    let mut after = before.value.clone();
    if update == UpdateBehavior::Replace {
        match after.identities.get_mut(at) {
            // What a linked identity says of itself is not what its user is called.
            Some(linked) if at > 0 => linked.profile_data = Some(attributes::profile_data(given)),
            _ => after.replace_profile(made(&attributes, own, app.clock.now())),
        }
    }
    Ok(Person { before: Some(before), after, connection, verify_email: false })
}

/// Of two connections only one can have an id, so the connection is asked as well.
fn is_same(one: &Identity, other: &Identity) -> bool {
    let place = |identity: &Identity| (identity.provider.clone(), identity.user_id.clone(), identity.connection.clone());
    place(one) == place(other)
}

fn made(attributes: &Attributes, own: Identity, now: Timestamp) -> User {
    User { phone_verified: attributes.phone_verified, ..attributes.profile.clone().into_user(own, now) }
}
