//! The first login of somebody whom only a custom database knows, or whose password it alone knows: who asked for a new one and never
//! set it is here without one, and is not thereby shut out. Anybody could ask for it.
//!
//! Whatever comes of it, it costs one password hash beside the script, as every other login does; and whoever is refused is told the
//! same. That somebody is here already can be told from the time of a script that is slow to answer: the script has to be asked.

use super::{LoginContext, LoginError, events};
use crate::app::App;
use crate::audit::LogEvent;
use crate::foreign_users::{self, Admitted, Found, Met, Place};
use crate::identity::User;
use crate::identity::password::PasswordError;
use crate::pipeline::Run;
use crate::storage::{Batch, StoreError, Stored};

/// What the log says of a profile that is somebody else's.
pub(super) const TAKEN: &str = "The profile from the custom database has the id or an identifier of another user.";

/// What came of it.
pub enum First {
    /// Nobody was asked.
    NotAsked,
    /// The account is here now, and the password is its own.
    Here(Box<Stored<User>>),
    /// Another login brought it in at the same time. Its password is not yet compared.
    Meanwhile(Box<Stored<User>>),
    /// Nobody comes in. The event is written.
    Refused,
}

/// Asks the connection's database for somebody who is not here, and brings them in.
pub async fn first(app: &App, identifier: &str, password: &str, context: &LoginContext<'_>) -> Result<First, LoginError> {
    let place = Place { connection: context.connection, client: Some(context.client), origin: context.origin };
    let Some(Met { found, run, .. }) = foreign_users::by_password(app, place, identifier, password).await? else {
        return Ok(First::NotAsked);
    };
    let event = match found {
        Found::User(user) => return admit(app, place, *user, &run, identifier, password, context).await,
        Found::Nobody { known } => events::wrong_credentials(app, if known { "fp" } else { "fu" }, context, identifier, None),
        Found::Failed(why) => events::foreign_failed(app, context, identifier, &why),
    };
    refuse(app, password, &run, event).await
}

/// Whether the account never had a password here, and the custom database may know one that belongs to this identifier of it.
pub fn waits_for_a_password(user: &User, identifier: &str, context: &LoginContext<'_>) -> bool {
    let never = user.password_hash.is_none() && user.last_password_reset.is_none();
    never && context.connection.imports_users() && user.answers_to(&context.connection.name, identifier)
}

/// Asks the connection's database for the password of somebody who never had one here. It must be told of the same account.
pub async fn first_password(
    app: &App,
    user: &Stored<User>,
    identifier: &str,
    password: &str,
    context: &LoginContext<'_>,
) -> Result<First, LoginError> {
    let place = Place { connection: context.connection, client: Some(context.client), origin: context.origin };
    let Some(Met { found, has_id, run }) = foreign_users::by_password(app, place, identifier, password).await? else {
        return Ok(First::NotAsked);
    };
    let event = match found {
        Found::User(told) if !has_id || told.user_id == user.user_id => {
            let hash = hashed(app, password, &run).await?;
            let after = User { password_hash: Some(hash), blocked: user.blocked || told.blocked, ..user.value.clone() };
            let mut batch = Batch::new();
            app.directory.users.stage_update(&mut batch, user, &after)?;
            run.stage(&app.audit, &mut batch)?;
            let changed = match app.store.commit(batch).await {
                // Another login, or a new password, was faster.
                Err(StoreError::Conflict(_)) => {
                    run.write(&app.audit).await?;
                    true
                }
                done => done.map(|_| false)?,
            };
            let stored = app.directory.users.get(&user.user_id).await?.map(Box::new);
            return Ok(match stored {
                Some(stored) if changed => First::Meanwhile(stored),
                Some(stored) => First::Here(stored),
                None => First::Refused,
            });
        }
        Found::User(_) => events::foreign_failed(app, context, identifier, TAKEN),
        Found::Nobody { .. } => events::wrong_credentials(app, "fp", context, identifier, Some(&user.user_id)),
        Found::Failed(why) => events::foreign_failed(app, context, identifier, &why),
    };
    refuse(app, password, &run, event).await
}

/// A refusal, which takes as long as a wrong password.
async fn refuse(app: &App, password: &str, run: &Run, event: LogEvent) -> Result<First, LoginError> {
    let compared = app.passwords.verify(password, None).await;
    write(app, run, event).await?;
    match compared {
        Err(PasswordError::Busy) => Err(LoginError::Busy),
        _ => Ok(First::Refused),
    }
}

async fn hashed(app: &App, password: &str, run: &Run) -> Result<String, LoginError> {
    match app.passwords.hash(password).await {
        Ok(hash) => Ok(hash),
        Err(error) => {
            run.write(&app.audit).await?;
            Err(match error {
                PasswordError::Busy => LoginError::Busy,
                error => StoreError::Backend(anyhow::anyhow!(error)).into(),
            })
        }
    }
}

async fn admit(
    app: &App,
    place: Place<'_>,
    mut user: User,
    run: &Run,
    identifier: &str,
    password: &str,
    context: &LoginContext<'_>,
) -> Result<First, LoginError> {
    user.password_hash = Some(hashed(app, password, run).await?);
    let why = match foreign_users::admit(app, place, &user, run).await? {
        Admitted::Here(user) => return Ok(First::Here(user)),
        Admitted::Taken => {
            if let Some(user) = app.directory.user_by_identifier(&context.connection.name, identifier).await? {
                run.write(&app.audit).await?;
                return Ok(First::Meanwhile(Box::new(user)));
            }
            TAKEN
        }
        Admitted::Closed => "The connection takes nobody in from its custom database any more.",
    };
    write(app, run, events::foreign_failed(app, context, identifier, why)).await?;
    Ok(First::Refused)
}

/// The record of the script, and an event that names it.
pub(super) async fn write(app: &App, run: &Run, event: LogEvent) -> Result<(), StoreError> {
    let mut batch = Batch::new();
    run.stage(&app.audit, &mut batch)?;
    app.audit.stage(&mut batch, &event.executions(&run.executions()))?;
    app.store.commit(batch).await.map(drop)
}
