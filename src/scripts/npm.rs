//! npm packages: which versions an Action gets, and their files.
//!
//! Two steps, because one must be repeatable and the other must not be repeated. [`Npm::resolve`] asks the registry what ranges and
//! tags mean today and answers with a [`Lock`]; [`Npm::install`] brings exactly what a lock says, today or in a year. Nothing of a
//! package runs here or anywhere else before the Action does: no install script, no build of native code.

mod archive;
mod cache;
mod directory;
mod http;
mod integrity;
mod limits;
mod manifest;
mod name;
mod pick;
mod resolve;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use futures_util::{StreamExt, TryStreamExt, stream};
use serde::{Deserialize, Serialize};
use url::Url;

pub use limits::NpmLimits;

use self::cache::Cache;
use self::directory::Directory;
use self::http::Remote;
use self::manifest::Packument;

/// A package that an Action asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependency {
    /// `lodash`, `@slack/webhook`.
    pub name: String,
    /// An exact version, a range or a tag: `4.17.21`, `^4`, `latest`.
    pub version: String,
    /// Where the author wants it from. Packages come from the server's own registry alone, so that an author can make the
    /// server ask nobody else; anything but that registry's address is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registry_url: Option<String>,
}

/// What an Action's dependencies came to: every package with its exact version and the hash of its archive.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// What was asked for, by name: the keys of `packages`.
    pub requested: BTreeMap<String, String>,
    /// All packages, by `name@version`.
    pub packages: BTreeMap<String, Locked>,
}

impl Lock {
    /// Whether this is what just these dependencies came to: each with its exact version, from the server's own registry.
    pub fn is_of(&self, dependencies: &[Dependency]) -> bool {
        let exact = |wanted: &Dependency| {
            let found = self.requested.get(&wanted.name).and_then(|id| self.packages.get(id));
            wanted.registry_url.is_none() && found.is_some_and(|package| package.version == wanted.version)
        };
        dependencies.len() == self.requested.len() && dependencies.iter().all(exact)
    }
}

/// One package of a lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locked {
    /// Its name.
    pub name: String,
    /// Its exact version.
    pub version: String,
    /// The hash of its archive: `sha512-…` (Subresource Integrity).
    pub integrity: String,
    /// Where the archive was: a URL, or a path in the directory.
    pub tarball: String,
    /// Whether everything that needs it can do without.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    /// What its files may require, by the name they use: keys of the lock's `packages`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub dependencies: BTreeMap<String, String>,
}

/// The files of a lock's packages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installed {
    /// Their directories by `name@version`; packages that could be left out and had to be are missing.
    pub directories: BTreeMap<String, PathBuf>,
}

/// Where packages come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// An npm registry.
    Registry(Url),
    /// A directory of archives as `npm pack` writes them; nothing is asked of the network.
    Directory(PathBuf),
}

/// Settings.
#[derive(Debug, Clone)]
pub struct NpmOptions {
    /// Where packages come from; none, and every dependency is refused.
    pub origin: Option<Origin>,
    /// Where unpacked packages are kept.
    pub cache_dir: PathBuf,
    /// How much there may be of everything.
    pub limits: NpmLimits,
}

