//! JSON Web Keys (RFC 7517, RFC 7518 section 6, RFC 8037), asymmetric ones alone.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose::URL_SAFE_NO_PAD};
use der::asn1::UintRef;
use der::{Decode, Encode};
use pkcs1::RsaPrivateKeyRef;
use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{PrivateKey, PublicKey, unsupported};
use crate::sandbox::script::crypto::refusal;
use crate::sandbox::script::host::Refusal;

/// Base64url as found: with padding or without.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true),
);

/// A key as it comes.
#[derive(Deserialize)]
#[serde(tag = "kty")]
pub enum Jwk {
    #[serde(rename = "RSA")]
    Rsa {
        n: Number,
        e: Number,
        d: Option<Number>,
        p: Option<Number>,
        q: Option<Number>,
        dp: Option<Number>,
        dq: Option<Number>,
        qi: Option<Number>,
    },
    #[serde(rename = "EC")]
    Ec { crv: String, x: Number, y: Number, d: Option<Number> },
    #[serde(rename = "OKP")]
    Okp { crv: String, x: Number, d: Option<Number> },
}

/// Bytes as base64url.
pub struct Number(Zeroizing<Vec<u8>>);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Zeroizing::new(String::deserialize(from)?);
        let bytes = LENIENT.decode(text.as_bytes()).map_err(|_| serde::de::Error::custom("not base64url"))?;
        Ok(Self(Zeroizing::new(bytes)))
    }
}

impl Jwk {
    /// Its public half.
    pub fn public(&self) -> Result<PublicKey, Refusal> {
        match self {
            Self::Rsa { n, e, .. } => PublicKey::from_numbers(&n.0, &e.0),
            Self::Ec { crv, x, y, .. } => {
                let curve = super::Curve::from_jwk(crv).ok_or_else(unsupported)?;
                if x.0.len() != curve.length() || y.0.len() != curve.length() {
                    return Err(invalid("EC"));
                }
                PublicKey::from_point(curve, &[&[4], &**x.0, &**y.0].concat())
            }
            Self::Okp { crv, x, .. } if crv == "Ed25519" && x.0.len() == 32 => Ok(PublicKey::Ed25519(x.0.to_vec())),
            Self::Okp { .. } => Err(invalid("OKP")),
        }
    }

    /// Its private half.
    pub fn private(&self) -> Result<PrivateKey, Refusal> {
        match self {
            Self::Rsa { n, e, d: Some(d), p: Some(p), q: Some(q), dp: Some(dp), dq: Some(dq), qi: Some(qi) } => {
                private_rsa([n, e, d, p, q, dp, dq, qi])
            }
            Self::Rsa { .. } => Err(invalid("RSA")),
            Self::Ec { crv, d: Some(d), .. } => {
                let curve = super::Curve::from_jwk(crv).ok_or_else(unsupported)?;
                let PublicKey::Ec { point, .. } = self.public()? else { return Err(invalid("EC")) };
                let PrivateKey::Ec { scalar, .. } = PrivateKey::from_scalar(curve, &d.0)? else { return Err(invalid("EC")) };
                Ok(PrivateKey::Ec { curve, scalar, point: Some(point) })
            }
            Self::Okp { crv, d: Some(d), .. } if crv == "Ed25519" => PrivateKey::from_seed(&d.0),
            Self::Ec { .. } => Err(invalid("EC")),
            Self::Okp { .. } => Err(invalid("OKP")),
        }
    }
}

fn private_rsa(numbers: [&Number; 8]) -> Result<PrivateKey, Refusal> {
    let [n, e, d, p, q, dp, dq, qi] = numbers;
    fn number(number: &Number) -> Result<UintRef<'_>, Refusal> {
        UintRef::new(&number.0).map_err(|_| invalid("RSA"))
    }
    let key = RsaPrivateKeyRef {
        modulus: number(n)?,
        public_exponent: number(e)?,
        private_exponent: number(d)?,
        prime1: number(p)?,
        prime2: number(q)?,
        exponent1: number(dp)?,
        exponent2: number(dq)?,
        coefficient: number(qi)?,
        other_prime_infos: None,
    };
    PrivateKey::from_pkcs1(&Zeroizing::new(key.to_der().map_err(|_| invalid("RSA"))?))
}

/// A public key as a JWK.
pub fn of_public(key: &PublicKey) -> Value {
    match key {
        PublicKey::Rsa { modulus, exponent } => json!({ "kty": "RSA", "n": text(modulus), "e": text(exponent) }),
        PublicKey::Ec { curve, point } => {
            let (x, y) = point.get(1..).unwrap_or_default().split_at(curve.length().min(point.len().saturating_sub(1)));
            json!({ "kty": "EC", "x": text(x), "y": text(y), "crv": curve.jwk() })
        }
        PublicKey::Ed25519(key) => json!({ "crv": "Ed25519", "x": text(key), "kty": "OKP" }),
    }
}

/// A private key as a JWK.
pub fn of_private(key: &PrivateKey) -> Result<Value, Refusal> {
    let more = match key {
        PrivateKey::Rsa(der, _) => {
            let key = RsaPrivateKeyRef::from_der(der).map_err(|_| unsupported())?;
            let number = |number: UintRef<'_>| text(number.as_bytes());
            json!({
                "d": number(key.private_exponent), "p": number(key.prime1), "q": number(key.prime2),
                "dp": number(key.exponent1), "dq": number(key.exponent2), "qi": number(key.coefficient),
            })
        }
        PrivateKey::Ec { scalar, .. } => json!({ "d": text(scalar) }),
        PrivateKey::Ed25519(seed) => json!({ "d": text(seed) }),
    };
    let mut jwk = of_public(&key.public()?);
    if let (Value::Object(jwk), Value::Object(more)) = (&mut jwk, more) {
        jwk.extend(more);
    }
    Ok(jwk)
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn invalid(kind: &str) -> Refusal {
    refusal("ERR_CRYPTO_INVALID_JWK", format!("Invalid JWK {kind} key"))
}
