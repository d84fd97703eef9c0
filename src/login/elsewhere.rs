//! A login of somebody who stays in a custom database: each one asks its `login` script, and no password is compared or kept here.

use super::first::{TAKEN, write};
use super::{LoginContext, LoginError, events, not_blocked};
use crate::app::App;
use crate::foreign_users::{self, Admitted, Found, Met, Place};
use crate::identity::User;
use crate::storage::Stored;

/// The user whose identifier and password the database takes, as it tells of them now.
pub async fn verify(app: &App, identifier: &str, password: &str, context: &LoginContext<'_>) -> Result<Stored<User>, LoginError> {
    let place = Place { connection: context.connection, client: Some(context.client), origin: context.origin };
    let Some(Met { found, run, .. }) = foreign_users::by_password(app, place, identifier, password).await? else {
        app.audit.write(events::wrong_credentials(app, "fu", context, identifier, None)).await?;
        return Err(LoginError::WrongCredentials);
    };
    let event = match found {
        Found::Nobody { known } => events::wrong_credentials(app, if known { "fp" } else { "fu" }, context, identifier, None),
        Found::Failed(why) => events::foreign_failed(app, context, identifier, &why),
        Found::User(user) => match foreign_users::arrive(app, place, &user, &run).await? {
            Admitted::Here(user) => return not_blocked(app, *user, context).await,
            Admitted::Taken => events::foreign_failed(app, context, identifier, TAKEN),
            Admitted::Closed => {
                events::foreign_failed(app, context, identifier, "The connection has no users in its custom database any more.")
            }
        },
    };
    write(app, &run, event).await?;
    Err(LoginError::WrongCredentials)
}
