//! Private keys. What holds a secret number is wiped when it is dropped.

use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, KeyPair, RsaKeyPair};
use der::asn1::{AnyRef, OctetStringRef};
use der::{Decode, Encode};
use pkcs1::RsaPrivateKeyRef;
use pkcs8::PrivateKeyInfoRef;
use sec1::{EcParameters, EcPrivateKey};
use spki::AlgorithmIdentifierRef;
use zeroize::Zeroizing;

use super::public::{EC, ED25519, RSA, too_large};
use super::{Curve, MAX_RSA_BITS, PublicKey, bits, invalid, unsupported};
use crate::sandbox::script::crypto::refusal;
use crate::sandbox::script::host::Refusal;

/// Bits of the smallest RSA key that the provider signs and decrypts with.
const MIN_RSA_BITS: usize = 2048;

/// Bytes that are wiped.
type Secret = Zeroizing<Vec<u8>>;

/// A private key.
pub enum PrivateKey {
    /// An RSAPrivateKey of RFC 8017, and the bits of its modulus.
    Rsa(Secret, usize),
    /// The secret number at its full length, and the public point, which a key may come without.
    Ec { curve: Curve, scalar: Secret, point: Option<Vec<u8>> },
    /// The seed of RFC 8032.
    Ed25519(Secret),
}

