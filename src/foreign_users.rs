//! Users of custom databases, whom the connection's scripts know. In import mode they come in one by one, and stay here:
//!
//! | when | script | found |
//! |---|---|---|
//! | a password is checked, and nobody here has the identifier | `login` | the account is made, with the password that was typed |
//! | a password was forgotten, and nobody here has the address | `get_user` | the account is made without a password, and the mail goes out |
//! | a password is checked of an account that never had one here | `login` | it becomes the account's |
//! | somebody signs up | `get_user` | the address is taken |
//!
//! What a script says is a stranger's word (`profile`). It makes an account and opens none ([`admit()`]): an id or an identifier
//! that somebody here has already refuses it, for that account's password is the one that is kept here, whatever the other database still
//! has. And the account must answer to the identifier that was asked for: a database that takes `é` for `e` would otherwise hand over a
//! neighbour's. No trigger of sign-ups runs, as at Auth0: nobody signs up.
//!
//! Without import mode they stay there. Every password is theirs to check, and what is here is a profile without one
//! ([`arrive`]); who signs up, proves an address, has a new password or is deleted is told to them ([`there`]).

mod admit;
mod profile;
pub mod there;

use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::app::App;
use crate::contract::database::{Event, Script};
use crate::databases;
use crate::identity::password::MAX_BYTES;
use crate::identity::user::normalize_identifier;
use crate::identity::{Client, Connection, Origin, User};
use crate::pipeline::Run;
use crate::pipeline::databases::{Asked, Said};
use crate::storage::StoreError;

pub use admit::{Admitted, admit, arrive};

/// Where somebody is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The connection.
    pub connection: &'a Connection,
    /// The application, where there is one.
    pub client: Option<&'a Client>,
    /// Where the request came from.
    pub origin: &'a Origin,
}

/// Whom a script knows.
#[derive(Debug)]
pub enum Found {
    /// Somebody who may become this account. Not yet written.
    User(Box<User>),
    /// Nobody with this identifier and password.
    Nobody {
        /// Whether there is somebody with the identifier.
        known: bool,
    },
    /// Nobody can tell; the sentence is for the log.
    Failed(String),
}

/// What came of asking. The run is not yet written.
#[derive(Debug)]
pub struct Met {
    /// Whom the script knows.
    pub found: Found,
    /// Whether it told the id of them: where it did not, one was drawn, and says nothing.
    pub has_id: bool,
    /// The record.
    pub run: Run,
}

/// Who has this identifier and this password; `None` where nobody is asked.
pub async fn by_password(app: &App, place: Place<'_>, identifier: &str, password: &str) -> Result<Option<Met>, StoreError> {
    let Place { connection, .. } = place;
    // An empty password is what some databases take for a login without one. One that cannot be kept here is not shown around.
    let open = connection.has_scripts() && !password.is_empty() && password.len() <= MAX_BYTES;
    if !open || (connection.imports_users() && !may_answer_to(connection, identifier)) {
        return Ok(None);
    }
    let event = || {
        let args = arguments(place, vec![identifier.into(), password.into()]);
        Event { script: Script::Login, args, password: Some(Zeroizing::new(password.to_owned())) }
    };
    let asked = app.pipeline.ask_database(connection, Script::Login, event).await?;
    // Guesses are counted by the identifier: an address of many spellings there would have as many counts here. A name may be one of that
    // database's own, as a customer's number is.
    let held = connection.imports_users() || normalize_identifier(identifier).contains('@');
    Ok(asked.map(|asked| met(app, connection, Some(identifier).filter(|_| held), asked)))
}

/// Who has this address, proved by nothing; `None` where nobody is asked.
pub async fn by_address(app: &App, place: Place<'_>, email: &str) -> Result<Option<Met>, StoreError> {
    let asked = ask_for(app, place, email).await?;
    Ok(asked.map(|asked| met(app, place.connection, Some(email), asked)))
}

/// Whether it can be told who is there, so that nobody signs up in the place of somebody else.
pub fn can_tell(connection: &Connection) -> bool {
    !connection.has_scripts() || databases::scripts(connection).contains_key(Script::GetUser.name())
}

/// Whether a proof of an address can be told to the database that has the user.
pub fn can_prove(connection: &Connection) -> bool {
    !connection.keeps_users_elsewhere() || databases::scripts(connection).contains_key(Script::Verify.name())
}

/// Whether somebody there has an address or a user name, for those who want to sign up with it. The run is written. `Err` holds the id of
/// the record where nobody can tell.
pub async fn has_identifier(app: &App, place: Place<'_>, identifier: &str) -> Result<Result<bool, String>, StoreError> {
    let Some(Asked { said, run }) = ask_for(app, place, identifier).await? else { return Ok(Ok(false)) };
    run.write(&app.audit).await?;
    Ok(match said {
        Some(Said::Answer(Value::Null | Value::Bool(false)) | Said::Wrong { .. } | Said::Invalid { .. }) => Ok(false),
        Some(Said::Answer(_)) => Ok(true),
        None => Err(run.execution.id),
    })
}

async fn ask_for(app: &App, place: Place<'_>, email: &str) -> Result<Option<Asked>, StoreError> {
    let event = || Event { script: Script::GetUser, args: arguments(place, vec![email.into()]), password: None };
    app.pipeline.ask_database(place.connection, Script::GetUser, event).await
}

/// What an answer means; with an `identifier`, for who has it alone.
fn met(app: &App, connection: &Connection, identifier: Option<&str>, asked: Asked) -> Met {
    let Asked { said, run } = asked;
    let mut has_id = false;
    let found = match said {
        None => Found::Failed("The script of the custom database failed.".to_owned()),
        Some(Said::Wrong { known }) => Found::Nobody { known },
        Some(Said::Answer(Value::Null | Value::Bool(false)) | Said::Invalid { .. }) => Found::Nobody { known: false },
        Some(Said::Answer(answer)) => match profile::read(connection, &answer) {
            // Who comes back would be somebody else each time.
            Ok(profile) if connection.keeps_users_elsewhere() && profile.user_id.is_none() => {
                Found::Failed("The profile from the custom database is not taken: its user_id is missing.".to_owned())
            }
            Ok(profile) => {
                has_id = profile.user_id.is_some();
                let identity = profile.identity(connection, app.random.as_ref());
                let user = profile.into_user(identity, app.clock.now());
                if identifier.is_none_or(|identifier| user.answers_to(&connection.name, identifier)) {
                    Found::User(Box::new(user))
                } else {
                    Found::Failed(
                        "The profile from the custom database is of another identifier than the one that was asked for.".to_owned(),
                    )
                }
            }
            Err(fault) => Found::Failed(format!("The profile from the custom database is not taken: {fault}.")),
        },
    };
    Met { found, has_id, run }
}

/// Whether a user of the connection could have the identifier: one that nobody can log in with twice is not asked for once.
fn may_answer_to(connection: &Connection, identifier: &str) -> bool {
    normalize_identifier(identifier).contains('@') || connection.requires_username()
}

/// The arguments of a call, with `context` before the callback where the connection says so.
fn arguments(place: Place<'_>, mut args: Vec<Value>) -> Vec<Value> {
    let Place { connection, client, origin } = place;
    if connection.scripts_have_context() {
        args.push(json!({
            "client": client.map(|client| json!({ "client_id": client.client_id, "name": client.name })),
            "connection": { "id": connection.id, "name": connection.name },
            "request": { "ip": origin.ip, "hostname": origin.hostname, "language": origin.language, "userAgent": origin.user_agent },
        }));
    }
    args
}
