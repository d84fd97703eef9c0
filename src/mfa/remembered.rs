//! Browsers in which a user is not asked again for thirty days (reference 1.6, `allowRememberBrowser`).
//!
//! A browser holds one secret for each user who is remembered in it. A secret is made when the user has proved the factor, and never one
//! that the browser came with: who planted a cookie before knows nothing of use after. A new password, a block and a sign-out everywhere
//! end it, for the browser may be what they are about.

use super::waiting::Proved;
use crate::app::App;
use crate::clock;
use crate::identity::authenticator::RememberedBrowser;
use crate::identity::{User, sessions};
use crate::storage::{Batch, StoreError};

/// Seconds that a browser is remembered.
pub const LIFETIME: u64 = 30 * 24 * 3600;
/// Secrets that one browser holds.
pub const MOST: usize = 4;
/// Browsers of one user.
const MOST_OF_USER: usize = 20;

/// Whether one of the secrets speaks for the user.
pub async fn is(app: &App, user: &User, secrets: &[String]) -> Result<bool, StoreError> {
    for secret in secrets.iter().take(MOST) {
        let found = app.directory.remembered_browsers.get(&sessions::hash(secret)).await?;
        let now = app.clock.now();
        if found.is_some_and(|browser| browser.user_id == user.user_id && now < browser.expires_at && user.honours(browser.created_at)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Remembers the browser in which this was proved, and gives the secret for its cookie.
pub async fn begin(app: &App, user_id: &str, proved: &Proved) -> Result<String, StoreError> {
    let browsers = &app.directory.remembered_browsers;
    let mut own = browsers.list_by("user", user_id, None, MOST_OF_USER * 2).await?;
    own.sort_by_key(|browser| browser.created_at);
    let secret = sessions::new_secret(app.random.as_ref());
    let browser = RememberedBrowser {
        secret_hash: sessions::hash(&secret),
        user_id: user_id.to_owned(),
        created_at: proved.at,
        expires_at: clock::after(proved.at, LIFETIME),
    };
    let mut batch = Batch::new();
    browsers.stage_insert(&mut batch, &browser)?;
    app.store.commit(batch).await?;
    let surplus = (own.len() + 1).saturating_sub(MOST_OF_USER);
    for oldest in own.iter().take(surplus) {
        match browsers.delete(oldest).await {
            Ok(()) | Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(secret)
}

/// Forgets every browser of a user.
pub async fn forget(app: &App, user_id: &str) -> Result<(), StoreError> {
    app.directory.remembered_browsers.delete_by("user", user_id).await.map(drop)
}
