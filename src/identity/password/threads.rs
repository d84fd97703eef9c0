//! The threads that hash passwords: as many as hash at the same time, and nothing else runs on them.
//!
//! Hashing is the one work of the server that keeps a core busy for milliseconds on end. On threads of its own, with names of their own,
//! it neither takes the runtime's blocking threads from reads of files nor hides among them in a profile.
//!
//! They are as urgent as the threads that answer. Were they to step back (nice(2)), applications that ask for tokens without pause would
//! leave them too little: at three steps, by Linux' weights, two of them have half a core beside two busy ones, and at forty hashes a second
//! fifty logins pile up.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::sync::oneshot;

use super::PasswordError;

type Job = Box<dyn FnOnce() + Send>;

/// The way to the threads, which start with the first work and end when this is dropped.
pub struct Threads {
    count: usize,
    jobs: OnceLock<Option<Sender<Job>>>,
}

impl Threads {
    /// So many threads.
    pub fn new(count: usize) -> Self {
        Self { count, jobs: OnceLock::new() }
    }

    /// Does `work` on one of the threads, after what was given to them before.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let died = || PasswordError::Failed("its thread has ended".to_owned());
        let (answer, answered) = oneshot::channel();
        let job: Job = Box::new(move || {
            // Who no longer waits needs no answer.
            let _ = answer.send(work());
        });
        let jobs = self.jobs.get_or_init(|| start(self.count)).as_ref().ok_or_else(died)?;
        jobs.send(job).map_err(|_| died())?;
        answered.await.map_err(|_| died())?
    }
}

/// Starts the threads; `None` if there is not one.
fn start(count: usize) -> Option<Sender<Job>> {
    let (jobs, waiting) = channel();
    let waiting = Arc::new(Mutex::new(waiting));
    let begin = |number: usize| {
        let waiting = waiting.clone();
        std::thread::Builder::new().name(format!("password-{number}")).spawn(move || work_off(&waiting))
    };
    let started: Vec<_> = (0..count).map(begin).collect();
    if let Some(error) = started.iter().find_map(|started| started.as_ref().err()) {
        tracing::error!(%error, "a thread that hashes passwords could not be started");
    }
    started.iter().any(Result::is_ok).then_some(jobs)
}

fn work_off(waiting: &Mutex<Receiver<Job>>) {
    loop {
        let Ok(job) = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv() else { return };
        // A work that panics has dropped its answer, which tells who waits; the thread goes on.
        let _ = catch_unwind(AssertUnwindSafe(job));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_work_that_panics_fails_alone() {
        let threads = Threads::new(1);
        let failed = threads.run(|| -> Result<(), _> { panic!("a fault") }).await;
        assert!(matches!(failed, Err(PasswordError::Failed(_))));
        assert_eq!(threads.run(|| Ok(7)).await.unwrap(), 7);
    }
}
