//! An ID token that another provider has signed (OpenID Connect Core section 3.1.3.7).
//!
//! What a token says of itself is not believed: the algorithm is one of a list that holds no `none` and no shared secret, the key comes
//! from the provider's own key set, and issuer, audience, nonce and times are measured here.

use std::fmt;

use jiff::Timestamp;
use jsonwebtoken::jwk::{Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::{Map, Value};
use subtle::ConstantTimeEq;

/// Longer tokens are not read.
pub const MAX_TOKEN: usize = 64 * 1024;
/// Keys of a set that are looked at.
const MAX_KEYS: usize = 100;
/// Seconds by which the provider's clock may differ from ours.
const SKEW: i64 = 60;
/// The longest `sub`, in bytes (OpenID Connect Core section 2).
const MAX_SUBJECT: usize = 255;
/// Algorithms with a public key.
pub const ALGORITHMS: [&str; 9] = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];

/// Why a token is not taken. The texts are for the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForeignError {
    /// Not a signed JWT, or too long.
    #[error("the ID token is malformed")]
    Malformed,
    /// An algorithm that this connection does not take.
    #[error("the ID token's algorithm is not taken")]
    Algorithm,
    /// No key of the provider has this name and fits this algorithm.
    #[error("the ID token is signed with no key of the provider")]
    UnknownKey,
    /// The signature is not the key's.
    #[error("the ID token's signature is wrong")]
    Signature,
    /// A claim is missing or wrong.
    #[error("the ID token's {0} is missing or wrong")]
    Claim(&'static str),
}

/// What a token must be.
#[derive(Clone, Copy)]
pub struct Expected<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// We, as the provider knows us.
    pub client_id: &'a str,
    /// What was sent with the request.
    pub nonce: &'a str,
    /// Names of algorithms, of [`ALGORITHMS`].
    pub algorithms: &'a [String],
    /// The earliest time of a proof that is good, where an old one is not.
    pub proved_after: Option<Timestamp>,
    /// Now.
    pub now: Timestamp,
}

impl fmt::Debug for Expected<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expected").field("issuer", &self.issuer).field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

fn algorithm_name(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::RS256 => "RS256",
        Algorithm::RS384 => "RS384",
        Algorithm::RS512 => "RS512",
        Algorithm::PS256 => "PS256",
        Algorithm::PS384 => "PS384",
        Algorithm::PS512 => "PS512",
        Algorithm::ES256 => "ES256",
        Algorithm::ES384 => "ES384",
        Algorithm::EdDSA => "EdDSA",
        _ => "",
    }
}

fn key_algorithm(key: &Jwk) -> Option<String> {
    let algorithm: KeyAlgorithm = key.common.key_algorithm?;
    Some(algorithm.to_string())
}

/// The claims of a token that `keys`, a key set as its provider serves it, has signed, and that is what was expected.
///
/// # Errors
/// [`ForeignError::UnknownKey`] may be an old set: it is worth one look at a new one.
pub fn verify(token: &str, keys: &Value, expected: &Expected<'_>) -> Result<Map<String, Value>, ForeignError> {
    let claims = signed(token, keys, expected)?;
    check(&claims, expected)?;
    Ok(claims)
}

fn signed(token: &str, keys: &Value, expected: &Expected<'_>) -> Result<Map<String, Value>, ForeignError> {
    if token.len() > MAX_TOKEN {
        return Err(ForeignError::Malformed);
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| ForeignError::Malformed)?;
    let name = algorithm_name(header.alg);
    if name.is_empty() || !expected.algorithms.iter().any(|taken| taken == name) {
        return Err(ForeignError::Algorithm);
    }
    if header.crit.is_some() {
        return Err(ForeignError::Malformed);
    }
    // A set may hold keys of kinds that nobody here knows: they are passed over.
    let known = keys.get("keys").and_then(Value::as_array).into_iter().flatten().take(MAX_KEYS);
    let known = known.filter_map(|key| serde_json::from_value::<Jwk>(key.clone()).ok());
    let named = |key: &Jwk| header.kid.is_none() || key.common.key_id == header.kid;
    let signs = |key: &Jwk| !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption));
    let fits = |key: &Jwk| key_algorithm(key).is_none_or(|own| own == name);
    let mut fault = ForeignError::UnknownKey;
    for key in known.filter(named).filter(signs).filter(fits) {
        let Ok(verifier) = DecodingKey::from_jwk(&key) else { continue };
        let mut validation = Validation::new(header.alg);
        // The library would ask the machine for the time; all claims are checked below.
        validation.validate_exp = false;
        validation.validate_aud = false;
        validation.required_spec_claims.clear();
        match jsonwebtoken::decode::<Map<String, Value>>(token, &verifier, &validation) {
            Ok(decoded) => return Ok(decoded.claims),
            Err(_) => fault = ForeignError::Signature,
        }
    }
    Err(fault)
}

