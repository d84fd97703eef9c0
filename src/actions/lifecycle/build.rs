//! Building a draft's source: what the engine will evaluate, and whether it does.
//!
//! Without packages this takes milliseconds, so it happens before the answer: a script is `built` before anybody can ask. With
//! packages it may take longer than a request should: [`super::pending`].

use serde_json::json;

use super::modules::pins::{self, PinError};
use crate::actions::{Action, BuildStatus, Program, Script};
use crate::app::App;
use crate::sandbox::ScriptError;
use crate::scripts::build::{self, BuildError, Written};
use crate::scripts::npm::Lock;
use crate::scripts::source::{Language, SourceError};
use crate::storage::StoreError;

/// The runtime of TypeScript.
const TYPESCRIPT: &str = "typescript";

/// Why a draft does not build. The texts are for the author, except where it is the server's fault.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Build(#[from] BuildError),
    #[error("The dependencies are not a list of names and versions: {0}.")]
    Dependencies(#[from] serde_json::Error),
    #[error(transparent)]
    Modules(#[from] PinError),
    #[error("The server could not read what was built before. Its log has the details.")]
    Store(#[from] StoreError),
}

/// Whether the draft's program is made from its source.
pub fn is_script(action: &Action) -> bool {
    action.runtime != "wasm"
}

/// Builds the draft's source into its program; what is to be stored with it, if it succeeds. A failure is a part of the draft.
pub async fn build(app: &App, action: &mut Action) -> Option<Script> {
    match attempt(app, action).await {
        Ok((program, script)) => {
            action.program = Some(program);
            action.status = BuildStatus::Built;
            action.build_error = None;
            Some(script)
        }
        Err(fault) => {
            if let Fault::Build(BuildError::Packages(error)) = &fault
                && error.is_temporary()
            {
                tracing::warn!(action = action.name, %error, "the packages of a script could not be had");
            }
            if let Fault::Build(
                BuildError::Script(ScriptError::Internal(reason)) | BuildError::Source(SourceError::Internal { reason, .. }),
            ) = &fault
            {
                tracing::error!(action = action.name, reason, "a script could not be built");
            }
            if let Fault::Modules(PinError::Store(error)) | Fault::Store(error) = &fault {
                tracing::error!(action = action.name, %error, "what a script is built from could not be read");
            }
            action.program = None;
            action.status = BuildStatus::Failed;
            action.build_error = Some(fault.to_string());
            None
        }
    }
}

async fn attempt(app: &App, action: &mut Action) -> Result<(Program, Script), Fault> {
    let (file, language) = match action.runtime.as_str() {
        TYPESCRIPT => ("action.ts", Language::TypeScript),
        _ => ("action.js", Language::JavaScript),
    };
    let written = Written {
        trigger: action.trigger,
        file: file.to_owned(),
        code: action.code.clone(),
        language,
        dependencies: serde_json::from_value(action.dependencies.clone())?,
        modules: pins::built(app, &action.modules).await?,
        lock: before(app, action).await?,
    };
    let built = build::build(&app.sandbox, &app.packages, written).await?;
    action.dependencies = json!(built.dependencies);
    let script = Script::new(built.source, built.lock);
    Ok((Program::Script { unit: script.sha256.clone(), late: built.prepared.late }, script))
}

/// What the packages came to in the program that the draft has now.
async fn before(app: &App, action: &Action) -> Result<Option<Lock>, StoreError> {
    let Some(unit) = action.program.as_ref().and_then(Program::script) else { return Ok(None) };
    Ok(app.actions.scripts.get(unit).await?.and_then(|script| script.value.lock))
}
