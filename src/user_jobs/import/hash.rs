//! `password_hash` and `custom_password_hash` of the users file: in which forms other systems' hashes come. What they may cost is
//! [`ForeignHash`]'s to say.
//!
//! | algorithm | `hash.value` | beside it |
//! |---|---|---|
//! | `md4`, `md5`, `sha1`, `sha256`, `sha512` | hex or base64 | `salt` with its `position` |
//! | `hmac` | hex or base64 | `hash.digest`, `hash.key`, `salt` |
//! | `ldap` | `{SSHA}…` (RFC 2307 section 5.3), not `{CRYPT}` | |
//! | `bcrypt`, `argon2` | as they write it themselves | |
//! | `pbkdf2` | `$pbkdf2-sha512$i=100000,l=64$salt$hash` | |
//! | `scrypt` | hex or base64 | `salt`, `keylen`, `cost`, `blockSize`, `parallelization` |

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

use super::fault::{Fault, Members};
use crate::identity::password::digests::Digest;
use crate::identity::password::foreign::{Encoding, ForeignHash, Position, Scheme};

const AT: &str = "custom_password_hash";
const AT_HASH: &str = "custom_password_hash.hash";
const AT_KEY: &str = "custom_password_hash.hash.key";
const AT_SALT: &str = "custom_password_hash.salt";

/// Characters of any text of a hash.
const MAX_TEXT: usize = 4096;

/// With or without `=` at the end.
const BASE64: GeneralPurpose =
    GeneralPurpose::new(&STANDARD, GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent));

#[derive(Clone, Copy, PartialEq, Eq)]
enum Algorithm {
    Plain(Digest),
    Hmac,
    Ldap,
    Bcrypt,
    Argon2,
    Pbkdf2,
    Scrypt,
}

const ALGORITHMS: [(&str, Algorithm); 11] = [
    ("argon2", Algorithm::Argon2),
    ("bcrypt", Algorithm::Bcrypt),
    ("hmac", Algorithm::Hmac),
    ("ldap", Algorithm::Ldap),
    ("md4", Algorithm::Plain(Digest::Md4)),
    ("md5", Algorithm::Plain(Digest::Md5)),
    ("sha1", Algorithm::Plain(Digest::Sha1)),
    ("sha256", Algorithm::Plain(Digest::Sha256)),
    ("sha512", Algorithm::Plain(Digest::Sha512)),
    ("pbkdf2", Algorithm::Pbkdf2),
    ("scrypt", Algorithm::Scrypt),
];

const PASSWORD_ENCODINGS: [(&str, Encoding); 6] = [
    ("ascii", Encoding::Latin1),
    ("utf8", Encoding::Utf8),
    ("utf16le", Encoding::Utf16le),
    ("ucs2", Encoding::Utf16le),
    ("latin1", Encoding::Latin1),
    ("binary", Encoding::Latin1),
];

/// How bytes are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Written {
    Hex,
    Base64,
    Utf8,
}

const HEX: (&str, Written) = ("hex", Written::Hex);
const B64: (&str, Written) = ("base64", Written::Base64);
const UTF8: (&str, Written) = ("utf8", Written::Utf8);

impl Written {
    fn read(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Utf8 => Some(text.as_bytes().to_vec()),
            // Either alphabet, as Node reads it.
            Self::Base64 => BASE64.decode(text.replace('-', "+").replace('_', "/")).ok(),
            Self::Hex => {
                let digits: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
                let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
                digits.chunks_exact(2).map(|pair| u8::try_from(pair.iter().fold(0, |byte, digit| byte * 16 + digit)).ok()).collect()
            }
        }
    }
}

/// The hash of a user of the file, if the user has one.
pub fn read(user: &Members<'_>) -> Result<Option<ForeignHash>, Fault> {
    let bcrypt = user.text("password_hash", MAX_TEXT)?;
    match (bcrypt, user.object(AT)?) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => {
            Err(Fault::new("OBJECT_ADDITIONAL_PROPERTIES", "password_hash and custom_password_hash cannot both be given", AT))
        }
        (Some(hash), None) => usable(Scheme::Bcrypt(hash.to_owned()), Encoding::Utf8, "password_hash").map(Some),
        (None, Some(custom)) => read_custom(custom).map(Some),
    }
}

