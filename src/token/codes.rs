//! Authorization codes: made at the end of a login, redeemed once (RFC 6749 section 4.1.2).
//!
//! Of all that a redemption must repeat, nothing is optional: application, redirect, and verifier where there was a challenge.
//! A second use ends what the first one gave, whoever was first (RFC 6749 section 10.5).

use jiff::Timestamp;

use super::{families, hash, pkce};
use crate::app::App;
use crate::clock::after;
use crate::identity::Client;
use crate::identity::authorization_code::{AuthorizationCode, Redemption, TokenEffects};
use crate::random;
use crate::storage::{Batch, StoreError, Stored};

/// Seconds a code lives. A browser follows a redirect and a server answers it within seconds, slow networks included; RFC 6749
/// section 4.1.2 allows ten minutes at most, RFC 9700 advises as little as is workable.
pub const CODE_SECONDS: u64 = 60;

/// Characters of a code, six bits each.
const CODE_LENGTH: usize = 48;

/// What a code is made for.
#[derive(Debug, Clone)]
pub struct NewCode {
    /// Who may redeem it.
    pub client_id: String,
    /// The redirect that it is sent to.
    pub redirect_uri: String,
    /// S256 challenge.
    pub code_challenge: Option<String>,
    /// The user.
    pub user_id: String,
    /// The session.
    pub session_id: String,
    /// The scopes granted: see [`super::scopes::grantable`].
    pub scope: Vec<String>,
    /// The API; the tenant's default already applied.
    pub audience: Option<String>,
    /// The organization that the login was with.
    pub organization_id: Option<String>,
    /// For the ID token.
    pub nonce: Option<String>,
    /// When the user proved who they are.
    pub auth_time: Timestamp,
    /// What Actions asked of the tokens.
    pub effects: TokenEffects,
}

/// Why a code is not redeemed. All answers are alike; the log tells them apart.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// Never issued, or swept.
    #[error("the authorization code is unknown")]
    Unknown,
    /// Used before; its family has been ended.
    #[error("the authorization code was used before; the tokens it gave are revoked")]
    Replayed,
    /// Somebody else's.
    #[error("the authorization code belongs to another application")]
    OtherClient,
    /// Too late.
    #[error("the authorization code has expired")]
    Expired,
    /// Not the redirect that it was sent to.
    #[error("the redirect_uri is not the one of the authorization request")]
    Redirect,
    /// There was a challenge, and no verifier came.
    #[error("the code_verifier is missing")]
    VerifierMissing,
    /// There was no challenge: a verifier is somebody else's idea (RFC 9700 section 2.1.1, PKCE downgrade).
    #[error("a code_verifier came for an authorization request without code_challenge")]
    VerifierUnexpected,
    /// Not 43 to 128 unreserved characters.
    #[error("the code_verifier is malformed")]
    VerifierMalformed,
    /// Does not match.
    #[error("the code_verifier does not match the code_challenge")]
    VerifierWrong,
    /// A public application without challenge.
    #[error("a public application must use PKCE")]
    PkceRequired,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Adds the write of a new code to `batch` and returns the code.
pub fn stage(app: &App, batch: &mut Batch, new: NewCode) -> Result<String, StoreError> {
    let code = random::url_safe(&*app.random, CODE_LENGTH);
    let now = app.clock.now();
    let record = AuthorizationCode {
        code_hash: hash(&code),
        client_id: new.client_id,
        redirect_uri: new.redirect_uri,
        code_challenge: new.code_challenge,
        user_id: new.user_id,
        session_id: new.session_id,
        scope: new.scope,
        audience: new.audience,
        organization_id: new.organization_id,
        nonce: new.nonce,
        auth_time: new.auth_time,
        effects: new.effects,
        created_at: now,
        expires_at: after(now, CODE_SECONDS),
        used: None,
    };
    app.directory.codes.stage_insert(batch, &record)?;
    Ok(code)
}

/// Writes a new code and returns it.
pub async fn issue(app: &App, new: NewCode) -> Result<String, StoreError> {
    let mut batch = Batch::new();
    let code = stage(app, &mut batch, new)?;
    app.store.commit(batch).await?;
    Ok(code)
}

/// The code's record, if `client` may redeem it now with what it sent.
pub async fn check(
    app: &App,
    client: &Client,
    code: &str,
    redirect_uri: &str,
    verifier: Option<&str>,
) -> Result<Stored<AuthorizationCode>, CodeError> {
    let stored = app.directory.codes.get(&hash(code)).await?.ok_or(CodeError::Unknown)?;
    if stored.used.is_some() {
        return Err(replayed(app, &stored).await);
    }
    if stored.client_id != client.client_id {
        return Err(CodeError::OtherClient);
    }
    if stored.expires_at <= app.clock.now() {
        return Err(CodeError::Expired);
    }
    if stored.redirect_uri != redirect_uri {
        return Err(CodeError::Redirect);
    }
    match (stored.code_challenge.as_deref(), verifier) {
        (None, None) if client.is_public() => Err(CodeError::PkceRequired),
        (None, None) => Ok(stored),
        (None, Some(_)) => Err(CodeError::VerifierUnexpected),
        (Some(_), None) => Err(CodeError::VerifierMissing),
        (Some(_), Some(verifier)) if !pkce::is_verifier(verifier) => Err(CodeError::VerifierMalformed),
        (Some(challenge), Some(verifier)) if !pkce::matches(challenge, verifier) => Err(CodeError::VerifierWrong),
        (Some(_), Some(_)) => Ok(stored),
    }
}

/// Adds to `batch` that the code is used up by the tokens of `family`; the commit conflicts if somebody else was first.
pub fn stage_redemption(app: &App, batch: &mut Batch, code: &Stored<AuthorizationCode>, family: &str) -> Result<(), StoreError> {
    let mut used = code.value.clone();
    used.used = Some(Redemption { at: app.clock.now(), refresh_family: Some(family.to_owned()) });
    app.directory.codes.stage_update(batch, code, &used)
}

/// What a redemption does whose commit conflicted: another one won with the same code, and what that gave is ended.
pub async fn lost_race(app: &App, code_hash: &str) -> CodeError {
    match app.directory.codes.get(code_hash).await {
        Ok(Some(stored)) => replayed(app, &stored).await,
        Ok(None) => CodeError::Unknown,
        Err(error) => error.into(),
    }
}

/// Ends the family of a code that was used before. A store that fails here is an error, never a shrug.
async fn replayed(app: &App, code: &AuthorizationCode) -> CodeError {
    let Some(family) = code.used.as_ref().and_then(|used| used.refresh_family.as_deref()) else { return CodeError::Replayed };
    match families::revoke(app, family).await {
        Ok(_) => CodeError::Replayed,
        Err(error) => error.into(),
    }
}
