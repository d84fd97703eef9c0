//! What the engine evaluates for a script Action, stored once under its SHA-256.
//!
//! It is not always the author's text: TypeScript is translated, and packages are bundled. What was built is kept, so that every
//! node and every later start makes the same image; the image itself is a cache that can be made again.

use serde::{Deserialize, Serialize};

use super::component::sha256_hex;
use crate::contract::Trigger;
use crate::sandbox::ScriptSource;
use crate::scripts::npm::Lock;
use crate::storage::Entity;

/// A built source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Script {
    /// SHA-256 of the source, lower-case hex.
    pub sha256: String,
    /// What the engine gets.
    pub source: ScriptSource,
    /// What the packages of its Action came to, so that a changed draft with the same dependencies gets the same. Not in the hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock: Option<Lock>,
}

impl Script {
    /// Keeps `source`, and what its packages came to.
    pub fn new(source: ScriptSource, lock: Option<Lock>) -> Self {
        // Maps of a source are ordered, so one source has one text.
        let text = serde_json::to_vec(&source).unwrap_or_default();
        Self { sha256: sha256_hex(&text), source, lock }
    }

    /// The trigger that it was built for.
    pub fn trigger(&self) -> Trigger {
        self.source.trigger
    }
}

impl Entity for Script {
    const COLLECTION: &'static str = "scripts";

    fn id(&self) -> String {
        self.sha256.clone()
    }
}
