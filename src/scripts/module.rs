//! An Actions Module from what its author wrote to what images of Actions are made with.
//!
//! It is checked and its packages are bundled when it is saved, not when an Action that requires it is built: what is wrong with it is
//! told to its own author, and every Action gets the same packages whatever the registry has by then. It is not evaluated, because
//! that happens inside of an Action, when the Action requires it.

use std::collections::BTreeSet;

use super::build::{BuildError, Bundled, builtins, bundled};
use super::npm::Dependency;
use super::packages::PackageSource;
use super::source::{self, Compiled, Language, Source};
use crate::sandbox::ScriptModule;

/// What stands before a module's name where it is required.
const PREFIX: &str = "actions:";
/// What the engine gives to a module beside the parameters that every text has.
const PARAMETERS: &[&str] = &["actions"];
/// Characters of a name in a message; the author wrote it, and knows the rest.
const MAX_SHOWN: usize = 255;

/// What a module came to.
#[derive(Debug, Clone)]
pub struct BuiltModule {
    /// What the engine gets.
    pub source: ScriptModule,
    /// Built-in modules that it will most likely use.
    pub builtins: BTreeSet<String>,
}

/// Builds the module `name`; beside it stand its dependencies with the versions that they came to.
///
/// # Errors
/// The first fault, at its place in the module's file where it has one.
pub async fn build(
    packages: &PackageSource,
    name: &str,
    code: &str,
    dependencies: Vec<Dependency>,
) -> Result<(BuiltModule, Vec<Dependency>), BuildError> {
    // In a folder, so that no module's file has the name of an Action's.
    let file = format!("modules/{name}.js");
    let written = Source { file: file.clone(), code: code.to_owned(), language: Language::JavaScript };
    let compiled = source::compile_with(written, PARAMETERS).await?;
    if let Some(other) = required(&compiled).next() {
        return Err(BuildError::Module { file, name: shown(other), whose: "what modules can require" });
    }
    let Bundled { bundle, dependencies, .. } = bundled(packages, &compiled, dependencies, None).await?;
    let builtins = builtins(&compiled, bundle.as_ref());
    let bundle = bundle.map(|bundle| bundle.code);
    Ok((
        BuiltModule { source: ScriptModule { name: name.to_owned(), file, code: compiled.code, bundle, expression: false }, builtins },
        dependencies,
    ))
}

/// Refuses an Action that requires a module by name which is not among its own.
///
/// # Errors
/// [`BuildError::Module`].
pub(super) fn refuse_others(file: &str, compiled: &Compiled, modules: &[BuiltModule]) -> Result<(), BuildError> {
    match required(compiled).find(|name| !modules.iter().any(|module| module.source.name == *name)) {
        Some(name) => Err(BuildError::Module { file: file.to_owned(), name: shown(name), whose: "the modules of the Action" }),
        None => Ok(()),
    }
}

fn required(compiled: &Compiled) -> impl Iterator<Item = &str> {
    compiled.requires.iter().filter_map(|name| name.strip_prefix(PREFIX))
}

fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(MAX_SHOWN).collect()
}
