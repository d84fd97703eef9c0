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
    ring.sign(SigningAlg::Rs256, "JWT", claims.as_object().unwrap()).unwrap()
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
    assert_eq!(published(&ring)["keys"].as_array().unwrap().len(), 6);
    assert!(ring.verify(&token, "api", TokenKind::Access).is_ok());

    ring.revoke(&first).await.unwrap();
    assert_eq!(ring.verify(&token, "api", TokenKind::Access), Err(VerifyError::UnknownKey));
    assert_eq!(published(&ring)["keys"].as_array().unwrap().len(), 5);
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
async fn a_record_from_before_es256_is_completed_and_its_tokens_stay_good() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let token = access(&ring_on(&store).await, "api");
    let records: Collection<SigningKeySet> = Collection::new(store.clone(), &Config::default().tenant);
    let before = records.get(material::RECORD).await.unwrap().unwrap();
    let mut old = serde_json::to_value(&before.value).unwrap();
    let keys = old["keys"].as_array_mut().unwrap();
    keys.retain(|key| key["alg"] == "RS256");
    keys.iter_mut().for_each(|key| drop(key.as_object_mut().unwrap().remove("alg")));
    records.update(&before, serde_json::from_value(old).unwrap()).await.unwrap();

    let ring = ring_on(&store).await;
    assert_eq!(published(&ring)["keys"].as_array().unwrap().len(), 4);
    assert!(ring.verify(&token, "api", TokenKind::Access).is_ok());
    assert!(ring.sign(SigningAlg::Es256, "JWT", &Map::new()).is_ok());
}

#[tokio::test]
async fn rotating_in_a_loop_keeps_a_bounded_number_of_keys() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let ring = ring_on(&store).await;
    let records: Collection<SigningKeySet> = Collection::new(store.clone(), &Config::default().tenant);
    let mut set = records.get(material::RECORD).await.unwrap().unwrap().value;
    // The primes would take most of the test: the same keys come again under other names.
    let next = SigningAlg::ALL.map(|alg| set.keys.iter().find(|key| key.alg == alg && key.state == KeyState::Next).unwrap().clone());
    for round in 0..material::MAX_KEYS {
        set.rotate(next.clone().map(|key| StoredKey { kid: format!("{round}{}", key.kid), ..key }), ring.clock().now());
        for alg in SigningAlg::ALL {
            for state in [KeyState::Current, KeyState::Next] {
                assert_eq!(set.keys.iter().filter(|key| key.alg == alg && key.state == state).count(), 1, "{round} {alg:?} {state:?}");
            }
        }
    }
    assert_eq!(set.keys.len(), material::MAX_KEYS);
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
