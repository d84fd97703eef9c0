//! The elliptic curves of ECDSA.

use aws_lc_rs::signature::{
    self as sig, ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256K1_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING,
    ECDSA_P521_SHA224_ASN1_SIGNING, ECDSA_P521_SHA256_ASN1_SIGNING, ECDSA_P521_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
    EcdsaSigningAlgorithm, EcdsaVerificationAlgorithm,
};
use der::asn1::ObjectIdentifier;
use serde::Deserialize;

use crate::sandbox::script::crypto::hash::Hash;

/// A curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Curve {
    #[serde(rename = "prime256v1")]
    P256,
    #[serde(rename = "secp384r1")]
    P384,
    #[serde(rename = "secp521r1")]
    P521,
    #[serde(rename = "secp256k1")]
    P256K1,
}

impl Curve {
    const ALL: [Self; 4] = [Self::P256, Self::P384, Self::P521, Self::P256K1];

    /// The curve with this object identifier.
    pub fn from_oid(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.oid() == oid)
    }

    /// The curve that a JWK names so (RFC 7518 section 6.2.1.1, RFC 8812).
    pub fn from_jwk(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.jwk() == name)
    }

    /// RFC 5480 section 2.1.1.1.
    pub fn oid(self) -> ObjectIdentifier {
        match self {
            Self::P256 => ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7"),
            Self::P384 => ObjectIdentifier::new_unwrap("1.3.132.0.34"),
            Self::P521 => ObjectIdentifier::new_unwrap("1.3.132.0.35"),
            Self::P256K1 => ObjectIdentifier::new_unwrap("1.3.132.0.10"),
        }
    }

    /// As OpenSSL calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::P256 => "prime256v1",
            Self::P384 => "secp384r1",
            Self::P521 => "secp521r1",
            Self::P256K1 => "secp256k1",
        }
    }

    /// As a JWK calls it.
    pub fn jwk(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::P256K1 => "secp256k1",
        }
    }

    /// Bytes of a coordinate, of a secret number, and of half a signature.
    pub fn length(self) -> usize {
        match self {
            Self::P256 | Self::P256K1 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// Nanoseconds for one signature, one verification or one check of a key.
    pub fn nanos(self) -> u64 {
        match self {
            Self::P256 => 120_000,
            Self::P384 => 300_000,
            Self::P521 => 500_000,
            // Without code of its own in the provider.
            Self::P256K1 => 1_200_000,
        }
    }

    /// The algorithm that checks keys of this curve.
    pub fn own(self) -> (&'static EcdsaSigningAlgorithm, &'static EcdsaVerificationAlgorithm) {
        match self {
            Self::P256 => (&ECDSA_P256_SHA256_ASN1_SIGNING, &sig::ECDSA_P256_SHA256_ASN1),
            Self::P384 => (&ECDSA_P384_SHA384_ASN1_SIGNING, &sig::ECDSA_P384_SHA384_ASN1),
            Self::P521 => (&ECDSA_P521_SHA512_ASN1_SIGNING, &sig::ECDSA_P521_SHA512_ASN1),
            Self::P256K1 => (&ECDSA_P256K1_SHA256_ASN1_SIGNING, &sig::ECDSA_P256K1_SHA256_ASN1),
        }
    }

    /// Signing with a hash, where the provider has the pair.
    pub fn signing(self, hash: Hash) -> Option<&'static EcdsaSigningAlgorithm> {
        Some(match (self, hash) {
            (Self::P256, Hash::Sha256) => &ECDSA_P256_SHA256_ASN1_SIGNING,
            (Self::P384, Hash::Sha384) => &ECDSA_P384_SHA384_ASN1_SIGNING,
            (Self::P521, Hash::Sha224) => &ECDSA_P521_SHA224_ASN1_SIGNING,
            (Self::P521, Hash::Sha256) => &ECDSA_P521_SHA256_ASN1_SIGNING,
            (Self::P521, Hash::Sha384) => &ECDSA_P521_SHA384_ASN1_SIGNING,
            (Self::P521, Hash::Sha512) => &ECDSA_P521_SHA512_ASN1_SIGNING,
            (Self::P256K1, Hash::Sha256) => &ECDSA_P256K1_SHA256_ASN1_SIGNING,
            _ => return None,
        })
    }

    /// Verification with a hash, where the provider has the pair.
    pub fn verification(self, hash: Hash) -> Option<&'static EcdsaVerificationAlgorithm> {
        Some(match (self, hash) {
            (Self::P256, Hash::Sha1) => &sig::ECDSA_P256_SHA1_ASN1,
            (Self::P256, Hash::Sha256) => &sig::ECDSA_P256_SHA256_ASN1,
            (Self::P256, Hash::Sha384) => &sig::ECDSA_P256_SHA384_ASN1,
            (Self::P256, Hash::Sha512) => &sig::ECDSA_P256_SHA512_ASN1,
            (Self::P384, Hash::Sha256) => &sig::ECDSA_P384_SHA256_ASN1,
            (Self::P384, Hash::Sha384) => &sig::ECDSA_P384_SHA384_ASN1,
            (Self::P384, Hash::Sha512) => &sig::ECDSA_P384_SHA512_ASN1,
            (Self::P521, Hash::Sha1) => &sig::ECDSA_P521_SHA1_ASN1,
            (Self::P521, Hash::Sha224) => &sig::ECDSA_P521_SHA224_ASN1,
            (Self::P521, Hash::Sha256) => &sig::ECDSA_P521_SHA256_ASN1,
            (Self::P521, Hash::Sha384) => &sig::ECDSA_P521_SHA384_ASN1,
            (Self::P521, Hash::Sha512) => &sig::ECDSA_P521_SHA512_ASN1,
            (Self::P256K1, Hash::Sha256) => &sig::ECDSA_P256K1_SHA256_ASN1,
            _ => return None,
        })
    }
}
