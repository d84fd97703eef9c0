//! The key in a PEM: a public key, or the certificate of one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

/// Bits of a modulus: fewer are broken, and more cost the server at each proof what nobody needs.
const BITS: std::ops::RangeInclusive<usize> = 2048..=8192;

/// An RSA key.
#[derive(Debug)]
pub struct Key {
    /// The modulus, base64url.
    pub n: String,
    /// The exponent, base64url.
    pub e: String,
    /// When its certificate ends.
    pub expires_at: Option<Timestamp>,
}

impl Key {
    /// The key's own name (RFC 7638).
    pub fn thumbprint(&self) -> String {
        let jwk = format!("{{\"e\":\"{}\",\"kty\":\"RSA\",\"n\":\"{}\"}}", self.e, self.n);
        URL_SAFE_NO_PAD.encode(Sha256::digest(jwk.as_bytes()))
    }
}

/// Reads the key of a PEM that holds one.
///
/// # Errors
/// A sentence for whoever sent it.
pub fn read(text: &str) -> Result<Key, &'static str> {
    let block = pem::parse(text).map_err(|_| "This is no PEM of a public key or a certificate")?;
    match block.tag() {
        "PUBLIC KEY" => {
            let (rest, info) = SubjectPublicKeyInfo::from_der(block.contents()).map_err(|_| "This public key cannot be read")?;
            if !rest.is_empty() {
                return Err("This public key cannot be read");
            }
            of(&info, None)
        }
        "CERTIFICATE" => {
            let (_, certificate) = x509_parser::parse_x509_certificate(block.contents()).map_err(|_| "This certificate cannot be read")?;
            let ends = Timestamp::from_second(certificate.validity().not_after.timestamp()).ok();
            of(certificate.public_key(), ends)
        }
        "PRIVATE KEY" | "RSA PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" => {
            Err("This is a private key, which nobody but the application should have. Send the public one")
        }
        _ => Err("This is no PEM of a public key or a certificate"),
    }
}

fn of(info: &SubjectPublicKeyInfo<'_>, expires_at: Option<Timestamp>) -> Result<Key, &'static str> {
    let Ok(PublicKey::RSA(key)) = info.parsed() else { return Err("Only RSA keys are taken") };
    let strip = |number: &[u8]| number.iter().copied().skip_while(|byte| *byte == 0).collect::<Vec<u8>>();
    let (n, e) = (strip(key.modulus), strip(key.exponent));
    let bits = n.len() * 8 - n.first().map_or(0, |first| first.leading_zeros() as usize);
    if !BITS.contains(&bits) {
        return Err("An RSA key has 2048 to 8192 bits");
    }
    // Even exponents and 1 are no keys, and long ones only cost time.
    if e.last().is_none_or(|last| last % 2 != 1) || e == [1] || e.len() > 4 {
        return Err("This RSA key has no usual exponent");
    }
    Ok(Key { n: URL_SAFE_NO_PAD.encode(n), e: URL_SAFE_NO_PAD.encode(e), expires_at })
}
