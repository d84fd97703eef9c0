//! Whether a login looks like the ones before: `riskAssessment`, as Rules and Actions are told it (reference 1.3).
//!
//! Only what is known is told: the browser, by a secret that it was given at a login of this user, and by what it calls itself. There is no
//! map of addresses here and no list of bad ones, so those assessments are not available, and say nothing for or against.
//!
//! A browser gets a secret of its own for each user, made when the user has come in, and never one that it came with: who planted a cookie
//! knows no device of anybody's.

use serde_json::{Value, json};

use crate::app::App;
use crate::clock;
use crate::identity::known_device::KnownDevice;
use crate::identity::{Origin, User, sessions};
use crate::storage::{Batch, StoreError, Stored};

/// Seconds that a browser is known after it was seen (reference: 30 days unless the tenant says otherwise).
const LIFETIME: u64 = 30 * 24 * 3600;
/// Seconds that it need not be noted again.
const NOTED: i64 = 24 * 3600;
/// Browsers of one user.
const MOST_OF_USER: usize = 20;
/// Secrets that one browser holds.
pub const MOST: usize = 4;

fn agent(origin: &Origin) -> String {
    sessions::hash(origin.user_agent.as_deref().unwrap_or_default())
}

async fn known(app: &App, user_id: &str) -> Result<Vec<Stored<KnownDevice>>, StoreError> {
    let found = app.directory.known_devices.list_by("user", user_id, None, MOST_OF_USER * 2).await?;
    let now = app.clock.now();
    Ok(found.into_iter().filter(|device| now < device.expires_at).collect())
}

fn this<'a>(known: &'a [Stored<KnownDevice>], secrets: &[String]) -> Option<&'a Stored<KnownDevice>> {
    let hashes: Vec<String> = secrets.iter().map(|secret| sessions::hash(secret)).collect();
    known.iter().find(|device| hashes.contains(&device.secret_hash))
}

/// What is told of a login of `user` in a browser that holds these secrets.
pub async fn assess(app: &App, user: &User, origin: &Origin, secrets: &[String]) -> Result<Value, StoreError> {
    let known = known(app, &user.user_id).await?;
    let device = this(&known, secrets).is_some();
    let useragent = known.iter().any(|device| device.agent_hash == agent(origin));
    let word = |known: bool| if known { "known" } else { "unknown" };
    let (code, confidence) = match (known.is_empty(), device, useragent) {
        (true, ..) if user.last_login.is_none() => ("initial_login", "neutral"),
        (true, ..) => ("no_device_history", "low"),
        (_, true, true) => ("match", "high"),
        (_, false, false) => ("no_match", "low"),
        _ => ("partial_match", "medium"),
    };
    let missing = json!({ "code": "assessment_not_available", "confidence": "neutral" });
    Ok(json!({
        "assessments": {
            "ImpossibleTravel": missing,
            "NewDevice": {
                "code": code, "confidence": confidence, "details": { "device": word(device), "useragent": word(useragent) },
            },
            "UntrustedIP": { "code": "assessment_not_available", "confidence": "neutral", "details": { "ip": origin.ip } },
        },
        "confidence": confidence,
        "version": "1",
    }))
}

/// Notes that the user has come in in this browser; the secret that it is to be given, where it has none yet for this user. Another commit
/// follows before the browser is answered.
pub async fn note(app: &App, user_id: &str, origin: &Origin, secrets: &[String]) -> Result<Option<String>, StoreError> {
    let devices = &app.directory.known_devices;
    let (mut known, now) = (known(app, user_id).await?, app.clock.now());
    let seen = |device: &KnownDevice| KnownDevice {
        agent_hash: agent(origin),
        seen_at: now,
        expires_at: clock::after(now, LIFETIME),
        ..device.clone()
    };
    if let Some(device) = this(&known, secrets) {
        if device.agent_hash != agent(origin) || now.duration_since(device.seen_at).as_secs() >= NOTED {
            let mut batch = Batch::new();
            devices.stage_update(&mut batch, device, &seen(device))?;
            // Noted by another tab, or forgotten, at this moment.
            if let Err(error) = app.store.commit_early(batch).await
                && !matches!(error, StoreError::Conflict(_))
            {
                return Err(error);
            }
        }
        return Ok(None);
    }
    let secret = sessions::new_secret(app.random.as_ref());
    let new = KnownDevice {
        secret_hash: sessions::hash(&secret),
        user_id: user_id.to_owned(),
        agent_hash: String::new(),
        seen_at: now,
        expires_at: now,
    };
    known.sort_by_key(|device| device.seen_at);
    let surplus = (known.len() + 1).saturating_sub(MOST_OF_USER);
    let mut batch = Batch::new();
    devices.stage_insert(&mut batch, &seen(&new))?;
    known.iter().take(surplus).for_each(|oldest| devices.stage_delete(&mut batch, oldest));
    match app.store.commit_early(batch).await {
        Ok(_) => Ok(Some(secret)),
        // One of the oldest was seen or removed at this moment. The browser is known from its next login on.
        Err(StoreError::Conflict(_)) => Ok(None),
        Err(error) => Err(error),
    }
}
