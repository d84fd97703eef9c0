//! Refresh tokens: begun at a login, exchanged, rotated, and ended together when one is used twice.
//!
//! A rotated token is remembered, so that its second use is recognised as theft of one of two holders' token and ends the
//! family (RFC 9700 section 4.14.2). The leeway forgives a client that never saw the answer: it takes the token before the
//! latest, and only while that latest one has not been used.

use jiff::Timestamp;

use super::{families, hash};
use crate::app::App;
use crate::clock::after;
use crate::identity::authorization_code::TokenEffects;
use crate::identity::client::{ExpirationType, RotationType};
use crate::identity::{Client, RefreshToken};
use crate::random;
use crate::storage::{Batch, StoreError, Stored};

/// Characters of a refresh token, six bits each.
const TOKEN_LENGTH: usize = 64;

/// Seconds that a rotated token is remembered where the client's tokens never end by themselves: 30 days. Its use after that
/// is refused as unknown, without ending the family.
const ROTATED_MEMORY: u64 = 30 * 24 * 3600;

/// What a family begins with.
#[derive(Debug, Clone)]
pub struct NewFamily<'a> {
    /// See [`families::new_id`].
    pub family: &'a str,
    /// The user.
    pub user_id: &'a str,
    /// The session of the login; none where no browser took part.
    pub session_id: Option<&'a str>,
    /// The scopes.
    pub scope: &'a [String],
    /// The API.
    pub audience: Option<&'a str>,
    /// The organization that the login was with.
    pub organization_id: Option<&'a str>,
    /// When the user proved who they are.
    pub auth_time: Timestamp,
    /// What Actions asked of the tokens.
    pub effects: &'a TokenEffects,
    /// What the device calls itself, where it is one.
    pub device_name: Option<&'a str>,
    /// The thumbprint of the key that was proved.
    pub bound_to: Option<&'a str>,
}