impl PrivateKey {
    /// A PrivateKeyInfo of RFC 5208, or its successor of RFC 5958.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, Refusal> {
        let info = PrivateKeyInfoRef::from_der(der).map_err(|_| unsupported())?;
        let key = info.private_key.as_bytes();
        match info.algorithm.oid {
            RSA => Self::from_pkcs1(key),
            EC => {
                let curve = info.algorithm.parameters_oid().ok().and_then(Curve::from_oid);
                Self::from_sec1(key, Some(curve.ok_or_else(unsupported)?))
            }
            ED25519 => Self::from_seed(<&OctetStringRef>::from_der(key).map_err(|_| unsupported())?.as_bytes()),
            _ => Err(unsupported()),
        }
    }

    /// An RSAPrivateKey of RFC 8017, with two primes.
    pub fn from_pkcs1(der: &[u8]) -> Result<Self, Refusal> {
        let key = RsaPrivateKeyRef::from_der(der).map_err(|_| unsupported())?;
        let modulus = bits(key.modulus.as_bytes());
        if modulus > MAX_RSA_BITS {
            return Err(too_large());
        }
        if modulus < MIN_RSA_BITS {
            return Err(refusal("ERR_OUT_OF_RANGE", format!("Private RSA keys have at least {MIN_RSA_BITS} bits here")));
        }
        // The price is by the modulus, so nothing may be longer.
        PublicKey::from_numbers(key.modulus.as_bytes(), key.public_exponent.as_bytes())?;
        let others = [key.private_exponent, key.prime1, key.prime2, key.exponent1, key.exponent2, key.coefficient];
        match key.other_prime_infos.is_none() && others.iter().all(|number| bits(number.as_bytes()) <= modulus) {
            true => Ok(Self::Rsa(Zeroizing::new(der.to_vec()), modulus)),
            false => Err(invalid()),
        }
    }

    /// An ECPrivateKey of RFC 5915, whose curve is named outside of it or in it.
    pub fn from_sec1(der: &[u8], curve: Option<Curve>) -> Result<Self, Refusal> {
        let key = EcPrivateKey::from_der(der).map_err(|_| unsupported())?;
        let named = key.parameters.and_then(EcParameters::named_curve).and_then(Curve::from_oid);
        let curve = curve.or(named).ok_or_else(unsupported)?;
        let Self::Ec { scalar, .. } = Self::from_scalar(curve, key.private_key)? else { return Err(unsupported()) };
        Ok(Self::Ec { curve, scalar, point: key.public_key.map(<[u8]>::to_vec) })
    }

    /// The secret number of an EC key, big-endian; leading zeros may be missing.
    pub fn from_scalar(curve: Curve, number: &[u8]) -> Result<Self, Refusal> {
        let missing = curve.length().checked_sub(number.len()).ok_or_else(invalid)?;
        let scalar = Zeroizing::new([&vec![0; missing], number].concat());
        Ok(Self::Ec { curve, scalar, point: None })
    }

    /// The seed of an Ed25519 key.
    pub fn from_seed(seed: &[u8]) -> Result<Self, Refusal> {
        match seed.len() {
            32 => Ok(Self::Ed25519(Zeroizing::new(seed.to_vec()))),
            _ => Err(invalid()),
        }
    }

    /// Nanoseconds to check it.
    pub fn nanos(&self) -> u64 {
        match self {
            // Half of what signing takes.
            Self::Rsa(_, bits) => rsa(*bits) / 2,
            Self::Ec { curve, .. } => curve.nanos(),
            Self::Ed25519(_) => 60_000,
        }
    }

    /// Itself and its public key, if it is a key.
    pub fn checked(mut self) -> Result<(Self, PublicKey), Refusal> {
        match &mut self {
            Self::Rsa(der, _) => drop(RsaKeyPair::from_der(der).map_err(|_| invalid())?),
            Self::Ec { curve, scalar, point } => {
                let der = sec1(*curve, scalar, point.as_deref())?;
                let pair = EcdsaKeyPair::from_private_key_der(curve.own().0, &der).map_err(|_| invalid())?;
                *point = Some(pair.public_key().as_ref().to_vec());
            }
            Self::Ed25519(_) => {}
        }
        let public = self.public()?;
        Ok((self, public))
    }

    /// Its public key, where it is already known.
    pub fn public(&self) -> Result<PublicKey, Refusal> {
        match self {
            Self::Rsa(der, _) => {
                let key = RsaPrivateKeyRef::from_der(der).map_err(|_| unsupported())?;
                PublicKey::from_numbers(key.modulus.as_bytes(), key.public_exponent.as_bytes())
            }
            Self::Ec { curve, point, .. } => PublicKey::from_point(*curve, point.as_deref().ok_or_else(unsupported)?),
            Self::Ed25519(seed) => {
                let pair = Ed25519KeyPair::from_seed_unchecked(seed).map_err(|_| invalid())?;
                Ok(PublicKey::Ed25519(pair.public_key().as_ref().to_vec()))
            }
        }
    }

    /// As a PrivateKeyInfo.
    pub fn pkcs8(&self) -> Result<Secret, Refusal> {
        let (key, curve);
        let (oid, parameters) = match self {
            Self::Rsa(der, _) => {
                key = der.clone();
                (RSA, Some(AnyRef::NULL))
            }
            Self::Ec { curve: of, scalar, point } => {
                curve = of.oid();
                let inner = EcPrivateKey { private_key: scalar, parameters: None, public_key: point.as_deref() };
                key = Zeroizing::new(inner.to_der().map_err(|_| invalid())?);
                (EC, Some(AnyRef::from(&curve)))
            }
            Self::Ed25519(seed) => {
                let inner = OctetStringRef::new(seed).and_then(|seed| seed.to_der()).map_err(|_| invalid())?;
                key = Zeroizing::new(inner);
                (ED25519, None)
            }
        };
        let private_key = OctetStringRef::new(&key).map_err(|_| invalid())?;
        let info = PrivateKeyInfoRef::new(AlgorithmIdentifierRef { oid, parameters }, private_key);
        Ok(Zeroizing::new(info.to_der().map_err(|_| invalid())?))
    }

    /// As an RSAPrivateKey.
    pub fn pkcs1(&self) -> Result<Secret, Refusal> {
        match self {
            Self::Rsa(der, _) => Ok(der.clone()),
            _ => Err(incompatible("pkcs1", "RSA")),
        }
    }

    /// As an ECPrivateKey.
    pub fn sec1(&self) -> Result<Secret, Refusal> {
        match self {
            Self::Ec { curve, scalar, point } => sec1(*curve, scalar, point.as_deref()),
            _ => Err(incompatible("sec1", "EC")),
        }
    }
}

fn sec1(curve: Curve, scalar: &[u8], point: Option<&[u8]>) -> Result<Secret, Refusal> {
    let key = EcPrivateKey { private_key: scalar, parameters: Some(EcParameters::NamedCurve(curve.oid())), public_key: point };
    Ok(Zeroizing::new(key.to_der().map_err(|_| invalid())?))
}

/// Nanoseconds for one private operation of RSA, the check of the key included: it grows with the cube of the modulus.
pub fn rsa(bits: usize) -> u64 {
    let [bits, unit] = [bits as u64, 2048];
    1_000_000_u64.saturating_mul(bits).saturating_mul(bits).saturating_mul(bits) / (unit * unit * unit)
}

fn incompatible(encoding: &str, keys: &str) -> Refusal {
    let message = format!("The selected key encoding {encoding} can only be used for {keys} keys.");
    refusal("ERR_CRYPTO_INCOMPATIBLE_KEY_OPTIONS", message)
}
