//! AES-GCM.
//!
//! With nonces of 12 bytes it is the provider's. Many programs take 16, because CBC does, and the provider has no such nonces; those
//! are the work of the `aes-gcm` crate. Tags may be cut short (SP 800-38D section 5.2.1.2), so opening computes the whole tag and
//! compares what came, in constant time.

use aes_gcm::aead::AeadInOut;
use aes_gcm::aead::consts::U16;
use aes_gcm::aes::{Aes128, Aes192, Aes256};
use aes_gcm::{AesGcm, KeyInit, Nonce};
use aws_lc_rs::aead::{AES_128_GCM, AES_192_GCM, AES_256_GCM, Aad, LessSafeKey, Nonce as ShortNonce, UnboundKey};
use serde::Deserialize;
use subtle::ConstantTimeEq;

use super::work::Work;
use super::{Binary, refusal};
use crate::sandbox::script::host::Refusal;

/// Bytes of a whole tag.
const TAG: usize = 16;

/// What sealing needs besides the plaintext.
#[derive(Deserialize)]
pub struct Seal {
    key: Binary,
    iv: Binary,
    aad: Binary,
}

/// What opening needs besides the ciphertext.
#[derive(Deserialize)]
pub struct Open {
    #[serde(flatten)]
    seal: Seal,
    tag: Binary,
}

/// `crypto.gcm.seal`: the ciphertext and, behind it, the tag.
pub fn seal(seal: Seal, mut bytes: Vec<u8>) -> Result<Work, Refusal> {
    seal.check()?;
    Ok(Work::new(seal.nanos(bytes.len()), move || {
        let tag = seal.apply(&mut bytes)?;
        bytes.extend_from_slice(&tag);
        Ok((String::new(), bytes))
    }))
}

/// `crypto.gcm.open`: the plaintext, if the tag is right.
pub fn open(Open { seal, tag }: Open, mut bytes: Vec<u8>) -> Result<Work, Refusal> {
    seal.check()?;
    if !matches!(tag.len(), 4 | 8 | 12..=TAG) {
        return Err(refusal("ERR_CRYPTO_INVALID_AUTH_TAG", format!("Invalid authentication tag length: {}", tag.len())));
    }
    Ok(Work::new(2 * seal.nanos(bytes.len()), move || {
        // Encryption is its own inverse; the tag is that of the ciphertext, so it is made when the plaintext is encrypted again.
        seal.apply(&mut bytes)?;
        let mut again = bytes.clone();
        let whole = seal.apply(&mut again)?;
        let expected = whole.get(..tag.len()).unwrap_or_default();
        match bool::from(expected.ct_eq(&tag)) {
            true => Ok((String::new(), bytes)),
            false => Err(Refusal::new("Unsupported state or unable to authenticate data")),
        }
    }))
}

impl Seal {
    fn check(&self) -> Result<(), Refusal> {
        if !matches!(self.key.len(), 16 | 24 | 32) {
            return Err(refusal("ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length"));
        }
        match self.iv.len() {
            12 | 16 => Ok(()),
            _ => Err(refusal("ERR_CRYPTO_INVALID_IV", "Invalid initialization vector: the server takes 12 or 16 bytes")),
        }
    }

    /// The long nonce is another implementation, half as fast.
    fn nanos(&self, bytes: usize) -> u64 {
        let each = if self.iv.len() == 12 { 1 } else { 2 };
        ((bytes + self.aad.len()) as u64).saturating_mul(each) + 3_000
    }

    /// Encrypts in place: the tag.
    fn apply(&self, bytes: &mut [u8]) -> Result<Vec<u8>, Refusal> {
        let tag = match (self.key.len(), <[u8; 12]>::try_from(&*self.iv)) {
            (_, Ok(nonce)) => self.short(nonce, bytes),
            (16, Err(_)) => self.long::<AesGcm<Aes128, U16>>(bytes),
            (24, Err(_)) => self.long::<AesGcm<Aes192, U16>>(bytes),
            (_, Err(_)) => self.long::<AesGcm<Aes256, U16>>(bytes),
        };
        tag.ok_or_else(|| Refusal::new("AES-GCM failed"))
    }

    fn short(&self, nonce: [u8; 12], bytes: &mut [u8]) -> Option<Vec<u8>> {
        let algorithm = match self.key.len() {
            16 => &AES_128_GCM,
            24 => &AES_192_GCM,
            _ => &AES_256_GCM,
        };
        let key = LessSafeKey::new(UnboundKey::new(algorithm, &self.key).ok()?);
        let nonce = ShortNonce::assume_unique_for_key(nonce);
        Some(key.seal_in_place_separate_tag(nonce, Aad::from(&*self.aad), bytes).ok()?.as_ref().to_vec())
    }

    fn long<C: AeadInOut<NonceSize = U16> + KeyInit>(&self, bytes: &mut [u8]) -> Option<Vec<u8>> {
        let nonce = <Nonce<U16>>::try_from(&*self.iv).ok()?;
        let tag = C::new_from_slice(&self.key).ok()?.encrypt_inout_detached(&nonce, &self.aad, bytes.into()).ok()?;
        Some(tag.to_vec())
    }
}