fn usable(scheme: Scheme, encoding: Encoding, path: &str) -> Result<ForeignHash, Fault> {
    ForeignHash::new(scheme, encoding).map_err(|unusable| Fault::new("INVALID_PASSWORD_HASH", unusable.to_string(), path))
}

fn read_custom(custom: &Map<String, Value>) -> Result<ForeignHash, Fault> {
    let custom = Members::new(custom, AT);
    custom.only(&["algorithm", "hash", "salt", "password", "keylen", "cost", "blockSize", "parallelization"])?;
    let algorithm = custom.one_of("algorithm", &ALGORITHMS)?.ok_or_else(|| custom.missing("algorithm"))?;
    let hash = Members::new(custom.object("hash")?.ok_or_else(|| custom.missing("hash"))?, AT_HASH);
    let keyed = algorithm == Algorithm::Hmac;
    hash.only(if keyed { &["value", "encoding", "digest", "key"] } else { &["value", "encoding"] })?;
    let salted = matches!(algorithm, Algorithm::Plain(_) | Algorithm::Hmac | Algorithm::Scrypt);
    let salt = salt(&custom, salted)?;
    let value = hash.text("value", MAX_TEXT)?.filter(|value| !value.is_empty()).ok_or_else(|| hash.missing("value"))?;
    let bytes = || -> Result<Vec<u8>, Fault> {
        let written = hash.one_of("encoding", &[HEX, B64])?.ok_or_else(|| hash.missing("encoding"))?;
        written.read(value).ok_or_else(|| hash.fault("INVALID_FORMAT", "The value is not in its encoding", "value"))
    };
    let as_it_is = || -> Result<String, Fault> { hash.one_of("encoding", &[UTF8]).map(|_| value.to_owned()) };
    let scheme = match algorithm {
        Algorithm::Plain(digest) => Scheme::Digest { digest, salt: salt.bytes, position: salt.position, hash: bytes()? },
        Algorithm::Hmac => {
            let digest = hash.text("digest", MAX_TEXT)?.ok_or_else(|| hash.missing("digest"))?;
            let digest = Digest::named(digest).ok_or_else(|| hash.fault("ENUM_MISMATCH", "No such digest", "digest"))?;
            let key = Members::new(hash.object("key")?.ok_or_else(|| hash.missing("key"))?, AT_KEY);
            key.only(&["value", "encoding"])?;
            let key = written(&key)?.ok_or_else(|| key.missing("value"))?;
            Scheme::Hmac { digest, key, salt: salt.bytes, position: salt.position, hash: bytes()? }
        }
        Algorithm::Bcrypt => Scheme::Bcrypt(as_it_is()?),
        Algorithm::Argon2 => Scheme::Argon2(as_it_is()?),
        Algorithm::Ldap => ldap(&as_it_is()?).ok_or_else(|| {
            hash.fault("INVALID_FORMAT", "The value must be {MD5}, {SMD5}, {SHA…} or {SSHA…} and base64, as in RFC 2307", "value")
        })?,
        Algorithm::Pbkdf2 => pbkdf2(&as_it_is()?).ok_or_else(|| {
            hash.fault("INVALID_FORMAT", "The value must be $pbkdf2-<digest>$i=<iterations>,l=<bytes>$<salt>$<hash>", "value")
        })?,
        Algorithm::Scrypt => scrypt(&custom, salt.bytes, bytes()?)?,
    };
    let encoding = match custom.object("password")? {
        None => Encoding::default(),
        Some(password) => {
            let password = Members::new(password, "custom_password_hash.password");
            password.only(&["encoding"])?;
            password.one_of("encoding", &PASSWORD_ENCODINGS)?.unwrap_or_default()
        }
    };
    usable(scheme, encoding, AT_HASH)
}

#[derive(Default)]
struct Salt {
    bytes: Vec<u8>,
    position: Position,
}

