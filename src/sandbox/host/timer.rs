//! `timer`: begins a wait.

use std::time::Duration;

use crate::sandbox::bindings::host::timer;
use crate::sandbox::failure::Failure;
use crate::sandbox::operations::Outcome;
use crate::sandbox::state::State;

impl State {
    /// Begins a wait, for components and scripts alike.
    ///
    /// # Errors
    /// A trap after too many timers, or when the host's budget is used up.
    pub fn begin_timer(&mut self, milliseconds: u32) -> wasmtime::Result<u32> {
        self.budget.charge(0)?;
        if self.operations.timers >= self.limits.timers {
            return Err(Failure::HostQuota { what: "timers".into(), limit: self.limits.timers.into() }.into());
        }
        self.operations.timers += 1;
        let duration = Duration::from_millis(milliseconds.into());
        Ok(self.operations.begin("timer", format!("{milliseconds} ms"), async move {
            tokio::time::sleep(duration).await;
            Outcome::Elapsed
        }))
    }
}

impl timer::Host for State {
    fn start(&mut self, milliseconds: u32) -> wasmtime::Result<u32> {
        self.begin_timer(milliseconds)
    }
}