/// Why a refresh token is not taken. All answers are alike but for the log.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// Never issued, revoked, or forgotten.
    #[error("the refresh token is unknown")]
    Unknown,
    /// Somebody else's.
    #[error("the refresh token belongs to another application")]
    OtherClient,
    /// Absolute or idle end.
    #[error("the refresh token has expired")]
    Ended,
    /// Without a proof of the key that it is bound to.
    #[error("the refresh token is bound to a key that was not proved")]
    NotProved,
    /// Used after it was rotated; its family has been ended.
    #[error("a rotated refresh token was used again; its family is revoked")]
    Reused {
        /// Whose.
        user_id: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn absolute_end(client: &Client, created: Timestamp) -> Option<Timestamp> {
    let policy = &client.refresh_token;
    let ends = policy.expiration_type == ExpirationType::Expiring && !policy.infinite_token_lifetime;
    ends.then(|| after(created, policy.token_lifetime))
}

fn idle_end(client: &Client, now: Timestamp) -> Option<Timestamp> {
    let policy = &client.refresh_token;
    let ends = policy.expiration_type == ExpirationType::Expiring && !policy.infinite_idle_token_lifetime;
    ends.then(|| after(now, policy.idle_token_lifetime))
}

/// The earlier of two ends: an Action may shorten a token's life and never lengthen it past the client's settings.
fn sooner(own: Option<Timestamp>, asked: Option<Timestamp>) -> Option<Timestamp> {
    match (own, asked) {
        (Some(own), Some(asked)) => Some(own.min(asked)),
        (own, asked) => own.or(asked),
    }
}

/// Adds the first token of a family to `batch` and returns it.
pub fn stage_first(app: &App, batch: &mut Batch, client: &Client, new: &NewFamily<'_>) -> Result<String, StoreError> {
    let token = random::url_safe(&*app.random, TOKEN_LENGTH);
    let now = app.clock.now();
    let record = RefreshToken {
        token_hash: hash(&token),
        family: new.family.to_owned(),
        client_id: client.client_id.clone(),
        user_id: new.user_id.to_owned(),
        session_id: new.session_id.map(str::to_owned),
        scope: new.scope.to_vec(),
        audience: new.audience.map(str::to_owned),
        organization_id: new.organization_id.map(str::to_owned),
        auth_time: new.auth_time,
        effects: new.effects.clone(),
        created_at: now,
        last_exchanged_at: None,
        expires_at: sooner(absolute_end(client, now), new.effects.refresh_token_expires_at),
        idle_expires_at: sooner(idle_end(client, now), new.effects.refresh_token_idle_expires_at),
        rotated_at: None,
        successor: None,
        device_name: new.device_name.map(str::to_owned),
        // An application that proves itself at each exchange needs no second key (RFC 9449 section 5).
        bound_to: new.bound_to.filter(|_| client.is_public()).map(str::to_owned),
        metadata: None,
    };
    app.directory.refresh_tokens.stage_insert(batch, &record)?;
    Ok(token)
}

/// The token's record, if `client` may exchange it now.
pub async fn check(app: &App, client: &Client, token: &str, proved: Option<&str>) -> Result<Stored<RefreshToken>, RefreshError> {
    let stored = app.directory.refresh_tokens.get(&hash(token)).await?.ok_or(RefreshError::Unknown)?;
    if stored.client_id != client.client_id {
        return Err(RefreshError::OtherClient);
    }
    // Before anything is ended by its use: who has not the key has not the token.
    if stored.bound_to.is_some() && stored.bound_to.as_deref() != proved {
        return Err(RefreshError::NotProved);
    }
    let now = app.clock.now();
    if let Some(rotated_at) = stored.rotated_at
        && !within_leeway(app, client, &stored, rotated_at, now).await?
    {
        families::revoke(app, &stored.family).await?;
        return Err(RefreshError::Reused { user_id: stored.value.user_id });
    }
    if stored.has_ended(now) {
        return Err(RefreshError::Ended);
    }
    Ok(stored)
}

async fn within_leeway(
    app: &App,
    client: &Client,
    token: &RefreshToken,
    rotated_at: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let leeway = client.refresh_token.leeway;
    if leeway == 0 || now > after(rotated_at, leeway) {
        return Ok(false);
    }
    let Some(successor) = token.successor.as_deref() else { return Ok(false) };
    Ok(app.directory.refresh_tokens.get(successor).await?.is_some_and(|successor| successor.rotated_at.is_none()))
}

/// Adds to `batch` what an exchange does to the token: use it, or put a successor in its place, which is returned. The commit
/// conflicts if the token was exchanged or revoked meanwhile.
pub fn stage_exchange(
    app: &App,
    batch: &mut Batch,
    client: &Client,
    token: &Stored<RefreshToken>,
    effects: &TokenEffects,
) -> Result<Option<String>, StoreError> {
    let now = app.clock.now();
    let mut used = token.value.clone();
    used.last_exchanged_at = Some(now);
    let rotating = client.refresh_token.rotation_type == RotationType::Rotating;
    let fresh = rotating.then(|| random::url_safe(&*app.random, TOKEN_LENGTH));
    match &fresh {
        Some(fresh) => {
            let successor = RefreshToken {
                token_hash: hash(fresh),
                last_exchanged_at: Some(now),
                expires_at: sooner(token.expires_at, effects.refresh_token_expires_at),
                idle_expires_at: sooner(idle_end(client, now), effects.refresh_token_idle_expires_at),
                rotated_at: None,
                successor: None,
                effects: effects.clone(),
                ..token.value.clone()
            };
            app.directory.refresh_tokens.stage_insert(batch, &successor)?;
            // A second use inside the leeway does not begin the leeway anew.
            used.rotated_at = used.rotated_at.or(Some(now));
            used.successor = Some(successor.token_hash);
            used.idle_expires_at = used.idle_expires_at.or(Some(after(now, ROTATED_MEMORY)));
        }
        None => {
            used.expires_at = sooner(token.expires_at, effects.refresh_token_expires_at);
            used.idle_expires_at = sooner(idle_end(client, now), effects.refresh_token_idle_expires_at);
            used.effects = effects.clone();
        }
    }
    app.directory.refresh_tokens.stage_update(batch, token, &used)?;
    Ok(fresh)
}
