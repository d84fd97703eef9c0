//! What an operator can set before the start: plain structs, one per concern, with defaults in `Default`.
//!
//! A setting comes from a flag, else from the environment, else from the file (`--config`), else from `Default`; [`load()`]
//! puts them together. Nothing is guessed and nothing is ignored: an unknown key in the file is an error, and [`Config::validate`]
//! names the path of what is wrong (`tls.cert: …`), so that a mistake is found before a socket or a store is opened.

mod first_start;
mod http;
mod jobs;
pub mod load;
mod log;
mod log_streams;
mod mail;
mod network;
mod npm;
pub mod overrides;
mod pages;
mod registration;
mod sandbox;
mod secret;
mod tls;

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

pub use first_start::FirstStart;
pub use http::HttpSettings;
pub use jobs::JobSettings;
pub use load::load;
pub use log::{Log, LogFormat, LogLevel};
pub use log_streams::LogStreamSettings;
pub use mail::MailSettings;
pub use network::{Network, Proxies};
pub use npm::NpmSettings;
pub use overrides::Overrides;
pub use pages::PageSettings;
pub use registration::RegistrationSettings;
pub use sandbox::SandboxSettings;
pub use secret::Secret;
pub use tls::{Tls, TlsMode};

/// Everything that an operator can set before the start.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// `--tenant`, `ANTEROOM_TENANT`: the tenant's id, part of every key in the store.
    pub tenant: String,
    /// `--public-url`, `ANTEROOM_PUBLIC_URL`: where browsers and clients reach the server; the issuer is this with a slash.
    pub public_url: Url,
    /// `--listen`, `ANTEROOM_LISTEN`.
    pub listen: SocketAddr,
    /// `--data-dir`, `ANTEROOM_DATA_DIR`: the embedded store, keys and compiled code.
    pub data_dir: PathBuf,
    /// `--store`, `ANTEROOM_STORE`.
    pub store: StoreKind,
    /// `--insecure-http`, `ANTEROOM_INSECURE_HTTP`: speak plain http to addresses that are not this machine.
    pub insecure_http: bool,
    /// `--shutdown-seconds`, `ANTEROOM_SHUTDOWN_SECONDS`: how long requests that run may take to finish at a shutdown.
    pub shutdown_seconds: u64,
    /// TLS.
    pub tls: Tls,
    /// The port's patience.
    pub http: HttpSettings,
    /// Proxies in front of the server.
    pub proxies: Proxies,
    /// Where Actions run.
    pub sandbox: SandboxSettings,
    /// npm packages of Actions.
    pub npm: NpmSettings,
    /// Outgoing mail.
    pub mail: MailSettings,
    /// The log.
    pub log: Log,
    /// How the tenant log is sent to others.
    pub log_streams: LogStreamSettings,
    /// Jobs about users.
    pub jobs: JobSettings,
    /// Applications that register themselves.
    pub registration: RegistrationSettings,
    /// The hosted pages.
    pub pages: PageSettings,
    /// Who may read `/metrics`.
    pub metrics: Metrics,
    /// `ANTEROOM_ADMIN_EMAIL` and its like; not in the file, which outlives the first start.
    #[serde(skip)]
    pub first_start: FirstStart,
    /// `ANTEROOM_MASTER_KEY`: 32 bytes, base64; without it a key is kept in `master.key` of the data directory.
    #[serde(skip)]
    pub master_key: Option<Secret>,
}

/// Where the data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum StoreKind {
    /// The embedded store, in the data directory.
    #[default]
    Sled,
    /// Nowhere: everything is forgotten at the end. For trials.
    Memory,
}

/// Who may read `/metrics`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    /// `ANTEROOM_METRICS_TOKEN`: the bearer token that opens `/metrics` to others than this machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Secret>,
}

/// One setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct ConfigError {
    /// The setting, as in the file: `tls.cert`.
    pub path: String,
    /// What is wrong and what to do, as a sentence.
    pub problem: String,
}

impl ConfigError {
    /// An error at `path`.
    pub fn new(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { path: path.into(), problem: problem.into() }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            tenant: "main".to_owned(),
            public_url: default_public_url(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data_dir: PathBuf::from("./data"),
            store: StoreKind::default(),
            insecure_http: false,
            // An Action may take 20 s (reference 1.8); what runs longer than this is not a request that ends.
            shutdown_seconds: 30,
            tls: Tls::default(),
            http: HttpSettings::default(),
            proxies: Proxies::default(),
            sandbox: SandboxSettings::default(),
            npm: NpmSettings::default(),
            mail: MailSettings::default(),
            log: Log::default(),
            log_streams: LogStreamSettings::default(),
            jobs: JobSettings::default(),
            registration: RegistrationSettings::default(),
            pages: PageSettings::default(),
            metrics: Metrics::default(),
            first_start: FirstStart::default(),
            master_key: None,
        }
    }
}

