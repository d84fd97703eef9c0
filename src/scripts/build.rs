//! A script Action from what its author wrote to a program: compiled, put beside its packages, evaluated once.
//!
//! Drafts of the Management API and files of the command line are built by this one function, so that what a file does on an
//! author's desk is what it does in a login. It knows neither where the text came from nor where the result is kept.

use super::npm::{Dependency, Lock};
use super::packages::{PackageSource, PackagesError};
use super::source::{self, Language, Source, SourceError};
use crate::contract::Trigger;
use crate::sandbox::{PreparedScript, Sandbox, ScriptError, ScriptSource};

/// What an author wrote.
#[derive(Debug, Clone)]
pub struct Written {
    /// The trigger that it is for.
    pub trigger: Trigger,
    /// The name of its file, in errors and stacks.
    pub file: String,
    /// The text.
    pub code: String,
    /// What it is written in.
    pub language: Language,
    /// The npm packages that it may require.
    pub dependencies: Vec<Dependency>,
}

/// What it came to.
#[derive(Debug)]
pub struct Built {
    /// What the engine evaluates; enough to build it again.
    pub source: ScriptSource,
    /// What is known of the result.
    pub prepared: PreparedScript,
    /// The dependencies with the versions that they came to: `latest` became an exact one.
    pub dependencies: Vec<Dependency>,
}

/// Why it does not build. The texts are for the author, except where it is the server's fault.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The text.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// What its top level does.
    #[error(transparent)]
    Script(#[from] ScriptError),
    /// What it depends on.
    #[error(transparent)]
    Packages(#[from] PackagesError),
}

/// Builds a script.
///
/// # Errors
/// The first fault, at its place in the author's file where it has one.
pub async fn build(sandbox: &Sandbox, packages: &PackageSource, written: Written) -> Result<Built, BuildError> {
    let Written { trigger, file, code, language, mut dependencies } = written;
    let compiled = source::compile(Source { file: file.clone(), code, language }).await?;
    let mut bundle = None;
    if !dependencies.is_empty() {
        let packages = packages.open().map_err(PackagesError::from)?;
        let lock = packages.lock(&dependencies).await?;
        bundle = packages.bundle(&lock, &compiled).await?;
        dependencies = exact(dependencies, &lock);
    }
    let mut requires = compiled.requires;
    requires.extend(bundle.iter().flat_map(|bundle| bundle.externals.iter().cloned()));
    let source = ScriptSource {
        trigger,
        file,
        builtins: Sandbox::builtins(&requires, &compiled.globals),
        code: compiled.code,
        source_map: compiled.source_map,
        bundle: bundle.map(|bundle| bundle.code),
        modules: Vec::new(),
    };
    let prepared = sandbox.prepare_script(source.clone()).await?;
    Ok(Built { source, prepared, dependencies })
}

/// The dependencies with the versions that they came to.
fn exact(mut dependencies: Vec<Dependency>, lock: &Lock) -> Vec<Dependency> {
    for dependency in &mut dependencies {
        let found = lock.requested.get(&dependency.name).and_then(|id| lock.packages.get(id));
        if let Some(package) = found {
            dependency.version.clone_from(&package.version);
        }
    }
    dependencies
}
