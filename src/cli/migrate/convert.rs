//! Rules as Actions: the Rule's own text, unchanged but for versions in `require`, inside of an Action that gives it what Rules were given.
//!
//! The text is kept because its author knows it, and because a rewriting that meant to be clever would be wrong somewhere. What cannot be
//! the same is said at the top of each file: one Action does not see what another one did to `user` and `context`.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, bail};
use serde_json::{Value, json};

use super::export::{Export, Rule};
use crate::scripts::mentions::{self, Mention};
use crate::scripts::rule::{self, WrittenRule};
use crate::scripts::source::{Language, Source};

/// What stands below each Rule.
const ADAPTER: &str = include_str!("rule_as_action.js");
/// The package that the global `request` of Rules was.
const REQUEST: &str = "request";
/// What Rules could require and the engine brings for them alone, as packages: an Action takes them from npm.
const PACKAGES: [(&str, &[(&str, &str)]); 3] = [
    (REQUEST, &[(REQUEST, "2.x")]),
    ("request-promise", &[("request-promise", "4.x"), (REQUEST, "2.x")]),
    ("request-promise-native", &[("request-promise-native", "1.x"), (REQUEST, "2.x")]),
];
/// What is no package.
const UTILITIES: &str = "@auth0/rule-utilities";

/// An Action that a Rule became.
struct Converted {
    /// Its name, and that of its folder.
    name: String,
    code: String,
    dependencies: Vec<(String, String)>,
    secrets: BTreeSet<String>,
    enabled: bool,
}

/// Writes the Rules of an export as Actions. The answer says what was written.
///
/// # Errors
/// The folder has Actions already, or cannot be written.
pub fn write(dir: &Path, export: &Export) -> anyhow::Result<String> {
    let folder = dir.join("actions");
    if folder.exists() {
        bail!("{} is there already: name a folder of its own for the Rules", folder.display());
    }
    let converted = crate::cli::api::block_on(async {
        let mut out: Vec<Converted> = Vec::new();
        for given in &export.rules {
            match convert(given).await {
                Ok(action) => out.push(action),
                // The report says why.
                Err(()) => crate::cli::api::progress(&format!("{} is no Rule that could be written as an Action", given.name)),
            }
        }
        Ok(out)
    })?;
    for action in &converted {
        let (own, file) = (folder.join(&action.name), format!("./actions/{}/code.js", action.name));
        put(&own.join("code.js"), &action.code)?;
        let dependencies: Vec<Value> =
            action.dependencies.iter().map(|(name, version)| json!({ "name": name, "version": version })).collect();
        let secrets: Vec<Value> = action.secrets.iter().map(|name| json!({ "name": name, "value": format!("@@{name}@@") })).collect();
        let object = json!({
            "name": action.name,
            "code": file,
            "runtime": "node22",
            "dependencies": dependencies,
            "secrets": secrets,
            "supported_triggers": [{ "id": "post-login", "version": "v3" }],
            "status": "built",
            "deployed": action.enabled,
        });
        put(&folder.join(format!("{}.json", action.name)), &pretty(&object))?;
    }
    let bindings: Vec<Value> = converted
        .iter()
        .filter(|action| action.enabled)
        .map(|action| json!({ "action_name": action.name, "display_name": action.name }))
        .collect();
    put(&dir.join("triggers").join("triggers.json"), &pretty(&json!({ "post-login": bindings })))?;
    Ok(format!(
        "{} of {} Rules are written as Actions to {}. What they read of `configuration` are secrets there: put the values in place of @@NAME@@.",
        converted.len(),
        export.rules.len(),
        dir.display()
    ))
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default()
}

fn put(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
    }
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

