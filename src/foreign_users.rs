//! Users of custom databases that come in here one by one, and stay (import mode): who is not here is asked for there, by the
//! connection's scripts.
//!
//! | when | script | found |
//! |---|---|---|
//! | a password is checked, and nobody here has the identifier | `login` | the account is made, with the password that was typed |
//! | a password was forgotten, and nobody here has the address | `get_user` | the account is made without a password, and the mail goes out |
//! | somebody signs up | `get_user` | the address is taken |
//!
//! What a script says is a stranger's word ([`profile`]). It makes an account and opens none: an id or an identifier that somebody here
//! has already refuses it, for that account's password is the one that is kept here, whatever the other database still has. And the
//! account must answer to the identifier that was asked for: a database that takes `é` for `e` would otherwise hand over a neighbour's.
//!
//! No trigger of sign-ups runs, as at Auth0: nobody signs up.

mod profile;

use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::app::App;
use crate::contract::database::{Event, Script};
use crate::identity::password::MAX_BYTES;
use crate::identity::{Client, Connection, Origin, User};
use crate::pipeline::Run;
use crate::pipeline::databases::{Asked, Said};
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError, Stored};

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
    /// The record.
    pub run: Run,
}

/// What becomes of an account that is brought in.
#[derive(Debug)]
pub enum Admitted {
    /// It is here, and the run is written.
    New(Box<Stored<User>>),
    /// Somebody here has its id, or one of its identifiers.
    Taken,
    /// The connection is gone, or takes nobody in any more.
    Closed,
}

/// Who has this identifier and this password; `None` where nobody is asked.
pub async fn by_password(app: &App, place: Place<'_>, identifier: &str, password: &str) -> Result<Option<Met>, StoreError> {
    let Place { connection, .. } = place;
    // An empty password is what some databases take for a login without one. One that cannot be kept here is not shown around.
    let open = connection.imports_users() && !password.is_empty() && password.len() <= MAX_BYTES;
    if !open || !may_answer_to(connection, identifier) {
        return Ok(None);
    }
    let event = || {
        let args = arguments(place, vec![identifier.into(), password.into()]);
        Event { script: Script::Login, args, password: Some(Zeroizing::new(password.to_owned())) }
    };
    let asked = app.pipeline.ask_database(connection, Script::Login, event).await?;
    Ok(asked.map(|asked| met(app, connection, identifier, asked)))
}

/// Who has this address, proved by nothing; `None` where nobody is asked.
pub async fn by_address(app: &App, place: Place<'_>, email: &str) -> Result<Option<Met>, StoreError> {
    let asked = ask_for(app, place, email).await?;
    Ok(asked.map(|asked| met(app, place.connection, email, asked)))
}

/// Whether somebody there has an address, for those who want to sign up with it. The run is written. `Err` holds the id of the record where nobody can tell.
pub async fn has_address(app: &App, place: Place<'_>, email: &str) -> Result<Result<bool, String>, StoreError> {
    let Some(Asked { said, run }) = ask_for(app, place, email).await? else { return Ok(Ok(false)) };
    let mut batch = Batch::new();
    run.stage(&app.audit, &mut batch)?;
    app.store.commit(batch).await?;
    Ok(match said {
        Some(Said::Answer(Value::Null | Value::Bool(false)) | Said::Wrong { .. }) => Ok(false),
        Some(Said::Answer(_)) => Ok(true),
        None => Err(run.execution.id),
    })
}

/// Makes the account, with the record of the run that found it and an event, in one commit.
pub async fn admit(app: &App, place: Place<'_>, user: &User, run: &Run) -> Result<Admitted, StoreError> {
    let (users, connections) = (&app.directory.users, &app.directory.connections);
    loop {
        let found = connections.get(&place.connection.id).await?;
        let Some(connection) = found.filter(|connection| connection.imports_users()) else { return Ok(Admitted::Closed) };
        // An id that a linked identity has is not demanded by the commit.
        if app.directory.user_or_linked(&user.user_id).await?.is_some() {
            return Ok(Admitted::Taken);
        }
        let mut batch = Batch::new();
        users.stage_insert(&mut batch, user)?;
        run.stage(&app.audit, &mut batch)?;
        let mut event = app.audit.event("sui").describe("The user came in from the custom database.").executions(&run.executions());
        connection.mark(&mut event);
        place.origin.mark(&mut event);
        if let Some(client) = place.client {
            client.mark(&mut event);
        }
        event.user_id = Some(user.user_id.clone());
        event.user_name.clone_from(&user.email);
        app.audit.stage(&mut batch, &event)?;
        // The users of a connection are deleted with it, and this one must not come after.
        connections.stage_expect(&mut batch, &connection.id, Some(connection.version));
        match app.store.commit(batch).await {
            Ok(_) => {
                let stored = users.get(&user.user_id).await?;
                return Ok(stored.map_or(Admitted::Closed, |stored| Admitted::New(Box::new(stored))));
            }
            // Changed at this moment: looked at again.
            Err(StoreError::Conflict(key)) if key.starts_with(connections.prefix()) => {}
            Err(StoreError::Conflict(key)) if matches!(clash(&key), Clash::Unique(_) | Clash::Entity) => return Ok(Admitted::Taken),
            Err(error) => return Err(error),
        }
    }
}

async fn ask_for(app: &App, place: Place<'_>, email: &str) -> Result<Option<Asked>, StoreError> {
    if !place.connection.imports_users() {
        return Ok(None);
    }
    let event = || Event { script: Script::GetUser, args: arguments(place, vec![email.into()]), password: None };
    app.pipeline.ask_database(place.connection, Script::GetUser, event).await
}

fn met(app: &App, connection: &Connection, identifier: &str, asked: Asked) -> Met {
    let Asked { said, run } = asked;
    let found = match said {
        None => Found::Failed("The script of the custom database failed.".to_owned()),
        Some(Said::Wrong { known }) => Found::Nobody { known },
        Some(Said::Answer(Value::Null | Value::Bool(false))) => Found::Nobody { known: false },
        Some(Said::Answer(answer)) => match profile::read(connection, &answer) {
            Ok(profile) => {
                let identity = profile.identity(connection, app.random.as_ref());
                let user = profile.into_user(identity, app.clock.now());
                if user.answers_to(&connection.name, identifier) {
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
    Met { found, run }
}

/// Whether a user of the connection could have the identifier: one that nobody can log in with twice is not asked for once.
fn may_answer_to(connection: &Connection, identifier: &str) -> bool {
    identifier.contains('@') || connection.requires_username()
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
