//! A proof of an application, signed with its own key (RFC 7523 section 3).
//!
//! Everything that decides is ours: the key is one that an operator gave the application, and the algorithm is that key's. A header that
//! brings a key or says where one lies is refused. A proof is for this server alone, lives minutes, and is good once: whoever reads one on
//! its way can do nothing with it.

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Map, Value};

use super::{hash, once};
use crate::app::App;
use crate::identity::client_credential::ClientCredential;
use crate::storage::StoreError;

/// What a proof calls itself in the request (RFC 7523 section 2.2).
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Longer proofs are not read.
pub const MAX_ASSERTION: usize = 8 * 1024;
/// Seconds that a proof may live from now.
const MAX_LIFE: i64 = 300;
/// Seconds by which the application's clock may go before ours.
const SKEW: i64 = 30;
/// The longest `jti`, in bytes.
const MAX_ID: usize = 255;

/// Why a proof is not taken.
#[derive(Debug, thiserror::Error)]
pub enum AssertionError {
    /// Not a signed JWT, or too long.
    #[error("The client assertion is malformed.")]
    Malformed,
    /// The header brings a key or asks for an extension.
    #[error("The client assertion's header has a member that is not taken.")]
    Header,
    /// No key of the application that counts now, has this name and this algorithm.
    #[error("The client assertion is signed with no key of the application.")]
    UnknownKey,
    /// The signature is not the key's.
    #[error("The client assertion's signature is wrong.")]
    Signature,
    /// `iss` and `sub` are not both the application.
    #[error("The client assertion is not the application's: iss and sub are its client_id.")]
    Subject,
    /// `aud` is not this server alone.
    #[error("The client assertion is for another audience.")]
    Audience,
    /// Past its end, without one, too far from it, or from the future.
    #[error("The client assertion is not valid now: it lives for at most {MAX_LIFE} seconds.")]
    Time,
    /// No `jti` that could be remembered.
    #[error("The client assertion has no jti.")]
    Unnamed,
    /// Used before.
    #[error("The client assertion was used before.")]
    Replayed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whose the proof says it is. Nothing is believed by this but where to look for keys.
pub fn claimed_client(assertion: &str) -> Option<String> {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    if assertion.len() > MAX_ASSERTION {
        return None;
    }
    let payload = URL_SAFE_NO_PAD.decode(assertion.split('.').nth(1)?).ok()?;
    let claims: Map<String, Value> = serde_json::from_slice(&payload).ok()?;
    claims.get("sub").and_then(Value::as_str).map(str::to_owned)
}

fn algorithm(name: &str) -> Option<Algorithm> {
    match name {
        "RS256" => Some(Algorithm::RS256),
        "RS384" => Some(Algorithm::RS384),
        "PS256" => Some(Algorithm::PS256),
        _ => None,
    }
}

/// Checks a proof of `client_id` against the keys that it may use, and uses it up.
pub async fn check(app: &App, client_id: &str, keys: &[ClientCredential], assertion: &str) -> Result<(), AssertionError> {
    let now = app.clock.now();
    let claims = verified(keys, assertion, now)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(client_id) || text("sub") != Some(client_id) {
        return Err(AssertionError::Subject);
    }
    if !is_for_us(app, claims.get("aud")) {
        return Err(AssertionError::Audience);
    }
    let end = lifetime(&claims, now)?;
    let id = text("jti").filter(|id| !id.is_empty() && id.len() <= MAX_ID).ok_or(AssertionError::Unnamed)?;
    let good = once::use_up(app, hash(&format!("{client_id}\0{id}")), end, now).await?;
    if good { Ok(()) } else { Err(AssertionError::Replayed) }
}

/// The claims, if one of the keys has signed them.
fn verified(keys: &[ClientCredential], assertion: &str, now: Timestamp) -> Result<Map<String, Value>, AssertionError> {
    if assertion.len() > MAX_ASSERTION {
        return Err(AssertionError::Malformed);
    }
    // The algorithm's name is an enumeration: `none` and unknown names end here.
    let header = jsonwebtoken::decode_header(assertion).map_err(|_| AssertionError::Malformed)?;
    if [header.jku.is_some(), header.jwk.is_some(), header.x5u.is_some(), header.x5c.is_some(), header.crit.is_some()].contains(&true) {
        return Err(AssertionError::Header);
    }
    let named = |key: &&ClientCredential| header.kid.as_ref().is_none_or(|kid| *kid == key.kid);
    let fits = |key: &&ClientCredential| algorithm(&key.alg) == Some(header.alg) && key.is_live(now);
    let mut fault = AssertionError::UnknownKey;
    for key in keys.iter().filter(named).filter(fits) {
        let Ok(verifier) = DecodingKey::from_rsa_components(&key.n, &key.e) else { continue };
        let mut validation = Validation::new(header.alg);
        // The library would ask the machine for the time; all claims are checked by the caller.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        match jsonwebtoken::decode::<Map<String, Value>>(assertion, &verifier, &validation) {
            Ok(decoded) => return Ok(decoded.claims),
            Err(_) => fault = AssertionError::Signature,
        }
    }
    Err(fault)
}

/// `aud` is this server's issuer, the token endpoint or `/oauth/par` (RFC 9126 section 2), and nobody beside it: a proof that is
/// good elsewhere could be sent here by whoever got it there.
fn is_for_us(app: &App, audience: Option<&Value>) -> bool {
    let issuer = app.config.issuer();
    let named = |aud: &str| aud.strip_prefix(issuer.as_str()).is_some_and(|path| ["", "oauth/token", "oauth/par"].contains(&path));
    let ours = |value: &Value| value.as_str().is_some_and(named);
    match audience {
        Some(Value::Array(several)) => matches!(several.as_slice(), [one] if ours(one)),
        Some(one) => ours(one),
        None => false,
    }
}

/// The proof's end.
fn lifetime(claims: &Map<String, Value>, now: Timestamp) -> Result<Timestamp, AssertionError> {
    let seconds = |name: &str| match claims.get(name) {
        None => Ok(None),
        // Some libraries write a time with a fraction.
        Some(value) => value.as_i64().or_else(|| value.as_f64().map(|time| time as i64)).map(Some).ok_or(AssertionError::Time),
    };
    let end = seconds("exp")?.ok_or(AssertionError::Time)?;
    let begins = [seconds("nbf")?, seconds("iat")?];
    let now = now.as_second();
    let early = begins.into_iter().flatten().any(|begin| begin > now + SKEW);
    if early || end <= now || end > now + MAX_LIFE + SKEW {
        return Err(AssertionError::Time);
    }
    Timestamp::from_second(end).map_err(|_| AssertionError::Time)
}
