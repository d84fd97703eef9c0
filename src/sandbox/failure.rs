//! Why a call of an Action gave no result.
//!
//! One enum instead of wasmtime's errors, because the binding's policy, the execution record and the metrics all need to know
//! the kind, and because a text for an operator has to name the limit that was hit and what to change. Nothing in here is
//! meant for the end user. A host panic says nothing of its message: that could hold anything; it goes to the server's own log.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::limits::millis;

/// Why a call gave no result. `Display` is a sentence for the operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Failure {
    /// The instruction budget was used up.
    #[error("The Action used up its fuel of {limit} instructions. It loops without end, or it needs a higher fuel limit.")]
    OutOfFuel {
        /// The budget.
        limit: u64,
    },
    /// The trigger's time was used up while the Action waited.
    #[error("The Action was still waiting when the trigger's time ({} ms were left to it) was over.", time_left.as_millis())]
    Deadline {
        /// What was left of the trigger's time when the call began.
        #[serde(with = "millis", rename = "time_left_ms")]
        time_left: Duration,
    },
    /// Memories and tables together grew past their limit.
    #[error("The Action asked for {asked} bytes of {what}, but its memory limit is {limit} bytes.")]
    MemoryLimit {
        /// Bytes that all memories and tables would have had.
        asked: usize,
        /// The limit in bytes.
        limit: usize,
        /// `memory` or `tables`: what grew last.
        what: String,
    },
    /// A bound on what the host does for a guest was passed.
    #[error("The Action passed a limit of the host: {what} (at most {limit}).")]
    HostQuota {
        /// What there was too much of.
        what: String,
        /// The bound.
        limit: u64,
    },
    /// Calls nested too deeply.
    #[error("The Action's calls nested too deeply: its stack of 4 MiB overflowed.")]
    StackOverflow,
    /// The guest broke a rule of WebAssembly: `unreachable`, out of bounds, division by zero, a malformed value at the boundary.
    #[error("The Action crashed: {reason}.")]
    Trap {
        /// What wasmtime says.
        reason: String,
        /// Functions of the guest, innermost first, at most 16.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        backtrace: Vec<String>,
    },
    /// The author's own failure.
    #[error("The Action failed with: {message}{}", stack.first().map(|at| format!(" ({at})")).unwrap_or_default())]
    Threw {
        /// What the author's error calls itself; unknown for components.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// The author's message.
        message: String,
        /// Where, innermost first, with the author's files and lines; empty for components.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        stack: Vec<String>,
    },
    /// The Action waits for something that nobody will do.
    #[error("The Action waits for something that never happens: nothing is under way that could end its wait.")]
    NeverSettled,
    /// The Action asked for something that has no meaning.
    #[error("The Action asked for something that cannot be done: {message}")]
    InvalidEffect {
        /// A sentence.
        message: String,
    },
    /// All places of the sandbox were taken for too long.
    #[error("The server runs as many Actions as it may, and no place became free within {} ms.", waited.as_millis())]
    Busy {
        /// How long the call waited for a place.
        #[serde(with = "millis", rename = "waited_ms")]
        waited: Duration,
    },
    /// A fault of the server.
    #[error("The server itself failed while it ran the Action. Its log has the details; the Action is not at fault.")]
    HostPanic,
}

impl Failure {
    /// The kind, for metrics and records: `out_of_fuel`, `deadline`, …
    pub fn kind(&self) -> &'static str {
        match self {
            Self::OutOfFuel { .. } => "out_of_fuel",
            Self::Deadline { .. } => "deadline",
            Self::MemoryLimit { .. } => "memory_limit",
            Self::HostQuota { .. } => "host_quota",
            Self::StackOverflow => "stack_overflow",
            Self::Trap { .. } => "trap",
            Self::Threw { .. } => "threw",
            Self::NeverSettled => "never_settled",
            Self::InvalidEffect { .. } => "invalid_effect",
            Self::Busy { .. } => "busy",
            Self::HostPanic => "host_panic",
        }
    }

    /// The name of the error, as JavaScript has it: the author's own, or the plainest one.
    pub fn name(&self) -> &str {
        match self {
            Self::Threw { name: Some(name), .. } => name,
            _ => "Error",
        }
    }

    /// The message of the error: the author's own, or the sentence for the operator.
    pub fn message(&self) -> String {
        match self {
            Self::Threw { message, .. } => message.clone(),
            other => other.to_string(),
        }
    }

    /// The error with its frames below it, as JavaScript writes a stack.
    pub fn stack(&self) -> String {
        let frames = match self {
            Self::Threw { stack, .. } => stack.as_slice(),
            Self::Trap { backtrace, .. } => backtrace.as_slice(),
            _ => &[],
        };
        let mut out = format!("{}: {}", self.name(), self.message());
        for frame in frames {
            let at = if frame.starts_with("at ") { "" } else { "at " };
            out.push_str(&format!("\n    {at}{frame}"));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_as_javascript_tells_an_error() {
        let stack = vec!["at pay (action.js:3:9)".to_owned(), "at <anonymous> (action.js:9:1)".to_owned()];
        let threw = Failure::Threw { name: Some("TypeError".into()), message: "no money".into(), stack };
        assert_eq!((threw.name(), threw.message().as_str()), ("TypeError", "no money"));
        assert_eq!(threw.stack(), "TypeError: no money\n    at pay (action.js:3:9)\n    at <anonymous> (action.js:9:1)");
        let trap = Failure::Trap { reason: "division by zero".into(), backtrace: vec!["divide".into()] };
        assert_eq!(trap.stack(), "Error: The Action crashed: division by zero.\n    at divide");
    }

    #[test]
    fn the_kind_is_the_tag_of_the_json() {
        for failure in [
            Failure::OutOfFuel { limit: 1 },
            Failure::Deadline { time_left: Duration::from_millis(7) },
            Failure::MemoryLimit { asked: 2, limit: 1, what: "memory".into() },
            Failure::HostQuota { what: "x".into(), limit: 1 },
            Failure::StackOverflow,
            Failure::Trap { reason: "x".into(), backtrace: vec![] },
            Failure::Threw { name: None, message: "x".into(), stack: vec![] },
            Failure::NeverSettled,
            Failure::InvalidEffect { message: "x".into() },
            Failure::Busy { waited: Duration::ZERO },
            Failure::HostPanic,
        ] {
            let json = serde_json::to_value(&failure).unwrap();
            assert_eq!(json["kind"], failure.kind());
            assert_eq!(serde_json::from_value::<Failure>(json).unwrap(), failure);
        }
    }
}
