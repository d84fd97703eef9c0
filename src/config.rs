//! The server's configuration: plain structs, one per concern, with defaults in `Default` and a `validate` that names the path.

use std::net::SocketAddr;
use std::path::PathBuf;

use url::Url;

/// Everything that an operator can set before the start.
#[derive(Debug, Clone)]
pub struct Config {
    /// `--tenant`, `ANTEROOM_TENANT`: the tenant's id, part of every key in the store.
    pub tenant: String,
    /// `--public-url`, `ANTEROOM_PUBLIC_URL`: where browsers and clients reach the server; the issuer is this with a slash.
    pub public_url: Url,
    /// `--listen`, `ANTEROOM_LISTEN`.
    pub listen: SocketAddr,
    /// `--data-dir`, `ANTEROOM_DATA_DIR`: the embedded store, keys and compiled code.
    pub data_dir: PathBuf,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            tenant: "main".to_owned(),
            public_url: default_public_url(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            data_dir: PathBuf::from("./data"),
        }
    }
}

#[expect(clippy::unwrap_used, reason = "a constant that parses")]
fn default_public_url() -> Url {
    Url::parse("http://localhost:8080").unwrap()
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
}
