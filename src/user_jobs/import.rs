//! An import: users of a file become users of a database connection (reference 4.2 "jobs").
//!
//! The file is kept, sealed, until its users are done with. They are taken in portions of [`PORTION`], each one commit; what is wrong with
//! one user keeps that user out and nobody else. No sign-up happens: no Action runs, no mail goes out, and the log has one event for all of
//! them (`sui`, or `fui` for a job that failed).

pub mod fault;
pub mod file;
pub mod hash;
mod portion;
pub mod user;

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::records::{Import, ImportFile};
use super::settle;
use super::{Halt, IMPORTS, INTERNAL, in_a_free_slot};
use crate::app::App;
use crate::audit::LogEvent;
use crate::identity::{Connection, Job, JobStatus};
use crate::storage::{Batch, StoreError, Stored};

/// The type of the job.
pub const KIND: &str = "users_import";
/// Users of one commit.
const PORTION: usize = 200;

/// An import to make.
pub struct Request<'a> {
    /// Where the users go.
    pub connection: &'a Connection,
    /// The file.
    pub file: &'a [u8],
    /// Whether users who are there already are changed.
    pub upsert: bool,
    /// What the job is called by who asked for it.
    pub external_id: Option<String>,
}

/// Stores an import and begins it; `None` while all places are taken.
pub async fn create(app: &Arc<App>, request: Request<'_>) -> Result<Option<Job>, StoreError> {
    let now = app.clock.now();
    let mut job = Job::new(app.random.as_ref(), now, KIND);
    job.connection_id = Some(request.connection.id.clone());
    job.details.extend(request.external_id.map(|id| ("external_id".to_owned(), id.into())));
    let file = ImportFile::new(&app.vault, &job.id, request.file);
    let mut import = Import {
        job_id: job.id.clone(),
        slot: 0,
        connection_id: request.connection.id.clone(),
        upsert: request.upsert,
        began_at: now,
        done: 0,
        inserted: 0,
        updated: 0,
        failed: 0,
    };
    let stage = |batch: &mut Batch, slot| {
        import.slot = slot;
        app.user_jobs.imports.stage_insert(batch, &import)?;
        app.user_jobs.files.stage_insert(batch, &file)?;
        app.directory.jobs.stage_insert(batch, &job)?;
        Ok(())
    };
    if !in_a_free_slot(app, IMPORTS, stage).await? {
        return Ok(None);
    }
    begin(app, job.id.clone());
    Ok(Some(job))
}

/// Does an import that is stored, without anybody waiting for it.
pub fn begin(app: &Arc<App>, job_id: String) {
    let app = app.clone();
    tokio::spawn(async move {
        if let Some(why) = settle::reason(&job_id, run(app.clone(), job_id.clone())).await {
            settle::until_stored(&app, &job_id, || fail(&app, &job_id, why)).await;
        }
    });
}

/// How far an import is, as the store has it.
struct Progress {
    import: Stored<Import>,
    job: Stored<Job>,
    total: usize,
    /// Users that were done with when this server began.
    before: usize,
}

async fn run(app: Arc<App>, job_id: String) -> Result<(), Halt> {
    let Some(mut import) = app.user_jobs.imports.get(&job_id).await? else { return Ok(()) };
    let job = app.directory.jobs.get(&job_id).await?.ok_or(Halt::Failed(INTERNAL))?;
    let file = app.user_jobs.files.get(&job_id).await?.ok_or(Halt::Failed(INTERNAL))?;
    let bytes = Arc::new(file.open(&app.vault).map_err(|_| Halt::Failed(INTERNAL))?);
    drop(file);
    let counted = bytes.clone();
    let counted = tokio::task::spawn_blocking(move || file::count(&counted)).await.map_err(|_| Halt::Failed(INTERNAL))?;
    let total = counted.map_err(|_| Halt::Failed(file::MALFORMED))?;
    import.value.began_at = app.clock.now();
    let (before, after) = (import.done, import.value.clone());
    let mut progress = Progress { import, job, total, before };
    progress.commit(&app, Batch::new(), after).await?;

    let (give, mut portions) = mpsc::channel(1);
    tokio::task::spawn_blocking(move || divide(&bytes, &give));
    let mut seen = HashSet::new();
    let mut reached = 0;
    while let Some(values) = portions.recv().await {
        if app.user_jobs.is_stopping() {
            return Err(Halt::Stopping);
        }
        let connection = app.directory.connections.get(&progress.import.connection_id).await?;
        let connection = connection.ok_or(Halt::Failed("The connection does not exist."))?;
        let mut users = portion::read(values, &connection, &mut seen);
        // Done with before a restart: known, and not done again.
        let again = progress.import.done.saturating_sub(reached).min(users.len());
        reached += users.len();
        users.drain(..again);
        if !users.is_empty() {
            portion::write(&app, &mut progress, &users).await?;
        }
    }
    if progress.import.done != total {
        return Err(Halt::Failed(INTERNAL));
    }
    Ok(complete(&app, &progress).await?)
}

