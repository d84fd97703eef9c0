//! What an application signs with a key of its own: proofs of who it is (RFC 7523) and authorization requests (RFC 9101).
//!
//! Everything that decides is ours: the key is one that an operator gave the application, and the algorithm is that key's. A header that
//! brings a key or says where one lies is refused.

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Map, Value};

use crate::app::App;
use crate::identity::{Client, ClientCredential};
use crate::storage::StoreError;

/// Seconds by which the application's clock may go before ours.
const SKEW: i64 = 30;

/// Why it is not the application's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignedError {
    /// Not a signed JWT, or too long.
    #[error("is malformed.")]
    Malformed,
    /// The header brings a key or asks for an extension.
    #[error("has a header with a member that is not taken.")]
    Header,
    /// No key of the application that counts now, has this name and this algorithm.
    #[error("is signed with no key of the application.")]
    UnknownKey,
    /// The signature is not the key's.
    #[error("has a signature that is wrong.")]
    Signature,
}

/// The application's keys of these ids.
pub async fn keys(app: &App, client: &Client, ids: &[&str]) -> Result<Vec<ClientCredential>, StoreError> {
    let mut keys = Vec::new();
    for id in ids {
        let found = app.directory.client_credentials.get(id).await?;
        keys.extend(found.map(|found| found.value).filter(|key| key.client_id == client.client_id));
    }
    Ok(keys)
}

fn algorithm(name: &str) -> Option<Algorithm> {
    match name {
        "RS256" => Some(Algorithm::RS256),
        "RS384" => Some(Algorithm::RS384),
        "PS256" => Some(Algorithm::PS256),
        _ => None,
    }
}

/// The claims, if one of the keys has signed them. `types` are what the header may call it; nothing is as good as `JWT`.
pub fn claims(
    keys: &[ClientCredential],
    jws: &str,
    longest: usize,
    types: &[&str],
    now: Timestamp,
) -> Result<Map<String, Value>, SignedError> {
    if jws.len() > longest {
        return Err(SignedError::Malformed);
    }
    // The algorithm's name is an enumeration: `none` and unknown names end here.
    let header = jsonwebtoken::decode_header(jws).map_err(|_| SignedError::Malformed)?;
    let brings = [header.jku.is_some(), header.jwk.is_some(), header.x5u.is_some(), header.x5c.is_some(), header.crit.is_some()];
    // RFC 7515 section 4.1.9: the name may stand for a media type, whose case does not count.
    let typed = |typ: &str| {
        let typ = typ.to_ascii_lowercase();
        types.iter().any(|good| typ.strip_prefix("application/").unwrap_or(&typ).eq_ignore_ascii_case(good))
    };
    if brings.contains(&true) || !header.typ.as_deref().is_none_or(typed) {
        return Err(SignedError::Header);
    }
    let named = |key: &&ClientCredential| header.kid.as_ref().is_none_or(|kid| *kid == key.kid);
    let fits = |key: &&ClientCredential| algorithm(&key.alg) == Some(header.alg) && key.is_live(now);
    let mut fault = SignedError::UnknownKey;
    for key in keys.iter().filter(named).filter(fits) {
        let Ok(verifier) = DecodingKey::from_rsa_components(&key.n, &key.e) else { continue };
        let mut validation = Validation::new(header.alg);
        // The library would ask the machine for the time; all claims are checked by the caller.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        match jsonwebtoken::decode::<Map<String, Value>>(jws, &verifier, &validation) {
            Ok(decoded) => return Ok(decoded.claims),
            Err(_) => fault = SignedError::Signature,
        }
    }
    Err(fault)
}

/// Whether `aud` is this server's issuer, one of these endpoints of it, and nobody beside it: what is good elsewhere too could be sent here
/// by whoever got it there.
pub fn is_for_us(app: &App, audience: Option<&Value>, endpoints: &[&str]) -> bool {
    let issuer = app.config.issuer();
    let named = |aud: &str| aud.strip_prefix(issuer.as_str()).is_some_and(|path| path.is_empty() || endpoints.contains(&path));
    let ours = |value: &Value| value.as_str().is_some_and(named);
    match audience {
        Some(Value::Array(several)) => matches!(several.as_slice(), [one] if ours(one)),
        Some(one) => ours(one),
        None => false,
    }
}

/// The end, where it counts now and has no more than `longest` seconds left.
pub fn end(claims: &Map<String, Value>, now: Timestamp, longest: i64) -> Option<Timestamp> {
    // Some libraries write a time with a fraction.
    let seconds = |value: &Value| value.as_i64().or_else(|| value.as_f64().map(|time| time as i64));
    let end = claims.get("exp").and_then(seconds)?;
    let now = now.as_second();
    let early = ["nbf", "iat"].into_iter().filter_map(|name| claims.get(name)).any(|begin| seconds(begin).is_none_or(|at| at > now + SKEW));
    if early || end <= now || end > now + longest + SKEW {
        return None;
    }
    Timestamp::from_second(end).ok()
}
