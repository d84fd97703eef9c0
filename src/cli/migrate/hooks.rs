//! How a Hook fares: built by itself, with the packages of its list.

use std::collections::BTreeSet;

use super::export::Hook;
use super::hints;
use super::report::{Judged, Note};
use crate::cli::actions::local::Local;
use crate::contract::Trigger;
use crate::scripts::hook::{WrittenHook, exports_no_function};
use crate::scripts::mentions;
use crate::scripts::source::{Language, Source, compile};

/// The triggers that had Hooks (reference 3.6).
const TRIGGERS: [Trigger; 5] = [
    Trigger::CredentialsExchange,
    Trigger::PreUserRegistration,
    Trigger::PostUserRegistration,
    Trigger::PostChangePassword,
    Trigger::SendPhoneMessage,
];

/// Builds a Hook and looks through its text.
pub async fn judge(local: &Local, given: &Hook, known: &BTreeSet<String>) -> Judged {
    let failed = |why: String| Judged::failed(&given.name, given.enabled, why);
    let Some(trigger) = Trigger::from_id(&given.trigger).filter(|trigger| TRIGGERS.contains(trigger)) else {
        return failed(format!("is for \"{}\", which never had Hooks", given.trigger));
    };
    let written = WrittenHook {
        id: "00000000000000000000000000".to_owned(),
        name: given.name.clone(),
        script: given.script.clone(),
        dependencies: given.dependencies.iter().cloned().collect(),
        trigger,
    };
    let file = format!("hooks/{}.js", given.name);
    let late = match local.hook(&written).await {
        Ok(late) if exports_no_function(late.as_deref()) => return failed("sets module.exports to no function".to_owned()),
        Ok(late) => late,
        Err(error) => return failed(local.explain(&error, &file, &given.script)),
    };
    let source = Source { file, code: given.script.clone(), language: Language::JavaScript };
    let globals = compile(source.clone()).await.map(|compiled| compiled.globals).unwrap_or_default();
    let mut notes = hints::of_any(&given.script, &globals, known);
    if let Ok(found) = mentions::of_handlers(source, &["user", "context"], &[]).await {
        notes.extend(found.iter().filter_map(hints::by_language));
    }
    if let Some(late) = late {
        notes.push(Note::of(format!("its top level runs anew in each call, which takes longer: {late}")));
    }
    if !trigger.has_flow() {
        notes.push(Note::of(format!("is for {}: it can be made, and nothing calls it yet", trigger.id())));
    }
    Judged::built(&given.name, given.enabled, notes)
}
