//! How a Rule fares: built by itself, and all that are switched on as the one program that logins run.

use std::collections::BTreeSet;

use super::export::Rule;
use super::hints;
use super::report::{Judged, Note, Report, Verdict};
use crate::cli::actions::local::Local;
use crate::rules::change::MAX_SCRIPTS;
use crate::scripts::mentions;
use crate::scripts::rule::{self, WrittenRule};
use crate::scripts::source::{Language, Source};

/// What a Rule may require beside packages.
fn is_known(name: &str) -> bool {
    rule::is_here(name) || !rule::dependencies(Vec::new(), &[name.to_owned()]).is_empty()
}

/// Builds a Rule, with its packages, and looks through its text.
pub async fn judge(local: &Local, given: &Rule, known: &BTreeSet<String>) -> Judged {
    let written = WrittenRule { id: "rul_0000000000000000".to_owned(), name: given.name.clone(), script: given.script.clone() };
    let failed = |why: String| Judged::failed(&given.name, given.enabled, why);
    let compiled = match rule::compile(&written).await {
        Ok(compiled) => compiled,
        Err(error) => return failed(local.explain(&error, &rule::file(&written), &given.script)),
    };
    if let Err(error) = local.rules(std::slice::from_ref(&written)).await {
        return failed(local.explain(&error, &rule::file(&written), &given.script));
    }
    let mut notes = hints::of_any(&given.script, &compiled.globals, known);
    for name in compiled.requires.iter().filter(|name| !is_known(name)) {
        let text = format!("requires {name}, which was not among the modules of Rules: say a version, as in require('{name}@1.2.3')");
        notes.push(Note { line: hints::line_with(&given.script, name), text });
    }
    if compiled.requires_others {
        notes.push(Note::of("requires a module by a name that is known only when it runs: it has to be required by a written name too"));
    }
    let source = Source { file: rule::file(&written), code: given.script.clone(), language: Language::JavaScript };
    if let Ok(found) = mentions::of_function(source, &["user", "context"], &["auth0", "global"]).await {
        notes.extend(hints::of_rule(&found));
    }
    Judged::built(&given.name, given.enabled, notes)
}

/// Builds the enabled Rules that build one by one as what a login runs. What is wrong then is the chain's and no single Rule's.
pub async fn together(local: &Local, rules: &[Rule], report: &mut Report) {
    let good = |rule: &&Rule| rule.enabled && report.rules.iter().any(|one| one.name == rule.name && one.verdict != Verdict::Fails);
    let enabled: Vec<&Rule> = rules.iter().filter(good).collect();
    let size: usize = enabled.iter().map(|rule| rule.script.len()).sum();
    if size > MAX_SCRIPTS {
        let text = format!(
            "the enabled Rules have {size} bytes together, and at most {MAX_SCRIPTS} are accepted: switch some off, or write them as Actions"
        );
        report.others.push(text);
        return;
    }
    if enabled.len() < 2 {
        return;
    }
    let written: Vec<WrittenRule> = enabled
        .iter()
        .enumerate()
        .map(|(at, rule)| WrittenRule { id: format!("rul_{at:016}"), name: rule.name.clone(), script: rule.script.clone() })
        .collect();
    if let Err(error) = local.rules(&written).await {
        report.others.push(format!("the enabled Rules do not build together: {error}"));
    }
}
