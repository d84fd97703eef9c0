//! The npm packages of a script: those of the command line, else those of the `package.json` beside it.
//!
//! Of a `package.json` only those that the script requires: it is often that of a whole repository, and an Action that needs nothing of
//! it should ask no registry. What a script requires by names that are known only when it runs may be any of them.

use std::collections::BTreeMap;

use anyhow::Context;
use serde::Deserialize;

use super::file::{ActionFile, Program};
use crate::scripts::bundle::package_of;
use crate::scripts::npm::Dependency;
use crate::scripts::source::{Source, compile};

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    dependencies: BTreeMap<String, String>,
}

/// The packages of an Action; a component has none.
///
/// # Errors
/// There is a `package.json`, and it cannot be used.
pub async fn dependencies(file: &ActionFile, given: &[Dependency]) -> anyhow::Result<Vec<Dependency>> {
    let Program::Script { code, language } = &file.program else { return Ok(Vec::new()) };
    if !given.is_empty() {
        return Ok(given.to_vec());
    }
    let path = file.path.with_file_name("package.json");
    let text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        read => read.with_context(|| format!("cannot read {}", path.display()))?,
    };
    let manifest: Manifest = serde_json::from_str(&text).with_context(|| format!("{} is no package.json", path.display()))?;
    if manifest.dependencies.is_empty() {
        return Ok(Vec::new());
    }
    let source = Source { file: file.name.clone(), code: code.clone(), language: *language };
    // A text that does not compile is told of by the build.
    let Ok(compiled) = compile(source).await else { return Ok(Vec::new()) };
    let is_required = |name: &str| compiled.requires_others || compiled.requires.iter().any(|request| package_of(request) == name);
    let required = manifest.dependencies.into_iter().filter(|(name, _)| is_required(name));
    Ok(required.map(|(name, version)| Dependency { name, version, registry_url: None }).collect())
}

/// Reads `lodash@4.17.21`, `@slack/webhook@^7` or `lodash` from the command line.
///
/// # Errors
/// It has no name.
pub fn dependency(text: &str) -> Result<Dependency, &'static str> {
    // A scope begins with the same character.
    let at = text.char_indices().skip(1).filter(|(_, c)| *c == '@').map(|(at, _)| at).last();
    let (name, version) = at.map_or((text, ""), |at| text.split_at(at));
    let version = version.strip_prefix('@').filter(|version| !version.is_empty()).unwrap_or("latest");
    if name.is_empty() || name == "@" {
        return Err("write NAME@VERSION, such as lodash@4.17.21");
    }
    Ok(Dependency { name: name.to_owned(), version: version.to_owned(), registry_url: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_is_a_name_and_perhaps_a_version() {
        let parsed = |text| dependency(text).map(|found| (found.name, found.version));
        let pair = |name: &str, version: &str| Ok((name.to_owned(), version.to_owned()));
        assert_eq!(parsed("lodash@4.17.21"), pair("lodash", "4.17.21"));
        assert_eq!(parsed("lodash"), pair("lodash", "latest"));
        assert_eq!(parsed("@slack/webhook@^7"), pair("@slack/webhook", "^7"));
        assert_eq!(parsed("@slack/webhook"), pair("@slack/webhook", "latest"));
        assert!(parsed("").is_err());
    }
}
