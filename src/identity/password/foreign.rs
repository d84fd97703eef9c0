//! Hashes that other systems made: kept as they came, compared at the login, and replaced by our own at the first that succeeds.
//!
//! - What a hash may cost is bounded when it comes in, at about a second of one core and [`MAX_MEMORY`]: whoever may import users must
//!   not be able to buy the machine's time with a login form, and whoever guesses at such an account neither.
//! - A hash is kept sealed. Many of these are worth little once they are seen (MD5 of a password is the password), and the key of an HMAC is a
//!   secret of its own.
//! - The password is compared in the bytes that the other system hashed, not in NFC: that is what its owner types there.
//! - bcrypt reads 72 bytes, as it did where the hash was made. The new hash reads all of what was typed.

use argon2::password_hash::PasswordHash;
use argon2::{Algorithm, Params};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::digests::Digest;
use super::{Memory, PasswordError, unreadable, verify_bytes};
use crate::storage::vault::Vault;

/// How the column of a user begins whose hash is another system's; a PHC string begins with `$`.
const PREFIX: &str = "foreign:";
/// What such a hash is sealed for. Not the user's id, which changes when accounts are linked.
const PURPOSE: &str = "users/foreign-password";

/// bcrypt's work doubles with each step: 14 is about a second.
pub const BCRYPT_COSTS: std::ops::RangeInclusive<u32> = 4..=14;
/// Rounds of PBKDF2, each counted once for every block of its output. Recommendations are at 600,000 for SHA-256.
pub const MAX_ROUNDS: u64 = 2_000_000;
/// Bytes that scrypt or argon2 may ask for.
pub const MAX_MEMORY: u64 = 128 << 20;
/// Bytes that scrypt or argon2 may go over, passes and lanes counted.
pub const MAX_TRAFFIC: u64 = 1 << 30;
/// Lanes of argon2 and scrypt.
const MAX_LANES: u32 = 16;
/// Bytes of a derived key: fewer would be found by chance, more are nobody's.
const KEY_BYTES: std::ops::RangeInclusive<usize> = 16..=128;
/// Bytes of a salt or a key.
const MAX_BYTES: usize = 1024;

/// Why a hash cannot be taken over, as a sentence. Never holds the hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(pub String);

/// Where the salt stood when the hash was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Position {
    /// Before the password.
    #[default]
    Prefix,
    /// After it.
    Suffix,
}

impl Position {
    fn order<'a>(self, salt: &'a [u8], password: &'a [u8]) -> [&'a [u8]; 2] {
        match self {
            Self::Prefix => [salt, password],
            Self::Suffix => [password, salt],
        }
    }
}

/// Which bytes of the password were hashed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-16, the low byte first.
    Utf16le,
    /// The low byte of each unit of UTF-16, as other systems have `latin1`, `binary` and `ascii`.
    Latin1,
}

impl Encoding {
    fn bytes(self, password: &str) -> Zeroizing<Vec<u8>> {
        // Room from the start: a reallocation would leave a copy of the password behind.
        let mut out = Zeroizing::new(Vec::with_capacity(password.len() * 2));
        match self {
            Self::Utf8 => out.extend_from_slice(password.as_bytes()),
            Self::Utf16le => out.extend(password.encode_utf16().flat_map(u16::to_le_bytes)),
            Self::Latin1 => out.extend(password.encode_utf16().map(|unit| unit.to_le_bytes()[0])),
        }
        out
    }
}

