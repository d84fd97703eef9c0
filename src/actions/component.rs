//! The bytes of an uploaded component, stored once under their SHA-256.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::storage::Entity;

/// One component's bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// Lower-case hex.
    pub sha256: String,
    /// The bytes, base64: entities are JSON.
    pub base64: String,
}

impl Component {
    /// Wraps `bytes`.
    pub fn new(bytes: &[u8]) -> Self {
        Self { sha256: sha256_hex(bytes), base64: STANDARD.encode(bytes) }
    }

    /// The bytes; `None` if the record was damaged.
    pub fn bytes(&self) -> Option<Vec<u8>> {
        let bytes = STANDARD.decode(&self.base64).ok()?;
        (sha256_hex(&bytes) == self.sha256).then_some(bytes)
    }
}

/// SHA-256 as 64 lower-case hex digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

impl Entity for Component {
    const COLLECTION: &'static str = "components";

    fn id(&self) -> String {
        self.sha256.clone()
    }
}
