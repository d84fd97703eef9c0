//! What a guest began and has not yet waited for: requests and timers.
//!
//! Each runs in a task of its own from the moment it is begun, so that five requests of 50 ms take 50 ms. The tasks belong to
//! the call: when it ends they end, and no answer reaches anybody else.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use tokio::task::{AbortHandle, Id, JoinSet};

use super::egress::{Answer, EgressError};

/// How an operation ended.
pub enum Outcome {
    /// An HTTP request.
    Http(Result<Answer, EgressError>),
    /// A timer.
    Elapsed,
}

/// An operation that ended.
pub struct Ended {
    /// Its number.
    pub number: u32,
    /// For the report: `http` or `timer`.
    pub name: &'static str,
    /// For the report.
    pub target: String,
    /// How it ended.
    pub outcome: Outcome,
    /// How long it took.
    pub wall: Duration,
}

struct Running {
    number: u32,
    name: &'static str,
    target: String,
    begun: Instant,
    handle: AbortHandle,
}

/// An operation that nobody waited for.
pub struct GivenUp {
    /// For the report: `http` or `timer`.
    pub name: &'static str,
    /// For the report.
    pub target: String,
    /// How long it was under way.
    pub wall: Duration,
}

impl Running {
    fn give_up(self) -> GivenUp {
        self.handle.abort();
        GivenUp { name: self.name, target: self.target, wall: self.begun.elapsed() }
    }
}

/// The operations of one call.
#[derive(Default)]
pub struct Operations {
    tasks: Option<JoinSet<Outcome>>,
    running: HashMap<Id, Running>,
    last: u32,
    /// Requests that were begun.
    pub requests: u32,
    /// Timers that were begun.
    pub timers: u32,
}

impl Operations {
    /// Begins `work` and returns its number.
    pub fn begin(&mut self, name: &'static str, target: String, work: impl Future<Output = Outcome> + Send + 'static) -> u32 {
        self.last = self.last.wrapping_add(1);
        let handle = self.tasks.get_or_insert_default().spawn(work);
        self.running.insert(handle.id(), Running { number: self.last, name, target, begun: Instant::now(), handle });
        self.last
    }

    /// The next operation that ends; `None` if none is under way.
    pub async fn next(&mut self) -> Option<Ended> {
        loop {
            // A task that was given up, or that panicked, has no outcome.
            let (id, outcome) = match self.tasks.as_mut()?.join_next_with_id().await? {
                Ok((id, outcome)) => (id, Some(outcome)),
                Err(error) => {
                    (error.id(), error.is_panic().then(|| Outcome::Http(Err(EgressError::Connection("the server failed".into())))))
                }
            };
            if let (Some(running), Some(outcome)) = (self.running.remove(&id), outcome) {
                let Running { number, name, target, begun, .. } = running;
                return Some(Ended { number, name, target, outcome, wall: begun.elapsed() });
            }
        }
    }

    /// Gives an operation up; what it was, if it was under way.
    pub fn cancel(&mut self, number: u32) -> Option<GivenUp> {
        let id = self.running.iter().find_map(|(id, running)| (running.number == number).then_some(*id))?;
        self.running.remove(&id).map(Running::give_up)
    }

    /// Gives up everything that is under way, in the order in which it was begun.
    pub fn cancel_all(&mut self) -> Vec<GivenUp> {
        let mut running: Vec<Running> = self.running.drain().map(|(_, running)| running).collect();
        running.sort_by_key(|running| running.number);
        running.into_iter().map(Running::give_up).collect()
    }
}
