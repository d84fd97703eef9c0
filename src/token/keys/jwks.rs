//! The JWKS document (RFC 7517 section 5, reference 5.7): what anybody needs to verify our tokens, and nothing else of the keys.

use serde_json::{Value, json};

use super::{KeyState, ParsedKey};
use crate::identity::SigningAlg;

/// Current first, then next, then the previous ones that still verify. RS256 comes before ES256, for clients that take the first key.
pub(super) fn document(keys: &[ParsedKey]) -> Value {
    let of = |alg, state| keys.iter().filter(move |key| key.stored.alg == alg && key.stored.state == state);
    let all = |alg| [KeyState::Current, KeyState::Next, KeyState::Previous].into_iter().flat_map(move |state| of(alg, state));
    let ordered = SigningAlg::ALL.into_iter().flat_map(all);
    let keys: Vec<Value> = ordered
        .map(|key| {
            let mut jwk = json!({
                "use": "sig",
                "kid": key.stored.kid,
                "x5t": key.stored.x5t(),
                "x5c": [key.stored.certificate],
                "alg": key.stored.alg.name(),
            });
            if let Some(members) = jwk.as_object_mut() {
                members.extend(key.public());
            }
            jwk
        })
        .collect();
    json!({ "keys": keys })
}