async fn convert(given: &Rule) -> Result<Converted, ()> {
    let written = WrittenRule { id: String::new(), name: given.name.clone(), script: given.script.clone() };
    let compiled = rule::compile(&written).await.map_err(drop)?;
    let source = Source { file: rule::file(&written), code: given.script.clone(), language: Language::JavaScript };
    let found = mentions::of_function(source, &["user", "context"], &["configuration"]).await.map_err(drop)?;
    let uses_request = compiled.globals.iter().any(|name| name == REQUEST);
    let mut dependencies: Vec<(String, String)> =
        rule::dependencies(Vec::new(), &compiled.requires).into_iter().map(|found| (found.name, found.version)).collect();
    let requires: BTreeSet<String> = compiled.requires.iter().map(|name| rule::without_version(name)).collect();
    for (name, packages) in PACKAGES {
        let wanted = requires.contains(name) || (uses_request && name == REQUEST);
        for (package, version) in packages.iter().filter(|_| wanted) {
            if !dependencies.iter().any(|(known, _)| known == package) {
                dependencies.push(((*package).to_owned(), (*version).to_owned()));
            }
        }
    }
    let mut script = rule::code(&given.script).trim_end().to_owned();
    for request in &compiled.requires {
        let bare = rule::without_version(request);
        for quote in ['\'', '"', '`'] {
            script = script.replace(&format!("{quote}{request}{quote}"), &format!("{quote}{bare}{quote}"));
        }
    }
    let redirects = writes(&found, "redirect");
    let mut code = head(given, &found, requires.contains(UTILITIES));
    code.push_str("const make = ({ configuration, auth0, cache, UnauthorizedError, ValidationError }) => (\n");
    code.push_str(&script);
    code.push_str("\n);\n\n");
    if uses_request {
        code.push_str("const request = require('request');\n\n");
    }
    code.push_str(&adapter(&found));
    if redirects {
        code.push_str("exports.onContinuePostLogin = async (event, api) => asAction(event, api, 'redirect-callback');\n");
    }
    Ok(Converted { name: folder_name(&given.name), code, dependencies, secrets: secrets(&found), enabled: given.enabled })
}

/// What stands below the Rule, with what only this one asks for.
fn adapter(found: &[Mention]) -> String {
    let mentions = |member: &str| found.iter().any(|mention| mention.path.get(..2).is_some_and(|path| path == ["context", member]));
    let risk = if mentions("riskAssessment") { "    riskAssessment: event.authentication?.riskAssessment,\n" } else { "" };
    let factor = match mentions("multifactor") {
        true => "  if (context.multifactor?.provider) api.multifactor.enable(context.multifactor.provider, context.multifactor);\n",
        false => "",
    };
    ADAPTER.replace("    // @risk\n", risk).replace("  // @multifactor\n", factor)
}

/// A name that is good for a file as well.
fn folder_name(name: &str) -> String {
    let good = |c: char| if c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_') { c } else { '-' };
    name.chars().map(good).take(100).collect()
}

fn writes(found: &[Mention], member: &str) -> bool {
    found.iter().any(|mention| mention.written && mention.path.get(..2).is_some_and(|path| path == ["context", member]))
}

fn secrets(found: &[Mention]) -> BTreeSet<String> {
    let names = found.iter().filter(|mention| mention.path.first().is_some_and(|root| root == "configuration"));
    names.filter_map(|mention| mention.path.get(1).cloned()).collect()
}

/// What the reader has to know.
fn head(given: &Rule, found: &[Mention], utilities: bool) -> String {
    const TAKEN: [&str; 6] = ["accessToken", "idToken", "multifactor", "primaryUser", "redirect", "samlConfiguration"];
    let mut lines =
        vec![format!("// The Rule \"{}\" as an Action of post-login. Its own text is in `make`, as it was.", folder_name(&given.name))];
    let mut lost: BTreeSet<String> = BTreeSet::new();
    for mention in found.iter().filter(|mention| mention.written) {
        match mention.path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["context", name, ..] if TAKEN.contains(name) => {}
            [root @ ("context" | "user"), name, ..] => {
                lost.insert(format!("{root}.{name}"));
            }
            _ => {}
        }
    }
    if !lost.is_empty() {
        let names: Vec<String> = lost.into_iter().collect();
        lines.push(format!(
            "// It sets {}, which later Rules could read; later Actions cannot.",
            names.join(", ").replace(['\n', '\r'], " ")
        ));
    }
    if utilities {
        let text =
            format!("// It requires {UTILITIES}, which Actions do not have: use api.redirect.encodeToken and validateToken in its place.");
        lines.push(text);
    }
    lines.push("// An UnauthorizedError ends the login with access_denied here, as every denial of an Action does.".to_owned());
    lines.join("\n") + "\n\n"
}
