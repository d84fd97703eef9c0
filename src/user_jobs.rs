//! Jobs about many users: they come in by a file, and go out as one (reference 4.2 "jobs").
//!
//! A job is in the store before its answer, with all that it needs, and is done afterwards in a task of its own. How far it is goes into the
//! commit of what it did, so that a server which stops at any moment goes on at the next start where it was: [`resume`]. A job that cannot go
//! on has failed and says why.
//!
//! What a job holds is personal data and hashes of passwords: files, in and out, are sealed, and gone with the job.
//!
//! | file | decides |
//! |---|---|
//! | [`records`] | what the store keeps |
//! | [`import`] | users of a file become users of a connection, a portion at a time |
//! | [`import::file`], [`import::user`], [`import::hash`] | what such a file may say |
//! | [`export`] | users become a file, which is fetched once |
//! | [`export::table`] | its lines |

pub mod export;
pub mod import;
pub mod records;
mod settle;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Semaphore;

use crate::app::App;
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, Collection, Store, StoreError};

use records::{Export, ExportPart, Faults, Import, ImportFile};

/// Imports of a tenant at a time, as at Auth0.
pub const IMPORTS: u8 = 2;
/// Exports of a tenant that are not done; they are made one after the other.
pub const EXPORTS: u8 = 10;

/// What the jobs need of the server beside its other parts.
pub struct UserJobs {
    /// Imports under way.
    pub imports: Collection<Import>,
    /// Their files.
    pub files: Collection<ImportFile>,
    /// What was wrong with users of imports.
    pub faults: Collection<Faults>,
    /// Exports, until they are fetched.
    pub exports: Collection<Export>,
    /// Their files.
    pub parts: Collection<ExportPart>,
    exporting: Semaphore,
    stopping: AtomicBool,
}

impl UserJobs {
    /// The jobs of `tenant`.
    pub fn new(store: &Arc<dyn Store>, tenant: &str) -> Self {
        Self {
            imports: Collection::new(store.clone(), tenant),
            files: Collection::new(store.clone(), tenant),
            faults: Collection::new(store.clone(), tenant),
            exports: Collection::new(store.clone(), tenant),
            parts: Collection::new(store.clone(), tenant),
            exporting: Semaphore::new(1),
            stopping: AtomicBool::new(false),
        }
    }

    /// Lets every job stop after the portion that it is at; the next start goes on.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }
}

/// Why a job ended before its end.
#[derive(Debug, thiserror::Error)]
enum Halt {
    /// The server stops; the next start goes on.
    #[error("the server stops")]
    Stopping,
    /// It cannot be done: what its `status_details` say.
    #[error("{0}")]
    Failed(&'static str),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What `status_details` say where there is nothing that who asked for the job could do.
const INTERNAL: &str = "The job could not be finished because of an internal error.";

/// Commits a new job in the first of `slots` that nobody has, which a unique index of what `stage` adds demands; false if all are taken.
async fn in_a_free_slot(
    app: &App,
    slots: u8,
    mut stage: impl FnMut(&mut Batch, u8) -> Result<(), StoreError> + Send,
) -> Result<bool, StoreError> {
    for slot in 0..slots {
        let mut batch = Batch::new();
        stage(&mut batch, slot)?;
        match app.store.commit(batch).await {
            Ok(_) => return Ok(true),
            // Taken, perhaps at this moment.
            Err(StoreError::Conflict(key)) if matches!(clash(&key), Clash::Unique(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}

/// Goes on with every job that the last stop of the server cut off.
///
/// # Errors
/// The store cannot be read.
pub async fn resume(app: &Arc<App>) -> Result<(), StoreError> {
    for import in app.user_jobs.imports.all().await? {
        tracing::info!(job = import.job_id, done = import.done, "going on with an import of users that the last stop cut off");
        import::begin(app, import.value.job_id);
    }
    for export in app.user_jobs.exports.all().await? {
        if export.slot.is_some() {
            tracing::info!(job = export.job_id, "beginning an export of users anew that the last stop cut off");
            export::begin(app, export.value.job_id);
        }
    }
    Ok(())
}
