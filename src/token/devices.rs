//! Devices without a browser: asked for, answered by a person elsewhere, and given their tokens once (RFC 8628).
//!
//! Whoever asks has proved nothing, so there is a bound to how many wait, and the oldest give way: a limit that refused instead would let
//! somebody keep everybody's devices out. A redemption takes the record away in the commit that stores what it gives; of two at once one
//! finds it, and a device code that is sent again is unknown.

use super::hash;
use crate::app::App;
use crate::clock::after;
use crate::identity::device_authorization::{Approval, DeviceState};
use crate::identity::tenant::device_flow::UserCodes;
use crate::identity::transaction::AuthorizeRequest;
use crate::identity::{Client, DeviceAuthorization};
use crate::random;
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError, Stored};

/// The grant type (RFC 8628 section 3.4).
pub const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Seconds a person may take (reference 5.2).
pub const LIFETIME: u64 = 900;
/// Seconds between two questions of one device.
pub const INTERVAL: u64 = 5;
/// Devices of a tenant that wait at the same time.
pub const MAX_WAITING: usize = 20_000;
/// Characters of a device code, six bits each.
const CODE_LENGTH: usize = 48;
/// How often another user code is drawn where one is taken.
const DRAWS: usize = 10;
/// The longest name of a device that is kept, in characters.
const MAX_NAME: usize = 256;

/// The codes of a device that asked.
pub struct Codes {
    /// The device's secret.
    pub device_code: String,
    /// For the person, as they read it.
    pub user_code: String,
}

/// Why a device gets no tokens now.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// Never issued, redeemed, or forgotten.
    #[error("the device code is unknown or was redeemed")]
    Unknown,
    /// Somebody else's.
    #[error("the device code belongs to another application")]
    OtherClient,
    /// Too late.
    #[error("the device code has expired")]
    Expired,
    /// The person refused, or was refused.
    #[error("{0}")]
    Denied(String),
    /// The person has not answered.
    #[error("nobody has answered yet")]
    Pending,
    /// The same, and it is asked too often.
    #[error("the device asks too often")]
    TooOften,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes down that a device asks, and gives it its codes. The request is kept with the device's own name in it.
pub async fn issue(app: &App, codes: &UserCodes, request: AuthorizeRequest, name: Option<&str>) -> Result<Codes, StoreError> {
    app.directory.devices.make_room(&*app.random, MAX_WAITING).await?;
    let now = app.clock.now();
    let device_code = random::url_safe(&*app.random, CODE_LENGTH);
    let device_hash = hash(&device_code);
    let mut record = DeviceAuthorization {
        request: AuthorizeRequest { device: Some(device_hash.clone()), ..request },
        device_hash,
        user_code: String::new(),
        device_name: name.map(|name| name.chars().take(MAX_NAME).collect()),
        created_at: now,
        expires_at: after(now, LIFETIME),
        state: DeviceState::Waiting,
    };
    let mut draws = 1;
    loop {
        record.user_code = codes.draw(&*app.random);
        match app.directory.devices.insert(record.clone()).await {
            Ok(_) => return Ok(Codes { device_code, user_code: codes.shown(&record.user_code) }),
            Err(StoreError::Conflict(key)) if draws < DRAWS && matches!(clash(&key), Clash::Unique(_)) => draws += 1,
            Err(error) => return Err(error),
        }
    }
}

/// The device that shows this code, if somebody may still answer it.
pub async fn find(app: &App, user_code: &str) -> Result<Option<Stored<DeviceAuthorization>>, StoreError> {
    let found = app.directory.devices.find("user_code", user_code).await?;
    Ok(found.filter(|found| found.is_open(app.clock.now())))
}

/// The device of this hash, if somebody may still answer it.
pub async fn open(app: &App, device_hash: &str) -> Result<Option<Stored<DeviceAuthorization>>, StoreError> {
    let found = app.directory.devices.get(device_hash).await?;
    Ok(found.filter(|found| found.is_open(app.clock.now())))
}

/// Adds to `batch` that the device may have these tokens; the commit conflicts if it was answered meanwhile.
pub fn stage_approval(app: &App, batch: &mut Batch, device: &Stored<DeviceAuthorization>, approval: Approval) -> Result<(), StoreError> {
    let approved = DeviceAuthorization { state: DeviceState::Approved(Box::new(approval)), ..device.value.clone() };
    app.directory.devices.stage_update(batch, device, &approved)
}

/// Adds to `batch` that the device gets nothing.
pub fn stage_denial(app: &App, batch: &mut Batch, device: &Stored<DeviceAuthorization>, reason: &str) -> Result<(), StoreError> {
    let denied = DeviceAuthorization { state: DeviceState::Denied { reason: reason.to_owned() }, ..device.value.clone() };
    app.directory.devices.stage_update(batch, device, &denied)
}

/// The device's record and whose tokens it may have, if `client` may redeem its code now.
pub async fn check(app: &App, client: &Client, device_code: &str) -> Result<(Stored<DeviceAuthorization>, Approval), DeviceError> {
    let stored = app.directory.devices.get(&hash(device_code)).await?.ok_or(DeviceError::Unknown)?;
    if stored.request.client_id != client.client_id {
        return Err(DeviceError::OtherClient);
    }
    if let DeviceState::Denied { reason } = &stored.state {
        return Err(DeviceError::Denied(reason.clone()));
    }
    if stored.expires_at <= app.clock.now() {
        return Err(DeviceError::Expired);
    }
    match stored.state.clone() {
        DeviceState::Approved(approval) => Ok((stored, *approval)),
        // Kept by the process and not in the record: a question that answers nothing is worth no write.
        _ if app.limits.poll(&stored.device_hash).is_err() => Err(DeviceError::TooOften),
        _ => Err(DeviceError::Pending),
    }
}

/// Adds to `batch` that the device has its tokens; the commit conflicts if another request was first.
pub fn stage_redemption(app: &App, batch: &mut Batch, device: &Stored<DeviceAuthorization>) {
    app.directory.devices.stage_delete(batch, device);
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::random::Random;
    use crate::storage::memory::MemoryStore;
    use crate::storage::{Collection, Store};

    /// Draws what has every call count.
    struct Zeros;

    impl Random for Zeros {
        fn fill(&self, out: &mut [u8]) {
            out.fill(0);
        }
    }

    #[tokio::test]
    async fn the_oldest_give_way_where_too_many_wait() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let devices: Collection<DeviceAuthorization> = Collection::new(store, "main");
        let start: jiff::Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        for second in 0..40u64 {
            devices.make_room(&Zeros, 20).await.unwrap();
            let record = DeviceAuthorization {
                device_hash: format!("{second:02}"),
                user_code: format!("CODE{second:04}"),
                request: AuthorizeRequest::default(),
                device_name: None,
                created_at: start,
                expires_at: after(start, second),
                state: DeviceState::Waiting,
            };
            devices.insert(record).await.unwrap();
        }
        let left: Vec<_> = devices.all().await.unwrap().iter().map(|device| device.device_hash.clone()).collect();
        assert!(left.len() <= 20 && left.contains(&"39".to_owned()) && !left.contains(&"10".to_owned()), "{left:?}");
    }
}
