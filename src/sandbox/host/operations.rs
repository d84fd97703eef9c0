//! `operations`: the only place where an Action waits, and so the only place where the trigger's deadline is enforced.
//!
//! While a guest computes, its fuel bounds it. A running guest is never dropped from outside: when the time is over, this
//! function fails, and the guest ends as after any other trap.

use tokio::time::timeout_at;

use super::http::{answer_to_guest, error_to_guest};
use crate::sandbox::bindings::host::operations;
use crate::sandbox::operations::{Ended, GivenUp, Outcome};
use crate::sandbox::state::State;

impl State {
    fn note_given_up(&mut self, given_up: &GivenUp) {
        self.host_calls.push(given_up.name, &given_up.target, "given up", given_up.wall);
    }

    /// Ends what the guest began and did not wait for. A request may have been sent all the same, so the report names it.
    pub fn give_up_operations(&mut self) {
        for given_up in self.operations.cancel_all() {
            self.note_given_up(&given_up);
        }
    }

    /// The next operation that ends, for components and scripts alike; `None` if none is under way.
    ///
    /// # Errors
    /// A trap when the trigger's time or the host's budget is over.
    pub async fn ended(&mut self) -> wasmtime::Result<Option<Ended>> {
        self.budget.charge(0)?;
        let ended = match timeout_at(self.time.deadline, self.operations.next()).await {
            Ok(None) => return Ok(None),
            Ok(Some(ended)) => ended,
            Err(_) => return Err(self.time.over().into()),
        };
        self.time.advance()?;
        let told = match &ended.outcome {
            Outcome::Http(Ok(answer)) => answer.status.to_string(),
            Outcome::Http(Err(error)) => error.to_string(),
            Outcome::Elapsed => "elapsed".to_owned(),
        };
        self.host_calls.push(ended.name, &ended.target, &told, ended.wall);
        Ok(Some(ended))
    }

    /// Gives an operation up. Unknown numbers are ignored.
    ///
    /// # Errors
    /// A trap when the host's budget is used up.
    pub fn give_up_operation(&mut self, operation: u32) -> wasmtime::Result<()> {
        self.budget.charge(0)?;
        if let Some(given_up) = self.operations.cancel(operation) {
            self.note_given_up(&given_up);
        }
        Ok(())
    }
}

impl operations::Host for State {
    async fn wait(&mut self) -> wasmtime::Result<Option<operations::Completion>> {
        let Some(ended) = self.ended().await? else { return Ok(None) };
        let outcome = match ended.outcome {
            Outcome::Http(Ok(answer)) => operations::Outcome::Response(answer_to_guest(answer)),
            Outcome::Http(Err(error)) => operations::Outcome::Failed(error_to_guest(error)),
            Outcome::Elapsed => operations::Outcome::Elapsed,
        };
        Ok(Some(operations::Completion { operation: ended.number, outcome }))
    }

    fn cancel(&mut self, operation: u32) -> wasmtime::Result<()> {
        self.give_up_operation(operation)
    }
}
