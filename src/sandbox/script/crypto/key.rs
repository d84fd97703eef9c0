//! Asymmetric keys, between the formats in which people hand them over and the one in which operations take them.
//!
//! JavaScript keeps a public key as SubjectPublicKeyInfo and a private one as PKCS #8, both as this module writes them, and gives
//! them back with each operation. Structure is parsed before anything is paid (it takes microseconds and is bounded in size);
//! whether the numbers make a key is the provider's to say, and is paid for.

mod curve;
mod jwk;
mod pem;
mod private;
mod public;

use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

pub use self::curve::Curve;
pub use self::private::{PrivateKey, rsa as rsa_nanos};
pub use self::public::PublicKey;
use super::refusal;
use super::work::Work;
use crate::sandbox::script::host::{Refusal, Said};

/// Bytes of a key in any format: an RSA key of 8192 bits in PEM has less than 7000, a chain of certificates more.
const MAX_BYTES: usize = 64 << 10;
/// The largest RSA modulus.
const MAX_RSA_BITS: usize = 8192;

/// What is to be imported, besides the bytes.
#[derive(Deserialize)]
pub struct Import {
    want: Kind,
    #[serde(flatten)]
    format: Format,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Public,
    Private,
}

#[derive(Deserialize)]
#[serde(tag = "format", rename_all = "lowercase")]
enum Format {
    Pem {},
    Der {
        #[serde(rename = "type")]
        encoding: Encoding,
    },
    Jwk {
        jwk: Box<jwk::Jwk>,
    },
}

/// How a key lies in DER.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Encoding {
    Spki,
    Pkcs8,
    Pkcs1,
    Sec1,
    /// Not a key but something that has one.
    #[serde(skip)]
    Certificate,
}

/// A key of either kind.
enum Key {
    Public(PublicKey),
    Private(PrivateKey),
}

/// `crypto.key.import`: the key as operations take it, and what it is.
pub fn import(Import { want, format }: Import, bytes: Vec<u8>) -> Result<Work, Refusal> {
    let bytes = Zeroizing::new(bytes);
    if bytes.len() > MAX_BYTES {
        return Err(refusal("ERR_OUT_OF_RANGE", format!("A key has at most {MAX_BYTES} bytes here")));
    }
    let key = match format {
        Format::Pem {} => {
            let (encoding, der) = pem::decode(&bytes, want == Kind::Private)?;
            decode(want, encoding, &der)?
        }
        Format::Der { encoding } => decode(want, encoding, &bytes)?,
        Format::Jwk { jwk } if want == Kind::Public => Key::Public(jwk.public()?),
        Format::Jwk { jwk } => Key::Private(jwk.private()?),
    };
    let nanos = match &key {
        Key::Public(key) => key.nanos(),
        Key::Private(key) => key.nanos(),
    };
    Ok(Work::new(nanos, move || match key {
        Key::Public(key) => imported_public(&key.checked()?),
        Key::Private(key) => {
            let (key, public) = key.checked()?;
            match want {
                Kind::Public => imported_public(&public),
                Kind::Private => Ok((public.describe("private").to_string(), key.pkcs8()?.to_vec())),
            }
        }
    }))
}

fn imported_public(key: &PublicKey) -> Said {
    Ok((key.describe("public").to_string(), key.spki()?))
}

fn decode(want: Kind, encoding: Encoding, der: &[u8]) -> Result<Key, Refusal> {
    match (encoding, want) {
        (Encoding::Spki, Kind::Public) => PublicKey::from_spki(der).map(Key::Public),
        (Encoding::Certificate, Kind::Public) => PublicKey::from_certificate(der).map(Key::Public),
        (Encoding::Pkcs1, Kind::Public) => match PublicKey::from_pkcs1(der) {
            Ok(key) => Ok(Key::Public(key)),
            // A private key has a public one in it.
            Err(_) => PrivateKey::from_pkcs1(der).map(Key::Private),
        },
        (Encoding::Pkcs1, Kind::Private) => PrivateKey::from_pkcs1(der).map(Key::Private),
        (Encoding::Pkcs8, _) => PrivateKey::from_pkcs8(der).map(Key::Private),
        (Encoding::Sec1, _) => PrivateKey::from_sec1(der, None).map(Key::Private),
        (Encoding::Spki | Encoding::Certificate, Kind::Private) => Err(unsupported()),
    }
}

