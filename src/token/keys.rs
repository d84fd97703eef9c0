//! The signing keys: of each algorithm one that signs, one that will, and those that signed before.
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
use serde_json::{Map, Value, json};

use crate::clock::Clock;
use crate::config::Config;
use crate::identity::SigningAlg;
use crate::random::Random;
use crate::storage::vault::Vault;
use crate::storage::{Collection, Store, StoreError, Stored};

pub(crate) use material::ParsedKey;
pub use material::{KeyState, SigningKeySet, StoredKey};

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
    fn current(&self, alg: SigningAlg) -> Option<&ParsedKey> {
        self.keys.iter().find(|key| key.stored.alg == alg && key.stored.state == KeyState::Current)
    }

    /// The algorithms that have no keys yet.
    fn missing(&self) -> Vec<SigningAlg> {
        SigningAlg::ALL.into_iter().filter(|alg| self.current(*alg).is_none()).collect()
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
        ring.complete().await?;
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

    /// Signs `claims` with the current key of this algorithm into a compact JWS (RFC 7515 section 7.1) whose header says `typ`.
    pub fn sign(&self, alg: SigningAlg, typ: &str, claims: &Map<String, Value>) -> Result<String, KeyError> {
        let set = self.set();
        let key = set.current(alg).ok_or(KeyError::NoCurrent)?;
        let header = json!({ "alg": alg.name(), "typ": typ, "kid": key.stored.kid });
        let mut token = URL_SAFE_NO_PAD.encode(header.to_string());
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(claims).map_err(KeyError::Claims)?, &mut token);
        let signature = key.sign(token.as_bytes())?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }

    /// The next keys begin to sign, the current ones only verify from now on, and new next ones are made: of every algorithm at once, for
    /// who rotates because a key may have leaked means all that was in the same place. Says which RS256 key signs now.
    pub async fn rotate(&self) -> Result<StoredKey, KeyError> {
        let (rsa, ec) =
            tokio::try_join!(self.generate(SigningAlg::Rs256, KeyState::Next), self.generate(SigningAlg::Es256, KeyState::Next))?;
        let now = self.inner.clock.now();
        let stored = self
            .change(|set| {
                set.rotate([rsa.clone(), ec.clone()], now);
                Ok(())
            })
            .await?;
        stored
            .value
            .keys
            .iter()
            .find(|key| key.alg == SigningAlg::Rs256 && key.state == KeyState::Current)
            .cloned()
            .ok_or(KeyError::NoCurrent)
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
        let of = |state| self.generate(SigningAlg::Rs256, state);
        let (current, next) = tokio::try_join!(of(KeyState::Current), of(KeyState::Next))?;
        let set = SigningKeySet { id: material::RECORD.to_owned(), keys: vec![current, next] };
        match self.inner.records.insert(set).await {
            Ok(_) | Err(StoreError::Conflict(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Adds the keys of algorithms that the record has none of: all but the first, and those that came with a newer server.
    async fn complete(&self) -> Result<(), KeyError> {
        for alg in self.set().missing() {
            let (current, next) = tokio::try_join!(self.generate(alg, KeyState::Current), self.generate(alg, KeyState::Next))?;
            self.change(|set| {
                if set.keys.iter().all(|key| key.alg != alg) {
                    set.keys.extend([current.clone(), next.clone()]);
                }
                Ok(())
            })
            .await?;
        }
        Ok(())
    }

    async fn generate(&self, alg: SigningAlg, state: KeyState) -> Result<StoredKey, KeyError> {
        let inner = self.inner.clone();
        let made = tokio::task::spawn_blocking(move || {
            StoredKey::generate(&inner.name, alg, state, &inner.vault, &*inner.random, inner.clock.now())
        });
        made.await.map_err(|error| KeyError::Generation(error.to_string()))?
    }

    /// Reads the record and parses its keys; those in memory stay when that fails.
    async fn reload(&self) -> Result<(), KeyError> {
        let stored = self.inner.records.get(material::RECORD).await?.ok_or(KeyError::NoCurrent)?;
        let keys = stored.value.keys.into_iter().map(|key| ParsedKey::open(key, &self.inner.vault)).collect::<Result<Vec<_>, _>>()?;
        let jwks = Bytes::from(jwks::document(&keys).to_string());
        let set = KeySet { keys, jwks };
        if set.current(SigningAlg::Rs256).is_none() {
            return Err(KeyError::NoCurrent);
        }
        *self.inner.set.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(set);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
