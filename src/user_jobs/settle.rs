//! How a job ends: what it died of, and that the store learns of it.

use std::future::Future;
use std::time::Duration;

use super::{Halt, INTERNAL};
use crate::app::App;
use crate::storage::StoreError;

/// How often, and at which distance, the end of a job is offered to a store that fails.
const TRIES: usize = 20;
const PAUSE: Duration = Duration::from_secs(3);

/// Does the work in a task of its own, so that not even a panic goes by in silence; answers why it failed, if it did.
pub async fn reason(job_id: &str, work: impl Future<Output = Result<(), Halt>> + Send + 'static) -> Option<&'static str> {
    match tokio::spawn(work).await {
        Ok(Ok(()) | Err(Halt::Stopping)) => None,
        Ok(Err(Halt::Failed(why))) => Some(why),
        Ok(Err(Halt::Store(error))) => {
            tracing::error!(job = job_id, %error, "a job about users could not be finished");
            Some(INTERNAL)
        }
        // The runtime ends.
        Err(died) if died.is_cancelled() => None,
        Err(died) => {
            tracing::error!(job = job_id, %died, "a job about users panicked");
            Some(INTERNAL)
        }
    }
}

/// Offers the end of a job to the store until it is taken. Where the store stays away, the next start of the server takes the job up again.
pub async fn until_stored<F: Future<Output = Result<(), StoreError>>>(app: &App, job_id: &str, end: impl Fn() -> F) {
    for _ in 0..TRIES {
        match end().await {
            Ok(()) => return,
            Err(StoreError::Conflict(_)) => {}
            Err(error) => {
                tracing::error!(job = job_id, %error, "the end of a job about users could not be stored yet");
                app.clock.sleep(PAUSE).await;
            }
        }
    }
}
