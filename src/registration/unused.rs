//! How long an application that registered itself is kept: while it is given tokens now and then.
//!
//! One that an Action gave a lifetime goes at its end, used or not.
//!
//! When it was last used is written once a day, not at each token. That it goes is housekeeping and decides nothing else: one that
//! comes back before the sweeper did its work stays.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::{DAY, LEFT_ALONE};
use crate::app::App;
use crate::audit::Audit;
use crate::clock::after;
use crate::identity::client::forget;
use crate::identity::{Client, Directory, Registration};
use crate::storage::sweeper::Sweep;
use crate::storage::{Batch, StoreError, Stored};

/// How many of those that go next are looked at to make room.
const LOOKED_AT: usize = 200;

/// Remembers that the application was given tokens. Failing to is no reason to take them back.
pub async fn used(app: &App, client: &Client) {
    if !client.is_registered_by_itself() {
        return;
    }
    let now = app.clock.now();
    let written = async {
        let Some(before) = app.directory.registrations.get(&client.client_id).await? else { return Ok(()) };
        let day = SignedDuration::from_hours(24);
        if before.used_at.is_some_and(|at| now.duration_since(at) < day) {
            return Ok(());
        }
        let expires_at = after(now, app.config.registration.unused_days * DAY);
        let renewed = Registration { used_at: Some(now), ..before.value.clone() }.kept_until(expires_at);
        app.directory.registrations.update(&before, renewed).await.map(drop)
    };
    match written.await {
        // Somebody else has just written the same, or removed it.
        Ok(()) | Err(StoreError::Conflict(_)) => {}
        Err(error) => tracing::warn!(%error, "it could not be written down that an application is used"),
    }
}

/// Whether one more has a place. Where all are taken, a tenth of those that never had tokens gives way, the oldest first.
pub(super) async fn make_room(app: &App) -> Result<bool, StoreError> {
    let registrations = &app.directory.registrations;
    let most = app.config.registration.max_applications;
    if registrations.count(most).await? < most {
        return Ok(true);
    }
    let grace = SignedDuration::try_from(LEFT_ALONE).unwrap_or(SignedDuration::MAX);
    let now = app.clock.now();
    let mut gone = 0;
    for found in registrations.due(Timestamp::MAX, LOOKED_AT).await? {
        let stale = found.used_at.is_none() && now.duration_since(found.created_at) >= grace;
        if stale && remove(&app.directory, &app.audit, &found, now).await? {
            gone += 1;
        }
        if gone > most / 10 {
            break;
        }
    }
    Ok(gone > 0)
}

/// Removes an application that nobody uses, unless it was used meanwhile. One that the tenant has made its own stays, and is nobody
/// else's any more.
async fn remove(directory: &Directory, audit: &Audit, registration: &Stored<Registration>, now: Timestamp) -> Result<bool, StoreError> {
    let id = &registration.client_id;
    let client = directory.clients.get(id).await?;
    let mut batch = Batch::new();
    match client.filter(|client| !client.is_first_party) {
        None => directory.registrations.stage_delete(&mut batch, registration),
        Some(client) => {
            forget::stage(directory, &mut batch, &client, Some(registration)).await?;
            let ended = registration.ends_at.is_some_and(|end| end <= now);
            let why = if ended { "whose lifetime is over" } else { "and is not used" };
            let mut event = audit.event("sapi").describe(format!("Remove an application that registered itself {why}"));
            client.mark(&mut event);
            audit.stage(&mut batch, &event)?;
        }
    }
    match directory.clients.store().commit(batch).await {
        Ok(_) => forget::afterwards(directory, id).await.map(|()| true),
        Err(StoreError::Conflict(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Those that are to go, for the sweeper.
pub struct Unused {
    directory: Directory,
    audit: Audit,
}

impl Unused {
    /// Those of the tenant.
    pub fn of(app: &App) -> Self {
        Self { directory: app.directory.clone(), audit: app.audit.clone() }
    }
}

#[async_trait]
impl Sweep for Unused {
    fn name(&self) -> &'static str {
        "registrations"
    }

    async fn sweep(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let mut swept = 0;
        for found in self.directory.registrations.due(now, limit).await? {
            swept += usize::from(remove(&self.directory, &self.audit, &found, now).await?);
        }
        Ok(swept)
    }
}
