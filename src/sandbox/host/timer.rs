//! `timer`: begins a wait.

use std::time::Duration;

use crate::sandbox::bindings::host::timer;
use crate::sandbox::failure::Failure;
use crate::sandbox::operations::Outcome;
use crate::sandbox::state::State;

impl timer::Host for State {
    fn start(&mut self, milliseconds: u32) -> wasmtime::Result<u32> {
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