/// How the hash was made, and what came of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// A digest of salt and password.
    Digest {
        /// The function.
        digest: Digest,
        /// May be empty.
        #[serde(with = "text")]
        salt: Vec<u8>,
        /// Where it stood.
        position: Position,
        /// The hash.
        #[serde(with = "text")]
        hash: Vec<u8>,
    },
    /// The same under a key.
    Hmac {
        /// The function.
        digest: Digest,
        /// The key.
        #[serde(with = "text")]
        key: Vec<u8>,
        /// May be empty.
        #[serde(with = "text")]
        salt: Vec<u8>,
        /// Where it stood.
        position: Position,
        /// The hash.
        #[serde(with = "text")]
        hash: Vec<u8>,
    },
    /// `$2b$…`.
    Bcrypt(String),
    /// A PHC string.
    Argon2(String),
    /// PBKDF2 with an HMAC.
    Pbkdf2 {
        /// The function.
        digest: Digest,
        /// Rounds.
        iterations: u32,
        /// The salt.
        #[serde(with = "text")]
        salt: Vec<u8>,
        /// The hash.
        #[serde(with = "text")]
        hash: Vec<u8>,
    },
    /// scrypt.
    Scrypt {
        /// The binary logarithm of N.
        log_n: u8,
        /// The size of a block.
        r: u32,
        /// Lanes.
        p: u32,
        /// The salt.
        #[serde(with = "text")]
        salt: Vec<u8>,
        /// The hash.
        #[serde(with = "text")]
        hash: Vec<u8>,
    },
}

/// A hash that another system made, which this one can check at a bounded cost.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignHash {
    scheme: Scheme,
    encoding: Encoding,
}

impl ForeignHash {
    /// The hash, if it can be checked and costs no more than it may.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(scheme: Scheme, encoding: Encoding) -> Result<Self, Unusable> {
        match &scheme {
            Scheme::Digest { digest, salt, hash, .. } => {
                at_most(salt, "the salt")?;
                exactly(hash, *digest)?;
            }
            Scheme::Hmac { digest, key, salt, hash, .. } => {
                at_most(salt, "the salt")?;
                at_most(key, "the key")?;
                exactly(hash, *digest)?;
            }
            Scheme::Bcrypt(hash) => check_bcrypt(hash)?,
            Scheme::Argon2(hash) => check_argon2(hash)?,
            Scheme::Pbkdf2 { digest, iterations, salt, hash } => {
                at_most(salt, "the salt")?;
                key_length(hash.len())?;
                let rounds = u64::from(*iterations) * hash.len().div_ceil(digest.length()) as u64;
                if *iterations == 0 || rounds > MAX_ROUNDS {
                    return Err(Unusable(format!("the iterations must be from 1 to {MAX_ROUNDS} for the whole of the hash")));
                }
            }
            Scheme::Scrypt { log_n, r, p, salt, hash } => {
                at_most(salt, "the salt")?;
                key_length(hash.len())?;
                let wide = 128u64.saturating_mul(u64::from(*r));
                let memory = wide.saturating_mul(1u64.checked_shl(u32::from(*log_n)).unwrap_or(u64::MAX));
                costs(memory, memory.saturating_mul(u64::from(*p)), *p)?;
                scrypt::Params::new(*log_n, *r, *p).map_err(|_| Unusable("the parameters of scrypt do not go together".to_owned()))?;
            }
        }
        Ok(Self { scheme, encoding })
    }

    /// What stands in the user's column.
    pub fn seal(&self, vault: &Vault) -> Result<String, PasswordError> {
        let plain = Zeroizing::new(serde_json::to_vec(self).map_err(|error| PasswordError::Failed(error.to_string()))?);
        Ok(format!("{PREFIX}{}", vault.seal(PURPOSE, &plain)))
    }

    /// What was sealed; `None` for a hash of this server's own.
    pub(super) fn open(vault: &Vault, column: &str) -> Option<Result<Self, PasswordError>> {
        let sealed = column.strip_prefix(PREFIX)?;
        let plain = vault.open(PURPOSE, sealed).map_err(unreadable);
        Some(plain.and_then(|plain| serde_json::from_slice(&plain).map_err(|_| unreadable("it is none of this server's"))))
    }

    /// Whether `password` is the one that the hash was made from, in a time that does not tell how much of it is right.
    pub(super) fn matches(&self, password: &str, memory: &Memory) -> Result<bool, PasswordError> {
        let typed = self.encoding.bytes(password);
        let same = |found: &[u8], hash: &[u8]| Ok(found.ct_eq(hash).into());
        match &self.scheme {
            Scheme::Digest { digest, salt, position, hash } => same(&digest.of(position.order(salt, &typed)), hash),
            Scheme::Hmac { digest, key, salt, position, hash } => {
                let found = digest.hmac(key, position.order(salt, &typed)).ok_or_else(|| unreadable("its key cannot be used"))?;
                same(&found, hash)
            }
            Scheme::Bcrypt(hash) => bcrypt::verify(typed.as_slice(), hash).map_err(|_| unreadable("it is no bcrypt")),
            Scheme::Argon2(hash) => verify_bytes(&typed, hash, memory),
            Scheme::Pbkdf2 { digest, iterations, salt, hash } => same(&digest.pbkdf2(&typed, salt, *iterations, hash.len()), hash),
            Scheme::Scrypt { log_n, r, p, salt, hash } => {
                let params = scrypt::Params::new(*log_n, *r, *p).map_err(unreadable)?;
                let mut found = Zeroizing::new(vec![0u8; hash.len()]);
                scrypt::scrypt(&typed, salt, &params, &mut found).map_err(unreadable)?;
                same(&found, hash)
            }
        }
    }
}

