//! Settings from flags and the environment, each the name of one setting of the file.
//!
//! Secrets have no flag: a command line can be read by every process of the machine.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use url::Url;

use super::{Config, FirstStart, LogFormat, LogLevel, Network, Secret, StoreKind};

/// What the command line and the environment say; `None` leaves what the file says.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Settings (flag, else environment, else file, else default)")]
pub struct Overrides {
    /// Configuration file (TOML); every setting below has its place there
    #[arg(long, env = "ANTEROOM_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, env = "ANTEROOM_LISTEN", value_name = "ADDR:PORT")]
    pub listen: Option<SocketAddr>,
    /// Where browsers and applications reach the server [default: from --listen, http://localhost:8080]
    #[arg(long, env = "ANTEROOM_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<Url>,
    /// Directory of the store, the keys and the compiled code [default: ./data]
    #[arg(long, env = "ANTEROOM_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Where the data is [default: sled]
    #[arg(long, env = "ANTEROOM_STORE", value_name = "KIND")]
    pub store: Option<StoreKind>,
    /// The tenant's id [default: main]
    #[arg(long, env = "ANTEROOM_TENANT", value_name = "ID")]
    pub tenant: Option<String>,
    /// Certificate chain, PEM
    #[arg(long, env = "ANTEROOM_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// Private key of the certificate, PEM
    #[arg(long, env = "ANTEROOM_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// Make a certificate with a local authority, whose own certificate is left as ca.pem in the data directory
    #[arg(long, env = "ANTEROOM_TLS_SELF_SIGNED", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub tls_self_signed: Option<bool>,
    /// Speak plain http to other machines all the same
    #[arg(long, env = "ANTEROOM_INSECURE_HTTP", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub insecure_http: Option<bool>,
    /// Proxy whose X-Forwarded-For counts: an address or a network; several are separated by commas
    #[arg(long = "trusted-proxy", env = "ANTEROOM_TRUSTED_PROXIES", value_name = "NET", value_delimiter = ',')]
    pub trusted_proxies: Option<Vec<Network>>,
    /// Calls of Actions that run at the same time [default: 64]
    #[arg(long, env = "ANTEROOM_SANDBOX_CONCURRENCY", value_name = "N")]
    pub sandbox_concurrency: Option<usize>,
    /// Let Actions reach loopback and private addresses (development)
    #[arg(long, env = "ANTEROOM_ALLOW_PRIVATE_EGRESS", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub allow_private_egress: Option<bool>,
    /// npm registry for the packages of Actions [default: npm_config_registry, as npm itself; without it there are no packages]
    #[arg(long, env = "ANTEROOM_NPM_REGISTRY", value_name = "URL")]
    pub npm_registry: Option<Url>,
    /// Directory of archives (npm pack) to take packages from instead of a registry
    #[arg(long, env = "ANTEROOM_NPM_DIRECTORY", value_name = "DIR")]
    pub npm_directory: Option<PathBuf>,
    /// Show the last e-mails at /dev/mailbox (development; on a loopback address only)
    #[arg(long, env = "ANTEROOM_DEV_MAILBOX", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub dev_mailbox: Option<bool>,
    /// Mail server that is not public and that the tenant may use all the same: an address or a network; several are separated by commas
    #[arg(long = "mail-relay", env = "ANTEROOM_MAIL_RELAYS", value_name = "NET", value_delimiter = ',')]
    pub mail_relays: Option<Vec<Network>>,
    /// Seconds that running requests may take to finish at a shutdown [default: 30]
    #[arg(long, env = "ANTEROOM_SHUTDOWN_SECONDS", value_name = "N")]
    pub shutdown_seconds: Option<u64>,
    /// Form of the log [default: auto: text on a terminal, JSON otherwise]
    #[arg(long, env = "ANTEROOM_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
    /// Least important line to log [default: info]
    #[arg(long, env = "ANTEROOM_LOG_LEVEL", value_name = "LEVEL")]
    pub log_level: Option<LogLevel>,
}

/// The variables that have no flag because they hold secrets, for the help text.
pub const SECRETS_HELP: &str = "\
Secrets come from the environment alone:
  ANTEROOM_MASTER_KEY      32 bytes, base64: seals secrets at rest (else a file master.key is made in the data directory)
  ANTEROOM_METRICS_TOKEN   bearer token that opens /metrics to other machines
  ANTEROOM_ADMIN_EMAIL, ANTEROOM_ADMIN_PASSWORD, ANTEROOM_CLIENT_ID, ANTEROOM_CLIENT_SECRET
                           what the first start creates (else made up and printed once)";

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

impl Overrides {
    /// Writes what is set over `config`. The public URL is left to [`super::load()`], which derives it when nobody sets it.
    pub(super) fn apply(self, config: &mut Config) {
        set(&mut config.listen, self.listen);
        set(&mut config.data_dir, self.data_dir);
        set(&mut config.store, self.store);
        set(&mut config.tenant, self.tenant);
        set(&mut config.tls.self_signed, self.tls_self_signed);
        set(&mut config.insecure_http, self.insecure_http);
        set(&mut config.proxies.trusted, self.trusted_proxies);
        set(&mut config.sandbox.concurrency, self.sandbox_concurrency);
        set(&mut config.sandbox.allow_private_egress, self.allow_private_egress);
        set(&mut config.mail.dev_mailbox, self.dev_mailbox);
        set(&mut config.mail.private_relays, self.mail_relays);
        set(&mut config.shutdown_seconds, self.shutdown_seconds);
        set(&mut config.log.format, self.log_format);
        set(&mut config.log.level, self.log_level);
        config.npm.registry = self.npm_registry.or(config.npm.registry.take());
        config.npm.directory = self.npm_directory.or(config.npm.directory.take());
        config.tls.cert = self.tls_cert.or(config.tls.cert.take());
        config.tls.key = self.tls_key.or(config.tls.key.take());
    }
}

/// Writes the secrets of the environment over `config`.
pub(super) fn apply_secrets(config: &mut Config, get: impl Fn(&str) -> Option<String>) {
    let secret = |name: &str| get(name).filter(|value| !value.is_empty()).map(Secret::new);
    config.master_key = secret("ANTEROOM_MASTER_KEY");
    config.metrics.token = secret("ANTEROOM_METRICS_TOKEN").or(config.metrics.token.take());
    config.first_start = FirstStart::from_env(get);
}
