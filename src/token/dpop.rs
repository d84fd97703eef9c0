//! Proofs that who sends a request holds a key (DPoP, RFC 9449). Tokens that are given with one are worth nothing without it.
//!
//! A proof is for one method and one address, lives for two minutes, and is good once. Its key comes with it: nobody vouches for it, and it
//! stands for nothing but itself. A key that is no public one is refused, whatever else it holds. No nonces are asked for: they cost a
//! request more, and each proof is remembered in any case.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jsonwebtoken::jwk::{Jwk, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;
use url::Url;

use super::{hash, once};
use crate::app::App;
use crate::clock::after;
use crate::storage::StoreError;

/// The header that carries it.
pub const HEADER: &str = "dpop";
/// The scheme of requests with a bound token, and their `token_type`.
pub const SCHEME: &str = "DPoP";
/// Algorithms that proofs may be signed with.
pub const ALGORITHMS: [&str; 6] = ["ES256", "ES384", "RS256", "RS384", "PS256", "EdDSA"];
/// Longer proofs are not read.
pub const MAX_PROOF: usize = 8 * 1024;
/// Seconds that a proof lives.
const LIFETIME: u64 = 120;
/// Seconds by which the client's clock may go before ours.
const SKEW: i64 = 30;
/// The longest `jti`, in bytes.
const MAX_ID: usize = 255;
/// Members of a key that are secret (RFC 7518 section 6).
const SECRET: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Why a proof is not taken.
#[derive(Debug, thiserror::Error)]
pub enum DpopError {
    /// Not a signed JWT, or too long.
    #[error("The DPoP proof is malformed.")]
    Malformed,
    /// Not `dpop+jwt`, or of an algorithm that is not taken.
    #[error("The DPoP proof is of another type or algorithm.")]
    Type,
    /// No key, or not a public one.
    #[error("The DPoP proof's key is missing, or not a public key alone.")]
    Key,
    /// The signature is not the key's.
    #[error("The DPoP proof's signature is wrong.")]
    Signature,
    /// For another method or address.
    #[error("The DPoP proof is for another request.")]
    OtherRequest,
    /// Too old, or from the future.
    #[error("The DPoP proof is not valid now: it lives for {LIFETIME} seconds.")]
    Time,
    /// No `jti` that could be remembered.
    #[error("The DPoP proof has no jti.")]
    Unnamed,
    /// Used before.
    #[error("The DPoP proof was used before.")]
    Replayed,
    /// `ath` is not the token's.
    #[error("The DPoP proof is for another access token.")]
    OtherToken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A request with a proof.
#[derive(Clone, Copy)]
pub struct Presented<'a> {
    /// The proof.
    pub proof: &'a str,
    /// `htm`.
    pub method: &'a str,
    /// `htu`.
    pub url: &'a Url,
    /// The token that it goes with, where it goes with one.
    pub access_token: Option<&'a str>,
}

fn algorithm(name: Algorithm) -> bool {
    matches!(name, Algorithm::ES256 | Algorithm::ES384 | Algorithm::RS256 | Algorithm::RS384 | Algorithm::PS256 | Algorithm::EdDSA)
}

/// Checks a proof and uses it up: the thumbprint of its key (RFC 7638).
pub async fn check(app: &App, presented: Presented<'_>) -> Result<String, DpopError> {
    let now = app.clock.now();
    let (claims, thumbprint) = signed(presented.proof)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let address = text("htu").and_then(|htu| Url::parse(htu).ok()).map(bare);
    if text("htm") != Some(presented.method) || address.as_ref() != Some(&bare(presented.url.clone())) {
        return Err(DpopError::OtherRequest);
    }
    let made = claims.get("iat").and_then(|iat| iat.as_i64().or_else(|| iat.as_f64().map(|iat| iat as i64))).ok_or(DpopError::Time)?;
    let made = Timestamp::from_second(made).map_err(|_| DpopError::Time)?;
    if made.as_second() > now.as_second() + SKEW || after(made, LIFETIME) <= now {
        return Err(DpopError::Time);
    }
    if let Some(token) = presented.access_token {
        let told = text("ath").unwrap_or_default();
        if !bool::from(told.as_bytes().ct_eq(hash(token).as_bytes())) {
            return Err(DpopError::OtherToken);
        }
    }
    let id = text("jti").filter(|id| !id.is_empty() && id.len() <= MAX_ID).ok_or(DpopError::Unnamed)?;
    let name = hash(&format!("dpop\0{thumbprint}\0{id}"));
    if once::use_up(app, name, after(made, LIFETIME), now).await? { Ok(thumbprint) } else { Err(DpopError::Replayed) }
}

/// An address without query and fragment (section 4.3, point 9).
fn bare(mut url: Url) -> Url {
    url.set_query(None);
    url.set_fragment(None);
    url
}

/// The claims, and the thumbprint of the key that has signed them.
fn signed(proof: &str) -> Result<(Map<String, Value>, String), DpopError> {
    if proof.len() > MAX_PROOF {
        return Err(DpopError::Malformed);
    }
    let header = jsonwebtoken::decode_header(proof).map_err(|_| DpopError::Malformed)?;
    if header.typ.as_deref() != Some("dpop+jwt") || !algorithm(header.alg) || header.crit.is_some() {
        return Err(DpopError::Type);
    }
    let key = public(proof)?;
    let verifier = DecodingKey::from_jwk(&key).map_err(|_| DpopError::Key)?;
    let mut validation = Validation::new(header.alg);
    // The library would ask the machine for the time; all claims are checked by the caller.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let decoded = jsonwebtoken::decode::<Map<String, Value>>(proof, &verifier, &validation).map_err(|_| DpopError::Signature)?;
    let thumbprint = key.thumbprint(ThumbprintHash::SHA256).map_err(|_| DpopError::Key)?;
    Ok((decoded.claims, thumbprint))
}

/// The key of the header, if nothing in it is secret. The library's reading of it would leave out what it does not know.
fn public(proof: &str) -> Result<Jwk, DpopError> {
    let encoded = proof.split('.').next().unwrap_or_default();
    let header = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| DpopError::Malformed)?;
    let header: Map<String, Value> = serde_json::from_slice(&header).map_err(|_| DpopError::Malformed)?;
    let Some(Value::Object(key)) = header.get("jwk") else { return Err(DpopError::Key) };
    let shared = key.get("kty").and_then(Value::as_str) == Some("oct");
    if shared || SECRET.iter().any(|name| key.contains_key(*name)) {
        return Err(DpopError::Key);
    }
    serde_json::from_value(Value::Object(key.clone())).map_err(|_| DpopError::Key)
}
