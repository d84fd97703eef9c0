//! Turns what happened to one Action into its entry of the execution record, and into a log event if it failed.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::actions::{Action, ActionVersion, Binding};
use crate::audit::execution::RunError;
use crate::audit::{ActionRun, Execution, LogEvent};
use crate::contract::Effect;
use crate::sandbox::{Failure, Report};

/// Which Action ran where and when.
pub struct Place<'a> {
    pub binding: &'a Binding,
    pub action: &'a Action,
    pub version: &'a ActionVersion,
    pub started_at: Timestamp,
    pub ended_at: Timestamp,
}

/// Why an Action did not do its work.
#[derive(Debug, Clone)]
pub struct Failed {
    /// A kind of [`Failure`], or `not_loaded`, `not_deployed`.
    pub kind: &'static str,
    /// One sentence for the operator.
    pub message: String,
    /// The author's own message, if the author's code threw.
    pub threw: Option<String>,
}

impl Failed {
    pub fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), threw: None }
    }

    fn of(failure: &Failure) -> Self {
        let threw = match failure {
            Failure::Threw { message, .. } => Some(message.clone()),
            _ => None,
        };
        Self { kind: failure.kind(), message: failure.to_string(), threw }
    }

    /// Auth0's `error_class` (reference 6).
    fn class(&self) -> &'static str {
        match self.kind {
            "threw" | "trap" | "stack_overflow" | "invalid_effect" | "never_settled" => "action_error",
            "out_of_fuel" | "deadline" => "action_timeout",
            "memory_limit" | "host_quota" | "busy" => "rate_limited",
            _ => "platform_error",
        }
    }
}

/// The entry of one attempt, and the failure if there was one. `seal` closes what would let the run be repeated.
pub fn entry(place: &Place<'_>, outcome: &Result<Report, Failed>, seal: impl FnOnce(&[u8]) -> String) -> (ActionRun, Option<Failed>) {
    let failed = told(outcome);
    let mut run = ActionRun {
        version_id: place.version.id.clone(),
        version_number: place.version.number,
        binding_id: place.binding.id.clone(),
        ..blank(&place.action.id, &place.action.name, place.started_at, place.ended_at)
    };
    if let Ok(report) = outcome {
        run.fuel_used = report.fuel_used;
        run.fuel_limit = report.fuel_limit;
        run.wall_us = u64::try_from(report.wall.as_micros()).unwrap_or(u64::MAX);
        run.peak_memory = u64::try_from(report.peak_memory).unwrap_or(u64::MAX);
        run.console = json!(report.console);
    }
    close(&mut run, outcome.as_ref().ok(), failed.as_ref(), seal);
    (run, failed)
}

/// Why there is nothing to apply, if so.
pub fn told(outcome: &Result<Report, Failed>) -> Option<Failed> {
    match outcome {
        Err(failed) => Some(failed.clone()),
        Ok(Report { outcome: Err(failure), .. }) => Some(Failed::of(failure)),
        Ok(_) => None,
    }
}

/// An entry of which nothing is known yet.
pub fn blank(id: &str, name: &str, started_at: Timestamp, ended_at: Timestamp) -> ActionRun {
    ActionRun {
        action_id: id.to_owned(),
        action_name: name.to_owned(),
        version_id: String::new(),
        version_number: 0,
        binding_id: String::new(),
        verdict: "allow".to_owned(),
        error: None,
        effects: Value::Array(Vec::new()),
        fuel_used: 0,
        fuel_limit: 0,
        wall_us: 0,
        peak_memory: 0,
        console: Value::Array(Vec::new()),
        console_truncated: false,
        host_calls: Value::Array(Vec::new()),
        replay: None,
        started_at,
        ended_at,
    }
}

/// Adds how a call ended, and what is told of the call as a whole.
pub fn close(run: &mut ActionRun, report: Option<&Report>, failed: Option<&Failed>, seal: impl FnOnce(&[u8]) -> String) {
    if let Some(failed) = failed {
        run.verdict = "failed".to_owned();
        run.error = Some(RunError { kind: failed.kind.to_owned(), message: failed.message.clone() });
    }
    if let Some(report) = report {
        run.console_truncated = report.console_truncated;
        run.host_calls = json!(report.host_calls);
        run.replay = serde_json::to_vec(&report.replay).ok().map(|replay| seal(&replay));
        if let Ok(effects) = &report.outcome {
            run.effects = effects.iter().map(Effect::recorded).collect();
            run.verdict = super::verdict_of(effects).to_owned();
        }
    }
}

/// `actions_execution_failed`, with the details of the reference, 6.
pub fn failure_event(event: LogEvent, execution: &Execution, place: &Place<'_>, failed: &Failed) -> LogEvent {
    let own = json!({
        "action_id": place.action.id,
        "action_name": place.action.name,
        "version_id": place.version.id,
        "binding_id": place.binding.id,
    });
    failed_event(event, execution, &format!("The Action \"{}\"", place.action.name), own, failed)
}

/// The same for whatever failed: `own` is what tells it.
pub fn failed_event(event: LogEvent, execution: &Execution, what: &str, own: Value, failed: &Failed) -> LogEvent {
    let mut event = event.describe(format!("{what} failed: {}", failed.message));
    let common = json!({
        "trigger_id": execution.trigger_id,
        "execution_id": execution.id,
        "error_class": failed.class(),
        "action_error": { "name": failed.kind, "message": failed.message },
    });
    for members in [common, own] {
        event.details.extend(members.as_object().cloned().unwrap_or_default());
    }
    event
}
