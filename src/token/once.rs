//! What a proof is good for once: its name is remembered until it has ended by itself.

use jiff::Timestamp;

use crate::app::App;
use crate::identity::client_credential::UsedAssertion;
use crate::storage::StoreError;

/// Uses a proof up; false if somebody has. Of two requests with one proof one wins.
pub async fn use_up(app: &App, id: String, expires_at: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
    let memory = &app.directory.used_assertions;
    let used = UsedAssertion { id, expires_at };
    match memory.insert(used.clone()).await {
        Ok(_) => return Ok(true),
        Err(StoreError::Conflict(_)) => {}
        Err(error) => return Err(error),
    }
    // What has ended and was not swept yet is nobody's any more.
    let Some(before) = memory.get(&used.id).await?.filter(|before| before.expires_at <= now) else { return Ok(false) };
    match memory.update(&before, used).await {
        Ok(_) => Ok(true),
        Err(StoreError::Conflict(_)) => Ok(false),
        Err(error) => Err(error),
    }
}
