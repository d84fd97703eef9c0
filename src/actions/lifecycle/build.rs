//! Building a draft's source: what the engine will evaluate, and whether it does.
//!
//! Without packages this takes milliseconds, so it happens before the answer: a script is `built` before anybody can ask.

use std::collections::BTreeSet;

use crate::actions::{Action, BuildStatus, Program, Script};
use crate::app::App;
use crate::sandbox::{ScriptError, ScriptSource};

/// Whether the draft's program is made from its source.
pub fn is_script(action: &Action) -> bool {
    action.runtime != "wasm"
}

/// Builds the draft's source into its program; what is to be stored with it, if it succeeds. A failure is a part of the draft.
pub async fn build(app: &App, action: &mut Action) -> Option<Script> {
    let source = ScriptSource {
        trigger: action.trigger,
        file: file(action).to_owned(),
        code: action.code.clone(),
        bundle: None,
        modules: Vec::new(),
        builtins: BTreeSet::new(),
    };
    let script = Script::new(source);
    match app.sandbox.prepare_script(script.source.clone()).await {
        Ok(prepared) => {
            action.program = Some(Program::Script { unit: script.sha256.clone(), late: prepared.late });
            action.status = BuildStatus::Built;
            action.build_error = None;
            Some(script)
        }
        Err(error) => {
            if let ScriptError::Internal(reason) = &error {
                tracing::error!(action = action.name, reason, "a script could not be built");
            }
            action.program = None;
            action.status = BuildStatus::Failed;
            action.build_error = Some(error.to_string());
            None
        }
    }
}

/// The name of the author's file.
fn file(action: &Action) -> &'static str {
    if action.runtime == "typescript" { "action.ts" } else { "action.js" }
}
