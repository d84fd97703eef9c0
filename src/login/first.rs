//! The first login of somebody whom only a custom database knows.
//!
//! Whatever comes of it, it costs one password hash beside the script, as every other login does; and whoever is refused is told the
//! same. That somebody is here already can be told from the time of a script that is slow to answer: the script has to be asked.

use super::{LoginContext, LoginError, events, find};
use crate::app::App;
use crate::audit::LogEvent;
use crate::foreign_users::{self, Admitted, Found, Met, Place};
use crate::identity::User;
use crate::identity::password::PasswordError;
use crate::pipeline::Run;
use crate::storage::{Batch, StoreError, Stored};

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
    let Some(Met { found, run }) = foreign_users::by_password(app, place, identifier, password).await? else {
        return Ok(First::NotAsked);
    };
    let event = match found {
        Found::User(user) => return admit(app, place, *user, &run, identifier, password, context).await,
        Found::Nobody { known } => events::wrong_credentials(app, if known { "fp" } else { "fu" }, context, identifier, None),
        Found::Failed(why) => events::foreign_failed(app, context, identifier, &why),
    };
    let compared = app.passwords.verify(password, None).await;
    write(app, &run, Some(event)).await?;
    match compared {
        Err(PasswordError::Busy) => Err(LoginError::Busy),
        _ => Ok(First::Refused),
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
    match app.passwords.hash(password).await {
        Ok(hash) => user.password_hash = Some(hash),
        Err(error) => {
            write(app, run, None).await?;
            return Err(match error {
                PasswordError::Busy => LoginError::Busy,
                error => StoreError::Backend(anyhow::anyhow!(error)).into(),
            });
        }
    }
    let why = match foreign_users::admit(app, place, &user, run).await? {
        Admitted::New(user) => return Ok(First::Here(user)),
        Admitted::Taken => {
            if let Some(user) = find(app, &context.connection.name, identifier).await? {
                write(app, run, None).await?;
                return Ok(First::Meanwhile(Box::new(user)));
            }
            "The profile from the custom database has the id or an identifier of another user."
        }
        Admitted::Closed => "The connection takes nobody in from its custom database any more.",
    };
    write(app, run, Some(events::foreign_failed(app, context, identifier, why))).await?;
    Ok(First::Refused)
}

/// The record of the script, and an event that names it.
async fn write(app: &App, run: &Run, event: Option<LogEvent>) -> Result<(), StoreError> {
    let mut batch = Batch::new();
    run.stage(&app.audit, &mut batch)?;
    if let Some(event) = event {
        app.audit.stage(&mut batch, &event.executions(&run.executions()))?;
    }
    app.store.commit(batch).await.map(drop)
}
