//! npm packages as one CommonJS text, apart from the Action that requires them.
//!
//! The text's `module.exports` is a table from what is required (`lodash`, `lodash/get`) to a function that loads it. It depends
//! on the lock and on those names alone, so it is made once and kept while the author changes the Action.
//!
//! Why not a bundler's crate: the one in Rust is some eighty crates beyond its parser, which is ours as well; its current version needs
//! a newer Rust, and the last one for ours asks Cargo for parts that do not fit each other. What it is good at, merging scopes
//! and shaking trees, is lost on `require`.
//!
//! Packages are anybody's, so the work is done by a child process that limits itself, as for components (`sandbox/compile`).

mod builtins;
mod child;
mod exports;
mod link;
mod module;
mod resolve;
mod variants;

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use builtins::is_builtin;
pub use child::bundle_in_child;

use self::link::{Job, LinkError};
use super::npm::{Installed, Lock};
use super::source::Compiled;
use crate::child::{self as child_process, Answer, AskError, ask};
use crate::sandbox::clean;

/// Bytes of all files in a bundle: the clients of the largest clouds have 3 MiB.
const MAX_TEXT: usize = 12 << 20;
/// Files in a bundle.
const MAX_FILES: usize = 8000;
/// Bytes of what the child says: the text, and JSON's escapes twice.
const MAX_ANSWER: u64 = 64 << 20;

/// Packages in one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// CommonJS; `module.exports` is the table. Files appear in stack traces as `name@version/path`, with their own lines.
    pub code: String,
    /// The built-in modules that the packages may ask for, without `node:`.
    pub externals: Vec<String>,
    /// Bytes of `code`.
    pub bytes: usize,
}

/// How bundles are made.
#[derive(Debug, Clone)]
pub struct BundleOptions {
    /// The `anteroom` binary; it is run as `anteroom bundle-packages`.
    pub program: PathBuf,
    /// How long the child may take.
    pub timeout: Duration,
    /// The child's address space in bytes. A gibibyte of it is the stack of a recursive parser, of which little is touched.
    pub address_space: u64,
    /// The child's processor seconds.
    pub cpu_seconds: u64,
}

impl Default for BundleOptions {
    fn default() -> Self {
        Self {
            program: std::env::current_exe().unwrap_or_else(|_| PathBuf::from("anteroom")),
            timeout: Duration::from_secs(30),
            address_space: 3 << 30,
            cpu_seconds: 30,
        }
    }
}

/// Why there is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// What is required is not in the packages, or is too much. For the author.
    #[error("{0}")]
    Refused(String),
    /// The limits of the child were passed. For the author.
    #[error("The packages cannot be bundled within {0}.")]
    TooComplex(String),
    /// A fault of the server.
    #[error("the bundler failed: {0}")]
    Internal(String),
}

/// The package that a `require` is for: `lodash` of `lodash/get`, `@slack/webhook` of itself.
pub fn package_of(request: &str) -> &str {
    resolve::split(request).0
}

/// What of a text's `require` calls is for the packages of a lock: everything that names one of them, and each of them as a whole
/// if the text also requires by names that are not known yet.
pub fn requests(lock: &Lock, text: &Compiled) -> Vec<String> {
    let fixed = text.requires.iter().filter(|name| !is_builtin(name) && lock.requested.contains_key(package_of(name)));
    let others = lock.requested.keys().filter(|_| text.requires_others);
    let mut requests: Vec<String> = fixed.chain(others).cloned().collect();
    requests.sort_unstable();
    requests.dedup();
    requests
}

/// Makes the bundle of what is requested.
///
/// # Errors
/// See [`BundleError`].
pub async fn bundle(options: &BundleOptions, lock: &Lock, installed: &Installed, requests: &[String]) -> Result<Bundle, BundleError> {
    let job = Job { lock: lock.clone(), installed: installed.clone(), requests: requests.to_vec() };
    let job = serde_json::to_vec(&job).map_err(|error| BundleError::Internal(error.to_string()))?;
    let mut command = child_process::command(&options.program, "bundle-packages");
    command.args([options.address_space, options.cpu_seconds].map(|limit| limit.to_string()));
    let Answer { status, said, .. } = ask(command, &job, MAX_ANSWER, options.timeout).await.map_err(|error| match error {
        AskError::TimedOut => BundleError::TooComplex(format!("{} s", options.timeout.as_secs())),
        AskError::Failed(reason) => BundleError::Internal(reason),
    })?;
    if status.success() {
        let answer: Result<Bundle, LinkError> = serde_json::from_slice(&said).map_err(|error| BundleError::Internal(error.to_string()))?;
        return answer.map_err(|error| BundleError::Refused(clean(&error.to_string())));
    }
    Err(judge(status, options))
}

fn judge(status: std::process::ExitStatus, options: &BundleOptions) -> BundleError {
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        // SIGXCPU, and the signals with which an allocator or a stack gives up.
        Some(24) => BundleError::TooComplex(format!("{} s of processor time", options.cpu_seconds)),
        Some(6 | 7 | 9 | 11) => BundleError::TooComplex(format!("{} MiB of memory", options.address_space >> 20)),
        _ => BundleError::Internal(format!("it ended with {status}")),
    }
}