/// What is to be exported, besides the key.
#[derive(Deserialize)]
pub struct Export {
    kind: Kind,
    format: Target,
    #[serde(rename = "type")]
    encoding: Option<Encoding>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Target {
    Pem,
    Der,
    Jwk,
}

/// `crypto.key.export`: DER as bytes; PEM and JWK as text.
pub fn export(Export { kind, format, encoding }: Export, bytes: Vec<u8>) -> Result<Work, Refusal> {
    let bytes = Zeroizing::new(bytes);
    let key = match kind {
        Kind::Public => Key::Public(PublicKey::from_spki(&bytes)?),
        Kind::Private => Key::Private(PrivateKey::from_pkcs8(&bytes)?),
    };
    Ok(Work::new(20_000, move || {
        let (der, label) = match (&key, encoding, format) {
            (Key::Public(key), _, Target::Jwk) => return Ok((jwk::of_public(key).to_string(), Vec::new())),
            (Key::Private(key), _, Target::Jwk) => return Ok((jwk::of_private(key)?.to_string(), Vec::new())),
            (Key::Public(key), Some(Encoding::Pkcs1), _) => (Zeroizing::new(key.pkcs1()?), "RSA PUBLIC KEY"),
            (Key::Public(key), _, _) => (Zeroizing::new(key.spki()?), "PUBLIC KEY"),
            (Key::Private(key), Some(Encoding::Pkcs1), _) => (key.pkcs1()?, "RSA PRIVATE KEY"),
            (Key::Private(key), Some(Encoding::Sec1), _) => (key.sec1()?, "EC PRIVATE KEY"),
            (Key::Private(key), _, _) => (key.pkcs8()?, "PRIVATE KEY"),
        };
        match format {
            Target::Pem => Ok((pem::encode(label, &der), Vec::new())),
            _ => Ok((String::new(), der.to_vec())),
        }
    }))
}

/// What is to be generated. The randomness is the call's own, so that the call can be replayed.
#[derive(Deserialize)]
pub struct Generate {
    /// None: Ed25519.
    curve: Option<Curve>,
}

/// `crypto.key.generate`: a private key whose secret number is these bytes. They may be too large a number: then try others.
pub fn generate(Generate { curve }: Generate, bytes: Vec<u8>) -> Result<Work, Refusal> {
    let key = match curve {
        Some(curve) => PrivateKey::from_scalar(curve, &bytes)?,
        None => PrivateKey::from_seed(&bytes)?,
    };
    Ok(Work::new(key.nanos(), move || {
        let (key, public) = key.checked()?;
        Ok((public.describe("private").to_string(), key.pkcs8()?.to_vec()))
    }))
}

impl PublicKey {
    fn describe(&self, kind: &str) -> Value {
        match self {
            Self::Rsa { modulus, exponent } => {
                json!({ "kind": kind, "type": "rsa", "modulusLength": bits(modulus), "publicExponent": crate::sandbox::script::engine::hex(exponent) })
            }
            Self::Ec { curve, .. } => json!({ "kind": kind, "type": "ec", "namedCurve": curve.name() }),
            Self::Ed25519(_) => json!({ "kind": kind, "type": "ed25519" }),
        }
    }
}

/// Bits of a number without leading zeros.
fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}

/// What the common programs say of what is no key.
fn unsupported() -> Refusal {
    refusal("ERR_OSSL_UNSUPPORTED", "error:1E08010C:DECODER routines::unsupported")
}

/// A number or a point that makes no key.
fn invalid() -> Refusal {
    refusal("ERR_CRYPTO_INVALID_KEY", "The key is invalid")
}
