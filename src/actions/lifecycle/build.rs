//! Building a draft's source: what the engine will evaluate, and whether it does.
//!
//! Without packages this takes milliseconds, so it happens before the answer: a script is `built` before anybody can ask. With
//! packages that this server has not seen yet, the answer waits for them.

use serde_json::{Value, json};

use crate::actions::{Action, BuildStatus, Program, Script};
use crate::app::App;
use crate::sandbox::{Sandbox, ScriptError, ScriptSource};
use crate::scripts::npm::{Dependency, Lock};
use crate::scripts::packages::PackagesError;
use crate::scripts::source::{self, Language, Source, SourceError};

/// The runtime of TypeScript.
const TYPESCRIPT: &str = "typescript";

/// Why a draft does not build. The texts are for the author, except where it is the server's fault.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    Script(#[from] ScriptError),
    #[error(transparent)]
    Packages(#[from] PackagesError),
    #[error("The dependencies are not a list of names and versions: {0}.")]
    Dependencies(#[from] serde_json::Error),
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
            if let Fault::Packages(error) = &fault
                && error.is_temporary()
            {
                tracing::warn!(action = action.name, %error, "the packages of a script could not be had");
            }
            if let Fault::Script(ScriptError::Internal(reason)) | Fault::Source(SourceError::Internal { reason, .. }) = &fault {
                tracing::error!(action = action.name, reason, "a script could not be built");
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
    let compiled = source::compile(Source { file: file.to_owned(), code: action.code.clone(), language }).await?;
    let dependencies: Vec<Dependency> = serde_json::from_value(action.dependencies.clone())?;
    let mut bundle = None;
    if !dependencies.is_empty() {
        let packages = app.packages.open().map_err(PackagesError::from)?;
        let lock = packages.lock(&dependencies).await?;
        bundle = packages.bundle(&lock, &compiled).await?;
        action.dependencies = exact(dependencies, &lock);
    }
    let mut requires = compiled.requires;
    requires.extend(bundle.iter().flat_map(|bundle| bundle.externals.iter().cloned()));
    let script = Script::new(ScriptSource {
        trigger: action.trigger,
        file: file.to_owned(),
        builtins: Sandbox::builtins(&requires, &compiled.globals),
        code: compiled.code,
        source_map: compiled.source_map,
        bundle: bundle.map(|bundle| bundle.code),
        modules: Vec::new(),
    });
    let prepared = app.sandbox.prepare_script(script.source.clone()).await?;
    Ok((Program::Script { unit: script.sha256.clone(), late: prepared.late }, script))
}

/// The dependencies with the versions that they came to: `latest` becomes an exact one.
fn exact(dependencies: Vec<Dependency>, lock: &Lock) -> Value {
    let version = |name: &str| {
        let id = lock.requested.get(name)?;
        lock.packages.get(id).map(|package| package.version.clone())
    };
    dependencies
        .into_iter()
        .map(|mut dependency| {
            dependency.version = version(&dependency.name).unwrap_or(dependency.version);
            json!(dependency)
        })
        .collect()
}
