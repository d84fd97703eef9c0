//! The hash functions of imported passwords, old ones included: a login once more is all that they are used for.
//!
//! One generation of one family of crates for all of them, so that each is also an HMAC and a PBKDF2; the provider of TLS lacks four.

use hmac::{Hmac, KeyInit, Mac};
use md5::Digest as _;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Digest {
    /// RFC 1320.
    Md4,
    /// RFC 1321.
    Md5,
    /// RIPEMD-160.
    Ripemd160,
    /// SHA-1.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// Whirlpool, of ISO/IEC 10118-3.
    Whirlpool,
}

/// Runs `$work` with `$Type` standing for the hash function's own type.
macro_rules! with {
    ($digest:expr, $Type:ident => $work:expr) => {
        match $digest {
            Digest::Md4 => {
                type $Type = md4::Md4;
                $work
            }
            Digest::Md5 => {
                type $Type = md5::Md5;
                $work
            }
            Digest::Ripemd160 => {
                type $Type = ripemd::Ripemd160;
                $work
            }
            Digest::Sha1 => {
                type $Type = sha1::Sha1;
                $work
            }
            Digest::Sha224 => {
                type $Type = sha2_next::Sha224;
                $work
            }
            Digest::Sha256 => {
                type $Type = sha2_next::Sha256;
                $work
            }
            Digest::Sha384 => {
                type $Type = sha2_next::Sha384;
                $work
            }
            Digest::Sha512 => {
                type $Type = sha2_next::Sha512;
                $work
            }
            Digest::Whirlpool => {
                type $Type = whirlpool::Whirlpool;
                $work
            }
        }
    };
}

impl Digest {
    /// The function of a name, in small letters.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "md4" => Self::Md4,
            "md5" => Self::Md5,
            "ripemd160" => Self::Ripemd160,
            "sha1" => Self::Sha1,
            "sha224" => Self::Sha224,
            "sha256" => Self::Sha256,
            "sha384" => Self::Sha384,
            "sha512" => Self::Sha512,
            "whirlpool" => Self::Whirlpool,
            _ => return None,
        })
    }

    /// Bytes of a digest.
    pub fn length(self) -> usize {
        match self {
            Self::Md4 | Self::Md5 => 16,
            Self::Ripemd160 | Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 | Self::Whirlpool => 64,
        }
    }

    /// The digest of the parts, one after the other.
    pub fn of(self, parts: [&[u8]; 2]) -> Zeroizing<Vec<u8>> {
        with!(self, D => {
            let mut hash = D::new();
            parts.into_iter().for_each(|part| hash.update(part));
            Zeroizing::new(hash.finalize().to_vec())
        })
    }

    /// HMAC (RFC 2104) of the parts under `key`; `None` never comes, for a key may have any length.
    pub fn hmac(self, key: &[u8], parts: [&[u8]; 2]) -> Option<Zeroizing<Vec<u8>>> {
        with!(self, D => {
            let mut mac = Hmac::<D>::new_from_slice(key).ok()?;
            parts.into_iter().for_each(|part| mac.update(part));
            Some(Zeroizing::new(mac.finalize().into_bytes().to_vec()))
        })
    }

    /// PBKDF2 (RFC 8018 section 5.2) with this HMAC.
    pub fn pbkdf2(self, password: &[u8], salt: &[u8], iterations: u32, length: usize) -> Zeroizing<Vec<u8>> {
        let mut out = Zeroizing::new(vec![0u8; length]);
        with!(self, D => pbkdf2::pbkdf2_hmac::<D>(password, salt, iterations, &mut out));
        out
    }
}
