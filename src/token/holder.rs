//! Whether a user may have tokens from a login of some time ago. Asked wherever tokens are made from what a login left behind.

use jiff::Timestamp;

use crate::app::App;
use crate::identity::User;
use crate::storage::{StoreError, Stored};

/// Why a user may not.
#[derive(Debug, thiserror::Error)]
pub enum NoHolder {
    /// There is no such user any more.
    #[error("the user is gone")]
    Gone,
    /// The user may not log in.
    #[error("user is blocked")]
    Blocked,
    /// What was proved then does not count any more.
    #[error("the password was changed, or the account made, after the login")]
    Overtaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The user, if they may still have what a login of that time gives.
pub async fn find(app: &App, user_id: &str, proved_at: Timestamp) -> Result<Stored<User>, NoHolder> {
    let user = app.directory.users.get(user_id).await?.ok_or(NoHolder::Gone)?;
    if user.blocked {
        return Err(NoHolder::Blocked);
    }
    if user.honours(proved_at) { Ok(user) } else { Err(NoHolder::Overtaken) }
}
