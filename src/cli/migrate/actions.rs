//! How an Action fares: built for its trigger, with its packages.

use std::collections::BTreeSet;

use super::export::Action;
use super::hints;
use super::report::{Judged, Note};
use crate::cli::actions::file::ActionFile;
use crate::cli::actions::local::Local;
use crate::contract::Trigger;
use crate::scripts::mentions;
use crate::scripts::npm::Dependency;
use crate::scripts::source::{Language, Source, compile};

/// Builds an Action and looks through its text.
pub async fn judge(local: &Local, given: &Action, known: &BTreeSet<String>) -> Judged {
    let failed = |why: String| Judged::failed(&given.name, given.deployed, why);
    let Some(trigger) = Trigger::from_id(&given.trigger) else {
        return failed(format!("is for the trigger \"{}\", which is not here", given.trigger));
    };
    let file = ActionFile::of_text(&format!("{}.js", given.name), &given.code);
    let dependencies =
        given.dependencies.iter().map(|(name, version)| Dependency { name: name.clone(), version: version.clone(), registry_url: None });
    let ready = match local.build(&file, Some(trigger), &dependencies.collect::<Vec<_>>()).await {
        Ok(ready) => ready,
        Err(error) => return failed(format!("{error:#}")),
    };
    if ready.exports.is_some_and(|exports| !exports.iter().any(|name| name == trigger.handler())) {
        return failed(format!("exports no {}, which is what {} calls", trigger.handler(), trigger.id()));
    }
    let source = Source { file: file.name.clone(), code: given.code.clone(), language: Language::JavaScript };
    let globals = compile(source.clone()).await.map(|compiled| compiled.globals).unwrap_or_default();
    let mut notes = hints::of_any(&given.code, &globals, known);
    if let Ok(found) = mentions::of_handlers(source, &["event", "api"], &[]).await {
        notes.extend(hints::of_action(&found));
    }
    if let Some(late) = ready.late {
        notes.push(Note::of(format!("its top level runs anew in each call, which takes longer: {late}")));
    }
    if !trigger.has_flow() {
        notes.push(Note::of(format!("is for {}: it can be deployed and bound, and nothing calls it yet", trigger.id())));
    }
    Judged::built(&given.name, given.deployed, notes)
}
