//! The record of one run of a trigger (reference 2.2 "Execution"), with what Auth0 does not tell: fuel, memory, console, host calls.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::clock::iso_nanos;
use crate::storage::Entity;

/// How a run ended. Auth0's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExecutionStatus {
    /// Every Action ran, or one denied.
    Final,
    /// An Action failed and the flow went on without it.
    Partial,
    /// An Action failed and the flow ended.
    Canceled,
    /// The user was sent away; another record, which names this one, tells how it went on.
    Suspended,
}

/// One Action in a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActionRun {
    /// The Action.
    pub action_id: String,
    /// Its name at that time.
    pub action_name: String,
    /// The version that ran.
    pub version_id: String,
    /// Its number.
    pub version_number: u64,
    /// The binding that it ran for.
    pub binding_id: String,
    /// `allow`, `deny`, `validation_error`, `redirect` or `failed`.
    pub verdict: String,
    /// Why it failed: a kind of `sandbox::Failure` and its sentence.
    pub error: Option<RunError>,
    /// What it asked for, in order.
    pub effects: Value,
    /// Instructions used.
    pub fuel_used: u64,
    /// Instructions allowed.
    pub fuel_limit: u64,
    /// Microseconds from beginning to end, waiting included.
    pub wall_us: u64,
    /// Bytes of memory and tables at most.
    pub peak_memory: u64,
    /// Console lines: `{level, message}`.
    pub console: Value,
    /// Whether lines were dropped.
    pub console_truncated: bool,
    /// Host calls: requests and waits.
    pub host_calls: Value,
    /// Clock readings and the random seed, sealed: enough to run it again, and nobody's business otherwise.
    pub replay: Option<String>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Timestamp,
}

/// Why an Action failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunError {
    /// The kind: `OutOfFuel`, `Threw`, …
    pub kind: String,
    /// One sentence for the operator.
    pub message: String,
}

/// One run of a trigger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Execution {
    /// A UUID; named by the log event.
    pub id: String,
    /// The trigger's id.
    pub trigger_id: String,
    /// How it ended.
    pub status: ExecutionStatus,
    /// The Actions that ran, in order.
    pub results: Vec<ActionRun>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ended.
    pub updated_at: Timestamp,
    /// The end of its retention.
    pub expires_at: Timestamp,
    /// The record of the part before it, where it goes on after a suspension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub continues: Option<String>,
}

impl Execution {
    /// The record as the Management API answers it: Auth0's fields, and ours beside them.
    pub fn to_json(&self) -> Value {
        let results: Vec<Value> = self
            .results
            .iter()
            .map(|run| {
                let mut out = json!({
                    "action_name": run.action_name,
                    "action_id": run.action_id,
                    "version_id": run.version_id,
                    "version_number": run.version_number,
                    "binding_id": run.binding_id,
                    "started_at": iso_nanos(run.started_at),
                    "ended_at": iso_nanos(run.ended_at),
                    "verdict": run.verdict,
                    "effects": run.effects,
                    "fuel_used": run.fuel_used,
                    "fuel_limit": run.fuel_limit,
                    "wall_time_us": run.wall_us,
                    "peak_memory_bytes": run.peak_memory,
                    "console": run.console,
                    "console_truncated": run.console_truncated,
                    "host_calls": run.host_calls,
                });
                if let (Some(error), Some(object)) = (&run.error, out.as_object_mut()) {
                    object.insert("error".to_owned(), json!({ "id": error.kind, "msg": error.message }));
                }
                out
            })
            .collect();
        let mut out = json!({
            "id": self.id,
            "trigger_id": self.trigger_id,
            "status": self.status,
            "results": results,
            "created_at": iso_nanos(self.created_at),
            "updated_at": iso_nanos(self.updated_at),
        });
        if let (Some(before), Some(object)) = (&self.continues, out.as_object_mut()) {
            object.insert("continues".to_owned(), before.as_str().into());
        }
        out
    }
}

impl Entity for Execution {
    const COLLECTION: &'static str = "executions";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
