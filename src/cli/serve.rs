//! `anteroom serve`: the server, from its configuration to the end of the last request.

use anyhow::Context;

use crate::config::{self, Overrides};
use crate::{server, telemetry};

/// How long work that nobody waits for may go on after the server has ended.
const LINGER: std::time::Duration = std::time::Duration::from_secs(5);

/// Runs until SIGTERM or SIGINT.
pub fn run(overrides: Overrides) -> anyhow::Result<()> {
    let config = config::load(overrides, super::env)?;
    telemetry::init(&config.log);
    allow_open_files();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start the runtime")?;
    let result = runtime.block_on(server::run(config));
    // Dropping what is left drops the last handles of the store, which closes it.
    runtime.shutdown_timeout(LINGER);
    result
}

/// Every Action that is loaded keeps its image open, and every browser a socket. The usual soft limit of 1,024 is there for programs
/// that number their files in a bitmap; this one may have as many as the hard limit allows.
fn allow_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    // No hard limit is told as none; the kernel's own is at least this.
    let current = limit.maximum.or(Some(1 << 20));
    if limit.current.is_some_and(|now| current.is_some_and(|most| now < most))
        && let Err(error) = setrlimit(Resource::Nofile, Rlimit { current, ..limit })
    {
        tracing::warn!(%error, limit = limit.current, "the limit of open files cannot be raised");
    }
}
