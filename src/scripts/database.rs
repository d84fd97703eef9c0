//! The scripts of a custom database from what their author wrote to what one image is made with.
//!
//! One image for all of a connection, because they share what they require, and a call of one pays nothing for the others. Packages are
//! named where they are required, as in Rules, which are of the same time.

use std::collections::BTreeMap;

use super::build::BuildError;
use super::packages::PackageSource;
use super::rule::{assemble, program};
use super::source::{self, Compiled, Language, Source};
use crate::contract::Trigger;
use crate::sandbox::{Adapter, ScriptSource};

/// What such a script is, for who has written something else.
const FORM: &str = "A script of a database is: function login(email, password, callback) { callback(null, profile); }";

/// The scripts as they are stored: by their names in `customScripts`.
pub type Written = BTreeMap<String, String>;

/// Builds the scripts of the connection of this name.
///
/// # Errors
/// The first fault, at its place in the script where it has one.
pub async fn build(packages: &PackageSource, connection: &str, scripts: &Written) -> Result<ScriptSource, BuildError> {
    let mut modules = Vec::with_capacity(scripts.len());
    for (name, script) in scripts {
        let compiled = compile(connection, name, script).await?;
        modules.push(assemble(packages, compiled, Vec::new(), name, file(connection, name), true).await?);
    }
    // A trigger that can only look on: no script gets an `api`.
    Ok(program(Adapter::Databases, Trigger::PostUserRegistration, "database.js", modules))
}

/// Reads a script: what it requires and mentions. Nothing is asked of a registry.
///
/// # Errors
/// The first fault, at its place in the script.
pub async fn compile(connection: &str, name: &str, script: &str) -> Result<Compiled, BuildError> {
    let source = Source { file: file(connection, name), code: script.to_owned(), language: Language::JavaScript };
    Ok(source::compile_function(source, FORM).await?)
}

/// The name of its file in errors and stacks: where the deploy tool has it.
fn file(connection: &str, name: &str) -> String {
    format!("databases/{connection}/{name}.js")
}
