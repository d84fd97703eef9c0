//! Keys from passwords and from other keys: PBKDF2, scrypt, HKDF.

use std::num::NonZeroU32;

use aws_lc_rs::{hkdf, pbkdf2};
use serde::Deserialize;

use super::hash::Hash;
use super::work::Work;
use super::{Binary, refusal};
use crate::sandbox::script::host::{Refusal, Said};

/// Bytes that may be derived at once.
const MAX_LENGTH: usize = 1 << 20;
/// Nanoseconds for one round of PBKDF2 over one block, with SHA-1 or SHA-256.
const ROUND_OF_SHORT: u64 = 280;
/// The same with SHA-384 or SHA-512.
const ROUND_OF_LONG: u64 = 700;
/// Nanoseconds for mixing 128 bytes into scrypt's memory and out of it again.
const MIX: u64 = 330;

/// What PBKDF2 needs besides the password.
#[derive(Deserialize)]
pub struct Pbkdf2 {
    hash: Hash,
    salt: Binary,
    iterations: NonZeroU32,
    length: usize,
}

/// What HKDF needs besides the key.
#[derive(Deserialize)]
pub struct Hkdf {
    hash: Hash,
    salt: Binary,
    info: Binary,
    length: usize,
}

/// What scrypt needs besides the password.
#[derive(Deserialize)]
pub struct Scrypt {
    salt: Binary,
    #[serde(rename = "N")]
    n: u64,
    r: u32,
    p: u32,
    length: usize,
}

/// `crypto.pbkdf2`: RFC 8018 section 5.2.
pub fn pbkdf2(Pbkdf2 { hash, salt, iterations, length }: Pbkdf2, password: Vec<u8>) -> Result<Work, Refusal> {
    let (algorithm, block, round) = match hash {
        Hash::Sha1 => (pbkdf2::PBKDF2_HMAC_SHA1, 20, ROUND_OF_SHORT),
        Hash::Sha256 => (pbkdf2::PBKDF2_HMAC_SHA256, 32, ROUND_OF_SHORT),
        Hash::Sha384 => (pbkdf2::PBKDF2_HMAC_SHA384, 48, ROUND_OF_LONG),
        Hash::Sha512 => (pbkdf2::PBKDF2_HMAC_SHA512, 64, ROUND_OF_LONG),
        _ => return Err(invalid_digest()),
    };
    bounded(length)?;
    let rounds = u64::from(iterations.get()).saturating_mul(length.div_ceil(block) as u64);
    let nanos = rounds.saturating_mul(round).saturating_add(hash.nanos(password.len() + salt.len()));
    Ok(Work::new(nanos, move || {
        let mut derived = vec![0; length];
        if length > 0 {
            pbkdf2::derive(algorithm, iterations, &salt, &password, &mut derived);
        }
        Ok((String::new(), derived))
    }))
}

/// `crypto.hkdf`: RFC 5869, both steps.
pub fn hkdf(Hkdf { hash, salt, info, length }: Hkdf, key: Vec<u8>) -> Result<Work, Refusal> {
    let algorithm = match hash {
        Hash::Sha1 => hkdf::HKDF_SHA1_FOR_LEGACY_USE_ONLY,
        Hash::Sha256 => hkdf::HKDF_SHA256,
        Hash::Sha384 => hkdf::HKDF_SHA384,
        Hash::Sha512 => hkdf::HKDF_SHA512,
        _ => return Err(invalid_digest()),
    };
    if length > 255 * algorithm.hmac_algorithm().digest_algorithm().output_len() {
        return Err(refusal("ERR_CRYPTO_INVALID_KEYLEN", "Invalid key length"));
    }
    // Each block of the output hashes the info again.
    let nanos = hash.nanos(key.len() + salt.len()) + (length as u64 / 20 + 1).saturating_mul(1_000 + hash.nanos(info.len()));
    Ok(Work::new(nanos, move || {
        let mut derived = vec![0; length];
        let key = hkdf::Salt::new(algorithm, &salt).extract(&key);
        let parts = [&*info];
        let filled = key.expand(&parts, Length(length)).and_then(|okm| okm.fill(&mut derived));
        filled.map_err(|_| Refusal::new("HKDF failed"))?;
        Ok((String::new(), derived))
    }))
}

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// `crypto.scrypt`: RFC 7914. Its memory counts against the Action's own.
pub fn scrypt(Scrypt { salt, n, r, p, length }: Scrypt, password: Vec<u8>) -> Result<Work, Refusal> {
    bounded(length)?;
    if n < 2 || !n.is_power_of_two() || r == 0 || p == 0 {
        return Err(invalid_scrypt());
    }
    let log_n = u8::try_from(n.ilog2()).map_err(|_| invalid_scrypt())?;
    let [wide, lanes] = [u64::from(r), u64::from(p)];
    let memory = n.saturating_add(lanes).saturating_mul(wide).saturating_mul(128);
    let nanos = n.saturating_mul(wide).saturating_mul(lanes).saturating_mul(MIX);
    let work = Work::new(nanos.saturating_add(length as u64 * 20), move || scrypt_now(&password, &salt, (log_n, r, p), length));
    Ok(work.holding(usize::try_from(memory).unwrap_or(usize::MAX)))
}

fn scrypt_now(password: &[u8], salt: &[u8], (log_n, r, p): (u8, u32, u32), length: usize) -> Said {
    // The library multiplies without looking; with as much as was paid for, it fits.
    let params = r.checked_mul(p).and_then(|_| scrypt::Params::new(log_n, r, p).ok()).ok_or_else(invalid_scrypt)?;
    let mut derived = vec![0; length];
    if length > 0 {
        scrypt::scrypt(password, salt, &params, &mut derived).map_err(|_| invalid_scrypt())?;
    }
    Ok((String::new(), derived))
}

fn bounded(length: usize) -> Result<(), Refusal> {
    match length <= MAX_LENGTH {
        true => Ok(()),
        false => Err(refusal("ERR_CRYPTO_INVALID_KEYLEN", format!("Invalid key length: the server derives at most {MAX_LENGTH} bytes"))),
    }
}

fn invalid_digest() -> Refusal {
    refusal("ERR_CRYPTO_INVALID_DIGEST", "Invalid digest: the server derives keys with sha1, sha256, sha384 and sha512 alone")
}

fn invalid_scrypt() -> Refusal {
    refusal("ERR_CRYPTO_INVALID_SCRYPT_PARAMS", "Invalid scrypt params")
}
