//! Encryption at rest of secrets and signing keys: XChaCha20-Poly1305 under one master key.
//!
//! The key lives outside the store (a file or the environment), so that a copy of the store alone is worth nothing. Every
//! sealed text names what it is for, and opens for nothing else: a secret copied from one record into another stays closed.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::random::Random;

const NONCE: usize = 24;
const PREFIX: &str = "v1.";

/// Seals and opens texts. Cheap to clone.
#[derive(Clone)]
pub struct Vault {
    cipher: XChaCha20Poly1305,
    random: Arc<dyn Random>,
}

/// A sealed text did not open: another key, another purpose, or tampering. Says no more, on purpose.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a stored secret does not open with this master key; was the key file replaced?")]
pub struct DoesNotOpen;

impl Vault {
    /// A vault under `key`.
    pub fn new(key: &[u8; 32], random: Arc<dyn Random>) -> Self {
        Self { cipher: XChaCha20Poly1305::new(key.into()), random }
    }

    /// Seals `plain` for `purpose` (such as `client/<id>/secret`). The result is printable text.
    pub fn seal(&self, purpose: &str, plain: &[u8]) -> String {
        let mut nonce = [0u8; NONCE];
        self.random.fill(&mut nonce);
        let payload = Payload { msg: plain, aad: purpose.as_bytes() };
        // Encryption fails only for messages of 256 GiB; an empty body then opens for nobody.
        let body = self.cipher.encrypt(&XNonce::from(nonce), payload).unwrap_or_default();
        let mut sealed = nonce.to_vec();
        sealed.extend(body);
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Opens what was sealed for the same `purpose`.
    pub fn open(&self, purpose: &str, sealed: &str) -> Result<Zeroizing<Vec<u8>>, DoesNotOpen> {
        let encoded = sealed.strip_prefix(PREFIX).ok_or(DoesNotOpen)?;
        let bytes = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| DoesNotOpen)?;
        let (nonce, body) = bytes.split_at_checked(NONCE).ok_or(DoesNotOpen)?;
        let payload = Payload { msg: body, aad: purpose.as_bytes() };
        self.cipher.decrypt(XNonce::from_slice(nonce), payload).map(Zeroizing::new).map_err(|_| DoesNotOpen)
    }

    /// [`Vault::open`] for text.
    pub fn open_text(&self, purpose: &str, sealed: &str) -> Result<Zeroizing<String>, DoesNotOpen> {
        let bytes = self.open(purpose, sealed)?;
        std::str::from_utf8(&bytes).map(|text| Zeroizing::new(text.to_owned())).map_err(|_| DoesNotOpen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SeededRandom;

    fn vault(key: u8) -> Vault {
        Vault::new(&[key; 32], Arc::new(SeededRandom::new([key; 32])))
    }

    #[test]
    fn what_was_sealed_opens_for_the_same_purpose_and_key_only() {
        let sealed = vault(1).seal("client/a/secret", b"hush");
        assert_eq!(&*vault(1).open_text("client/a/secret", &sealed).unwrap(), "hush");
        assert_eq!(vault(1).open("client/b/secret", &sealed), Err(DoesNotOpen));
        assert_eq!(vault(2).open("client/a/secret", &sealed), Err(DoesNotOpen));
        assert!(!sealed.contains("hush"));
    }

    #[test]
    fn a_changed_byte_does_not_open() {
        let mut sealed = vault(1).seal("x", b"hush").into_bytes();
        let last = sealed.len() - 3;
        sealed[last] = if sealed[last] == b'A' { b'B' } else { b'A' };
        assert_eq!(vault(1).open("x", std::str::from_utf8(&sealed).unwrap()), Err(DoesNotOpen));
        assert_eq!(vault(1).open("x", ""), Err(DoesNotOpen));
        assert_eq!(vault(1).open("x", "v1.AAAA"), Err(DoesNotOpen));
    }
}
