//! A proof of an application, signed with its own key (RFC 7523 section 3).
//!
//! A proof is for this server alone, lives minutes, and is good once: whoever reads one on its way can do nothing with it.

use serde_json::{Map, Value};

use super::client_signed::{self, SignedError};
use super::{hash, once};
use crate::app::App;
use crate::identity::client_credential::ClientCredential;
use crate::storage::StoreError;

/// What a proof calls itself in the request (RFC 7523 section 2.2).
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Longer proofs are not read.
pub const MAX_ASSERTION: usize = 8 * 1024;
/// Seconds that a proof may live from now.
const MAX_LIFE: i64 = 300;
/// The longest `jti`, in bytes.
const MAX_ID: usize = 255;

/// Why a proof is not taken.
#[derive(Debug, thiserror::Error)]
pub enum AssertionError {
    /// Not signed by the application.
    #[error("The client assertion {0}")]
    Signed(#[from] SignedError),
    /// `iss` and `sub` are not both the application.
    #[error("The client assertion is not the application's: iss and sub are its client_id.")]
    Subject,
    /// `aud` is not this server alone.
    #[error("The client assertion is for another audience.")]
    Audience,
    /// Past its end, without one, too far from it, or from the future.
    #[error("The client assertion is not valid now: it lives for at most {MAX_LIFE} seconds.")]
    Time,
    /// No `jti` that could be remembered.
    #[error("The client assertion has no jti.")]
    Unnamed,
    /// Used before.
    #[error("The client assertion was used before.")]
    Replayed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whose the proof says it is. Nothing is believed by this but where to look for keys.
pub fn claimed_client(assertion: &str) -> Option<String> {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    if assertion.len() > MAX_ASSERTION {
        return None;
    }
    let payload = URL_SAFE_NO_PAD.decode(assertion.split('.').nth(1)?).ok()?;
    let claims: Map<String, Value> = serde_json::from_slice(&payload).ok()?;
    claims.get("sub").and_then(Value::as_str).map(str::to_owned)
}

/// Checks a proof of `client_id` against the keys that it may use, and uses it up.
pub async fn check(app: &App, client_id: &str, keys: &[ClientCredential], assertion: &str) -> Result<(), AssertionError> {
    let now = app.clock.now();
    let claims = client_signed::claims(keys, assertion, MAX_ASSERTION, &["JWT", "client-authentication+jwt"], now)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(client_id) || text("sub") != Some(client_id) {
        return Err(AssertionError::Subject);
    }
    // RFC 9126 section 2 for the second.
    if !client_signed::is_for_us(app, claims.get("aud"), &["oauth/token", "oauth/par"]) {
        return Err(AssertionError::Audience);
    }
    let end = client_signed::end(&claims, now, MAX_LIFE).ok_or(AssertionError::Time)?;
    let id = text("jti").filter(|id| !id.is_empty() && id.len() <= MAX_ID).ok_or(AssertionError::Unnamed)?;
    let good = once::use_up(app, hash(&format!("{client_id}\0{id}")), end, now).await?;
    if good { Ok(()) } else { Err(AssertionError::Replayed) }
}
