//! A Rule from what its author wrote to what the image of a login's Rules is made with.
//!
//! A Rule names its packages where it requires them, with a version (`require('axios@0.21.1')`) or without. Without one it gets the major
//! version that Rules had: a later one often has another interface, and the Rule was written years ago.

use std::collections::BTreeSet;

use super::build::{BuildError, Bundled, builtins, bundled};
use super::bundle::{is_builtin, package_of};
use super::module::BuiltModule;
use super::npm::Dependency;
use super::packages::PackageSource;
use super::source::{self, Compiled, Language, Source};
use crate::contract::Trigger;
use crate::sandbox::{Adapter, Sandbox, ScriptModule, ScriptSource};

/// What a Rule is, for who has written something else.
const FORM: &str = "A Rule is: function (user, context, callback) { callback(null, user, context); }";
/// What the engine brings for Rules.
const LEGACY: [&str; 4] = [UTILITIES, "request", "request-promise", "request-promise-native"];
/// The one of them that needs other modules than the rest.
const UTILITIES: &str = "@auth0/rule-utilities";

/// What Rules could require without naming a version.
const KNOWN: [(&str, &str); 27] = [
    ("async", "2.x"),
    ("auth0", "2.x"),
    ("axios", "0.x"),
    ("bcrypt-nodejs", "0.x"),
    ("bluebird", "3.x"),
    ("ejs", "2.x"),
    ("graphql-request", "3.x"),
    ("he", "1.x"),
    ("ipaddr.js", "1.x"),
    ("joi", "17.x"),
    ("jose", "2.x"),
    ("js-yaml", "3.x"),
    ("jsonwebtoken", "8.x"),
    ("jwks-rsa", "1.x"),
    ("lodash", "4.x"),
    ("moment", "2.x"),
    ("moment-timezone", "0.x"),
    ("node-fetch", "2.x"),
    ("node-jose", "2.x"),
    ("oauth-sign", "0.x"),
    ("q", "1.x"),
    ("slack-notify", "0.x"),
    ("underscore", "1.x"),
    ("uuid", "3.x"),
    ("validator", "13.x"),
    ("xmldom", "0.x"),
    ("xpath", "0.x"),
];

/// A Rule as it is stored.
#[derive(Debug, Clone)]
pub struct WrittenRule {
    /// `rul_…`
    pub id: String,
    /// Its name, which is its file's in errors and stacks.
    pub name: String,
    /// One function expression.
    pub script: String,
}

/// Builds a Rule.
///
/// # Errors
/// The first fault, at its place in the script where it has one.
pub async fn build(packages: &PackageSource, rule: &WrittenRule) -> Result<BuiltModule, BuildError> {
    assemble(packages, compile(rule).await?, Vec::new(), &rule.id, file(rule), true).await
}

/// Brings the packages of a program of an older form: those of a list, and those that it requires with a version or that everybody had.
///
/// # Errors
/// They cannot be had.
pub(super) async fn assemble(
    packages: &PackageSource,
    mut compiled: Compiled,
    listed: Vec<Dependency>,
    id: &str,
    file: String,
    expression: bool,
) -> Result<BuiltModule, BuildError> {
    let dependencies = dependencies(listed, &compiled.requires);
    for name in &mut compiled.requires {
        *name = without_version(name);
    }
    let Bundled { bundle, .. } = bundled(packages, &compiled, dependencies, None).await?;
    let mut builtins = builtins(&compiled, bundle.as_ref());
    // What the engine's own `auth0` and `request` are made of.
    let mentions = |names: &[String], name: &str| names.iter().any(|own| own == name);
    let request =
        mentions(&compiled.globals, "request") || compiled.requires.iter().any(|name| LEGACY.contains(&name.as_str()) && name != UTILITIES);
    if request || mentions(&compiled.globals, "auth0") {
        builtins.extend(Sandbox::builtins(&["url".to_owned()], &["fetch".to_owned(), "Buffer".to_owned()]));
    }
    if request {
        builtins.extend(["api/legacy/request".to_owned(), "api/legacy/request-promise".to_owned()]);
    }
    if mentions(&compiled.requires, UTILITIES) {
        builtins.extend(Sandbox::builtins(&["crypto".to_owned()], &["Buffer".to_owned()]));
        builtins.insert("api/legacy/rule-utilities".to_owned());
    }
    let bundle = bundle.map(|bundle| bundle.code);
    let source = ScriptModule { name: id.to_owned(), file, code: compiled.code, bundle, expression };
    Ok(BuiltModule { source, builtins })
}

