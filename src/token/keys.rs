//! The signing keys: one that signs, one that will, and those that signed before.
//!
//! Kept in the store under the vault, parsed once and held in memory, because parsing a key costs more than signing with it:
//! that is why tokens are assembled here and not by `jsonwebtoken::encode`, which parses at each call. Every node follows the
//! record, so a rotation or a revocation counts everywhere as soon as the store tells of it.

mod jwks;
mod material;

use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use crate::clock::Clock;
use crate::config::Config;
use crate::random::Random;
use crate::storage::vault::Vault;
use crate::storage::{Collection, Store, StoreError, Stored};

pub(crate) use material::ParsedKey;
pub use material::{KeyState, SigningKeySet, StoredKey};

/// How long a key that signs no more still verifies: the longest life that an access token may have, 30 days.
const PREVIOUS_DAYS: i64 = 30;
/// Keys kept at most, so that rotating in a loop does not grow the record for ever.
const MAX_KEYS: usize = 16;

/// Why the key ring could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Sealed under another master key.
    #[error("the signing key {0} does not open with this master key; was the key file replaced?")]
    DoesNotOpen(String),
    /// Opened, but not a key.
    #[error("the signing key {0} cannot be used")]
    Broken(String),
    /// No key could be made.
    #[error("no signing key could be made: {0}")]
    Generation(String),
    /// There is no key to sign with.
    #[error("the tenant has no current signing key")]
    NoCurrent,
    /// `revoke` names a key that is not there.
    #[error("there is no signing key {0}")]
    Unknown(String),
    /// `revoke` names a key that is in use.
    #[error("the signing key {0} is in use; rotate first")]
    InUse(String),
    /// The claims cannot be written as JSON.
    #[error("the claims cannot be encoded")]
    Claims(#[source] serde_json::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The parsed keys at one moment.
pub(crate) struct KeySet {
    pub(crate) keys: Vec<ParsedKey>,
    /// The JWKS document, written once: it is asked for more often than it changes.
    jwks: Bytes,
}

impl KeySet {
    fn current(&self) -> Option<&ParsedKey> {
        self.keys.iter().find(|key| key.stored.state == KeyState::Current)
    }

    /// The key of this id, unless it is revoked.
    pub(crate) fn verifying(&self, kid: &str) -> Option<&ParsedKey> {
        self.keys.iter().find(|key| key.stored.kid == kid && key.stored.verifies())
    }
}

struct Inner {
    records: Collection<SigningKeySet>,
    issuer: String,
    name: String,
    vault: Vault,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    set: RwLock<Arc<KeySet>>,
}

/// The tenant's signing keys. Cheap to clone.
#[derive(Clone)]
pub struct KeyRing {
    inner: Arc<Inner>,
}

impl KeyRing {
    /// Reads the tenant's keys, makes them if there are none, and follows changes from then on.
    pub async fn load_or_create(
        store: &Arc<dyn Store>,
        config: &Config,
        vault: Vault,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Result<Self, KeyError> {
        let records: Collection<SigningKeySet> = Collection::new(store.clone(), &config.tenant);
        // Watched before it is read, so that no change falls between the two.
        let mut changes = store.watch(records.prefix());
        let name = config.public_url.host_str().unwrap_or("anteroom").to_owned();
        let set = RwLock::new(Arc::new(KeySet { keys: Vec::new(), jwks: Bytes::new() }));
        let inner = Arc::new(Inner { records, issuer: config.issuer(), name, vault, clock, random, set });
        let ring = Self { inner };
        match ring.reload().await {
            Err(KeyError::NoCurrent) => {
                ring.create().await?;
                ring.reload().await?;
            }
            other => other?,
        }
        let weak = Arc::downgrade(&ring.inner);
        tokio::spawn(async move {
            while changes.next().await.is_some() {
                let Some(inner) = weak.upgrade() else { return };
                if let Err(error) = (Self { inner }).reload().await {
                    tracing::error!(%error, "the signing keys could not be read again; the ones in memory stay in use");
                }
            }
        });
        Ok(ring)
    }

    /// The issuer: `iss` of every token.
    pub fn issuer(&self) -> &str {
        &self.inner.issuer
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.inner.clock
    }

    pub(crate) fn set(&self) -> Arc<KeySet> {
        self.inner.set.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// `{"keys":[…]}`: what `/.well-known/jwks.json` answers. Current, next, and the previous ones that still verify.
    pub fn jwks(&self) -> Bytes {
        self.set().jwks.clone()
    }

    /// All keys as stored, revoked ones included; oldest first.
    pub fn list(&self) -> Vec<StoredKey> {
        self.set().keys.iter().map(|key| key.stored.clone()).collect()
    }

    /// Signs `claims` with the current key into a compact JWS (RFC 7515 section 7.1) whose header says `typ`.
    pub fn sign(&self, typ: &str, claims: &Map<String, Value>) -> Result<String, KeyError> {
        let set = self.set();
        let key = set.current().ok_or(KeyError::NoCurrent)?;
        let header = json!({ "alg": "RS256", "typ": typ, "kid": key.stored.kid });
        let mut token = URL_SAFE_NO_PAD.encode(header.to_string());
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(claims).map_err(KeyError::Claims)?, &mut token);
        let signature = key.sign(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// The next key begins to sign, the current one only verifies from now on, and a new next one is made.
    pub async fn rotate(&self) -> Result<StoredKey, KeyError> {
        let fresh = self.generate(KeyState::Next).await?;
        let now = self.inner.clock.now();
        let stored = self
            .change(|set| {
                for key in &mut set.keys {
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
                set.keys.retain(|key| key.current_until.is_none_or(|until| until > horizon));
                while set.keys.len() >= MAX_KEYS {
                    set.keys.remove(0);
                }
                set.keys.push(fresh.clone());
                Ok(())
            })
            .await?;
        stored.value.keys.iter().find(|key| key.state == KeyState::Current).cloned().ok_or(KeyError::NoCurrent)
    }

    /// Ends a previous key: what it signed counts no more. The current and the next key must be rotated away first.
    pub async fn revoke(&self, kid: &str) -> Result<StoredKey, KeyError> {
        let now = self.inner.clock.now();
        let stored = self
            .change(|set| {
                let key = set.keys.iter_mut().find(|key| key.kid == kid).ok_or_else(|| KeyError::Unknown(kid.to_owned()))?;
                match key.state {
                    KeyState::Current | KeyState::Next => Err(KeyError::InUse(kid.to_owned())),
                    KeyState::Revoked => Ok(()),
                    KeyState::Previous => {
                        key.state = KeyState::Revoked;
                        key.revoked_at = Some(now);
                        Ok(())
                    }
                }
            })
            .await?;
        stored.value.keys.iter().find(|key| key.kid == kid).cloned().ok_or_else(|| KeyError::Unknown(kid.to_owned()))
    }

    /// Reads, changes and writes the record until nobody interferes, and uses the result at once.
    async fn change(&self, mut change: impl FnMut(&mut SigningKeySet) -> Result<(), KeyError>) -> Result<Stored<SigningKeySet>, KeyError> {
        loop {
            let before = self.inner.records.get(material::RECORD).await?.ok_or(KeyError::NoCurrent)?;
            let mut after = before.value.clone();
            change(&mut after)?;
            match self.inner.records.update(&before, after).await {
                Ok(stored) => {
                    self.reload().await?;
                    return Ok(stored);
                }
                Err(StoreError::Conflict(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Makes the first two keys. Of two nodes that start at the same moment one wins, and both use its keys.
    async fn create(&self) -> Result<(), KeyError> {
        let (current, next) = tokio::try_join!(self.generate(KeyState::Current), self.generate(KeyState::Next))?;
        let set = SigningKeySet { id: material::RECORD.to_owned(), keys: vec![current, next] };
        match self.inner.records.insert(set).await {
            Ok(_) | Err(StoreError::Conflict(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn generate(&self, state: KeyState) -> Result<StoredKey, KeyError> {
        let inner = self.inner.clone();
        let made =
            tokio::task::spawn_blocking(move || StoredKey::generate(&inner.name, state, &inner.vault, &*inner.random, inner.clock.now()));
        made.await.map_err(|error| KeyError::Generation(error.to_string()))?
    }

    /// Reads the record and parses its keys; those in memory stay when that fails.
    async fn reload(&self) -> Result<(), KeyError> {
        let stored = self.inner.records.get(material::RECORD).await?.ok_or(KeyError::NoCurrent)?;
        let keys = stored.value.keys.into_iter().map(|key| ParsedKey::open(key, &self.inner.vault)).collect::<Result<Vec<_>, _>>()?;
        let jwks = Bytes::from(jwks::document(&keys).to_string());
        let set = KeySet { keys, jwks };
        if set.current().is_none() {
            return Err(KeyError::NoCurrent);
        }
        *self.inner.set.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(set);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
