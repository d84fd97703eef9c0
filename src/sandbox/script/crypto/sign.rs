//! Signatures with RSA, ECDSA and Ed25519.
//!
//! The provider takes the salts of PSS and the nonces of ECDSA from its own randomness. That is safer than any other, and the one
//! thing in which a replayed call differs.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    EcdsaKeyPair, Ed25519KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512,
    RsaKeyPair, RsaPssSaltLength, RsaSignatureEncoding,
};
use der::asn1::UintRef;
use der::{Decode, Encode};
use serde::Deserialize;

use super::hash::Hash;
use super::key::{Curve, PrivateKey, rsa_nanos};
use super::work::Work;
use super::{Binary, refusal};
use crate::sandbox::script::host::{Refusal, Said};

/// How to sign.
#[derive(Deserialize)]
pub struct Scheme {
    /// None: as the key says, which Ed25519 alone does.
    pub hash: Option<Hash>,
    /// RSA with PSS, and not with PKCS #1 v1.5.
    #[serde(default)]
    pub pss: bool,
    /// Bytes of the salt of PSS; -1: as many as the hash has; -2: as many as there is room for.
    #[serde(default = "digest_salt")]
    pub salt: i32,
    /// ECDSA as two numbers of full length (IEEE P1363), and not as DER.
    #[serde(default)]
    pub p1363: bool,
}

fn digest_salt() -> i32 {
    -1
}

/// What signing needs besides the message.
#[derive(Deserialize)]
pub struct Sign {
    key: Binary,
    #[serde(flatten)]
    scheme: Scheme,
}

/// `crypto.sign`: the signature of the bytes.
pub fn sign(Sign { key, scheme }: Sign, message: Vec<u8>) -> Result<Work, Refusal> {
    let key = PrivateKey::from_pkcs8(&key)?;
    let hashing = scheme.hash.unwrap_or(Hash::Sha512).nanos(message.len());
    match key {
        PrivateKey::Rsa(der, bits) => {
            let encoding = encoding(&scheme)?;
            Ok(Work::new(hashing.saturating_add(rsa_nanos(bits)), move || with_rsa(&der, encoding, &message)))
        }
        PrivateKey::Ec { curve, .. } => {
            let algorithm = scheme.hash.and_then(|hash| curve.signing(hash)).ok_or_else(unpaired)?;
            let der = key.pkcs8()?;
            Ok(Work::new(hashing.saturating_add(curve.nanos()), move || {
                let pair = EcdsaKeyPair::from_private_key_der(algorithm, &der).map_err(|_| failed())?;
                let signature = pair.sign(&SystemRandom::new(), &message).map_err(|_| failed())?;
                match scheme.p1363 {
                    true => Ok((String::new(), to_p1363(curve, signature.as_ref()).ok_or_else(failed)?)),
                    false => Ok((String::new(), signature.as_ref().to_vec())),
                }
            }))
        }
        PrivateKey::Ed25519(seed) if scheme.hash.is_none() => Ok(Work::new(hashing.saturating_add(60_000), move || {
            let pair = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| failed())?;
            Ok((String::new(), pair.sign(&message).as_ref().to_vec()))
        })),
        PrivateKey::Ed25519(_) => Err(refusal("ERR_CRYPTO_UNSUPPORTED_OPERATION", "Unsupported crypto operation: Ed25519 takes no digest")),
    }
}

fn with_rsa(der: &[u8], encoding: &'static RsaSignatureEncoding, message: &[u8]) -> Said {
    let pair = RsaKeyPair::from_der(der).map_err(|_| failed())?;
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(encoding, &SystemRandom::new(), message, &mut signature).map_err(|_| failed())?;
    Ok((String::new(), signature))
}

/// The provider takes parameters that live forever, so those that are in use are listed.
macro_rules! salted {
    ($salt:expr, $base:ident, [$($length:literal),*]) => {
        match $salt {
            -1 => Some(&$base),
            -2 => Some(&const { $base.with_pss_salt_length(RsaPssSaltLength::Max) }),
            $($length => Some(&const { $base.with_pss_salt_length(RsaPssSaltLength::Custom($length)) }),)*
            _ => None,
        }
    };
}
pub(super) use salted;

fn encoding(scheme: &Scheme) -> Result<&'static RsaSignatureEncoding, Refusal> {
    let found: Option<&'static RsaSignatureEncoding> = match (scheme.hash, scheme.pss) {
        (Some(Hash::Sha256), false) => Some(&RSA_PKCS1_SHA256),
        (Some(Hash::Sha384), false) => Some(&RSA_PKCS1_SHA384),
        (Some(Hash::Sha512), false) => Some(&RSA_PKCS1_SHA512),
        (Some(Hash::Sha256), true) => salted!(scheme.salt, RSA_PSS_SHA256, [0, 20, 32, 48, 64]),
        (Some(Hash::Sha384), true) => salted!(scheme.salt, RSA_PSS_SHA384, [0, 20, 32, 48, 64]),
        (Some(Hash::Sha512), true) => salted!(scheme.salt, RSA_PSS_SHA512, [0, 20, 32, 48, 64]),
        _ => {
            return Err(refusal(
                "ERR_CRYPTO_INVALID_DIGEST",
                "Invalid digest: the server signs with RSA and sha256, sha384 or sha512 alone",
            ));
        }
    };
    found.ok_or_else(unsalted)
}

/// A salt length that is not in the list.
pub fn unsalted() -> Refusal {
    refusal("ERR_OUT_OF_RANGE", "The server salts RSA-PSS with 0, 20, 32, 48 or 64 bytes, with as many as the digest has, or with the most")
}

/// A curve and a hash that the provider does not pair.
pub fn unpaired() -> Refusal {
    let message = "Invalid digest: the server pairs P-256 and secp256k1 with sha256, P-384 with sha384, and P-521 with sha224, sha256, sha384 or sha512";
    refusal("ERR_CRYPTO_INVALID_DIGEST", message)
}

fn failed() -> Refusal {
    refusal("ERR_CRYPTO_OPERATION_FAILED", "The signature could not be made: the key is invalid or too small")
}

/// The two numbers of a signature at full length.
fn to_p1363(curve: Curve, der: &[u8]) -> Option<Vec<u8>> {
    // RFC 3279 section 2.2.3: a sequence of two numbers.
    let numbers = Vec::<UintRef<'_>>::from_der(der).ok()?;
    let [r, s] = numbers.as_slice() else { return None };
    let mut out = Vec::with_capacity(2 * curve.length());
    for number in [r, s].map(UintRef::as_bytes) {
        out.resize(out.len() + curve.length().checked_sub(number.len())?, 0);
        out.extend_from_slice(number);
    }
    Some(out)
}

/// The signature with these two numbers as DER; `None` when it has not their length.
pub fn from_p1363(curve: Curve, numbers: &[u8]) -> Option<Vec<u8>> {
    if numbers.len() != 2 * curve.length() {
        return None;
    }
    let (r, s) = numbers.split_at(curve.length());
    [UintRef::new(r).ok()?, UintRef::new(s).ok()?].to_der().ok()
}
