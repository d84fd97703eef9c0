//! What of a change of a connection concerns its scripts. They are built before the change is kept, and the program is a part of its
//! commit: what cannot run is refused when it is written, and a login sees the connection before a change or after it, never half.
//!
//! Scripts of a connection that does not use them are read for their syntax alone.

use super::{DatabaseProgram, scripts};
use crate::actions::Script;
use crate::app::App;
use crate::identity::Connection;
use crate::sandbox::ScriptError;
use crate::scripts::build::BuildError;
use crate::scripts::database;
use crate::storage::{Batch, StoreError, Stored};

/// Bytes of all scripts of one connection: they are one program.
pub const MAX_SCRIPTS: usize = 300_000;

/// Why a change is not made.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The scripts do not build.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// Too much text.
    #[error("The scripts of the connection have {size} bytes, but at most {MAX_SCRIPTS} are accepted.")]
    TooLarge {
        /// Bytes of all scripts.
        size: usize,
    },
    /// The store refuses.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Adds what becomes of the scripts to the batch of a connection's change, from `before` to `after`.
///
/// # Errors
/// See [`ChangeError`].
pub async fn stage(app: &App, batch: &mut Batch, before: Option<&Connection>, after: &Connection) -> Result<(), ChangeError> {
    let program = app.databases.get(&after.id).await?;
    let written = scripts(after);
    let same = before.is_some_and(|before| scripts(before) == written);
    let size = written.values().map(String::len).sum();
    if !same && size > MAX_SCRIPTS {
        return Err(ChangeError::TooLarge { size });
    }
    if !after.has_scripts() || written.is_empty() {
        if !same {
            for (name, script) in &written {
                database::compile(&after.name, name, script).await?;
            }
        }
        return Ok(stage_end(app, batch, program.as_ref()).await?);
    }
    if same && program.is_some() {
        return Ok(());
    }
    let source = database::build(&app.packages, &after.name, &written).await?;
    app.sandbox.prepare_script(source.clone()).await.map_err(|error: ScriptError| BuildError::from(error))?;
    Ok(stage_program(app, batch, program.as_ref(), &after.id, &Script::new(source, None)).await?)
}

/// Adds the end of a connection's program.
///
/// # Errors
/// The store fails.
pub async fn stage_end(app: &App, batch: &mut Batch, program: Option<&Stored<DatabaseProgram>>) -> Result<(), StoreError> {
    let Some(program) = program else { return Ok(()) };
    app.databases.stage_delete(batch, program);
    for unit in program.before.iter().chain([&program.unit]) {
        app.actions.stage_script_gone(batch, unit).await?;
    }
    Ok(())
}

async fn stage_program(
    app: &App,
    batch: &mut Batch,
    before: Option<&Stored<DatabaseProgram>>,
    connection_id: &str,
    script: &Script,
) -> Result<(), StoreError> {
    let mut after = DatabaseProgram { connection_id: connection_id.to_owned(), unit: script.sha256.clone(), before: None };
    match before {
        None => app.databases.stage_insert(batch, &after)?,
        Some(program) => {
            after.before = if program.unit == after.unit { program.before.clone() } else { Some(program.unit.clone()) };
            // Nobody reads it any more: it was replaced before the one that is replaced now.
            let old = program.before.as_ref().filter(|old| **old != after.unit && after.before.as_ref() != Some(old));
            if let Some(old) = old {
                app.actions.stage_script_gone(batch, old).await?;
            }
            app.databases.stage_update(batch, program, &after)?;
        }
    }
    app.actions.stage_script(batch, script).await
}
