//! One signing key as it is stored, as it is used, and how it is made.
//!
//! All keys of a tenant are one record, so that "one current, one next" holds after every commit: two nodes that rotate at the
//! same moment conflict, and no index could say the same of several records.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::rsa::{KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RsaKeyPair};
use aws_lc_rs::{digest, signature};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::DecodingKey;
use rcgen::{CertificateParams, DistinguishedName, DnType, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, SerialNumber};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::KeyError;
use crate::identity::SigningAlg;
use crate::random::{self, Random};
use crate::storage::Entity;
use crate::storage::vault::Vault;

/// The id of the one record.
pub(super) const RECORD: &str = "rs256";

/// How long a key that signs no more still verifies: the longest life that an access token may have, 30 days.
const PREVIOUS_DAYS: i64 = 30;
/// Keys kept at most, so that rotating in a loop does not grow the record for ever.
pub(super) const MAX_KEYS: usize = 64;

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
    /// What it signs with.
    #[serde(default)]
    pub alg: SigningAlg,
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

/// All signing keys of a tenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SigningKeySet {
    /// Always [`RECORD`].
    pub id: String,
    /// The keys, oldest first.
    pub keys: Vec<StoredKey>,
}

impl SigningKeySet {
    /// The next keys sign now, the current ones only verify, and `fresh` are next. Those that verify nothing any more go.
    pub(super) fn rotate(&mut self, fresh: [StoredKey; 2], now: Timestamp) {
        for key in &mut self.keys {
            match key.state {
                KeyState::Current => {
                    key.state = KeyState::Previous;
                    key.current_until = Some(now);
                }
                KeyState::Next => {
                    key.state = KeyState::Current;
                    key.current_since = Some(now);
                }
                KeyState::Previous | KeyState::Revoked => {}
            }
        }
        let horizon = now.saturating_sub(SignedDuration::from_hours(24 * PREVIOUS_DAYS)).unwrap_or(now);
        self.keys.retain(|key| key.current_until.is_none_or(|until| until > horizon));
        self.keys.extend(fresh);
        let surplus = self.keys.len().saturating_sub(MAX_KEYS);
        self.keys.drain(..surplus);
    }
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
    pair: Pair,
    /// For verification.
    pub verifier: DecodingKey,
}

enum Pair {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
}

impl Pair {
    /// The members of a JWK that are of this type of key (RFC 7518 section 6).
    fn public(&self) -> Map<String, Value> {
        let text = |bytes: &[u8]| Value::from(URL_SAFE_NO_PAD.encode(bytes));
        let members = match self {
            Self::Rsa(pair) => {
                let public: PublicKeyComponents<Vec<u8>> = pair.public_key().into();
                vec![("kty", "RSA".into()), ("n", text(&public.n)), ("e", text(&public.e))]
            }
            Self::P256(pair) => {
                // An uncompressed point: 4, x, y (SEC 1 section 2.3.3).
                let point = pair.public_key().as_ref().get(1..).unwrap_or_default();
                let (x, y) = point.split_at(point.len() / 2);
                vec![("kty", "EC".into()), ("crv", "P-256".into()), ("x", text(x)), ("y", text(y))]
            }
        };
        members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

fn purpose(kid: &str) -> String {
    format!("signing-key/{kid}")
}

impl ParsedKey {
    /// Opens and parses a stored key.
    pub fn open(stored: StoredKey, vault: &Vault) -> Result<Self, KeyError> {
        let der = vault.open(&purpose(&stored.kid), &stored.sealed).map_err(|_| KeyError::DoesNotOpen(stored.kid.clone()))?;
        let broken = |_| KeyError::Broken(stored.kid.clone());
        let pair = match stored.alg {
            SigningAlg::Rs256 => Pair::Rsa(RsaKeyPair::from_pkcs8(&der).map_err(broken)?),
            SigningAlg::Es256 => Pair::P256(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).map_err(broken)?),
        };
        let jwk = serde_json::from_value(Value::Object(pair.public())).map_err(|_| KeyError::Broken(stored.kid.clone()))?;
        let verifier = DecodingKey::from_jwk(&jwk).map_err(|_| KeyError::Broken(stored.kid.clone()))?;
        Ok(Self { stored, pair, verifier })
    }

    /// The members of its JWK that are of its type of key.
    pub fn public(&self) -> Map<String, Value> {
        self.pair.public()
    }

    /// The signature of `message` in the form of a JWS (RFC 7518 sections 3.3 and 3.4).
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        // The library's own generator, which it takes no other than: of PKCS #1 v1.5, whose signatures are deterministic, it only blinds
        // the arithmetic, and a nonce of ECDSA that anybody could foresee would give the key away.
        let rng = aws_lc_rs::rand::SystemRandom::new();
        let broken = |_| KeyError::Broken(self.stored.kid.clone());
        match &self.pair {
            Pair::Rsa(pair) => {
                let mut out = vec![0; pair.public_modulus_len()];
                pair.sign(&signature::RSA_PKCS1_SHA256, &rng, message, &mut out).map_err(broken)?;
                Ok(out)
            }
            Pair::P256(pair) => Ok(pair.sign(&rng, message).map_err(broken)?.as_ref().to_vec()),
        }
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

    /// Makes a key and its certificate. Primes take a tenth of a second of CPU: call it on a blocking thread.
    ///
    /// Keys come from the cryptographic library's own generator: it takes no other.
    pub fn generate(
        name: &str,
        alg: SigningAlg,
        state: KeyState,
        vault: &Vault,
        random: &dyn Random,
        now: Timestamp,
    ) -> Result<Self, KeyError> {
        let kid = random::url_safe(random, 21);
        let pkcs8 = pkcs8(alg).map_err(|_| KeyError::Generation("the cryptographic library failed".to_owned()))?;
        let certificate = certify(name, alg, &pkcs8, random, now).map_err(|error| KeyError::Generation(error.to_string()))?;
        let sealed = vault.seal(&purpose(&kid), &pkcs8);
        let current_since = (state == KeyState::Current).then_some(now);
        Ok(Self { kid, alg, state, sealed, certificate, created_at: now, current_since, current_until: None, revoked_at: None })
    }
}

/// A new private key, PKCS #8.
fn pkcs8(alg: SigningAlg) -> Result<Zeroizing<Vec<u8>>, Unspecified> {
    let der = match alg {
        SigningAlg::Rs256 => AsDer::<Pkcs8V1Der<'_>>::as_der(&RsaKeyPair::generate(KeySize::Rsa2048)?)?.as_ref().to_vec(),
        SigningAlg::Es256 => EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?.to_pkcs8v1()?.as_ref().to_vec(),
    };
    Ok(Zeroizing::new(der))
}

/// A certificate for verifiers that only know certificates. It proves nothing: it is signed by its own key.
fn certify(name: &str, alg: SigningAlg, pkcs8: &[u8], random: &dyn Random, now: Timestamp) -> Result<String, rcgen::Error> {
    let algorithm = match alg {
        SigningAlg::Rs256 => &PKCS_RSA_SHA256,
        SigningAlg::Es256 => &PKCS_ECDSA_P256_SHA256,
    };
    let key = rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&pkcs8.into(), algorithm)?;
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
