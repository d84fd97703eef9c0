//! A run that is no part of any login: to try a draft, or a file that no server has seen.
//!
//! It is the same sandbox with the same limits, and what it asks for is told and not done. The cache is its own, so that a try
//! leaves nothing that a login could read. How it is told is decided here too, once for the Management API and the command line.

use std::sync::Arc;

use serde_json::{Value, json};

use super::checks::{can_redirect, refuse_redirect};
use super::loaded::{Loaded, load};
use super::{Pipeline, TRIGGER_TIME, verdict_of};
use crate::actions::{Action, ActionVersion};
use crate::contract::{Effect, Entry, Event};
use crate::sandbox::{Call, MemoryCache, Report, Sandbox};

impl Pipeline {
    /// Runs `version` once with `event`, from its beginning or as it goes on after a redirect. Nothing is applied and nothing is recorded.
    ///
    /// # Errors
    /// The version cannot be loaded, as a sentence.
    pub async fn rehearse(&self, action: &Action, version: &ActionVersion, event: Event, entry: Entry) -> Result<Report, String> {
        let loaded = load(&self.parts, action, version).await.map_err(|failed| failed.message)?;
        Ok(rehearse(&self.parts.sandbox, loaded, event, entry).await)
    }
}

/// Runs a program once with `event`. Nothing is applied and nothing is recorded. A redirect where the event's login could not be
/// interrupted is a failure, as it is there.
pub async fn rehearse(sandbox: &Sandbox, loaded: Loaded, event: Event, entry: Entry) -> Report {
    let interactive = can_redirect(&event);
    let call = Call {
        program: loaded.program,
        event: Arc::new(event),
        entry,
        limits: loaded.limits,
        secrets: loaded.secrets,
        module_secrets: loaded.module_secrets,
        cache: Arc::new(MemoryCache::default()),
        egress: loaded.egress,
        time_left: TRIGGER_TIME,
        home: None,
    };
    refuse_redirect(sandbox.call(call).await, interactive)
}

/// A report as the answer has it: Auth0's durations, and everything that an execution record would hold.
pub fn told(report: &Report) -> Value {
    let millis = report.wall.as_secs_f64() * 1000.0;
    // From 0.0: the sum of no numbers is -0.0.
    let waited = report.host_calls.iter().fold(0.0, |sum, call| sum + call.wall.as_secs_f64() * 1000.0);
    let mut out = json!({
        "stats": {
            "total_request_duration_ms": millis,
            "total_runtime_execution_duration_ms": millis,
            "runtime_processing_duration_ms": (millis - waited).max(0.0),
            "action_duration_ms": millis,
            "runtime_external_call_duration_ms": waited,
            "boot_duration_ms": 0,
            "network_duration_ms": 0,
        },
        "verdict": "failed",
        "effects": [],
        "fuel_used": report.fuel_used,
        "fuel_limit": report.fuel_limit,
        "wall_us": u64::try_from(report.wall.as_micros()).unwrap_or(u64::MAX),
        "peak_memory": report.peak_memory,
        "console": report.console,
        "console_truncated": report.console_truncated,
        "host_calls": report.host_calls,
    });
    let more = match &report.outcome {
        Ok(effects) => json!({
            "verdict": verdict_of(effects),
            "effects": effects.iter().map(Effect::recorded).collect::<Vec<_>>(),
        }),
        Err(failure) => json!({ "error": { "id": failure.kind(), "msg": failure.to_string(), "failure": failure } }),
    };
    if let (Some(out), Value::Object(more)) = (out.as_object_mut(), more) {
        out.extend(more);
    }
    json!({ "payload": out })
}
