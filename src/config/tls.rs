//! TLS: a certificate of the operator's own, or one from a local certificate authority that the server keeps for development.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// TLS settings; off when all are absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Tls {
    /// `--tls-cert`, `ANTEROOM_TLS_CERT`: the certificate chain, PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cert: Option<PathBuf>,
    /// `--tls-key`, `ANTEROOM_TLS_KEY`: its private key, PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<PathBuf>,
    /// `--tls-self-signed`, `ANTEROOM_TLS_SELF_SIGNED`: a certificate from the local authority in the data directory.
    pub self_signed: bool,
}

/// What the settings mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TlsMode {
    /// Plain http.
    Off,
    /// The operator's certificate.
    Files {
        /// The chain.
        cert: PathBuf,
        /// The key.
        key: PathBuf,
    },
    /// A certificate from the local authority.
    SelfSigned,
}

impl Tls {
    /// Whether the server speaks TLS.
    pub fn is_on(&self) -> bool {
        self.self_signed || self.cert.is_some()
    }

    /// What the settings mean, once they are valid.
    pub fn mode(&self) -> TlsMode {
        match (&self.cert, &self.key) {
            (Some(cert), Some(key)) => TlsMode::Files { cert: cert.clone(), key: key.clone() },
            _ if self.self_signed => TlsMode::SelfSigned,
            _ => TlsMode::Off,
        }
    }

    pub(super) fn validate(&self) -> Result<(), ConfigError> {
        let readable = |name: &str, path: &Option<PathBuf>| match path {
            Some(path) => std::fs::File::open(path)
                .map(drop)
                .map_err(|error| ConfigError::new(format!("tls.{name}"), format!("{} cannot be read: {error}", path.display()))),
            None => Ok(()),
        };
        match (&self.cert, &self.key) {
            (Some(_), None) => return Err(ConfigError::new("tls.key", "is missing beside tls.cert (--tls-key)")),
            (None, Some(_)) => return Err(ConfigError::new("tls.cert", "is missing beside tls.key (--tls-cert)")),
            (Some(_), Some(_)) if self.self_signed => {
                return Err(ConfigError::new("tls.self_signed", "cannot be on together with tls.cert: choose one certificate"));
            }
            _ => {}
        }
        readable("cert", &self.cert)?;
        readable("key", &self.key)
    }
}
