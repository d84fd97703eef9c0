//! An export: users become a compressed file, which whoever has its link fetches once (reference 4.2 "jobs").
//!
//! The file is made page by page and kept in sealed pieces of [`PART`] bytes, so that neither its making nor its fetching holds more of it. It
//! is in the store and not in a directory: it then needs no place that every server of a tenant sees, and goes with the rest of what is swept
//! away. Its link is a secret of 258 random bits. The first request for it takes the file out; a download that breaks off is a new export.

pub mod table;

use std::io::Write;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use super::records::{Column, Export, ExportPart, Format};
use super::{EXPORTS, Halt, INTERNAL, in_a_free_slot, settle};
use crate::app::App;
use crate::identity::{Connection, Job, JobStatus, User, sessions};
use crate::storage::{Batch, Direction, StoreError, Stored};

/// The type of the job.
pub const KIND: &str = "users_export";
/// Files of a tenant that wait to be fetched, or are being made. Whoever may read users must not fill the disk with them.
const MOST_KEPT: usize = 50;
/// Users that are read at a time.
const PAGE: usize = 200;
/// Bytes of a piece of the file, about: one is closed when it has as many.
const PART: usize = 256 * 1024;

/// An export to make.
pub struct Request<'a> {
    /// Whose users; everybody's without one.
    pub connection: Option<&'a Connection>,
    /// The file's form.
    pub format: Format,
    /// Users at most.
    pub limit: Option<u64>,
    /// What of each; the usual where nothing is said.
    pub columns: Option<Vec<Column>>,
    /// What the job's answer shows of these.
    pub shown: Vec<(&'static str, Value)>,
}

/// Stores an export and begins it; `None` while all places are taken, or too many files wait to be fetched.
pub async fn create(app: &Arc<App>, request: Request<'_>) -> Result<Option<Job>, StoreError> {
    if app.user_jobs.exports.count(MOST_KEPT).await? >= MOST_KEPT {
        return Ok(None);
    }
    let mut job = Job::new(app.random.as_ref(), app.clock.now(), KIND);
    job.connection_id = request.connection.map(|connection| connection.id.clone());
    job.details.extend(request.shown.into_iter().map(|(name, value)| (name.to_owned(), value)));
    let mut export = Export {
        job_id: job.id.clone(),
        slot: None,
        connection: request.connection.map(|connection| connection.name.clone()),
        format: request.format,
        limit: request.limit,
        columns: request.columns.unwrap_or_else(table::defaults),
        secret_hash: None,
        sealed_url: None,
        expires_at: job.expires_at,
    };
    let stage = |batch: &mut Batch, slot| {
        export.slot = Some(slot);
        app.user_jobs.exports.stage_insert(batch, &export)?;
        app.directory.jobs.stage_insert(batch, &job)?;
        Ok(())
    };
    if !in_a_free_slot(app, EXPORTS, stage).await? {
        return Ok(None);
    }
    begin(app, job.id.clone());
    Ok(Some(job))
}

/// Makes an export that is stored, without anybody waiting for it.
pub fn begin(app: &Arc<App>, job_id: String) {
    let app = app.clone();
    tokio::spawn(async move {
        // Never closed, so there is always a place at some time.
        let _place = app.user_jobs.exporting.acquire().await;
        if let Some(why) = settle::reason(&job_id, run(app.clone(), job_id.clone())).await {
            settle::until_stored(&app, &job_id, || fail(&app, &job_id, why)).await;
        }
    });
}

async fn run(app: Arc<App>, job_id: String) -> Result<(), Halt> {
    let Some(export) = app.user_jobs.exports.get(&job_id).await? else { return Ok(()) };
    // What a server made of it that stopped meanwhile.
    app.user_jobs.parts.delete_by("job", &job_id).await?;
    app.directory.jobs.modify(&job_id, |job| job.status = JobStatus::Processing).await?;
    let mut file = GzEncoder::new(Vec::new(), Compression::default());
    let internal = |_| Halt::Failed(INTERNAL);
    file.write_all(table::head(export.format, &export.columns).as_bytes()).map_err(internal)?;
    let mut left = export.limit.unwrap_or(u64::MAX);
    let (mut after, mut number) = (None, 0);
    while left > 0 {
        if app.user_jobs.is_stopping() {
            return Err(Halt::Stopping);
        }
        let wanted = PAGE.min(usize::try_from(left).unwrap_or(PAGE));
        let page = page(&app, &export, after.as_deref(), wanted).await?;
        for user in &page {
            file.write_all(table::line(export.format, &export.columns, &user.shown()).as_bytes()).map_err(internal)?;
        }
        left -= page.len() as u64;
        if file.get_ref().len() >= PART {
            keep(&app, &export, &mut number, std::mem::take(file.get_mut())).await?;
        }
        if page.len() < wanted {
            break;
        }
        after = page.last().map(|user| user.user_id.clone());
    }
    let rest = file.finish().map_err(internal)?;
    keep(&app, &export, &mut number, rest).await?;
    Ok(complete(&app, &export).await?)
}

