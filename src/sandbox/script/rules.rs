//! What a run of programs of an older form tells of itself while it runs: which Rule begins, and what it all came to; of a script of a
//! custom database, what it answers.
//!
//! Told at the time and not in the answer, so that a Rule that never ends has its name in the record all the same.

use wasmtime::StoreContextMut;

use super::host::{Refusal, Said};
use crate::sandbox::report::Step;
use crate::sandbox::state::State;

/// Rules of one run; a tenant has at most 500.
const MAX_STEPS: usize = 512;
/// Bytes of what is shown.
const MAX_SHOWN: usize = 1 << 20;

/// A synchronous operation.
pub fn call(store: &mut StoreContextMut<'_, State>, operation: &str, text: &str) -> Said {
    let left = store.get_fuel().unwrap_or(0);
    let state = store.data_mut();
    let nothing = || Ok((String::new(), Vec::new()));
    match operation {
        "was_executed" => {
            let asked: Asked = super::json::from_str(text).map_err(|error| Refusal::new(error.to_string()))?;
            Ok((state.rules.contains(&asked.rule_id).to_string(), Vec::new()))
        }
        "step" if state.steps.len() < MAX_STEPS => {
            let lines = state.console.lock().lines();
            let fuel_used = state.limits.fuel.saturating_sub(left);
            state.steps.push(Step { id: text.chars().take(64).collect(), fuel_used, wall: state.begun.elapsed(), lines, again: 0 });
            nothing()
        }
        "again" => {
            if let Some(step) = state.steps.iter_mut().rev().find(|step| step.id == text) {
                step.again = step.again.saturating_add(1);
            }
            nothing()
        }
        "shown" if text.len() <= MAX_SHOWN => {
            state.shown = Some(text.to_owned());
            nothing()
        }
        _ => Err(Refusal::new("the server takes no such word of Rules")),
    }
}

#[derive(serde::Deserialize)]
struct Asked {
    rule_id: String,
}