#[expect(clippy::unwrap_used, reason = "a constant that parses")]
fn default_public_url() -> Url {
    Url::parse("http://localhost:8080").unwrap()
}

/// Whether a host of a URL means this machine alone.
fn is_local(host: &url::Host<&str>) -> bool {
    match host {
        url::Host::Domain(name) => *name == "localhost" || name.ends_with(".localhost"),
        url::Host::Ipv4(ip) => ip.is_loopback(),
        url::Host::Ipv6(ip) => ip.is_loopback(),
    }
}

impl Config {
    /// `http://localhost:8080/`: the issuer, always with a slash at its end (reference 5.7).
    pub fn issuer(&self) -> String {
        let mut issuer = self.public_url.as_str().to_owned();
        if !issuer.ends_with('/') {
            issuer.push('/');
        }
        issuer
    }

    /// The audience of the Management API: `http://localhost:8080/api/v2/`.
    pub fn management_audience(&self) -> String {
        format!("{}api/v2/", self.issuer())
    }

    /// The audience under which access tokens work at `/userinfo`.
    pub fn userinfo_audience(&self) -> String {
        format!("{}userinfo", self.issuer())
    }

    /// Whether plain http may be spoken to this machine and to trusted proxies alone, all other peers being turned away.
    pub fn plain_http_for_proxies_only(&self) -> bool {
        !self.tls.is_on() && !self.insecure_http && !self.listen.ip().is_loopback()
    }

    /// The public URL that follows from the address when none is set: `http://localhost:8080`.
    pub fn derived_public_url(&self) -> Result<Url, ConfigError> {
        let scheme = if self.tls.is_on() { "https" } else { "http" };
        let ip = self.listen.ip();
        let port = self.listen.port();
        let url = match ip {
            ip if ip.is_loopback() || ip.is_unspecified() => format!("{scheme}://localhost:{port}"),
            std::net::IpAddr::V4(ip) => format!("{scheme}://{ip}:{port}"),
            std::net::IpAddr::V6(ip) => format!("{scheme}://[{ip}]:{port}"),
        };
        Url::parse(&url).map_err(|error| ConfigError::new("public_url", format!("cannot be derived from the address: {error}")))
    }

    /// Checks what can be checked without touching anything.
    ///
    /// # Errors
    /// The first setting that cannot be used.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.tenant.is_empty() || self.tenant.len() > 63 || !self.tenant.chars().all(named) {
            return Err(ConfigError::new("tenant", "must be 1 to 63 lower-case letters, digits and hyphens"));
        }
        self.validate_public_url()?;
        self.tls.validate()?;
        if self.plain_http_for_proxies_only() && self.proxies.trusted.is_empty() {
            return Err(ConfigError::new(
                "listen",
                format!(
                    "{} can be reached from other machines, and passwords must not cross a network in plain text: turn TLS on \
                     (--tls-cert and --tls-key, or --tls-self-signed), name the proxies that do (--trusted-proxy), or insist \
                     (--insecure-http)",
                    self.listen
                ),
            ));
        }
        if !(1..=600).contains(&self.shutdown_seconds) {
            return Err(ConfigError::new("shutdown_seconds", "must be from 1 to 600"));
        }
        if self.metrics.token.as_ref().is_some_and(|token| token.expose().len() < 16) {
            return Err(ConfigError::new("metrics.token", "must have at least 16 characters"));
        }
        self.first_start.validate()?;
        self.http.validate()?;
        self.npm.validate()?;
        self.log_streams.validate()?;
        self.jobs.validate()?;
        self.registration.validate()?;
        self.mail.validate(self.listen.ip(), self.public_url.host().is_some_and(|host| is_local(&host)))?;
        self.sandbox.validate()
    }

    fn validate_public_url(&self) -> Result<(), ConfigError> {
        let url = &self.public_url;
        let wrong = |problem: &str| Err(ConfigError::new("public_url", problem));
        let Some(host) = url.host().filter(|_| matches!(url.scheme(), "http" | "https")) else {
            return wrong("must be an http or https URL with a host");
        };
        if !matches!(url.path(), "" | "/") || url.query().is_some() || url.fragment().is_some() {
            return wrong("must have no path, query or fragment: clients build every address from the host alone");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return wrong("must hold no user name or password");
        }
        if url.scheme() == "http" && self.tls.is_on() {
            return wrong("must begin with https:// because TLS is on");
        }
        if url.scheme() == "http" && !is_local(&host) && !self.insecure_http {
            return wrong("must begin with https:// unless its host is localhost; behind a proxy it is the proxy's address");
        }
        Ok(())
    }
}
