//! Where npm packages of Actions come from.
//!
//! No registry is built in: which one a server asks, and so who learns what its Actions use, is the operator's to say. The
//! variable that npm itself reads is taken where nothing else is set, so that a machine that is set up for npm needs no more.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use super::ConfigError;
use crate::scripts::npm::{NpmLimits, NpmOptions, Origin};

/// What most clients and proxies wait for an answer.
const MAX_ANSWER_MS: u64 = 60_000;

/// npm packages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NpmSettings {
    /// `--npm-registry`, `ANTEROOM_NPM_REGISTRY`, else `npm_config_registry`: the registry's address. It may be in the operator's own network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registry: Option<Url>,
    /// `--npm-directory`, `ANTEROOM_NPM_DIRECTORY`: a directory of archives made by `npm pack`, instead of a registry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub directory: Option<PathBuf>,
    /// Milliseconds that the answer to a draft waits for its packages before it says `building`.
    pub answer_within_ms: u64,
}

impl Default for NpmSettings {
    fn default() -> Self {
        Self { registry: None, directory: None, answer_within_ms: 5_000 }
    }
}

impl NpmSettings {
    /// [`NpmSettings::answer_within_ms`].
    pub fn answer_within(&self) -> Duration {
        Duration::from_millis(self.answer_within_ms)
    }

    /// The settings in the form of the scripts' own; unpacked packages are kept under `data_dir`.
    pub fn options(&self, data_dir: &Path) -> NpmOptions {
        let directory = self.directory.clone().map(Origin::Directory);
        let origin = directory.or_else(|| self.registry.clone().map(Origin::Registry));
        NpmOptions { origin, cache_dir: data_dir.join("packages"), limits: NpmLimits::default() }
    }

    /// Takes the registry that npm would use, if nothing is set.
    pub(super) fn follow_npm(&mut self, get: impl Fn(&str) -> Option<String>) -> Result<(), ConfigError> {
        if self.registry.is_some() || self.directory.is_some() {
            return Ok(());
        }
        let set = ["npm_config_registry", "NPM_CONFIG_REGISTRY"].into_iter().find_map(|name| get(name).filter(|value| !value.is_empty()));
        let Some(registry) = set else { return Ok(()) };
        let parsed =
            Url::parse(&registry).map_err(|error| ConfigError::new("npm.registry", format!("from npm_config_registry: {error}")))?;
        self.registry = Some(parsed);
        Ok(())
    }

    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        if self.registry.is_some() && self.directory.is_some() {
            return Err(ConfigError::new("npm.directory", "replaces the registry: set one of the two"));
        }
        if self.answer_within_ms > MAX_ANSWER_MS {
            return Err(ConfigError::new("npm.answer_within_ms", "must be at most 60000: clients do not wait longer"));
        }
        let Some(registry) = &self.registry else { return Ok(()) };
        if !matches!(registry.scheme(), "http" | "https") || registry.host().is_none() {
            return Err(ConfigError::new("npm.registry", "must be an http or https URL with a host"));
        }
        if !registry.username().is_empty() || registry.password().is_some() || registry.query().is_some() || registry.fragment().is_some() {
            return Err(ConfigError::new("npm.registry", "must hold no user name, password, query or fragment"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(registry: &str) -> NpmSettings {
        NpmSettings { registry: Some(registry.parse().unwrap()), ..NpmSettings::default() }
    }

    #[test]
    fn npms_own_variable_counts_where_nothing_else_is_set() {
        let env = |name: &str| (name == "npm_config_registry").then(|| "https://npm.example.com/".to_owned());
        let mut settings = NpmSettings::default();
        settings.follow_npm(env).unwrap();
        assert_eq!(settings, with("https://npm.example.com/"));
        let mut settings = with("https://own.example.com/");
        settings.follow_npm(env).unwrap();
        assert_eq!(settings, with("https://own.example.com/"));
        let mut settings = NpmSettings { directory: Some("/packages".into()), ..NpmSettings::default() };
        settings.follow_npm(env).unwrap();
        assert_eq!(settings.registry, None);
        let error = NpmSettings::default().follow_npm(|_| Some("not a URL".to_owned())).unwrap_err();
        assert_eq!(error.path, "npm.registry");
    }

    #[test]
    fn a_registry_is_an_address_without_secrets_and_excludes_a_directory() {
        for registry in ["https://npm.example.com/a/b", "http://10.0.0.5:4873"] {
            assert_eq!(with(registry).validate(), Ok(()), "{registry}");
        }
        for registry in ["ftp://x/", "https://u:p@x/", "https://x/?token=1", "file:///x"] {
            assert!(with(registry).validate().is_err(), "{registry}");
        }
        let both = NpmSettings { directory: Some("/packages".into()), ..with("https://x/") };
        assert_eq!(both.validate().unwrap_err().path, "npm.directory");
    }
}
