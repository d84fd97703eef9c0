//! The packages of one script, from its dependencies to the text that goes to the engine beside it.
//!
//! A bundle depends on the lock and on what the script requires, so it is kept on disk under the hash of both: an author who
//! changes the script and not its `require` calls waits for nothing.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::bundle::{self, Bundle, BundleError, BundleOptions};
use super::npm::{Dependency, Lock, Npm, NpmError, NpmOptions};
use super::source::Compiled;

/// Changes when the same lock and names give another text.
const FORMAT: &str = "anteroom bundle 3";
/// Bundlers at once: each may take a gigabyte and one processor.
const BUNDLERS: usize = 1;

/// Packages whose directories are made when the first script has one: most have none.
pub struct PackageSource {
    npm: NpmOptions,
    bundle: BundleOptions,
    made: OnceLock<Arc<Packages>>,
}

impl PackageSource {
    /// Keeps the settings.
    pub fn new(npm: NpmOptions, bundle: BundleOptions) -> Self {
        Self { npm, bundle, made: OnceLock::new() }
    }

    /// The packages.
    ///
    /// # Errors
    /// A setting cannot be used, or the cache directory cannot be made.
    pub fn open(&self) -> Result<Arc<Packages>, NpmError> {
        if let Some(made) = self.made.get() {
            return Ok(made.clone());
        }
        let packages = Arc::new(Packages::new(self.npm.clone(), self.bundle.clone())?);
        Ok(self.made.get_or_init(|| packages).clone())
    }
}

/// Makes bundles.
pub struct Packages {
    npm: Npm,
    options: BundleOptions,
    kept: PathBuf,
    bundling: Semaphore,
}

/// Why a script's packages cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum PackagesError {
    /// A package cannot be had.
    #[error(transparent)]
    Npm(#[from] NpmError),
    /// It cannot be bundled.
    #[error(transparent)]
    Bundle(#[from] BundleError),
}

impl PackagesError {
    /// Whether trying again may help, because the author did nothing wrong: the registry or this server failed.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Npm(NpmError::Unavailable { .. } | NpmError::Internal { .. }) | Self::Bundle(BundleError::Internal(_)))
    }
}

impl Packages {
    /// Sets everything up; nothing is asked of a registry.
    ///
    /// # Errors
    /// A setting cannot be used, or the cache directory cannot be made.
    pub fn new(npm: NpmOptions, options: BundleOptions) -> Result<Self, NpmError> {
        let kept = npm.cache_dir.join("bundles");
        std::fs::create_dir_all(&kept).map_err(|source| NpmError::Internal { what: kept.display().to_string(), source })?;
        Ok(Self { npm: Npm::new(npm)?, options, kept, bundling: Semaphore::new(BUNDLERS) })
    }

    /// What the dependencies come to today. Kept with what is built from it, so that a later build gets the same.
    ///
    /// # Errors
    /// The first dependency that cannot be had.
    pub async fn lock(&self, dependencies: &[Dependency]) -> Result<Lock, PackagesError> {
        Ok(self.npm.resolve(dependencies).await?)
    }

    /// The bundle of what a script requires of its packages; none if it requires nothing of them.
    ///
    /// # Errors
    /// A package cannot be had, or the script requires what is not in it.
    pub async fn bundle(&self, lock: &Lock, script: &Compiled) -> Result<Option<Bundle>, PackagesError> {
        let requests = bundle::requests(lock, script);
        if requests.is_empty() {
            return Ok(None);
        }
        let file = self.kept.join(format!("{}.json", key(lock, &requests)));
        if let Some(kept) = tokio::fs::read(&file).await.ok().and_then(|kept| serde_json::from_slice(&kept).ok()) {
            return Ok(Some(kept));
        }
        let installed = self.npm.install(lock).await?;
        let internal = |error: String| BundleError::Internal(error);
        let _permit = self.bundling.acquire().await.map_err(|error| internal(error.to_string()))?;
        let bundle = bundle::bundle(&self.options, lock, &installed, &requests).await?;
        let text = serde_json::to_vec(&bundle).map_err(|error| internal(error.to_string()))?;
        let directory = self.kept.clone();
        let kept = tokio::task::spawn_blocking(move || -> std::io::Result<()> {
            // Whole or not at all: another build may read at any moment.
            let mut beside = tempfile::NamedTempFile::new_in(directory)?;
            std::io::Write::write_all(&mut beside, &text)?;
            beside.persist(file)?;
            Ok(())
        });
        if let Err(error) = kept.await.unwrap_or_else(|error| Err(std::io::Error::other(error))) {
            tracing::warn!(%error, "a bundle of npm packages could not be kept");
        }
        Ok(Some(bundle))
    }
}

fn key(lock: &Lock, requests: &[String]) -> String {
    // JSON delimits the parts, and maps of a lock are ordered.
    let parts = serde_json::to_vec(&(FORMAT, env!("CARGO_PKG_VERSION"), lock, requests)).unwrap_or_default();
    Sha256::digest(parts).iter().map(|byte| format!("{byte:02x}")).collect()
}
