//! `api.session` and `api.refreshToken`: lifetimes, revocation and metadata.
//!
//! Times are milliseconds since 1970. Keys of metadata have 1 to 255 letters, digits, hyphens and underscores, values at most 255
//! characters; there are at most 25 of them.

use crate::effect::{CookieMode, Effect, Refusal};
use crate::host::Asks;

/// `api.session`.
pub struct SessionApi<'api>(pub(crate) &'api dyn Asks);

impl SessionApi<'_> {
    /// Sets the session's absolute end.
    pub fn set_expires_at(&mut self, at: u64) -> Result<(), Refusal> {
        self.0.ask(Effect::SessionExpiresAt { at })
    }

    /// Sets the session's idle end.
    pub fn set_idle_expires_at(&mut self, at: u64) -> Result<(), Refusal> {
        self.0.ask(Effect::SessionIdleExpiresAt { at })
    }

    /// Ends the session; the login is denied as well. Its refresh tokens live on if `preserve_refresh_tokens` says so.
    pub fn revoke(&mut self, reason: impl Into<String>, preserve_refresh_tokens: bool) {
        self.0.forbid(Effect::RevokeSession { reason: reason.into(), preserve_refresh_tokens });
    }

    /// Sets how long the session's cookie lives.
    pub fn set_cookie_mode(&mut self, mode: CookieMode) -> Result<(), Refusal> {
        self.0.ask(Effect::SessionCookieMode { mode })
    }

    /// Sets a key of the session's metadata.
    pub fn set_metadata(&mut self, key: impl Into<String>, value: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::SessionMetadata { key: key.into(), value: Some(value.into()) })
    }

    /// Removes a key of the session's metadata.
    pub fn delete_metadata(&mut self, key: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::SessionMetadata { key: key.into(), value: None })
    }

    /// Removes all of the session's metadata.
    pub fn evict_metadata(&mut self) -> Result<(), Refusal> {
        self.0.ask(Effect::EvictSessionMetadata)
    }
}

/// `api.refreshToken`.
pub struct RefreshTokenApi<'api>(pub(crate) &'api dyn Asks);

impl RefreshTokenApi<'_> {
    /// Sets the refresh token's absolute end.
    pub fn set_expires_at(&mut self, at: u64) -> Result<(), Refusal> {
        self.0.ask(Effect::RefreshTokenExpiresAt { at })
    }

    /// Sets the refresh token's idle end.
    pub fn set_idle_expires_at(&mut self, at: u64) -> Result<(), Refusal> {
        self.0.ask(Effect::RefreshTokenIdleExpiresAt { at })
    }

    /// Revokes the refresh token; the exchange is denied as well.
    pub fn revoke(&mut self, reason: impl Into<String>) {
        self.0.forbid(Effect::RevokeRefreshToken { reason: reason.into() });
    }

    /// Sets a key of the refresh token's metadata.
    pub fn set_metadata(&mut self, key: impl Into<String>, value: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::RefreshTokenMetadata { key: key.into(), value: Some(value.into()) })
    }

    /// Removes a key of the refresh token's metadata.
    pub fn delete_metadata(&mut self, key: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::RefreshTokenMetadata { key: key.into(), value: None })
    }

    /// Removes all of the refresh token's metadata.
    pub fn evict_metadata(&mut self) -> Result<(), Refusal> {
        self.0.ask(Effect::EvictRefreshTokenMetadata)
    }
}
