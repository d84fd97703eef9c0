//! `/api/v2/jobs`: what was asked for and is done after the answer (reference 4.2 "jobs").

mod read;
mod verification_email;

pub use read::read;
pub use verification_email::verification_email;

use serde_json::{Map, Value, json};

use crate::clock::iso_millis;
use crate::identity::Job;

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
