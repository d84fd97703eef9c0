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
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start the runtime")?;
    let result = runtime.block_on(server::run(config));
    // Dropping what is left drops the last handles of the store, which closes it.
    runtime.shutdown_timeout(LINGER);
    result
}
