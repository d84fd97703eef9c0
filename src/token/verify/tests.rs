//! Tokens that are good, and every way in which one is not.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::*;
use crate::clock::ManualClock;
use crate::config::Config;
use crate::random::{Random, SystemRandom};
use crate::storage::Store;
use crate::storage::memory::MemoryStore;
use crate::storage::vault::Vault;

async fn ring() -> KeyRing {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    let clock = Arc::new(ManualClock::new("2026-11-20T10:00:00Z".parse().unwrap()));
    KeyRing::load_or_create(&store, &Config::default(), Vault::new(&[1; 32], random.clone()), clock, random).await.unwrap()
}

/// Our own good signature under a header that `sign` would never write.
fn signed(ring: &KeyRing, header: Value) -> String {
    let now = ring.clock().now().as_second();
    let claims = json!({ "iss": ring.issuer(), "sub": "s", "aud": "api", "azp": "c", "iat": now, "exp": now + 60 });
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()));
    let signature = ring.set().keys[0].sign(message.as_bytes()).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn published(ring: &KeyRing) -> Value {
    serde_json::from_slice(&ring.jwks()).unwrap()
}

#[tokio::test]
async fn a_header_decides_nothing_even_under_a_good_signature() {
    let ring = ring().await;
    let kid = ring.list()[0].kid.clone();
    let jwk = published(&ring)["keys"][0].clone();
    let good = json!({ "alg": "RS256", "typ": "JWT", "kid": kid });
    assert!(ring.verify(&signed(&ring, good.clone()), "api", TokenKind::Access).is_ok());
    let cases = [
        (json!({ "jwk": jwk }), VerifyError::Header),
        (json!({ "jku": "https://evil.example/jwks.json" }), VerifyError::Header),
        (json!({ "x5u": "https://evil.example/cert.pem" }), VerifyError::Header),
        (json!({ "x5c": jwk["x5c"] }), VerifyError::Header),
        (json!({ "crit": ["exp"] }), VerifyError::Header),
        (json!({ "b64": false }), VerifyError::Header),
        (json!({ "typ": "logout+jwt" }), VerifyError::Kind),
        (json!({ "typ": null }), VerifyError::Kind),
        (json!({ "kid": null }), VerifyError::UnknownKey),
        (json!({ "kid": "../../etc/passwd" }), VerifyError::UnknownKey),
        (json!({ "kid": ring.list()[1].kid }), VerifyError::Signature),
        (json!({ "alg": "RS384" }), VerifyError::Algorithm),
        (json!({ "alg": "HS256" }), VerifyError::Algorithm),
        (json!({ "alg": "none" }), VerifyError::Algorithm),
    ];
    for (change, error) in cases {
        let mut header = good.clone();
        header.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(ring.verify(&signed(&ring, header), "api", TokenKind::Access), Err(error), "{change}");
    }
}

#[tokio::test]
async fn a_token_longer_than_any_of_ours_is_not_read() {
    let token = "a".repeat(MAX_TOKEN + 1);
    assert_eq!(ring().await.verify(&token, "api", TokenKind::Access), Err(VerifyError::Malformed));
}
