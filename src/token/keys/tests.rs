//! Keys: made once, rotated, published and never shown.

use super::*;
use crate::clock::ManualClock;
use crate::random::SystemRandom;
use crate::storage::memory::MemoryStore;
use crate::token::{TokenKind, VerifyError};

async fn ring_on(store: &Arc<dyn Store>) -> KeyRing {
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    let clock = Arc::new(ManualClock::new("2026-11-20T10:00:00Z".parse().unwrap()));
    let vault = Vault::new(&[1; 32], random.clone());
    KeyRing::load_or_create(store, &Config::default(), vault, clock, random).await.unwrap()
}

fn access(ring: &KeyRing, audience: &str) -> String {
    let now = ring.clock().now().as_second();
    let claims = json!({ "iss": ring.issuer(), "sub": "s", "aud": audience, "azp": "c", "iat": now, "exp": now + 60 });
    ring.sign("JWT", claims.as_object().unwrap()).unwrap()
}

fn published(ring: &KeyRing) -> Value {
    serde_json::from_slice(&ring.jwks()).unwrap()
}

#[tokio::test]
async fn a_rotation_keeps_old_tokens_good_until_their_key_is_revoked() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let ring = ring_on(&store).await;
    let token = access(&ring, "api");
    let first = ring.list().first().unwrap().kid.clone();
    let second = ring.list().get(1).unwrap().kid.clone();
    assert_eq!(ring.revoke(&first).await.unwrap_err().to_string(), format!("the signing key {first} is in use; rotate first"));

    let current = ring.rotate().await.unwrap();
    assert_eq!(current.kid, second, "the key that was announced as next signs now");
    assert_eq!(published(&ring)["keys"].as_array().unwrap().len(), 3);
    assert!(ring.verify(&token, "api", TokenKind::Access).is_ok());

    ring.revoke(&first).await.unwrap();
    assert_eq!(ring.verify(&token, "api", TokenKind::Access), Err(VerifyError::UnknownKey));
    assert_eq!(published(&ring)["keys"].as_array().unwrap().len(), 2);
    assert!(ring.verify(&access(&ring, "api"), "api", TokenKind::Access).is_ok());
}

#[tokio::test]
async fn two_nodes_on_one_store_use_the_same_keys_and_follow_a_rotation() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let (one, other) = (ring_on(&store).await, ring_on(&store).await);
    assert_eq!(one.jwks(), other.jwks());
    one.rotate().await.unwrap();
    let token = access(&one, "api");
    // The other node reads the change when its task runs; until then nothing else has to happen.
    while other.jwks() != one.jwks() {
        tokio::task::yield_now().await;
    }
    assert!(other.verify(&token, "api", TokenKind::Access).is_ok());
}

#[tokio::test]
async fn another_master_key_does_not_start() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    ring_on(&store).await;
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    let clock = Arc::new(ManualClock::new("2026-11-20T10:00:00Z".parse().unwrap()));
    let vault = Vault::new(&[2; 32], random.clone());
    let error = KeyRing::load_or_create(&store, &Config::default(), vault, clock, random).await.err().unwrap();
    assert!(matches!(error, KeyError::DoesNotOpen(_)), "{error}");
}
