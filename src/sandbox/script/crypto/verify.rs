//! Verification of signatures. A signature that is malformed is a wrong one, and no error.

use aws_lc_rs::signature::{
    ED25519, RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
    RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY, RSA_PKCS1_2048_8192_SHA384, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384,
    RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPssSaltLength, UnparsedPublicKey, VerificationAlgorithm,
};
use serde::Deserialize;

use super::hash::Hash;
use super::key::PublicKey;
use super::sign::{Scheme, from_p1363, salted, unpaired, unsalted};
use super::work::Work;
use super::{Binary, refusal};
use crate::sandbox::script::host::{Refusal, Said};

/// What verification needs besides the message. A salt of -2 means: find out.
#[derive(Deserialize)]
pub struct Verify {
    key: Binary,
    signature: Binary,
    #[serde(flatten)]
    scheme: Scheme,
}

/// `crypto.verify`: `true` or `false`.
pub fn verify(Verify { key, signature, scheme }: Verify, message: Vec<u8>) -> Result<Work, Refusal> {
    let key = PublicKey::from_spki(&key)?;
    let hashing = scheme.hash.unwrap_or(Hash::Sha512).nanos(message.len());
    match key {
        PublicKey::Rsa { ref modulus, .. } => {
            let candidates = parameters(&scheme)?;
            let once = hashing.saturating_add(public_rsa(modulus.len()));
            let der = key.pkcs1()?;
            Ok(Work::new(once.saturating_mul(candidates.len() as u64), move || {
                said(candidates.into_iter().any(|parameters| is_valid(parameters, &der, &message, &signature)))
            }))
        }
        PublicKey::Ec { curve, point } => {
            let algorithm = scheme.hash.and_then(|hash| curve.verification(hash)).ok_or_else(unpaired)?;
            let der = if scheme.p1363 { from_p1363(curve, &signature) } else { Some(signature.to_vec()) };
            Ok(Work::new(hashing.saturating_add(curve.nanos()), move || {
                said(der.is_some_and(|der| is_valid(algorithm, &point, &message, &der)))
            }))
        }
        PublicKey::Ed25519(key) if scheme.hash.is_none() => {
            Ok(Work::new(hashing.saturating_add(120_000), move || said(is_valid(&ED25519, &key, &message, &signature))))
        }
        PublicKey::Ed25519(_) => Err(refusal("ERR_CRYPTO_UNSUPPORTED_OPERATION", "Unsupported crypto operation: Ed25519 takes no digest")),
    }
}

fn is_valid(algorithm: &'static dyn VerificationAlgorithm, key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(algorithm, key).verify(message, signature).is_ok()
}

fn said(valid: bool) -> Said {
    Ok((valid.to_string(), Vec::new()))
}

/// Nanoseconds of one public operation of RSA with a modulus of so many bytes.
pub fn public_rsa(bytes: usize) -> u64 {
    let bytes = bytes as u64;
    50_000_u64.saturating_mul(bytes).saturating_mul(bytes) / (256 * 256)
}

fn parameters(scheme: &Scheme) -> Result<Vec<&'static RsaParameters>, Refusal> {
    let salts: &[i32] = if scheme.salt == -2 { &[-1, -2, 0, 20, 32, 48, 64] } else { &[scheme.salt] };
    let pss = |salt: i32| -> Option<&'static RsaParameters> {
        match scheme.hash {
            Some(Hash::Sha256) => salted!(salt, RSA_PSS_2048_8192_SHA256, [0, 20, 32, 48, 64]),
            Some(Hash::Sha384) => salted!(salt, RSA_PSS_2048_8192_SHA384, [0, 20, 32, 48, 64]),
            _ => salted!(salt, RSA_PSS_2048_8192_SHA512, [0, 20, 32, 48, 64]),
        }
    };
    Ok(match (scheme.hash, scheme.pss) {
        (Some(Hash::Sha1), false) => vec![&RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY],
        (Some(Hash::Sha256), false) => vec![&RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY],
        (Some(Hash::Sha384), false) => vec![&RSA_PKCS1_2048_8192_SHA384],
        (Some(Hash::Sha512), false) => vec![&RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY],
        (Some(Hash::Sha256 | Hash::Sha384 | Hash::Sha512), true) => {
            salts.iter().map(|salt| pss(*salt)).collect::<Option<_>>().ok_or_else(unsalted)?
        }
        _ => {
            return Err(refusal(
                "ERR_CRYPTO_INVALID_DIGEST",
                "Invalid digest: the server verifies RSA with sha1 (PKCS #1 v1.5 alone), sha256, sha384 and sha512",
            ));
        }
    })
}
