//! What the store keeps of a job about users, beside the [`Job`](crate::identity::Job) that is shown.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::storage::Entity;
use crate::storage::vault::{DoesNotOpen, Vault};

/// An import that is not finished.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Import {
    /// The job's id.
    pub job_id: String,
    /// One of the tenant's few places: a unique value, so that two requests cannot take the same.
    pub slot: u8,
    /// Where the users go.
    pub connection_id: String,
    /// Whether users who are there already are changed.
    pub upsert: bool,
    /// When it was begun; an import that goes on after a restart says so anew.
    pub began_at: Timestamp,
    /// Users of the file that are done with, well or not.
    pub done: usize,
    /// New users.
    pub inserted: usize,
    /// Changed users.
    pub updated: usize,
    /// Users that something was wrong with.
    pub failed: usize,
}

impl Entity for Import {
    const COLLECTION: &'static str = "user-imports";

    fn id(&self) -> String {
        self.job_id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        vec![("slot", self.slot.to_string())]
    }
}

/// The file of an import. Apart from it, so that it is written once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImportFile {
    /// The job's id.
    pub job_id: String,
    /// Its bytes.
    pub sealed: String,
}

impl ImportFile {
    /// The file with its bytes sealed.
    pub fn new(vault: &Vault, job_id: &str, bytes: &[u8]) -> Self {
        Self { job_id: job_id.to_owned(), sealed: vault.seal(&format!("user-imports/{job_id}/file"), bytes) }
    }

    /// Its bytes.
    pub fn open(&self, vault: &Vault) -> Result<zeroize::Zeroizing<Vec<u8>>, DoesNotOpen> {
        vault.open(&format!("user-imports/{}/file", self.job_id), &self.sealed)
    }
}

impl Entity for ImportFile {
    const COLLECTION: &'static str = "user-import-files";

    fn id(&self) -> String {
        self.job_id.clone()
    }
}

/// What was wrong with users of one portion of an import, as the API tells it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Faults {
    /// The job's id.
    pub job_id: String,
    /// The place of the portion's first user in the file.
    pub from: usize,
    /// `{user, errors}` each.
    pub users: Vec<Value>,
    /// When they are forgotten, with the job.
    pub expires_at: Timestamp,
}

impl Entity for Faults {
    const COLLECTION: &'static str = "user-import-faults";

    fn id(&self) -> String {
        format!("{}-{:010}", self.job_id, self.from)
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        vec![("job", self.job_id.clone())]
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// One JSON object a line.
    Json,
    /// RFC 4180, with a line of names.
    Csv,
}

/// A column of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// A path into the user: `email`, `user_metadata.plan`, `identities[0].connection`.
    pub path: String,
    /// What it is called in the file.
    pub name: String,
}

/// An export, until its file is fetched or its time is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Export {
    /// The job's id.
    pub job_id: String,
    /// One of the tenant's places while it is being made; none once it waits to be fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<u8>,
    /// The name of the connection whose users they are; all users without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<String>,
    /// Its form.
    pub format: Format,
    /// Users at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// What of each user.
    pub columns: Vec<Column>,
    /// SHA-256 of the secret in its link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_hash: Option<String>,
    /// Its link, sealed: whoever has it has the users.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sealed_url: Option<String>,
    /// When it is forgotten, with the job.
    pub expires_at: Timestamp,
}

impl Export {
    /// The export with the link that fetches it.
    #[must_use]
    pub fn reached_by(mut self, vault: &Vault, url: &str, secret_hash: String) -> Self {
        self.slot = None;
        self.secret_hash = Some(secret_hash);
        self.sealed_url = Some(vault.seal(&format!("user-exports/{}/url", self.job_id), url.as_bytes()));
        self
    }

    /// The link.
    pub fn url(&self, vault: &Vault) -> Option<String> {
        let url = vault.open_text(&format!("user-exports/{}/url", self.job_id), self.sealed_url.as_deref()?);
        url.ok().map(|url| url.to_string())
    }
}

impl Entity for Export {
    const COLLECTION: &'static str = "user-exports";

    fn id(&self) -> String {
        self.job_id.clone()
    }

    fn unique(&self) -> Vec<(&'static str, String)> {
        let slot = self.slot.map(|slot| ("slot", slot.to_string()));
        slot.into_iter().chain(self.secret_hash.clone().map(|hash| ("secret", hash))).collect()
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

/// A piece of an export's file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExportPart {
    /// The job's id.
    pub job_id: String,
    /// Its place, from 0.
    pub number: u32,
    /// Its bytes.
    pub sealed: String,
    /// When it is forgotten.
    pub expires_at: Timestamp,
}

impl ExportPart {
    /// The id of a part.
    pub fn key(job_id: &str, number: u32) -> String {
        format!("{job_id}-{number:010}")
    }

    /// A part with its bytes sealed.
    pub fn new(vault: &Vault, job_id: &str, number: u32, bytes: &[u8], expires_at: Timestamp) -> Self {
        let sealed = vault.seal(&format!("user-exports/{job_id}/{number}"), bytes);
        Self { job_id: job_id.to_owned(), number, sealed, expires_at }
    }

    /// Its bytes.
    pub fn open(&self, vault: &Vault) -> Result<zeroize::Zeroizing<Vec<u8>>, DoesNotOpen> {
        vault.open(&format!("user-exports/{}/{}", self.job_id, self.number), &self.sealed)
    }
}

impl Entity for ExportPart {
    const COLLECTION: &'static str = "user-export-parts";

    fn id(&self) -> String {
        Self::key(&self.job_id, self.number)
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        vec![("job", self.job_id.clone())]
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}
