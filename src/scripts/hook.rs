//! A Hook from what its author wrote to what its image is made with.
//!
//! It names its packages in a list of its own, and may also require them with a version, as Rules do.

use std::collections::BTreeMap;

use super::build::BuildError;
use super::npm::Dependency;
use super::packages::PackageSource;
use super::rule::{assemble, program};
use super::source::{self, Language, Source};
use crate::contract::Trigger;
use crate::sandbox::{Adapter, ScriptSource};

/// What the engine says of a program that exports no function.
const NO_FUNCTION: &str = "The script of a Hook sets module.exports to a function.";

/// A Hook as it is stored.
#[derive(Debug, Clone)]
pub struct WrittenHook {
    /// Its id.
    pub id: String,
    /// Its name, which is its file's in errors and stacks.
    pub name: String,
    /// JavaScript that sets `module.exports` to a function.
    pub script: String,
    /// npm packages with their versions.
    pub dependencies: BTreeMap<String, String>,
    /// Where it runs.
    pub trigger: Trigger,
}

/// Builds a Hook.
///
/// # Errors
/// The first fault, at its place in the script where it has one.
pub async fn build(packages: &PackageSource, hook: &WrittenHook) -> Result<ScriptSource, BuildError> {
    let file = format!("hooks/{}.js", hook.name);
    let source = Source { file: file.clone(), code: hook.script.clone(), language: Language::JavaScript };
    let compiled = source::compile(source).await?;
    let listed = hook.dependencies.iter();
    let listed = listed.map(|(name, version)| Dependency { name: name.clone(), version: version.clone(), registry_url: None }).collect();
    let built = assemble(packages, compiled, listed, &hook.id, file, false).await?;
    Ok(program(Adapter::Hooks, hook.trigger, "hook.js", vec![built]))
}

/// Whether a build has found that the program exports no function; `late` is why its top level would run at each call.
pub fn exports_no_function(late: Option<&str>) -> bool {
    late.is_some_and(|late| late.contains(NO_FUNCTION))
}
