//! One signing key as it is stored, as it is used, and how it is made.
//!
//! All keys of a tenant are one record, so that "one current, one next" holds after every commit: two nodes that rotate at the
//! same moment conflict, and no index could say the same of several records.

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{KeyPair as _, RsaKeyPair};
use aws_lc_rs::{digest, signature};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use jsonwebtoken::DecodingKey;
use rcgen::{CertificateParams, DistinguishedName, DnType, PKCS_RSA_SHA256, SerialNumber};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::KeyError;
use crate::random::{self, Random};
use crate::storage::Entity;
use crate::storage::vault::Vault;

/// The id of the one record.
pub(super) const RECORD: &str = "rs256";

/// What a key is for at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyState {
    /// Signs.
    Current,
    /// Published ahead of its use, so that clients that cache the JWKS know it when it begins to sign.
    Next,
    /// Signs no more, still verifies.
    Previous,
    /// Counts for nothing.
    Revoked,
}

/// One key as stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredKey {
    /// 21 URL-safe characters, as at Auth0.
    pub kid: String,
    /// What it is for.
    pub state: KeyState,
    /// PKCS #8, sealed by the vault for `signing-key/<kid>`.
    pub sealed: String,
    /// The self-signed certificate: DER, base64 (the form of `x5c`, RFC 7517 section 4.7).
    pub certificate: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it began to sign.
    pub current_since: Option<Timestamp>,
    /// When it ceased to sign.
    pub current_until: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// All RS256 keys of a tenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SigningKeySet {
    /// Always [`RECORD`].
    pub id: String,
    /// The keys, oldest first.
    pub keys: Vec<StoredKey>,
}

impl Entity for SigningKeySet {
    const COLLECTION: &'static str = "signing-keys";

    fn id(&self) -> String {
        self.id.clone()
    }
}

/// A key that was opened and parsed, once.
pub(crate) struct ParsedKey {
    /// As stored.
    pub stored: StoredKey,
    pub(super) pair: RsaKeyPair,
    /// For verification.
    pub verifier: DecodingKey,
    /// The modulus, base64url.
    pub n: String,
    /// The exponent, base64url.
    pub e: String,
}

fn purpose(kid: &str) -> String {
    format!("signing-key/{kid}")
}

impl ParsedKey {
    /// Opens and parses a stored key.
    pub fn open(stored: StoredKey, vault: &Vault) -> Result<Self, KeyError> {
        let der = vault.open(&purpose(&stored.kid), &stored.sealed).map_err(|_| KeyError::DoesNotOpen(stored.kid.clone()))?;
        let broken = |_| KeyError::Broken(stored.kid.clone());
        let pair = RsaKeyPair::from_pkcs8(&der).map_err(broken)?;
        let public: PublicKeyComponents<Vec<u8>> = pair.public_key().into();
        let n = URL_SAFE_NO_PAD.encode(&public.n);
        let e = URL_SAFE_NO_PAD.encode(&public.e);
        let verifier = DecodingKey::from_rsa_components(&n, &e).map_err(|_| KeyError::Broken(stored.kid.clone()))?;
        Ok(Self { stored, pair, verifier, n, e })
    }

    /// The signature of `message`: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3).
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let mut out = vec![0; self.pair.public_modulus_len()];
        // PKCS #1 v1.5 signatures are deterministic; the generator only blinds the arithmetic.
        let rng = aws_lc_rs::rand::SystemRandom::new();
        let signed = self.pair.sign(&signature::RSA_PKCS1_SHA256, &rng, message, &mut out);
        signed.map_err(|_| KeyError::Broken(self.stored.kid.clone()))?;
        Ok(out)
    }
}

impl StoredKey {
    /// The certificate's DER.
    pub fn certificate_der(&self) -> Vec<u8> {
        STANDARD.decode(&self.certificate).unwrap_or_default()
    }

    /// The SHA-1 thumbprint of the certificate, base64url: `x5t` (RFC 7517 section 4.8 asks for SHA-1; nothing here trusts it).
    pub fn x5t(&self) -> String {
        URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, &self.certificate_der()))
    }

    /// The certificate as PEM.
    pub fn certificate_pem(&self) -> String {
        let mut pem = String::from("-----BEGIN CERTIFICATE-----\n");
        for line in self.certificate.as_bytes().chunks(64) {
            pem.push_str(&String::from_utf8_lossy(line));
            pem.push('\n');
        }
        pem.push_str("-----END CERTIFICATE-----\n");
        pem
    }

    /// Whether tokens that it signed still count.
    pub fn verifies(&self) -> bool {
        self.state != KeyState::Revoked
    }

    /// Makes a 2048-bit key and its certificate. Takes a tenth of a second of CPU: call it on a blocking thread.
    ///
    /// The primes come from the cryptographic library's own generator: it takes no other.
    pub fn generate(name: &str, state: KeyState, vault: &Vault, random: &dyn Random, now: Timestamp) -> Result<Self, KeyError> {
        let kid = random::url_safe(random, 21);
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyError::Generation("the key could not be generated".to_owned()))?;
        let pkcs8 = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'static>>::as_der(&pair)
            .map_err(|_| KeyError::Generation("the key could not be encoded".to_owned()))?;
        let pkcs8 = Zeroizing::new(pkcs8.as_ref().to_vec());
        let certificate = certify(name, &pkcs8, random, now).map_err(|error| KeyError::Generation(error.to_string()))?;
        let sealed = vault.seal(&purpose(&kid), &pkcs8);
        let current_since = (state == KeyState::Current).then_some(now);
        Ok(Self { kid, state, sealed, certificate, created_at: now, current_since, current_until: None, revoked_at: None })
    }
}

/// A certificate for verifiers that only know certificates. It proves nothing: it is signed by its own key.
fn certify(name: &str, pkcs8: &[u8], random: &dyn Random, now: Timestamp) -> Result<String, rcgen::Error> {
    let key = rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&pkcs8.into(), &PKCS_RSA_SHA256)?;
    let mut params = CertificateParams::default();
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CommonName, name);
    params.distinguished_name = subject;
    let year = i32::from(now.to_zoned(jiff::tz::TimeZone::UTC).year());
    params.not_before = rcgen::date_time_ymd(year, 1, 1);
    // Longer than any key signs: rotation ends a key, not its certificate.
    params.not_after = rcgen::date_time_ymd(year + 15, 1, 1);
    let mut serial = [0u8; 16];
    random.fill(&mut serial);
    // RFC 5280 section 4.1.2.2: a positive integer.
    if let Some(first) = serial.first_mut() {
        *first = (*first & 0x7f) | 0x40;
    }
    params.serial_number = Some(SerialNumber::from_slice(&serial));
    Ok(STANDARD.encode(params.self_signed(&key)?.der()))
}
