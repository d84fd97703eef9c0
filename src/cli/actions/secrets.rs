//! Secrets of an Action on the command line.
//!
//! Every process of a machine can read a command line, so a name alone takes its value from the environment. `NAME=VALUE` is there
//! all the same: most secrets of a test are made up for it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use serde_json::Value;
use zeroize::Zeroizing;

/// Values by name.
pub type Secrets = BTreeMap<String, Zeroizing<String>>;

/// Which secrets.
#[derive(Debug, Clone, Default, Args)]
pub struct SecretArgs {
    /// A secret: NAME=VALUE, or NAME alone for the value of the environment variable of that name, which keeps it off the command line (repeatable)
    #[arg(long = "secret", value_name = "NAME[=VALUE]")]
    pub secret: Vec<String>,
    /// A JSON file of secrets: {"NAME": "VALUE"}
    #[arg(long = "secrets", value_name = "FILE")]
    pub secrets_file: Option<PathBuf>,
}

impl SecretArgs {
    /// Whether there are any.
    pub fn is_empty(&self) -> bool {
        self.secret.is_empty() && self.secrets_file.is_none()
    }

    /// The secrets; one that is named on the command line wins over the file.
    ///
    /// # Errors
    /// A variable that is not set, or a file that cannot be used. No error holds a value.
    pub fn read(&self) -> anyhow::Result<Secrets> {
        read("--secret", &self.secret, self.secrets_file.as_deref())
    }
}

/// Values that were named one by one, with `flag`, and those of a file.
///
/// # Errors
/// As [`SecretArgs::read`].
pub fn read(flag: &str, named: &[String], file: Option<&Path>) -> anyhow::Result<Secrets> {
    let mut secrets = file.map(from_file).transpose()?.unwrap_or_default();
    for given in named {
        let (name, value) = match given.split_once('=') {
            Some((name, value)) => (name, value.to_owned()),
            None => (
                given.as_str(),
                std::env::var(given).with_context(|| format!("{flag} {given}: the environment variable {given} is not set"))?,
            ),
        };
        if name.is_empty() {
            bail!("{flag}: a name is missing before the =");
        }
        secrets.insert(name.to_owned(), Zeroizing::new(value));
    }
    Ok(secrets)
}

fn from_file(path: &Path) -> anyhow::Result<Secrets> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let text = Zeroizing::new(text);
    // The library's own text may quote what it read.
    let parsed: Value = serde_json::from_str(&text)
        .map_err(|error| anyhow::anyhow!("{} is no JSON: line {}, column {}", path.display(), error.line(), error.column()))?;
    of_object(&parsed).with_context(|| format!("{} must be an object of texts: {{\"NAME\": \"VALUE\"}}", path.display()))
}

/// The secrets in an object of texts; none if it is something else.
pub fn of_object(value: &Value) -> Option<Secrets> {
    let members = value.as_object()?.iter();
    members.map(|(name, value)| Some((name.clone(), Zeroizing::new(value.as_str()?.to_owned())))).collect()
}
