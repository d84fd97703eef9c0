//! A portion of an import: some users of the file, in one commit with how far the import is and what was wrong.
//!
//! One commit for many users, because each waits for the disk once; and with the count in it, so that after a restart no user is taken twice
//! and none is left out. Where somebody else changes a user meanwhile, the whole portion is looked at again.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::Progress;
use super::fault::{Fault, told};
use super::user::{self, Incoming};
use crate::app::App;
use crate::identity::{Connection, User};
use crate::storage::{Batch, StoreError, Stored};
use crate::user_jobs::records::Faults;
use crate::user_jobs::{Halt, INTERNAL};

/// How often a portion is looked at again. Of those that race for a user one always wins, so only a storm loses so often.
const TRIES: usize = 100;

/// Users of an import whose errors are kept. A file of two bytes a user would else become a hundred times itself.
const MOST_TOLD: usize = 5_000;

/// A user of the file: as it came, and what was made of it.
pub struct Read {
    value: Value,
    user: Result<Incoming, Vec<Fault>>,
}

/// Reads the users of a portion. One whose identifiers came before in the same file is not taken: the file is in doubt about who it is.
pub fn read(values: Vec<Value>, connection: &Connection, seen: &mut HashSet<(&'static str, String)>) -> Vec<Read> {
    let mut read = Vec::with_capacity(values.len());
    for value in values {
        let user = user::read(&value, connection).and_then(|user| {
            let identifiers = user.identifiers(&connection.name);
            let repeated = identifiers.iter().find(|(index, value, _)| seen.contains(&(*index, value.clone())));
            if let Some((_, _, member)) = repeated {
                return Err(vec![Fault::new("DUPLICATED_USER", "The file has another user with this value.", *member)]);
            }
            seen.extend(identifiers.into_iter().map(|(index, value, _)| (index, value)));
            Ok(user)
        });
        read.push(Read { value, user });
    }
    read
}

/// Writes a portion, with the import's progress.
pub async fn write(app: &App, progress: &mut Progress, users: &[Read]) -> Result<(), Halt> {
    for _ in 0..TRIES {
        let found = app.directory.connections.get(&progress.import.connection_id).await?;
        let connection = found.filter(|connection| connection.is_database()).ok_or(Halt::Failed("The connection does not exist."))?;
        let mut batch = Batch::new();
        let mut after = progress.import.value.clone();
        let mut faulty = Vec::new();
        for Read { value, user } in users {
            let outcome = match user {
                Ok(incoming) => stage(app, &mut batch, incoming, &connection, after.upsert).await?,
                Err(faults) => Outcome::Failed(faults.clone()),
            };
            match outcome {
                Outcome::Inserted => after.inserted += 1,
                Outcome::Updated => after.updated += 1,
                Outcome::Failed(faults) => {
                    if after.failed < MOST_TOLD {
                        faulty.push(json!({ "user": told(value), "errors": faults }));
                    }
                    after.failed += 1;
                }
            }
        }
        if !faulty.is_empty() {
            let faults = Faults { job_id: after.job_id.clone(), from: after.done, users: faulty, expires_at: progress.job.expires_at };
            app.user_jobs.faults.stage_insert(&mut batch, &faults)?;
        }
        after.done += users.len();
        app.directory.connections.stage_expect(&mut batch, &connection.id, Some(connection.version));
        match progress.commit(app, batch, after).await {
            // A user, or the connection, was changed at this moment.
            Err(StoreError::Conflict(_)) => {}
            done => return Ok(done?),
        }
    }
    Err(Halt::Failed("The users were changed by others all the time; try again."))
}

enum Outcome {
    Inserted,
    Updated,
    Failed(Vec<Fault>),
}

/// Adds the writes of one user.
async fn stage(app: &App, batch: &mut Batch, user: &Incoming, connection: &Connection, upsert: bool) -> Result<Outcome, Halt> {
    let (now, users) = (app.clock.now(), &app.directory.users);
    let internal = |_| Halt::Failed(INTERNAL);
    let mut same: Option<Stored<User>> = None;
    let identifiers = user.identifiers(&connection.name);
    for (index, value, member) in &identifiers {
        let Some(found) = holder(app, index, value).await? else { continue };
        if !upsert {
            return Ok(failed("DUPLICATED_USER", "The user already exists.", member));
        }
        // Found by the address first. A linked identity's is not the account's own.
        let own = *member != "email" || found.answers_to(&connection.name, user.email());
        match &same {
            None if own && *member == "email" => same = Some(found),
            Some(before) if before.user_id == found.user_id => {}
            _ => return Ok(failed("CONFLICT", "Another user has this value.", member)),
        }
    }
    let Some(before) = same else {
        let new = user.clone().into_new(now, app.random.as_ref(), &app.vault, connection).map_err(internal)?;
        users.stage_insert(batch, &new)?;
        return Ok(Outcome::Inserted);
    };
    if let Some((_, id, member)) = identifiers.iter().find(|(index, ..)| *index == "id")
        && *id != before.user_id
    {
        return Ok(failed("CONFLICT", "The user with this email has another user_id.", member));
    }
    let after = user.clone().over(&before, now, &app.vault).map_err(internal)?;
    users.stage_update(batch, &before, &after)?;
    Ok(Outcome::Updated)
}

fn failed(code: &'static str, message: &str, member: &str) -> Outcome {
    Outcome::Failed(vec![Fault::new(code, message, member)])
}

/// Who has an identifier.
async fn holder(app: &App, index: &str, value: &str) -> Result<Option<Stored<User>>, StoreError> {
    if index != "id" {
        return app.directory.users.find(index, value).await;
    }
    // An id that a linked identity had, it may have again.
    app.directory.user_or_linked(value).await
}