/// Why packages cannot be had. The texts are for the author.
#[derive(Debug, thiserror::Error)]
pub enum NpmError {
    /// The operator set no registry.
    #[error(
        "Compilation failed: Cannot find module '{name}': this server has no npm registry. Its operator can set one (npm.registry or npm.directory)."
    )]
    NoOrigin {
        /// The first package.
        name: String,
    },
    /// The registry does not know it.
    #[error("Compilation failed: Cannot find module '{name}': there is no such package in the registry{}.", needed_by(by))]
    NoPackage {
        /// The package.
        name: String,
        /// What needs it, unless the Action does.
        by: Option<String>,
    },
    /// The registry has no version that fits.
    #[error("Compilation failed: Cannot find module '{name}@{wanted}': no version of {name} in the registry fits{}.", needed_by(by))]
    NoVersion {
        /// The package.
        name: String,
        /// The range, tag or version.
        wanted: String,
        /// What needs it, unless the Action does.
        by: Option<String>,
    },
    /// Not a name of a package.
    #[error("'{0}' is not the name of an npm package.")]
    Name(String),
    /// Asked for twice.
    #[error("{0} is among the dependencies twice.")]
    Twice(String),
    /// Asked for from elsewhere.
    #[error("{name} cannot be taken from {registry}: packages come from this server's own registry.")]
    OtherRegistry {
        /// The package.
        name: String,
        /// The address that the author gave.
        registry: String,
    },
    /// Not a version but a place: git, a URL, a path.
    #[error("'{wanted}' is not a version of {name}: packages come from the registry, not from git, addresses or paths{}.", needed_by(by))]
    Unsupported {
        /// The package.
        name: String,
        /// What stands for the version.
        wanted: String,
        /// What needs it, unless the Action does.
        by: Option<String>,
    },
    /// Too much of something.
    #[error("{package} has {what}; at most {limit} are accepted.")]
    TooMuch {
        /// The package, or all of them.
        package: String,
        /// More than this many of what.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// The archive is not the one that the registry or the lock promised.
    #[error("The archive of {package} does not have the hash that {promised_by} gives (sha512). It was not used.")]
    Integrity {
        /// The package.
        package: String,
        /// The registry or the lock.
        promised_by: &'static str,
    },
    /// The registry promises no hash.
    #[error("The registry gives no sha512 hash for {0}, so its archive cannot be checked.")]
    NoIntegrity(String),
    /// The archive cannot be used.
    #[error("The archive of {package} cannot be used: {reason}.")]
    Archive {
        /// The package.
        package: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Code for a machine, which cannot run in the sandbox.
    #[error("{package} has native code ({reason}), which cannot run in an Action. Use a package in JavaScript alone.")]
    Native {
        /// The package.
        package: String,
        /// How it shows.
        reason: String,
    },
    /// No usable answer.
    #[error("The npm registry cannot be used for {what}: {reason}.")]
    Unavailable {
        /// What was asked for.
        what: String,
        /// What happened.
        reason: String,
    },
    /// A fault of the server.
    #[error("The server could not keep {what}: {source}.")]
    Internal {
        /// What it worked on.
        what: String,
        /// What happened.
        source: std::io::Error,
    },
}

fn needed_by(by: &Option<String>) -> String {
    by.as_ref().map(|by| format!(" ({by} needs it)")).unwrap_or_default()
}

/// npm for Actions. Cheap to clone.
#[derive(Clone)]
pub struct Npm(Arc<Inner>);

struct Inner {
    source: Option<Source>,
    cache: Cache,
    limits: NpmLimits,
}

enum Source {
    Remote(Box<Remote>),
    Directory(Directory),
}

impl Npm {
    /// Sets everything up; nothing is asked of a registry.
    ///
    /// # Errors
    /// The registry's address is not one, or the cache directory cannot be made.
    pub fn new(options: NpmOptions) -> Result<Self, NpmError> {
        let source = match options.origin {
            Some(Origin::Registry(url)) => Some(Source::Remote(Box::new(Remote::new(url, &options.limits)?))),
            Some(Origin::Directory(path)) => Some(Source::Directory(Directory::new(path, options.limits))),
            None => None,
        };
        let cache = Cache::open(options.cache_dir, options.limits)?;
        Ok(Self(Arc::new(Inner { source, cache, limits: options.limits })))
    }

    /// Finds out which versions fit the dependencies today, and theirs.
    ///
    /// # Errors
    /// The first dependency that cannot be had, as a sentence for the author.
    pub async fn resolve(&self, dependencies: &[Dependency]) -> Result<Lock, NpmError> {
        for dependency in dependencies {
            self.0.check(dependency)?;
        }
        let Some(first) = dependencies.first() else { return Ok(Lock::default()) };
        let source = self.0.source.as_ref().ok_or_else(|| NpmError::NoOrigin { name: first.name.clone() })?;
        let within = self.0.limits.resolve_time;
        let resolving = resolve::resolve(source, &self.0.limits, dependencies);
        tokio::time::timeout(within, resolving).await.unwrap_or_else(|_| Err(too_slow(within)))
    }

    /// Brings the files of a lock's packages: from the cache, else from where the lock was made.
    ///
    /// # Errors
    /// The first package that cannot be had, or whose archive is not the lock's.
    pub async fn install(&self, lock: &Lock) -> Result<Installed, NpmError> {
        let within = self.0.limits.install_time;
        tokio::time::timeout(within, self.install_all(lock)).await.unwrap_or_else(|_| Err(too_slow(within)))
    }

    async fn install_all(&self, lock: &Lock) -> Result<Installed, NpmError> {
        if lock.packages.len() > self.0.limits.packages {
            return Err(self.0.limits.too_many_packages());
        }
        // Owned, because a future that borrows the key and the value of a map's entry is not `Send` for every lifetime.
        let packages: Vec<(String, Locked)> = lock.packages.iter().map(|(id, locked)| (id.clone(), locked.clone())).collect();
        let directories = stream::iter(packages)
            .map(|(id, locked)| async move {
                match self.0.install(&id, &locked).await {
                    Ok(directory) => Ok(Some((id, directory))),
                    Err(NpmError::Native { .. }) if locked.optional => Ok(None),
                    Err(error) => Err(error),
                }
            })
            .buffered(self.0.limits.concurrency)
            .try_filter_map(|installed| std::future::ready(Ok(installed)))
            .try_collect()
            .await?;
        Ok(Installed { directories })
    }
}

fn too_slow(within: std::time::Duration) -> NpmError {
    NpmError::Unavailable { what: "all dependencies".to_owned(), reason: format!("they took longer than {} s", within.as_secs()) }
}

impl Inner {
    fn check(&self, dependency: &Dependency) -> Result<(), NpmError> {
        name::check(&dependency.name)?;
        let Some(registry) = dependency.registry_url.as_deref().filter(|url| !url.trim().is_empty()) else { return Ok(()) };
        let own = match &self.source {
            Some(Source::Remote(remote)) => remote.is(registry),
            Some(Source::Directory(_)) | None => false,
        };
        if own {
            return Ok(());
        }
        Err(NpmError::OtherRegistry { name: dependency.name.clone(), registry: registry.chars().take(200).collect() })
    }

    async fn install(&self, id: &str, locked: &Locked) -> Result<PathBuf, NpmError> {
        let hash = integrity::sha512(&locked.integrity).ok_or_else(|| NpmError::NoIntegrity(id.to_owned()))?;
        if let Some(directory) = self.cache.find(&hash).await {
            return Ok(directory);
        }
        let source = self.source.as_ref().ok_or_else(|| NpmError::NoOrigin { name: locked.name.clone() })?;
        let archive = source.tarball(id, locked).await?;
        self.cache.add(id, hash, archive).await
    }
}

impl Source {
    /// What there is of a package; `None` if there is nothing of that name.
    async fn packument(&self, name: &str) -> Result<Option<Packument>, NpmError> {
        match self {
            Self::Remote(remote) => remote.packument(name).await,
            Self::Directory(directory) => directory.packument(name).await,
        }
    }

    async fn tarball(&self, id: &str, locked: &Locked) -> Result<bytes::Bytes, NpmError> {
        match self {
            Self::Remote(remote) => remote.tarball(id, &locked.tarball).await,
            Self::Directory(directory) => directory.tarball(id, &locked.tarball).await,
        }
    }
}
