//! `/api/v2/jobs`: what was asked for and is done after the answer (reference 4.2 "jobs").

mod errors;
mod read;
mod users_exports;
pub mod users_imports;
mod verification_email;

pub use errors::errors;
pub use read::read;
pub use users_exports::users_exports;
pub use users_imports::users_imports;
pub use verification_email::verification_email;

use serde_json::{Map, Value, json};

use crate::app::App;
use crate::clock::iso_millis;
use crate::http::error::ApiError;
use crate::identity::Job;
use crate::storage::Stored;

/// The job of this id; one that has expired is not there, whether or not it was swept away.
async fn existing(app: &App, id: &str) -> Result<Stored<Job>, ApiError> {
    let found = app.directory.jobs.get(id).await?.filter(|job| app.clock.now() < job.expires_at);
    found.ok_or_else(|| ApiError::not_found("The job does not exist.").code("inexistent_job"))
}

/// The job as the API answers it.
pub fn to_json(job: &Job) -> Value {
    let mut out = Map::new();
    out.insert("type".to_owned(), job.kind.clone().into());
    out.insert("status".to_owned(), json!(job.status));
    out.insert("created_at".to_owned(), iso_millis(job.created_at).into());
    out.insert("id".to_owned(), job.id.clone().into());
    out.extend(job.connection_id.clone().map(|id| ("connection_id".to_owned(), id.into())));
    out.extend(job.details.clone());
    Value::Object(out)
}
