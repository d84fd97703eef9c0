//! Tokens: signing keys, issue, verification, codes and refresh families.
//!
//! Knows neither HTTP nor Actions. What a token holds is decided here from identity data and from the effects that a flow
//! hands in; who may ask for one is decided by `http/token`.

pub mod assertion;
pub mod claims;
pub mod client_signed;
pub mod codes;
pub mod custom_claims;
pub mod devices;
pub mod dpop;
pub mod families;
pub mod foreign;
mod half_hash;
pub mod holder;
pub mod issue;
pub mod keys;
pub mod once;
pub mod opaque;
pub mod pkce;
pub mod pushed;
pub mod rbac;
pub mod refresh;
pub mod request_object;
pub mod scopes;
pub mod third_party;
pub mod verify;

pub use issue::{IssueError, TokenSet};
pub use keys::KeyRing;
pub use opaque::OpaqueToken;
pub use verify::{Claims, TokenKind, VerifyError};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The form in which codes, refresh tokens and opaque access tokens are stored: SHA-256, base64url. They carry 256 bits or
/// more of randomness, so a fast hash without salt keeps whoever reads the store from using them.
pub fn hash(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}
