//! Where Actions run: how many at once, how much each may use unless it says otherwise, and whether they may reach private hosts.

use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::ConfigError;
use crate::sandbox::{EgressOptions, EgressPolicy, Limits, SandboxOptions};

/// The sandbox.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SandboxSettings {
    /// `--sandbox-concurrency`, `ANTEROOM_SANDBOX_CONCURRENCY`: calls that run at the same time.
    pub concurrency: usize,
    /// Milliseconds that a call waits for a place before the login is told to come back.
    pub busy_wait_ms: u64,
    /// Whether places are reserved ahead; `false` for machines with little address space.
    pub pooling: bool,
    /// Whether an Action without allowed hosts of its own may call any public host, as at Auth0; `false`: none.
    pub public_egress: bool,
    /// `--allow-private-egress`, `ANTEROOM_ALLOW_PRIVATE_EGRESS`: lets Actions reach loopback and private addresses. For development.
    pub allow_private_egress: bool,
    /// Single addresses that Actions may reach although they are not public.
    pub private_exceptions: Vec<std::net::IpAddr>,
    /// The limits of Actions that have none of their own.
    pub limits: Limits,
}

impl Default for SandboxSettings {
    fn default() -> Self {
        let options = SandboxOptions::default();
        Self {
            concurrency: options.concurrency,
            busy_wait_ms: u64::try_from(options.busy_wait.as_millis()).unwrap_or(u64::MAX),
            pooling: options.pooling,
            public_egress: true,
            allow_private_egress: false,
            private_exceptions: Vec::new(),
            limits: Limits::default(),
        }
    }
}

impl SandboxSettings {
    /// The settings in the sandbox's own form; compiled code is kept under `data_dir`, signed by a key made from the master key.
    pub fn options(&self, data_dir: &Path, master_key: &[u8; 32]) -> SandboxOptions {
        // A master key is uniformly random, so one hash with a purpose in front is a sound derivation.
        let key = Sha256::new().chain_update(b"anteroom/artefact-cache/v1\0").chain_update(master_key).finalize();
        SandboxOptions {
            cache_dir: data_dir.join("artefacts"),
            cache_key: Some(Zeroizing::new(key.into())),
            concurrency: self.concurrency,
            busy_wait: Duration::from_millis(self.busy_wait_ms),
            pooling: self.pooling,
            egress: EgressOptions {
                allow_private: self.allow_private_egress,
                private_exceptions: self.private_exceptions.clone(),
                ..EgressOptions::default()
            },
            ..SandboxOptions::default()
        }
    }

    /// What an Action may call that has no allowed hosts of its own.
    pub fn egress(&self) -> EgressPolicy {
        if self.public_egress { EgressPolicy::PublicHosts } else { EgressPolicy::Nothing }
    }

    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        if !(1..=1000).contains(&self.concurrency) {
            return Err(ConfigError::new("sandbox.concurrency", "must be from 1 to 1000"));
        }
        if self.busy_wait_ms > 20_000 {
            return Err(ConfigError::new("sandbox.busy_wait_ms", "must be at most 20000"));
        }
        self.limits.validate().map_err(|error| {
            ConfigError::new(
                format!("sandbox.limits.{}", error.name),
                format!("must be from {} to {}, but is {}", error.least, error.most, error.value),
            )
        })
    }
}
