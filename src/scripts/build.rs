//! A script Action from what its author wrote to a program: compiled, put beside its packages, evaluated once.
//!
//! Drafts of the Management API and files of the command line are built by this one function, so that what a file does on an
//! author's desk is what it does in a login. It knows neither where the text came from nor where the result is kept.

use std::collections::BTreeSet;

use super::bundle::Bundle;
use super::module::{self, BuiltModule};
use super::npm::{Dependency, Lock};
use super::packages::{PackageSource, PackagesError};
use super::source::{self, Compiled, Language, Source, SourceError};
use crate::contract::Trigger;
use crate::sandbox::{PreparedScript, Sandbox, ScriptError, ScriptSource};

/// Bytes of the packages of an Action and its modules together. JSON may double them, and the store takes 48 MiB at once.
const MAX_PACKAGES: usize = 16 << 20;

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
    /// The Actions Modules that it may require.
    pub modules: Vec<BuiltModule>,
    /// What the packages came to when it was built before: it stays so while the dependencies are the same.
    pub lock: Option<Lock>,
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
    /// What they came to, with all that they need.
    pub lock: Option<Lock>,
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
    /// It requires an Actions Module that it may not require.
    #[error("{file} requires 'actions:{name}', which is not among {whose}.")]
    Module {
        /// The author's file.
        file: String,
        /// The module, as far as it is shown.
        name: String,
        /// Whose modules those would be.
        whose: &'static str,
    },
    /// It and its modules have too many packages.
    #[error("The packages of the Action and its modules have {size} bytes, but at most {MAX_PACKAGES} fit.")]
    TooLarge {
        /// Bytes of all packages.
        size: usize,
    },
}

/// Builds a script.
///
/// # Errors
/// The first fault, at its place in the author's file where it has one.
pub async fn build(sandbox: &Sandbox, packages: &PackageSource, written: Written) -> Result<Built, BuildError> {
    let Written { trigger, file, code, language, dependencies, modules, lock } = written;
    let compiled = source::compile(Source { file: file.clone(), code, language }).await?;
    module::refuse_others(&file, &compiled, &modules)?;
    let Bundled { bundle, dependencies, lock } = bundled(packages, &compiled, dependencies, lock).await?;
    refuse_size(bundle.as_ref(), &modules)?;
    let mut builtins = builtins(&compiled, bundle.as_ref());
    builtins.extend(modules.iter().flat_map(|module| module.builtins.iter().cloned()));
    let source = ScriptSource {
        trigger,
        file,
        builtins,
        code: compiled.code,
        source_map: compiled.source_map,
        bundle: bundle.map(|bundle| bundle.code),
        modules: modules.into_iter().map(|module| module.source).collect(),
        adapter: None,
    };
    let prepared = sandbox.prepare_script(source.clone()).await?;
    Ok(Built { source, prepared, dependencies, lock })
}

/// The packages of a text.
pub(super) struct Bundled {
    /// What it requires of them as one text.
    pub bundle: Option<Bundle>,
    /// The dependencies with the versions that they came to.
    pub dependencies: Vec<Dependency>,
    /// All that they came to.
    pub lock: Option<Lock>,
}

/// Brings the packages of a text: those of the `before` lock while it is what the dependencies say, else what they come to today.
pub(super) async fn bundled(
    packages: &PackageSource,
    compiled: &Compiled,
    dependencies: Vec<Dependency>,
    before: Option<Lock>,
) -> Result<Bundled, PackagesError> {
    if dependencies.is_empty() {
        return Ok(Bundled { bundle: None, dependencies, lock: None });
    }
    let packages = packages.open()?;
    // A lock whose archives cannot be had any more (from another registry, say) is no reason to fail.
    if let Some(lock) = before.filter(|lock| lock.is_of(&dependencies))
        && let Ok(bundle) = packages.bundle(&lock, compiled).await
    {
        return Ok(Bundled { bundle, dependencies, lock: Some(lock) });
    }
    let lock = packages.lock(&dependencies).await?;
    let bundle = packages.bundle(&lock, compiled).await?;
    Ok(Bundled { bundle, dependencies: exact(dependencies, &lock), lock: Some(lock) })
}

fn refuse_size(own: Option<&Bundle>, modules: &[BuiltModule]) -> Result<(), BuildError> {
    let more: usize = modules.iter().filter_map(|module| module.source.bundle.as_ref()).map(String::len).sum();
    let size = more + own.map_or(0, |bundle| bundle.code.len());
    // What one bundle may hold is the bundler's to say.
    if more > 0 && size > MAX_PACKAGES { Err(BuildError::TooLarge { size }) } else { Ok(()) }
}

/// The built-in modules that a text and its packages will most likely use.
pub(super) fn builtins(compiled: &Compiled, bundle: Option<&Bundle>) -> BTreeSet<String> {
    let mut requires = compiled.requires.clone();
    requires.extend(bundle.iter().flat_map(|bundle| bundle.externals.iter().cloned()));
    Sandbox::builtins(&requires, &compiled.globals)
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