async fn page(app: &App, export: &Export, after: Option<&str>, limit: usize) -> Result<Vec<Stored<User>>, StoreError> {
    match &export.connection {
        Some(name) => app.directory.users.list_by("connection", name, after, limit).await,
        None => app.directory.users.page(after, limit, Direction::Forward).await,
    }
}

async fn keep(app: &App, export: &Export, number: &mut u32, bytes: Vec<u8>) -> Result<(), StoreError> {
    let part = ExportPart::new(&app.vault, &export.job_id, *number, &bytes, export.expires_at);
    *number += 1;
    app.user_jobs.parts.insert(part).await.map(drop)
}

/// Gives the file its link, and the job its end.
async fn complete(app: &App, export: &Stored<Export>) -> Result<(), StoreError> {
    let secret = sessions::new_secret(app.random.as_ref());
    let url = format!("{}exports/users?ticket={secret}", app.config.issuer());
    let done = export.value.clone().reached_by(&app.vault, &url, sessions::hash(&secret));
    let mut batch = Batch::new();
    app.user_jobs.exports.stage_update(&mut batch, export, &done)?;
    if let Some(before) = app.directory.jobs.get(&export.job_id).await? {
        let mut job = before.value.clone();
        job.status = JobStatus::Completed;
        app.directory.jobs.stage_update(&mut batch, &before, &job)?;
    }
    app.store.commit(batch).await.map(drop)
}

async fn fail(app: &App, job_id: &str, why: &str) -> Result<(), StoreError> {
    app.user_jobs.parts.delete_by("job", job_id).await?;
    let mut batch = Batch::new();
    if let Some(export) = app.user_jobs.exports.get(job_id).await? {
        app.user_jobs.exports.stage_delete(&mut batch, &export);
    }
    if let Some(before) = app.directory.jobs.get(job_id).await? {
        let mut job = before.value.clone();
        job.status = JobStatus::Failed;
        job.details.insert("status_details".to_owned(), why.into());
        app.directory.jobs.stage_update(&mut batch, &before, &job)?;
    }
    app.store.commit(batch).await.map(drop)
}

/// The export whose link has this secret, if its file is there and its time is not over.
pub async fn find(app: &App, secret: &str) -> Result<Option<Stored<Export>>, StoreError> {
    if !sessions::is_secret(secret) {
        return Ok(None);
    }
    let found = app.user_jobs.exports.find("secret", &sessions::hash(secret)).await?;
    Ok(found.filter(|export| app.clock.now() < export.expires_at))
}

/// Takes the file of an export out, of several who ask for one; the others, and whoever comes later, do not find it.
pub async fn take(app: &Arc<App>, export: &Stored<Export>) -> Result<Option<File>, StoreError> {
    match app.user_jobs.exports.delete(export).await {
        Ok(()) => Ok(Some(File { app: app.clone(), job_id: export.job_id.clone(), next: 0 })),
        Err(StoreError::Conflict(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A file that was taken out. What of it was not read goes when it is dropped, at the latest with the time of its job.
pub struct File {
    app: Arc<App>,
    job_id: String,
    next: u32,
}

impl File {
    /// The next piece; `None` after the last.
    ///
    /// # Errors
    /// A piece cannot be read: the file is not whole.
    pub async fn read(&mut self) -> anyhow::Result<Option<Vec<u8>>> {
        let parts = &self.app.user_jobs.parts;
        let Some(part) = parts.get(&ExportPart::key(&self.job_id, self.next)).await? else { return Ok(None) };
        let bytes = part.open(&self.app.vault)?.to_vec();
        self.next += 1;
        parts.delete(&part).await?;
        Ok(Some(bytes))
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let (app, job_id) = (self.app.clone(), std::mem::take(&mut self.job_id));
        // Outside of a runtime nobody reads files.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                if let Err(error) = app.user_jobs.parts.delete_by("job", &job_id).await {
                    tracing::warn!(job = job_id, %error, "pieces of an export are left until their time is over");
                }
            });
        }
    }
}
