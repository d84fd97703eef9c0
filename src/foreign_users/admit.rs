//! What becomes of an account that a script has told of.

use super::Place;
use crate::app::App;
use crate::audit::LogEvent;
use crate::federation::writes;
use crate::identity::{Connection, Identity, User};
use crate::pipeline::Run;
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError, Stored};

/// What becomes of it.
#[derive(Debug)]
pub enum Admitted {
    /// It is here, and the run is written.
    Here(Box<Stored<User>>),
    /// Somebody else has its id, or one of its identifiers.
    Taken,
    /// The connection is gone, or takes nobody in any more.
    Closed,
}

/// Makes the account of somebody who stays, with the record of the run that found them and an event, in one commit.
pub async fn admit(app: &App, place: Place<'_>, user: &User, run: &Run) -> Result<Admitted, StoreError> {
    loop {
        let found = app.directory.connections.get(&place.connection.id).await?;
        let Some(connection) = found.filter(|connection| connection.imports_users()) else { return Ok(Admitted::Closed) };
        // An id that a linked identity has is not demanded by the commit.
        if app.directory.user_or_linked(&user.user_id).await?.is_some() {
            return Ok(Admitted::Taken);
        }
        let mut batch = Batch::new();
        app.directory.users.stage_insert(&mut batch, user)?;
        app.audit.stage(&mut batch, &came_in(app, place, user, run))?;
        if let Some(done) = commit(app, batch, &connection, &user.user_id, run).await? {
            return Ok(done);
        }
    }
}

/// Finds the profile of somebody who stays elsewhere, as it is told now, or makes it. The account is the one of that id *in this
/// connection*; an account of another connection that has an identity here by another id is not it.
pub async fn arrive(app: &App, place: Place<'_>, told: &User, run: &Run) -> Result<Admitted, StoreError> {
    let users = &app.directory.users;
    loop {
        let found = app.directory.connections.get(&place.connection.id).await?;
        let Some(connection) = found.filter(|connection| connection.keeps_users_elsewhere()) else { return Ok(Admitted::Closed) };
        let mut batch = Batch::new();
        let id = match app.directory.user_or_linked(&told.user_id).await? {
            None => {
                users.stage_insert(&mut batch, told)?;
                app.audit.stage(&mut batch, &came_in(app, place, told, run))?;
                told.user_id.clone()
            }
            Some(found) => {
                let own = |identity: &Identity| identity.account_id() == told.user_id && identity.connection == connection.name;
                if !found.identities.iter().any(own) {
                    return Ok(Admitted::Taken);
                }
                // Of a linked identity the account's own properties say nothing.
                let main = found.user_id == told.user_id;
                let after = if main { laid_over(&found, told, &connection) } else { found.value.clone() };
                if after != found.value {
                    users.stage_update(&mut batch, &found, &User { updated_at: app.clock.now(), ..after })?;
                }
                found.user_id.clone()
            }
        };
        if let Some(done) = commit(app, batch, &connection, &id, run).await? {
            return Ok(done);
        }
    }
}

/// The account with what is told of it now. A block of either side holds; metadata is this side's from the first time on.
fn laid_over(before: &User, told: &User, connection: &Connection) -> User {
    let mut after = User { blocked: before.blocked || told.blocked, ..before.clone() };
    if writes(connection, false) {
        after.replace_profile(told.clone());
    }
    after
}

fn came_in(app: &App, place: Place<'_>, user: &User, run: &Run) -> LogEvent {
    let mut event = app.audit.event("sui").describe("The user came in from the custom database.").executions(&run.executions());
    place.connection.mark(&mut event);
    place.origin.mark(&mut event);
    if let Some(client) = place.client {
        client.mark(&mut event);
    }
    event.user_id = Some(user.user_id.clone());
    event.user_name.clone_from(&user.email);
    event
}

/// Commits with the record of the run; `None` where it is to be looked at again.
async fn commit(
    app: &App,
    mut batch: Batch,
    connection: &Stored<Connection>,
    user_id: &str,
    run: &Run,
) -> Result<Option<Admitted>, StoreError> {
    let (users, connections) = (&app.directory.users, &app.directory.connections);
    run.stage(&app.audit, &mut batch)?;
    // The users of a connection are deleted with it, and this one must not come after.
    connections.stage_expect(&mut batch, &connection.id, Some(connection.version));
    match app.store.commit(batch).await {
        Ok(_) => {
            let stored = users.get(user_id).await?;
            Ok(Some(stored.map_or(Admitted::Closed, |stored| Admitted::Here(Box::new(stored)))))
        }
        Err(StoreError::Conflict(key)) => match clash(&key) {
            Clash::Unique(_) => Ok(Some(Admitted::Taken)),
            // Changed or made at this moment: looked at again.
            Clash::Entity => Ok(None),
        },
        Err(error) => Err(error),
    }
}
