//! The TLS side of the port: TLS 1.2 and 1.3 by rustls, with the operator's certificate or one of the local authority's.
//!
//! HTTP/1.1 alone is offered. Sign-in pages and token calls gain nothing from multiplexing, every client of the reference's list
//! speaks HTTP/1.1, and the attacks on HTTP/2's streams and header compression have no door here; a proxy in front may speak it.

use std::sync::Arc;

use anyhow::{Context, bail};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use super::local_ca;
use crate::clock::Clock;
use crate::config::{Config, TlsMode};

/// The TLS configuration; `None` for plain http.
///
/// # Errors
/// A certificate or key that cannot be read or that do not belong together.
pub fn load(config: &Config, clock: &dyn Clock) -> anyhow::Result<Option<Arc<ServerConfig>>> {
    let (chain, key) = match config.tls.mode() {
        TlsMode::Off => return Ok(None),
        TlsMode::SelfSigned => local_ca::leaf(config, clock.now())?,
        TlsMode::Files { cert, key } => {
            let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(&cert)
                .and_then(Iterator::collect)
                .with_context(|| format!("tls.cert: {} cannot be read as PEM", cert.display()))?;
            if chain.is_empty() {
                bail!("tls.cert: {} holds no certificate", cert.display());
            }
            let key = PrivateKeyDer::from_pem_file(&key).with_context(|| format!("tls.key: {} holds no private key", key.display()))?;
            (chain, key)
        }
    };
    let mut server = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context("tls.key: the key does not belong to the certificate")?;
    server.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Some(Arc::new(server)))
}
