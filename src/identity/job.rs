//! A job: something that was asked for over the Management API and is done after the answer (reference 4.2 "jobs").
//!
//! One record for all types. What a type's answer shows beyond the common members is in [`Job::details`], so that a new type needs no
//! new record; what it must remember and not show is not a job's to keep.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Metadata;
use crate::clock::after;
use crate::random::{Random, prefixed};
use crate::storage::Entity;

/// Seconds that a job can be asked about; then it is swept away.
const LIFETIME: u64 = 24 * 3600;

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum JobStatus {
    /// Not begun.
    Pending,
    /// Under way.
    Processing,
    /// Done.
    Completed,
    /// Given up.
    Failed,
}

/// One job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// `job_…`.
    pub id: String,
    /// `verification_email`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// How far it is.
    pub status: JobStatus,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it is forgotten.
    pub expires_at: Timestamp,
    /// The connection that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<String>,
    /// Further members of its answer: `location`, `percentage_done`, `summary`, …
    #[serde(default)]
    pub details: Metadata,
}

impl Job {
    /// A job that has not begun.
    pub fn new(random: &dyn Random, now: Timestamp, kind: &str) -> Self {
        Self {
            id: prefixed(random, "job_"),
            kind: kind.to_owned(),
            status: JobStatus::Pending,
            created_at: now,
            expires_at: after(now, LIFETIME),
            connection_id: None,
            details: Metadata::new(),
        }
    }
}

impl Entity for Job {
    const COLLECTION: &'static str = "jobs";

    fn id(&self) -> String {
        self.id.clone()
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
