//! Waiting. The host tells the end of *any* operation under way; whoever waits for another one finds it kept here.

use std::cell::RefCell;

use super::{Error, Response};
use crate::host::{self, Outcome};

thread_local! {
    /// Ends that came while something else was waited for.
    static KEPT: RefCell<Vec<(u32, Outcome)>> = const { RefCell::new(Vec::new()) };
}

/// A request under way. Dropping it gives the request up.
#[derive(Debug)]
#[must_use = "dropping a request gives it up"]
pub struct Pending {
    operation: u32,
    /// Whether its end was taken, so that dropping has nothing to give up.
    done: bool,
}

impl Pending {
    pub(super) fn new(operation: u32) -> Self {
        Self { operation, done: false }
    }

    /// Waits for the answer.
    ///
    /// # Errors
    /// There is none.
    pub fn wait(mut self) -> Result<Response, Error> {
        let outcome = until(self.operation);
        self.done = true;
        response(outcome)
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if !self.done && take(self.operation).is_none() {
            host::with(|h| h.cancel(self.operation));
        }
    }
}

/// Waits for the first of several requests that ends, and takes it out of the list; none if the list is empty. The number is its
/// place in the list before.
pub fn wait_any(pending: &mut Vec<Pending>) -> Option<(usize, Result<Response, Error>)> {
    if pending.is_empty() {
        return None;
    }
    loop {
        let ended = pending.iter().enumerate().find_map(|(at, p)| take(p.operation).map(|outcome| (at, Some(outcome))));
        // With nothing under way no end will ever come; the first request stands for all.
        let (at, outcome) = match ended {
            Some(found) => found,
            None if keep_next() => continue,
            None => (0, None),
        };
        let mut taken = pending.remove(at);
        taken.done = true;
        return Some((at, response(outcome)));
    }
}

/// The end of `operation`; none if the host knows nothing of it.
pub(crate) fn until(operation: u32) -> Option<Outcome> {
    loop {
        if let Some(outcome) = take(operation) {
            return Some(outcome);
        }
        if !keep_next() {
            return None;
        }
    }
}

/// Waits for any end and keeps it; false if nothing is under way.
fn keep_next() -> bool {
    match host::with(|h| h.wait()) {
        Some(ended) => {
            KEPT.with_borrow_mut(|kept| kept.push(ended));
            true
        }
        None => false,
    }
}

fn take(operation: u32) -> Option<Outcome> {
    KEPT.with_borrow_mut(|kept| {
        let at = kept.iter().position(|(number, _)| *number == operation)?;
        Some(kept.swap_remove(at).1)
    })
}

fn response(outcome: Option<Outcome>) -> Result<Response, Error> {
    match outcome {
        Some(Outcome::Http(result)) => result,
        Some(Outcome::Elapsed) | None => Err(Error::ConnectionFailed("the request is no longer under way".to_owned())),
    }
}

/// Forgets what an earlier run on this thread left behind.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) fn forget() {
    KEPT.with_borrow_mut(Vec::clear);
}