/// What the engine evaluates of programs of an older form, in their order. `file` is the name of the whole: two that are alike but for it
/// share no image.
pub fn program(adapter: Adapter, trigger: Trigger, file: &str, rules: Vec<BuiltModule>) -> ScriptSource {
    let (mut modules, mut builtins) = (Vec::with_capacity(rules.len()), BTreeSet::new());
    for rule in rules {
        builtins.extend(rule.builtins);
        modules.push(rule.source);
    }
    ScriptSource {
        trigger,
        file: file.to_owned(),
        code: String::new(),
        source_map: None,
        bundle: None,
        builtins,
        modules,
        adapter: Some(adapter),
    }
}

/// The name of its file: in a folder, so that no Rule's file has the name of an Action's.
pub fn file(rule: &WrittenRule) -> String {
    format!("rules/{}.js", rule.name)
}

/// What the engine evaluates of a script.
pub fn code(script: &str) -> &str {
    script.trim_end().trim_end_matches(';')
}

/// Reads a Rule: what it requires and mentions. Nothing is asked of a registry.
///
/// # Errors
/// The first fault, at its place in the script.
pub async fn compile(rule: &WrittenRule) -> Result<Compiled, BuildError> {
    let source = Source { file: file(rule), code: rule.script.clone(), language: Language::JavaScript };
    Ok(source::compile_function(source, FORM).await?)
}

/// Whether a Rule may require the name although it is no package.
pub fn is_here(request: &str) -> bool {
    let bare = without_version(request);
    let name = package_of(&bare);
    is_builtin(&bare) || is_builtin(name) || LEGACY.contains(&name)
}

/// The packages of a list and those behind the names that a program requires. A name that nobody knows is none: the Rule hears of it when it asks.
pub fn dependencies(listed: Vec<Dependency>, requires: &[String]) -> Vec<Dependency> {
    let mut found = listed;
    for request in requires {
        let (bare, version) = (without_version(request), version_of(request));
        let name = package_of(&bare);
        if is_builtin(name) || LEGACY.contains(&name) || found.iter().any(|dependency| dependency.name == name) {
            continue;
        }
        let known = KNOWN.iter().find(|(known, _)| *known == name).map(|(_, range)| (*range).to_owned());
        if let Some(version) = version.map(str::to_owned).or(known) {
            found.push(Dependency { name: name.to_owned(), version, registry_url: None });
        }
    }
    found
}

/// Where the version begins: an `@` that does not open the name.
fn at(request: &str) -> Option<usize> {
    let from = if request.starts_with('@') { request.find('/')? } else { 0 };
    request.get(from..)?.find('@').map(|at| from + at).filter(|at| *at > 0)
}

fn version_of(request: &str) -> Option<&str> {
    let version = request.get(at(request)? + 1..)?;
    version.split('/').next().filter(|version| !version.is_empty())
}

/// `axios` of `axios@0.21.1`, `lodash/get` of `lodash@4/get`.
pub fn without_version(request: &str) -> String {
    let Some(at) = at(request) else { return request.to_owned() };
    let (name, rest) = request.split_at(at);
    let path = rest.find('/').and_then(|slash| rest.get(slash..)).unwrap_or_default();
    format!("{name}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_where_packages_are_required() {
        for (request, bare, version) in [
            ("lodash", "lodash", None),
            ("axios@0.21.1", "axios", Some("0.21.1")),
            ("@auth0/rule-utilities", "@auth0/rule-utilities", None),
            ("@auth0/rule-utilities@0.1.0", "@auth0/rule-utilities", Some("0.1.0")),
            ("lodash@4.17.21/get", "lodash/get", Some("4.17.21")),
            ("@", "@", None),
            ("lodash@", "lodash", None),
        ] {
            assert_eq!((without_version(request).as_str(), version_of(request)), (bare, version), "{request}");
        }
    }

    #[test]
    fn a_name_without_a_version_has_the_one_of_its_time_and_an_unknown_one_none() {
        let names = ["uuid", "crypto", "request", "left-pad@1.3.0", "nobody-knows-it", "uuid/v4"].map(str::to_owned);
        let found: Vec<_> = dependencies(Vec::new(), &names).into_iter().map(|found| format!("{}@{}", found.name, found.version)).collect();
        assert_eq!(found, ["uuid@3.x", "left-pad@1.3.0"]);
    }
}
