//! Compiling a component in a child process, from the server's side.
//!
//! A component can be made so that compiling it takes minutes or gigabytes, and wasmtime does not call that a fault. Threads
//! cannot be killed, so the compiler runs as `anteroom compile-component`: it limits itself, gets nothing of the server's
//! environment, and is killed when its time is over. The same binary, so that both sides are the same engine.

mod child;

use std::path::Path;
use std::process::ExitStatus;

use anyhow::anyhow;
use bytes::Bytes;

pub use child::compile_in_child;

use super::console::clean;
use super::engine::{MAX_MEMORIES, MAX_TABLE_ENTRIES, MAX_TABLES};
use super::limits::MAX_MEMORY;
use super::options::CompileOptions;
use super::upload::UploadError;
use crate::child::{self as child_process, AskError, ask};

/// Exit code of the child for a component that is not valid; its standard error has the reason.
const INVALID: u8 = 2;
/// Exit code of the child whose limits leave no room for the compiler's threads.
const NO_THREADS: u8 = 3;
/// Threads of the compiler: each takes address space, and logins go on meanwhile.
const THREADS: &str = "4";
/// Bytes that are read of what the child says.
const MAX_REPORT: u64 = 4096;

/// Compiles `component` into the file `out`.
///
/// # Errors
/// The component is not valid, needs more than a place of the pool has, or cannot be compiled within the limits.
pub async fn compile(options: &CompileOptions, compatibility: &str, component: Bytes, out: &Path) -> Result<(), UploadError> {
    let mut command = child_process::command(&options.program, "compile-component");
    command
        .arg(out)
        .args([options.address_space, options.cpu_seconds, options.file_size].map(|limit| limit.to_string()))
        .arg(compatibility)
        .env("RAYON_NUM_THREADS", THREADS);
    let answer = ask(command, &component, MAX_REPORT, options.timeout).await.map_err(|error| match error {
        AskError::TimedOut => UploadError::TooComplex { what: format!("{} s", options.timeout.as_secs()) },
        AskError::Failed(reason) => UploadError::Internal(anyhow!("the compiler broke off: {reason}")),
    })?;
    judge(answer.status, &answer.complaint, options)?;
    check_resources(&String::from_utf8_lossy(&answer.said))
}

fn judge(status: ExitStatus, complaint: &str, options: &CompileOptions) -> Result<(), UploadError> {
    use std::os::unix::process::ExitStatusExt;
    if status.success() {
        return Ok(());
    }
    if status.code() == Some(INVALID.into()) {
        return Err(UploadError::Invalid { reason: clean(complaint.trim()).chars().take(500).collect() });
    }
    // The numbers of SIGXCPU, SIGXFSZ, and of the signals with which an allocator or a stack gives up.
    let memory = || format!("{} MiB of memory", options.address_space >> 20);
    let what = match status.signal() {
        None if status.code() == Some(NO_THREADS.into()) => memory(),
        Some(24) => format!("{} s of processor time", options.cpu_seconds),
        Some(25) => format!("{} MiB of compiled code", options.file_size >> 20),
        Some(6 | 7 | 9 | 11) => memory(),
        _ => return Err(UploadError::Internal(anyhow!("the compiler ended with {status}: {}", clean(complaint)))),
    };
    Err(UploadError::TooComplex { what })
}

/// Compares what the child counted with what a place of the pool has: memories, tables, pages and entries of the largest.
fn check_resources(said: &str) -> Result<(), UploadError> {
    let counts: Vec<u64> = said.split_whitespace().filter_map(|count| count.parse().ok()).collect();
    let [memories, tables, pages, entries] = counts.as_slice() else {
        return Err(UploadError::Internal(anyhow!("the compiler did not say what the component needs")));
    };
    let most_pages = u64::try_from(MAX_MEMORY >> 16).unwrap_or(u64::MAX);
    for (what, count, limit, hint) in [
        ("memories", *memories, MAX_MEMORIES.into(), "Link the program into fewer modules."),
        ("tables", *tables, MAX_TABLES.into(), "Link the program into fewer modules."),
        ("pages of 64 KiB of memory at its start", *pages, most_pages, "Lower the initial memory of the build."),
        ("entries in one table", *entries, MAX_TABLE_ENTRIES as u64, "Use fewer function pointers."),
    ] {
        if count > limit {
            return Err(UploadError::Resources { what, count, limit, hint });
        }
    }
    Ok(())
}
