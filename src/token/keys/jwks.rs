//! The JWKS document (RFC 7517 section 5, reference 5.7): what anybody needs to verify our tokens, and nothing else of the keys.

use serde_json::{Value, json};

use super::{KeyState, ParsedKey};

/// Current first, then next, then the previous ones that still verify.
pub(super) fn document(keys: &[ParsedKey]) -> Value {
    let of = |state| keys.iter().filter(move |key| key.stored.state == state);
    let ordered = of(KeyState::Current).chain(of(KeyState::Next)).chain(of(KeyState::Previous));
    let keys: Vec<Value> = ordered
        .map(|key| {
            json!({
                "kty": "RSA",
                "use": "sig",
                "n": key.n,
                "e": key.e,
                "kid": key.stored.kid,
                "x5t": key.stored.x5t(),
                "x5c": [key.stored.certificate],
                "alg": "RS256",
            })
        })
        .collect();
    json!({ "keys": keys })
}
