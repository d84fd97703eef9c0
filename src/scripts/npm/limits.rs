//! How much a registry may give and an archive may hold, with the reason beside each number.

use std::time::Duration;

use super::NpmError;

/// Limits of resolving and installing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NpmLimits {
    /// Dependencies of one Action: Auth0's limit (reference 1.8).
    pub dependencies: usize,
    /// Packages of one lock: a client of a large cloud has some 80.
    pub packages: usize,
    /// Bytes of what a registry says about a package, unpacked: packages with thousands of versions have 20 MB.
    pub packument: usize,
    /// Bytes of an archive.
    pub tarball: usize,
    /// Bytes of an unpacked archive.
    pub unpacked: u64,
    /// Files of an archive: icon sets and generated clients have some thousands.
    pub files: usize,
    /// Requests at once; registries slow down who makes many.
    pub concurrency: usize,
    /// How long one answer may take.
    pub request_time: Duration,
    /// How long all questions about versions may take.
    pub resolve_time: Duration,
    /// How long all archives may take.
    pub install_time: Duration,
}

impl Default for NpmLimits {
    fn default() -> Self {
        Self {
            dependencies: 10,
            packages: 400,
            packument: 48 << 20,
            tarball: 24 << 20,
            unpacked: 96 << 20,
            files: 20_000,
            concurrency: 8,
            request_time: Duration::from_secs(30),
            resolve_time: Duration::from_secs(90),
            install_time: Duration::from_secs(120),
        }
    }
}

impl NpmLimits {
    pub(super) fn too_many_packages(&self) -> NpmError {
        NpmError::TooMuch {
            package: "The Action".to_owned(),
            what: "too many packages behind its dependencies",
            limit: self.packages as u64,
        }
    }
}
