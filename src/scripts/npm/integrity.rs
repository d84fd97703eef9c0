//! Hashes of archives, in the form of Subresource Integrity. Only SHA-512 counts: npm has given it for every version since 2017,
//! and for older ones afterwards.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha512};

/// A SHA-512.
pub type Hash = [u8; 64];

/// The SHA-512 in an integrity string, which may hold several hashes.
pub fn sha512(integrity: &str) -> Option<Hash> {
    let encoded = integrity.split_whitespace().find_map(|hash| hash.strip_prefix("sha512-"))?;
    // Options may follow after a question mark (W3C Subresource Integrity, 3.5).
    let encoded = encoded.split('?').next()?;
    STANDARD.decode(encoded).ok()?.try_into().ok()
}

/// The integrity string of `bytes`.
pub fn of(bytes: &[u8]) -> String {
    format!("sha512-{}", STANDARD.encode(hash(bytes)))
}

/// The SHA-512 of `bytes`.
pub fn hash(bytes: &[u8]) -> Hash {
    Sha512::digest(bytes).into()
}
