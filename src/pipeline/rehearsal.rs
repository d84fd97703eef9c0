//! A run of one version that is no part of any login: to try a draft.
//!
//! It is the same sandbox with the same limits, and what it asks for is told and not done. The cache is its own, so that a try
//! leaves nothing that a login could read.

use std::sync::Arc;

use super::loaded::load;
use super::{Pipeline, TRIGGER_TIME};
use crate::actions::{Action, ActionVersion};
use crate::contract::Event;
use crate::sandbox::{Call, MemoryCache, Report};

impl Pipeline {
    /// Runs `version` once with `event`. Nothing is applied and nothing is recorded.
    ///
    /// # Errors
    /// The version cannot be loaded, as a sentence.
    pub async fn rehearse(&self, action: &Action, version: &ActionVersion, event: Event) -> Result<Report, String> {
        let loaded = load(&self.parts, action, version).await.map_err(|failed| failed.message)?;
        let call = Call {
            program: loaded.program,
            event: Arc::new(event),
            limits: loaded.limits,
            secrets: loaded.secrets,
            cache: Arc::new(MemoryCache::default()),
            egress: loaded.egress,
            time_left: TRIGGER_TIME,
        };
        Ok(self.parts.sandbox.call(call).await)
    }
}
