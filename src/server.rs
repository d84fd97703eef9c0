//! The server as a process: from a valid configuration to an open port, and from a signal to a closed store.
//!
//! The order matters. The port is bound before the store is opened, so that a second server fails without touching anything;
//! it answers only after everything is ready. At the end the port closes first, requests that run are finished, and the store
//! closes last. Nothing depends on this order being reached: every answered change is durable before its answer.

mod announce;
mod data_dir;
mod listen;
mod local_ca;
mod master_key;
mod shutdown;
mod tls;

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;

use crate::actions::lifecycle::pending;
use crate::app::{App, Parts};
use crate::backchannel;
use crate::bootstrap;
use crate::clock::{Clock, SystemClock};
use crate::config::{Config, StoreKind};
use crate::http;
use crate::random::{Random, SystemRandom};
use crate::registration::unused::Unused;
use crate::storage::Store;
use crate::storage::memory::MemoryStore;
use crate::storage::sled::SledStore;
use crate::storage::sweeper::{self, Sweep};
use crate::telemetry;
use crate::user_jobs;

/// Runs the server until SIGTERM or SIGINT.
///
/// # Errors
/// Whatever keeps it from starting; after that nothing does.
pub async fn run(mut config: Config) -> anyhow::Result<()> {
    telemetry::metrics::install();
    let stop = shutdown::signals()?;
    let listener = bind(&mut config)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    data_dir::prepare(&config.data_dir)?;
    let master_key = master_key::load(&config, &*random)?;
    let tls = tls::load(&config, &*clock)?;
    let store = open_store(&config).await?;
    let sandbox = config.sandbox.options(&config.data_dir, &master_key);
    let app = App::assemble(Parts { config, clock, random, store, master_key, sandbox }).await?;
    if let Some(credentials) = bootstrap::first_start(&app, app.config.first_start.clone()).await? {
        announce::first_start(&app.config, &credentials);
    }
    let ready = app.pipeline.warm().await?;
    tracing::info!(ready, "deployed Actions are loaded");
    pending::resume(&app).await?;
    user_jobs::resume(&app).await?;
    match app.audit.make_good().await? {
        0 => {}
        told => {
            tracing::warn!(told, "requests of the Management API were under way when the last server stopped; the tenant log tells which")
        }
    }
    let sweeper = tokio::spawn(sweeper::run(expiring(&app), app.clock.clone(), SWEEP_EVERY, SWEEP_AT_MOST));
    let counting = tokio::spawn(count(app.clone()));
    let (stop_mail, stopped) = tokio::sync::watch::channel(false);
    let mail = tokio::spawn(app.mail.clone().run(stopped.clone()));
    let logouts = tokio::spawn(backchannel::run(app.clone(), stopped));
    announce::ready(&app.config, listener.local_addr()?);
    let served = listen::serve(listener, tls, http::build_router(app.clone()), &app.config, stop).await;
    if !app.background.drain(Duration::from_secs(app.config.shutdown_seconds)).await {
        tracing::warn!("Actions that no answer waits for were still running, and are given up");
    }
    app.user_jobs.stop();
    if tokio::time::timeout(LOG_SETTLES, app.audit.later.settled()).await != Ok(true) {
        tracing::error!("the last events of the tenant log could not be written");
    }
    // What is being sent is finished, or else sent again after the next start.
    let _ = stop_mail.send(true);
    if tokio::time::timeout(MAIL_FINISHES, mail).await.is_err() {
        tracing::warn!("an e-mail was still being sent, and may be sent twice");
    }
    if tokio::time::timeout(MAIL_FINISHES, logouts).await.is_err() {
        tracing::warn!("an application was still being told of a logout, and may be told twice");
    }
    counting.abort();
    sweeper.abort();
    tracing::info!("stopped");
    served
}

/// Counts logins and sign-ups now and then, so that the first question after a long time is a cheap one, too.
async fn count(app: Arc<App>) {
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = app.audit.count_up().await {
            tracing::warn!(%error, "logins and sign-ups could not be counted, and will be later");
        }
    }
}

/// How long a mail server may take to answer at a shutdown.
const MAIL_FINISHES: Duration = Duration::from_secs(10);

/// How long the last events of the log may take at a shutdown.
const LOG_SETTLES: Duration = Duration::from_secs(10);

/// How often expired records are removed, and how many of each collection in one round.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
const SWEEP_AT_MOST: usize = 1000;

/// Every collection whose entities expire.
fn expiring(app: &App) -> Vec<Arc<dyn Sweep>> {
    vec![
        Arc::new(app.audit.events.clone()),
        Arc::new(app.audit.executions.clone()),
        Arc::new(app.audit.stats_seen.clone()),
        Arc::new(app.audit.waiting.clone()),
        Arc::new(app.directory.codes.clone()),
        Arc::new(app.directory.devices.clone()),
        Arc::new(app.directory.jobs.clone()),
        Arc::new(app.directory.invitations.clone()),
        Arc::new(app.directory.pushed_requests.clone()),
        Arc::new(app.directory.refresh_tokens.clone()),
        Arc::new(Unused::of(app)),
        Arc::new(app.directory.sessions.clone()),
        Arc::new(app.directory.tickets.clone()),
        Arc::new(app.directory.transactions.clone()),
        Arc::new(app.directory.used_assertions.clone()),
        Arc::new(app.opaque_tokens.clone()),
        Arc::new(app.suspended.clone()),
        Arc::new(app.user_jobs.exports.clone()),
        Arc::new(app.user_jobs.faults.clone()),
        Arc::new(app.user_jobs.parts.clone()),
    ]
}

/// Opens the port. With port 0 the system chooses one, and a public URL that was derived from it follows.
fn bind(config: &mut Config) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(config.listen).with_context(|| format!("cannot listen on {}", config.listen))?;
    listener.set_nonblocking(true)?;
    let derived = config.derived_public_url()? == config.public_url;
    config.listen = listener.local_addr()?;
    if derived {
        config.public_url = config.derived_public_url()?;
    }
    Ok(listener)
}

async fn open_store(config: &Config) -> anyhow::Result<Arc<dyn Store>> {
    Ok(match config.store {
        StoreKind::Memory => Arc::new(MemoryStore::new()),
        StoreKind::Sled => {
            let dir = config.data_dir.join("store");
            Arc::new(tokio::task::spawn_blocking(move || SledStore::open(&dir)).await.context("opening the store panicked")??)
        }
    })
}
