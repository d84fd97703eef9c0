//! Digests and HMAC.

use ::hmac::{Hmac, KeyInit, Mac};
use aws_lc_rs::{digest as sha, hmac};
use md5::{Digest, Md5};
use serde::Deserialize;

use super::work::Work;
use super::{Binary, refusal};
use crate::sandbox::script::host::Refusal;

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Hash {
    #[serde(rename = "md5")]
    Md5,
    #[serde(rename = "sha1")]
    Sha1,
    #[serde(rename = "sha224")]
    Sha224,
    #[serde(rename = "sha256")]
    Sha256,
    #[serde(rename = "sha384")]
    Sha384,
    #[serde(rename = "sha512")]
    Sha512,
    #[serde(rename = "sha512-256")]
    Sha512T256,
    #[serde(rename = "sha3-256")]
    Sha3T256,
    #[serde(rename = "sha3-384")]
    Sha3T384,
    #[serde(rename = "sha3-512")]
    Sha3T512,
}

impl Hash {
    /// The provider's own; it has no MD5.
    fn algorithm(self) -> Option<&'static sha::Algorithm> {
        Some(match self {
            Self::Md5 => return None,
            Self::Sha1 => &sha::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha224 => &sha::SHA224,
            Self::Sha256 => &sha::SHA256,
            Self::Sha384 => &sha::SHA384,
            Self::Sha512 => &sha::SHA512,
            Self::Sha512T256 => &sha::SHA512_256,
            Self::Sha3T256 => &sha::SHA3_256,
            Self::Sha3T384 => &sha::SHA3_384,
            Self::Sha3T512 => &sha::SHA3_512,
        })
    }

    fn hmac(self) -> Option<hmac::Algorithm> {
        Some(match self {
            Self::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha224 => hmac::HMAC_SHA224,
            Self::Sha256 => hmac::HMAC_SHA256,
            Self::Sha384 => hmac::HMAC_SHA384,
            Self::Sha512 => hmac::HMAC_SHA512,
            _ => return None,
        })
    }

    /// Nanoseconds for so many bytes.
    pub fn nanos(self, bytes: usize) -> u64 {
        let each = match self {
            Self::Sha1 | Self::Sha224 | Self::Sha256 => 1,
            Self::Sha384 | Self::Sha512 | Self::Sha512T256 => 2,
            Self::Md5 | Self::Sha3T256 => 3,
            Self::Sha3T384 => 4,
            Self::Sha3T512 => 6,
        };
        (bytes as u64).saturating_mul(each)
    }
}

/// What a digest needs.
#[derive(Deserialize)]
pub struct Digesting {
    hash: Hash,
}

/// What an HMAC needs.
#[derive(Deserialize)]
pub struct Keyed {
    hash: Hash,
    key: Binary,
}

/// `crypto.digest`: the digest of the bytes.
pub fn digest(Digesting { hash }: Digesting, bytes: Vec<u8>) -> Result<Work, Refusal> {
    Ok(Work::new(hash.nanos(bytes.len()), move || {
        let digest = match hash.algorithm() {
            Some(algorithm) => sha::digest(algorithm, &bytes).as_ref().to_vec(),
            None => Md5::digest(&bytes).to_vec(),
        };
        Ok((String::new(), digest))
    }))
}

/// `crypto.hmac`: the authentication code of the bytes.
pub fn hmac(Keyed { hash, key }: Keyed, bytes: Vec<u8>) -> Result<Work, Refusal> {
    let nanos = hash.nanos(bytes.len().saturating_add(key.len())).saturating_add(1_000);
    match hash.hmac() {
        Some(algorithm) => Ok(Work::new(nanos, move || {
            let key = hmac::Key::new(algorithm, &key);
            Ok((String::new(), hmac::sign(&key, &bytes).as_ref().to_vec()))
        })),
        None if hash == Hash::Md5 => Ok(Work::new(nanos, move || {
            let mut mac = Hmac::<Md5>::new_from_slice(&key).map_err(|_| Refusal::new("Invalid key length"))?;
            mac.update(&bytes);
            Ok((String::new(), mac.finalize().into_bytes().to_vec()))
        })),
        None => Err(refusal("ERR_CRYPTO_INVALID_DIGEST", "Invalid digest: the server computes HMAC with md5, sha1 and SHA-2 alone")),
    }
}
