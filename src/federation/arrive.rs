//! The account of somebody who has come back from a provider: found by the provider's id of them, or made.
//!
//! No trigger of sign-ups runs, as at Auth0: `pre-user-registration` is for databases, and `post-login` sees the first login as any other.

use serde_json::Value;

use super::{Person, profile};
use crate::app::App;
use crate::identity::{Connection, Identity, User};
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError, Stored};

/// Why somebody has no account here.
#[derive(Debug, thiserror::Error)]
pub enum NotAdmitted {
    /// The connection takes nobody whom it does not know.
    #[error("public signup is disabled")]
    Closed,
    /// The connection was deleted while they were away.
    #[error("the connection is gone")]
    Gone,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// When what the provider tells is written into the account.
pub fn writes(connection: &Connection, first: bool) -> bool {
    match connection.options.get("set_user_root_attributes").and_then(Value::as_str) {
        Some("never_on_login") => false,
        Some("on_first_login") => first,
        _ => true,
    }
}

/// Finds the account, with what the provider tells of it now, or makes it.
pub async fn admit(app: &App, connection_id: &str, person: &Person) -> Result<Stored<User>, NotAdmitted> {
    loop {
        let connection = app.directory.connections.get(connection_id).await?.ok_or(NotAdmitted::Gone)?;
        let identity = connection.identity(&person.id);
        let id = identity.account_id();
        let written = match app.directory.user_or_linked(&id).await? {
            // Two connections to one provider have the same ids, and not the same users.
            Some(user) if !user.is_in(&connection.name) => return Err(NotAdmitted::Closed),
            Some(user) => known(app, &connection, user, &id, person).await,
            None if connection.disable_signup() => return Err(NotAdmitted::Closed),
            None => new(app, &connection, identity, person).await,
        };
        match written {
            Ok(user) => return Ok(user),
            // Somebody else changed or made it at this moment, or the connection: looked at again.
            Err(StoreError::Conflict(key)) if clash(&key) == Clash::Entity => {}
            Err(error) => return Err(error.into()),
        }
    }
}

async fn known(app: &App, connection: &Connection, user: Stored<User>, id: &str, person: &Person) -> Result<Stored<User>, StoreError> {
    // Of a linked identity the account's own properties say nothing.
    if user.user_id != id || !writes(connection, false) {
        return Ok(user);
    }
    let mut after = user.value.clone();
    profile::apply(&person.claims, &mut after);
    if after == user.value {
        return Ok(user);
    }
    after.updated_at = app.clock.now();
    app.directory.users.update(&user, after).await
}

async fn new(app: &App, connection: &Stored<Connection>, identity: Identity, person: &Person) -> Result<Stored<User>, StoreError> {
    let mut user = User::new(identity, app.clock.now());
    if writes(connection, true) {
        profile::apply(&person.claims, &mut user);
    }
    let mut batch = Batch::new();
    app.directory.users.stage_insert(&mut batch, &user)?;
    // The users of a connection are deleted with it, and this one must not come after.
    app.directory.connections.stage_expect(&mut batch, &connection.id, Some(connection.version));
    app.store.commit(batch).await?;
    let found = app.directory.users.get(&user.user_id).await?;
    found.ok_or_else(|| StoreError::Backend(anyhow::anyhow!("the new user was deleted at once")))
}