/// Reads the file, a portion ahead of what is written.
fn divide(bytes: &[u8], give: &mpsc::Sender<Vec<Value>>) {
    let mut portion = Vec::new();
    let _ = file::each(bytes, |value| {
        portion.push(value);
        match portion.len() < PORTION || give.blocking_send(std::mem::take(&mut portion)).is_ok() {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    });
    if !portion.is_empty() {
        let _ = give.blocking_send(portion);
    }
}

impl Progress {
    /// Commits `batch` with the import as it is after it, and shows that on the job.
    async fn commit(&mut self, app: &App, mut batch: Batch, after: Import) -> Result<(), StoreError> {
        let mut job = self.job.value.clone();
        job.status = JobStatus::Processing;
        let percentage = (after.done * 100).checked_div(self.total).unwrap_or(0);
        job.details.insert("percentage_done".to_owned(), percentage.into());
        // By the pace so far.
        let seconds = app.clock.now().duration_since(after.began_at).as_secs_f64();
        let left = seconds * (self.total - after.done.min(self.total)) as f64 / (after.done - self.before).max(1) as f64;
        job.details.insert("time_left_seconds".to_owned(), (left.ceil() as u64).into());
        app.user_jobs.imports.stage_update(&mut batch, &self.import, &after)?;
        app.directory.jobs.stage_update(&mut batch, &self.job, &job)?;
        let version = app.store.commit(batch).await?;
        self.import = Stored { value: after, version };
        self.job = Stored { value: job, version };
        Ok(())
    }
}

/// Ends an import whose users are done with: the job, its event, and the file's end in one commit.
async fn complete(app: &App, progress: &Progress) -> Result<(), StoreError> {
    let mut job = progress.job.value.clone();
    job.status = JobStatus::Completed;
    job.details.insert("percentage_done".to_owned(), 100.into());
    job.details.insert("time_left_seconds".to_owned(), 0.into());
    job.details.insert("summary".to_owned(), summary(&progress.import));
    let mut batch = Batch::new();
    app.directory.jobs.stage_update(&mut batch, &progress.job, &job)?;
    end(app, &mut batch, &progress.import, event(app, "sui", &progress.import).await?).await?;
    app.store.commit(batch).await.map(drop)
}

/// Ends an import that cannot go on. The users of the portions before stay.
async fn fail(app: &App, job_id: &str, why: &str) -> Result<(), StoreError> {
    let Some(import) = app.user_jobs.imports.get(job_id).await? else { return Ok(()) };
    let mut batch = Batch::new();
    if let Some(before) = app.directory.jobs.get(job_id).await? {
        let mut job = before.value.clone();
        job.status = JobStatus::Failed;
        job.details.remove("time_left_seconds");
        job.details.insert("status_details".to_owned(), why.into());
        job.details.insert("summary".to_owned(), summary(&import));
        app.directory.jobs.stage_update(&mut batch, &before, &job)?;
    }
    end(app, &mut batch, &import, event(app, "fui", &import).await?.describe(why)).await?;
    app.store.commit(batch).await.map(drop)
}

async fn end(app: &App, batch: &mut Batch, import: &Stored<Import>, event: LogEvent) -> Result<(), StoreError> {
    app.user_jobs.imports.stage_delete(batch, import);
    if let Some(file) = app.user_jobs.files.get(&import.job_id).await? {
        app.user_jobs.files.stage_delete(batch, &file);
    }
    app.audit.stage(batch, &event)
}

fn summary(import: &Import) -> Value {
    json!({ "failed": import.failed, "updated": import.updated, "inserted": import.inserted, "total": import.done })
}

async fn event(app: &App, kind: &str, import: &Import) -> Result<LogEvent, StoreError> {
    let mut event = app.audit.event(kind);
    let connection = app.directory.connections.get(&import.connection_id).await?;
    event.connection = connection.map(|connection| connection.value.name);
    event.connection_id = Some(import.connection_id.clone());
    event.details.insert("job_id".to_owned(), import.job_id.clone().into());
    event.details.insert("summary".to_owned(), summary(import));
    Ok(event)
}
