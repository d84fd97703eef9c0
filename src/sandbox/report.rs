//! What is known of a call after it: the outcome and everything an execution record shows.
//!
//! A call never errs. Whoever called it needs fuel, time and console lines of a failed call even more than of a good one, so
//! the failure is a part of the report and not instead of it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::failure::Failure;
use super::limits::millis;
use super::run::Ran;
use crate::contract::Effect;

/// Host calls that a report keeps at most; the rest is only counted.
pub const MAX_HOST_CALLS: usize = 64;

/// What is known of a call after it.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// What the Action asked for, in order; all of it or nothing.
    pub outcome: Result<Vec<Effect>, Failure>,
    /// Instructions, instantiation included.
    pub fuel_used: u64,
    /// The budget.
    pub fuel_limit: u64,
    /// From the call to its end, the wait for a place included.
    pub wall: Duration,
    /// The most that all memories and tables held together, in bytes.
    pub peak_memory: usize,
    /// What the Action wrote, redacted and without control characters.
    pub console: Vec<ConsoleLine>,
    /// Whether lines were dropped or cut because of a limit.
    pub console_truncated: bool,
    /// What the Action had the host do, at most [`MAX_HOST_CALLS`].
    pub host_calls: Vec<HostCall>,
    /// Host calls that are not in the list.
    pub host_calls_dropped: u32,
    /// Where one Rule ended and the next began, in a run of Rules.
    pub steps: Vec<Step>,
    /// What `user` and `context` came to, where somebody tries a Rule out; what a script of a custom database answered. JSON as the
    /// program wrote it, of at most a megabyte, with nothing replaced in it.
    pub shown: Option<String>,
    /// What a replay needs.
    pub replay: Replay,
}

/// The beginning of one Rule in a run of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The Rule.
    pub id: String,
    /// Instructions of the whole call until then.
    pub fuel_used: u64,
    /// Time of the whole call until then, waiting included.
    pub wall: Duration,
    /// Console lines of the whole call until then.
    pub lines: usize,
    /// How often it called back once more.
    pub again: u32,
}

impl Step {
    /// The first Rule, where none told that it began.
    pub fn first(id: String) -> Self {
        Self { id, fuel_used: 0, wall: Duration::ZERO, lines: 0, again: 0 }
    }
}

impl Report {
    /// The report of a call that has ended.
    pub(super) fn of(ran: Ran, fuel_limit: u64, wall: Duration) -> Self {
        let Ran { outcome, fuel_used, mut state } = ran;
        state.give_up_operations();
        let (host_calls, host_calls_dropped) = state.host_calls.take();
        // Streams that the guest did not close write what they hold when they go.
        state.table = wasmtime::component::ResourceTable::new();
        let (console, console_truncated) = state.console.lock().take();
        Self {
            outcome,
            fuel_used,
            fuel_limit,
            wall,
            peak_memory: state.meter.peak(),
            console,
            console_truncated,
            host_calls,
            host_calls_dropped,
            steps: std::mem::take(&mut state.steps),
            shown: state.shown.take(),
            replay: state.replay(),
        }
    }

    /// The report of a call that never began, or of which nothing is left.
    pub(super) fn without_run(failure: Failure, fuel_limit: u64, wall: Duration) -> Self {
        Self {
            outcome: Err(failure),
            fuel_used: 0,
            fuel_limit,
            wall,
            peak_memory: 0,
            console: Vec::new(),
            console_truncated: false,
            host_calls: Vec::new(),
            host_calls_dropped: 0,
            steps: Vec::new(),
            shown: None,
            replay: Replay::default(),
        }
    }
}

/// A line that the Action wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleLine {
    /// The severity.
    pub level: ConsoleLevel,
    /// The text.
    pub message: String,
}

/// The severity of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConsoleLevel {
    /// `console.debug`
    Debug,
    /// `console.log`, `console.info`
    Info,
    /// `console.warn`
    Warn,
    /// `console.error`
    Error,
}

/// One thing that the host did for the Action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostCall {
    /// `http`, `timer`, `cache.get`, `cache.set`, `cache.delete`.
    pub name: String,
    /// Method and URL without its query, the cache's key, or the timer's milliseconds. Secrets are redacted.
    pub target: String,
    /// `200`, `ok`, `none`, or what went wrong.
    pub outcome: String,
    /// How long it took.
    #[serde(with = "millis", rename = "wall_ms")]
    pub wall: Duration,
}

/// What the Action saw of time and chance. With the same event, secrets and answers, a run can be repeated exactly.
///
/// The seed gives away every random byte that the Action drew: it belongs into records that only operators read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Replay {
    /// Milliseconds since 1970: the reading at the start, and one after each wait.
    pub clock: Vec<u64>,
    /// The seed of the ChaCha20 generator, as 64 hexadecimal digits.
    pub random_seed: String,
}
