//! When to stop: SIGTERM from a supervisor, SIGINT from a terminal. A second signal ends the process at once.

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

/// Resolves at the first signal. Installed before anything slow, so that a signal during the start is not lost.
pub fn signals() -> anyhow::Result<oneshot::Receiver<()>> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot wait for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot wait for SIGINT")?;
    let (stop, stopped) = oneshot::channel();
    tokio::spawn(async move {
        let mut stop = Some(stop);
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            match stop.take() {
                Some(stop) => drop(stop.send(())),
                // 130: ended by a signal, as shells say it.
                None => std::process::exit(130),
            }
        }
    });
    Ok(stopped)
}