/// Whether a user's column holds a hash that another system made, with which nobody has logged in yet.
pub fn is_foreign(column: &str) -> bool {
    column.starts_with(PREFIX)
}

fn at_most(bytes: &[u8], what: &str) -> Result<(), Unusable> {
    match bytes.len() <= MAX_BYTES {
        true => Ok(()),
        false => Err(Unusable(format!("{what} has more than {MAX_BYTES} bytes"))),
    }
}

fn exactly(hash: &[u8], digest: Digest) -> Result<(), Unusable> {
    match hash.len() == digest.length() {
        true => Ok(()),
        false => Err(Unusable(format!("the hash has {} bytes, and this algorithm gives {}", hash.len(), digest.length()))),
    }
}

fn key_length(length: usize) -> Result<(), Unusable> {
    match KEY_BYTES.contains(&length) {
        true => Ok(()),
        false => Err(Unusable(format!("the hash must have from {} to {} bytes", KEY_BYTES.start(), KEY_BYTES.end()))),
    }
}

fn costs(memory: u64, traffic: u64, lanes: u32) -> Result<(), Unusable> {
    if memory > MAX_MEMORY || traffic > MAX_TRAFFIC || !(1..=MAX_LANES).contains(&lanes) {
        let [memory, traffic] = [MAX_MEMORY >> 20, MAX_TRAFFIC >> 20];
        return Err(Unusable(format!("it may take {memory} MiB, go over {traffic} MiB in all, and have {MAX_LANES} lanes at most")));
    }
    Ok(())
}

fn check_bcrypt(hash: &str) -> Result<(), Unusable> {
    let wrong = || Unusable("the hash must be bcrypt's: $2a$ or $2b$, the cost, and 53 characters".to_owned());
    let rest = ["$2a$", "$2b$", "$2y$"].into_iter().find_map(|version| hash.strip_prefix(version)).ok_or_else(wrong)?;
    let (cost, rest) = rest.split_once('$').filter(|(cost, _)| cost.len() == 2).ok_or_else(wrong)?;
    let cost: u32 = cost.parse().map_err(|_| wrong())?;
    if !BCRYPT_COSTS.contains(&cost) {
        return Err(Unusable(format!("the cost of bcrypt must be from {} to {}", BCRYPT_COSTS.start(), BCRYPT_COSTS.end())));
    }
    let plain = rest.len() == 53 && rest.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'/'));
    let parsed = plain && hash.parse::<bcrypt::HashParts>().is_ok();
    parsed.then_some(()).ok_or_else(wrong)
}

fn check_argon2(hash: &str) -> Result<(), Unusable> {
    let wrong = || Unusable("the hash must be argon2's PHC string with its salt and its hash".to_owned());
    let parsed = PasswordHash::new(hash).map_err(|_| wrong())?;
    Algorithm::try_from(parsed.algorithm).map_err(|_| wrong())?;
    let params = Params::try_from(&parsed).map_err(|_| wrong())?;
    parsed.salt.ok_or_else(wrong)?;
    key_length(parsed.hash.ok_or_else(wrong)?.len())?;
    let memory = u64::from(params.m_cost()) << 10;
    costs(memory, memory.saturating_mul(u64::from(params.t_cost())), params.p_cost())
}

/// Bytes as base64 in JSON.
mod text {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD_NO_PAD;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD_NO_PAD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(from)?;
        STANDARD_NO_PAD.decode(text).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
