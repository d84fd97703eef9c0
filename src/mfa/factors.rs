//! Which factors the tenant has switched on (`/api/v2/guardian/factors`), and which a user has enrolled.

use super::remembered;
use crate::app::App;
use crate::identity::authenticator::{Authenticator, FactorKind};
use crate::identity::{Directory, User};
use crate::storage::{Batch, StoreError, Stored};

/// Factors of one user that are read: one of each kind.
const MOST: usize = 8;

/// The setting that holds whether a factor is on.
pub fn setting(name: &str) -> String {
    format!("guardian/factors/{name}")
}

/// Whether the tenant has switched a factor on.
pub async fn is_enabled(directory: &Directory, kind: FactorKind) -> Result<bool, StoreError> {
    let found = directory.settings.get(&setting(kind.name())).await?;
    Ok(found.is_some_and(|setting| setting.value.value.get("enabled") == Some(&true.into())))
}

/// What a user has enrolled, the app first.
pub async fn of(app: &App, user: &User) -> Result<Vec<Stored<Authenticator>>, StoreError> {
    let found = app.directory.authenticators.list_by("user", &user.user_id, None, MOST).await?;
    let mut own: Vec<_> = found.into_iter().filter(|factor| factor.is_of(user)).collect();
    own.sort_by_key(|factor| factor.kind);
    Ok(own)
}

/// A user's factor of a kind.
pub async fn of_kind(app: &App, user: &User, kind: FactorKind) -> Result<Option<Stored<Authenticator>>, StoreError> {
    Ok(of(app, user).await?.into_iter().find(|factor| factor.kind == kind))
}

/// Removes all factors of a user, who sets up new ones at the next login that asks; and no browser is spared that any more.
pub async fn remove(app: &App, user: &User) -> Result<(), StoreError> {
    forget(app, &user.user_id).await?;
    let mut event = app.audit.event("gd_unenroll").describe("The second factors were removed.");
    event.user_id = Some(user.user_id.clone());
    event.user_name = user.email.clone().or_else(|| user.username.clone());
    let mut batch = Batch::new();
    app.audit.stage(&mut batch, &event)?;
    app.store.commit(batch).await.map(drop)
}

/// The same of a user who is no more.
pub async fn forget(app: &App, user_id: &str) -> Result<(), StoreError> {
    app.directory.authenticators.delete_by("user", user_id).await?;
    remembered::forget(app, user_id).await
}
