//! The master key, under which secrets and signing keys are sealed: from the environment, or from a file made at the first start.
//!
//! Beside the store rather than in it, so that a copy of the store alone opens nothing. Who keeps the data directory on a
//! shared disk gives the key by `ANTEROOM_MASTER_KEY` instead.

use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::data_dir;
use crate::config::{Config, StoreKind};
use crate::random::Random;

const FILE: &str = "master.key";

/// The key of this server.
///
/// # Errors
/// A key that is not 32 bytes, a file that others can read, or one that is missing beside a store that it once sealed.
pub fn load(config: &Config, random: &dyn Random) -> anyhow::Result<Zeroizing<[u8; 32]>> {
    if let Some(secret) = &config.master_key {
        return decode(secret.expose().as_bytes()).context("ANTEROOM_MASTER_KEY cannot be used");
    }
    let mut key = Zeroizing::new([0u8; 32]);
    if config.store == StoreKind::Memory {
        random.fill(key.as_mut());
        return Ok(key);
    }
    let path = config.data_dir.join(FILE);
    if let Some(text) = data_dir::read_private(&path)? {
        return decode(&Zeroizing::new(text)).with_context(|| format!("{} cannot be used", path.display()));
    }
    if config.data_dir.join("store").exists() {
        bail!(
            "{} is missing, and without it the secrets in the store stay closed; put it back, or set ANTEROOM_MASTER_KEY",
            path.display()
        );
    }
    random.fill(key.as_mut());
    let text = Zeroizing::new(format!("{}\n", STANDARD.encode(key.as_ref())));
    data_dir::write_private(&path, text.as_bytes())?;
    Ok(key)
}

fn decode(text: &[u8]) -> anyhow::Result<Zeroizing<[u8; 32]>> {
    let text = text.trim_ascii();
    let bytes = Zeroizing::new(STANDARD.decode(text).map_err(|_| anyhow::anyhow!("it is not base64"))?);
    let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| anyhow::anyhow!("it holds {} bytes instead of 32", bytes.len()))?;
    Ok(Zeroizing::new(key))
}