fn salt(custom: &Members<'_>, allowed: bool) -> Result<Salt, Fault> {
    let Some(salt) = custom.object("salt")? else { return Ok(Salt::default()) };
    if !allowed {
        return Err(custom.fault("OBJECT_ADDITIONAL_PROPERTIES", "This algorithm takes no salt beside its hash", "salt"));
    }
    let salt = Members::new(salt, AT_SALT);
    salt.only(&["value", "encoding", "position"])?;
    let position = salt.one_of("position", &[("prefix", Position::Prefix), ("suffix", Position::Suffix)])?.unwrap_or_default();
    Ok(Salt { bytes: written(&salt)?.ok_or_else(|| salt.missing("value"))?, position })
}

/// `{value, encoding}` where the encoding is UTF-8 unless it is said.
fn written(members: &Members<'_>) -> Result<Option<Vec<u8>>, Fault> {
    let Some(value) = members.text("value", MAX_TEXT)? else { return Ok(None) };
    let written = members.one_of("encoding", &[HEX, B64, UTF8])?.unwrap_or(Written::Utf8);
    written.read(value).map(Some).ok_or_else(|| members.fault("INVALID_FORMAT", "The value is not in its encoding", "value"))
}

fn ldap(value: &str) -> Option<Scheme> {
    let (name, encoded) = value.strip_prefix('{')?.split_once('}')?;
    let name = name.to_ascii_lowercase().replace('-', "");
    let (digest, salted) = match name.as_str() {
        "md5" => (Digest::Md5, false),
        "smd5" => (Digest::Md5, true),
        "sha" | "sha1" => (Digest::Sha1, false),
        "ssha" | "ssha1" => (Digest::Sha1, true),
        other => match other.strip_prefix('s').filter(|rest| rest.starts_with("sha")) {
            Some(rest) => (Digest::named(rest)?, true),
            None => (Digest::named(other).filter(|_| other.starts_with("sha"))?, false),
        },
    };
    let mut hash = Written::Base64.read(encoded)?;
    if hash.len() < digest.length() || (!salted && hash.len() != digest.length()) {
        return None;
    }
    let salt = hash.split_off(digest.length());
    Some(Scheme::Digest { digest, salt, position: Position::Suffix, hash })
}

fn pbkdf2(value: &str) -> Option<Scheme> {
    let (name, rest) = value.strip_prefix("$pbkdf2-")?.split_once('$')?;
    let (parameters, rest) = rest.split_once('$')?;
    let (salt, hash) = rest.split_once('$')?;
    let (mut iterations, mut length) = (None, None);
    for parameter in parameters.split(',') {
        match parameter.split_once('=')? {
            ("i", value) => iterations = Some(value.parse().ok()?),
            ("l", value) => length = Some(value.parse::<usize>().ok()?),
            _ => return None,
        }
    }
    let hash = Written::Base64.read(hash)?;
    if length.is_some_and(|length| length != hash.len()) {
        return None;
    }
    Some(Scheme::Pbkdf2 { digest: Digest::named(name)?, iterations: iterations?, salt: Written::Base64.read(salt)?, hash })
}

fn scrypt(custom: &Members<'_>, salt: Vec<u8>, hash: Vec<u8>) -> Result<Scheme, Fault> {
    let length = custom.integer("keylen")?.ok_or_else(|| custom.missing("keylen"))?;
    if usize::try_from(length) != Ok(hash.len()) {
        return Err(custom.fault("INVALID_FORMAT", format!("The hash has {} bytes, and keylen says {length}", hash.len()), "keylen"));
    }
    if salt.is_empty() {
        return Err(custom.missing("salt"));
    }
    // The defaults of Node.
    let cost = custom.integer("cost")?.unwrap_or(16_384);
    let [r, p] = [custom.integer("blockSize")?.unwrap_or(8), custom.integer("parallelization")?.unwrap_or(1)];
    if cost < 2 || !cost.is_power_of_two() {
        return Err(custom.fault("INVALID_FORMAT", "The cost must be a power of two greater than 1", "cost"));
    }
    Ok(Scheme::Scrypt { log_n: u8::try_from(cost.ilog2()).unwrap_or(u8::MAX), r, p, salt, hash })
}
