//! Public keys.

use aws_lc_rs::signature::ParsedPublicKey;
use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, UintRef};
use der::{Decode, Encode};
use pkcs1::RsaPublicKeyRef;
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use super::{Curve, MAX_RSA_BITS, bits, invalid, unsupported};
use crate::sandbox::script::crypto::refusal;
use crate::sandbox::script::host::Refusal;

/// RFC 8017 appendix A.1.
pub const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
/// RFC 5480 section 2.1.1.
pub const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
/// RFC 8410 section 3.
pub const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");

/// A public key. Numbers have no leading zeros.
pub enum PublicKey {
    Rsa {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
    /// The point is uncompressed.
    Ec {
        curve: Curve,
        point: Vec<u8>,
    },
    Ed25519(Vec<u8>),
}

impl PublicKey {
    /// A SubjectPublicKeyInfo.
    pub fn from_spki(der: &[u8]) -> Result<Self, Refusal> {
        let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| unsupported())?;
        let key = info.subject_public_key.as_bytes().ok_or_else(unsupported)?;
        match info.algorithm.oid {
            RSA => Self::from_pkcs1(key),
            EC => {
                let curve = info.algorithm.parameters_oid().ok().and_then(Curve::from_oid);
                Self::from_point(curve.ok_or_else(unsupported)?, key)
            }
            ED25519 if key.len() == 32 => Ok(Self::Ed25519(key.to_vec())),
            _ => Err(unsupported()),
        }
    }

    /// An RSAPublicKey of RFC 8017.
    pub fn from_pkcs1(der: &[u8]) -> Result<Self, Refusal> {
        let key = RsaPublicKeyRef::from_der(der).map_err(|_| unsupported())?;
        Self::from_numbers(key.modulus.as_bytes(), key.public_exponent.as_bytes())
    }

    /// The key of an X.509 certificate, whatever the certificate says besides.
    pub fn from_certificate(der: &[u8]) -> Result<Self, Refusal> {
        let (_, certificate) = x509_parser::parse_x509_certificate(der).map_err(|_| unsupported())?;
        Self::from_spki(certificate.tbs_certificate.subject_pki.raw)
    }

    /// Modulus and exponent of RSA.
    pub fn from_numbers(modulus: &[u8], exponent: &[u8]) -> Result<Self, Refusal> {
        let strip = |number: &[u8]| number.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<_>>();
        let (modulus, exponent) = (strip(modulus), strip(exponent));
        match (bits(&modulus), bits(&exponent)) {
            (0, _) | (_, 0) => Err(invalid()),
            // A larger exponent would make verification as slow as signing.
            (1..=MAX_RSA_BITS, 1..=33) => Ok(Self::Rsa { modulus, exponent }),
            (bits, _) if bits > MAX_RSA_BITS => Err(too_large()),
            _ => Err(refusal("ERR_CRYPTO_INVALID_KEY", "The public exponent of an RSA key has at most 33 bits here")),
        }
    }

    /// A point on a curve, uncompressed.
    pub fn from_point(curve: Curve, point: &[u8]) -> Result<Self, Refusal> {
        match point.first() {
            Some(4) if point.len() == 1 + 2 * curve.length() => Ok(Self::Ec { curve, point: point.to_vec() }),
            _ => Err(unsupported()),
        }
    }

    /// Nanoseconds to check it.
    pub fn nanos(&self) -> u64 {
        match self {
            Self::Ec { curve, .. } => curve.nanos(),
            Self::Rsa { .. } | Self::Ed25519(_) => 20_000,
        }
    }

    /// Itself, if it is a key.
    pub fn checked(self) -> Result<Self, Refusal> {
        if let Self::Ec { curve, point } = &self {
            ParsedPublicKey::new(curve.own().1, point).map_err(|_| invalid())?;
        }
        Ok(self)
    }

    /// As a SubjectPublicKeyInfo.
    pub fn spki(&self) -> Result<Vec<u8>, Refusal> {
        let (encoded, curve);
        let (oid, parameters, key) = match self {
            Self::Rsa { .. } => {
                encoded = self.pkcs1()?;
                (RSA, Some(AnyRef::NULL), &encoded)
            }
            Self::Ec { curve: of, point } => {
                curve = of.oid();
                (EC, Some(AnyRef::from(&curve)), point)
            }
            Self::Ed25519(key) => (ED25519, None, key),
        };
        let algorithm = AlgorithmIdentifierRef { oid, parameters };
        let subject_public_key = BitStringRef::from_bytes(key).map_err(|_| invalid())?;
        SubjectPublicKeyInfoRef { algorithm, subject_public_key }.to_der().map_err(|_| invalid())
    }

    /// As an RSAPublicKey.
    pub fn pkcs1(&self) -> Result<Vec<u8>, Refusal> {
        let Self::Rsa { modulus, exponent } = self else {
            let message = "The selected key encoding pkcs1 can only be used for RSA keys.";
            return Err(refusal("ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS", message));
        };
        let number = |bytes| UintRef::new(bytes).map_err(|_| invalid());
        let key = RsaPublicKeyRef { modulus: number(modulus)?, public_exponent: number(exponent)? };
        key.to_der().map_err(|_| invalid())
    }
}

/// Too large an RSA key.
pub fn too_large() -> Refusal {
    refusal("ERR_OUT_OF_RANGE", format!("RSA keys have at most {MAX_RSA_BITS} bits here"))
}
