//! Where a run stands that waits for its user to come back: the chain as data, so that it outlives the process and can be taken up
//! by another node.
//!
//! What is left of the chain is pinned to the versions that were deployed when it was suspended. Half of a login by one version and
//! half by another is a program that nobody wrote: a deploy in between would hand `onContinue…` an answer to a question that it never
//! asked. So a deploy, an unbinding or a new order count for logins that begin after it; only what was deleted cannot run, and then
//! the suspended Action fails by its binding's policy, while one that was still to come is left out, as it is for everybody.

use serde::{Deserialize, Serialize};

use crate::actions::Binding;
use crate::contract::{Effect, Trigger};

/// How often one login may send its user away. Actions that do it at each return would else do it for ever.
pub const MAX_REDIRECTS: u32 = 20;

/// Bytes of JSON that a suspended run may carry of what its Actions asked for so far.
pub const MAX_CARRIED: usize = 256 * 1024;

/// A part of a run, in the order in which they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The Rules: all of them run again, with a new `user` and `context`, and then the Actions as they are bound by then. What the
    /// Rules asked for before counts for nothing (reference 3.3).
    Rules,
    /// The Actions bound to the trigger: the one that asked goes on.
    Actions,
    /// The Actions after the one that asked for a second factor; none where it is asked for at the end.
    Rest,
}

/// One Action of the chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pinned {
    /// Its binding, with the policy of that time.
    pub binding: Binding,
    /// The version that runs; none where nothing was deployed.
    pub version_id: Option<String>,
}

/// A run that waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suspension {
    /// The trigger.
    pub trigger: Trigger,
    /// The part that was suspended.
    pub stage: Stage,
    /// The place in it, from 0, for the record.
    pub index: usize,
    /// What is left of the Actions. At the stage of the Actions the first one sent the user away and goes on; the others have not run. None
    /// where it was the Rules.
    pub steps: Vec<Pinned>,
    /// What was asked for so far. Nothing of it is applied before the end.
    pub effects: Vec<Effect>,
    /// How many of the effects were asked for before the login went on as another user: their metadata was the former user's.
    pub settled: usize,
    /// The ids of the Rules that ran before the Actions.
    pub rules: Vec<String>,
    /// How often the user was sent away.
    pub redirects: u32,
    /// Whether the user has proved a second factor in this login by the time that it goes on.
    #[serde(default)]
    pub proved: bool,
    /// The records of the parts that have run.
    pub executions: Vec<String>,
}