fn check(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), ForeignError> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let wrong = |name| Err(ForeignError::Claim(name));
    if text("iss") != Some(expected.issuer) {
        return wrong("iss");
    }
    let (ours, several) = match claims.get("aud") {
        Some(Value::String(one)) => (one == expected.client_id, false),
        Some(Value::Array(all)) => (all.iter().any(|one| one == expected.client_id), all.len() > 1),
        _ => (false, false),
    };
    if !ours {
        return wrong("aud");
    }
    // Of several audiences one is whom it was made for.
    match text("azp") {
        None if several => return wrong("azp"),
        Some(party) if party != expected.client_id => return wrong("azp"),
        _ => {}
    }
    if !text("sub").is_some_and(is_subject) {
        return wrong("sub");
    }
    let nonce = text("nonce").unwrap_or_default();
    if !bool::from(nonce.as_bytes().ct_eq(expected.nonce.as_bytes())) {
        return wrong("nonce");
    }
    times(claims, expected)
}

/// Whether a `sub` can be part of a user's id: ASCII that is shown, without what would make it look like another's.
fn is_subject(sub: &str) -> bool {
    (1..=MAX_SUBJECT).contains(&sub.len()) && sub.bytes().all(|b| b.is_ascii_graphic())
}

fn times(claims: &Map<String, Value>, expected: &Expected<'_>) -> Result<(), ForeignError> {
    let now = expected.now.as_second();
    let seconds = |name: &'static str| match claims.get(name) {
        None => Ok(None),
        Some(value) => value.as_i64().or_else(|| value.as_f64().map(|time| time as i64)).map(Some).ok_or(ForeignError::Claim(name)),
    };
    if seconds("exp")?.is_none_or(|end| end <= now - SKEW) {
        return Err(ForeignError::Claim("exp"));
    }
    if seconds("iat")?.is_none_or(|made| made > now + SKEW) {
        return Err(ForeignError::Claim("iat"));
    }
    if seconds("nbf")?.is_some_and(|begin| begin > now + SKEW) {
        return Err(ForeignError::Claim("nbf"));
    }
    // Providers that are asked for a new proof and do not say when it was given are many.
    let early = |proved: i64| expected.proved_after.is_some_and(|after| proved < after.as_second() - SKEW);
    if seconds("auth_time")?.is_some_and(early) {
        return Err(ForeignError::Claim("auth_time"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_795_000_000;

    fn expected() -> Expected<'static> {
        Expected {
            issuer: "https://op.example/",
            client_id: "us",
            nonce: "n-1",
            algorithms: &[],
            proved_after: Timestamp::from_second(NOW - 10).ok(),
            now: Timestamp::from_second(NOW).unwrap(),
        }
    }

    fn good() -> Value {
        json!({ "iss": "https://op.example/", "aud": "us", "sub": "s", "nonce": "n-1", "exp": NOW + 300, "iat": NOW })
    }

    fn fault(changes: Value) -> Option<ForeignError> {
        let mut claims = good();
        for (name, value) in changes.as_object().unwrap() {
            match value {
                Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
                value => claims[name] = value.clone(),
            }
        }
        check(claims.as_object().unwrap(), &expected()).err()
    }

    #[test]
    fn a_token_is_for_us_from_the_issuer_for_this_request_and_for_now() {
        assert_eq!(fault(json!({})), None);
        assert_eq!(fault(json!({ "aud": ["us"] })), None);
        assert_eq!(fault(json!({ "aud": ["other", "us"], "azp": "us" })), None);
        for (claim, values) in [
            ("iss", vec![Value::Null, json!("https://op.example"), json!("https://op.example//")]),
            ("aud", vec![Value::Null, json!("other"), json!(["other"]), json!([]), json!({ "us": 1 })]),
            ("azp", vec![json!("other")]),
            ("sub", vec![Value::Null, json!(""), json!("a b"), json!("é"), json!("x".repeat(256)), json!(7)]),
            ("nonce", vec![Value::Null, json!(""), json!("n-2"), json!(1)]),
            ("exp", vec![Value::Null, json!(NOW - 61), json!("later")]),
            ("iat", vec![Value::Null, json!(NOW + 61)]),
            ("nbf", vec![json!(NOW + 61), json!([])]),
            ("auth_time", vec![json!(NOW - 71), json!("once")]),
        ] {
            for value in values {
                assert_eq!(fault(json!({ claim: value.clone() })), Some(ForeignError::Claim(claim)), "{claim}: {value}");
            }
        }
        assert_eq!(fault(json!({ "aud": ["us", "other"] })), Some(ForeignError::Claim("azp")));
    }

    #[test]
    fn no_algorithm_is_taken_that_needs_no_key_or_a_shared_one() {
        use base64::Engine;
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let all: Vec<String> = ALGORITHMS.iter().map(|name| (*name).to_owned()).collect();
        let expected = Expected { algorithms: &all, ..expected() };
        for (alg, fault) in [("HS256", ForeignError::Algorithm), ("none", ForeignError::Malformed), ("RS256", ForeignError::UnknownKey)] {
            let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
            let token = format!("{}.{}.AAAA", part(json!({ "alg": alg })), part(good()));
            let keys = json!({ "keys": [{ "kty": "oct", "k": "AAAA", "alg": "HS256" }, { "kty": "later", "x": 1 }] });
            assert_eq!(verify(&token, &keys, &expected), Err(fault), "{alg}");
        }
    }
}
