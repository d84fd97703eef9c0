//! What the server prints on the standard output: where it is, and at the first start, once, how to get in.

use std::io::Write;
use std::net::SocketAddr;

use crate::config::{Config, TlsMode};

/// Tells where the server is. Supervisors and tests wait for this line.
pub fn ready(config: &Config, address: SocketAddr) {
    let mut text = format!("Anteroom is ready at {} (listening on {address})\n", config.public_url);
    if config.tls.mode() == TlsMode::SelfSigned {
        text.push_str(&format!("Clients verify it with {}\n", config.data_dir.join(super::local_ca::CA_CERT).display()));
    }
    print(&text);
}

/// A closed standard output must not end the server.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
