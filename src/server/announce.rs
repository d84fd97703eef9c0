//! What the server prints on the standard output: where it is, and at the first start, once, how to get in.

use std::io::Write;
use std::net::SocketAddr;

use crate::bootstrap::Credentials;
use crate::config::{Config, TlsMode};

/// Tells where the server is. Supervisors and tests wait for this line.
pub fn ready(config: &Config, address: SocketAddr) {
    let mut text = format!("Anteroom is ready at {} (listening on {address})\n", config.public_url);
    if config.tls.mode() == TlsMode::SelfSigned {
        text.push_str(&format!("Clients verify it with {}\n", config.data_dir.join(super::local_ca::CA_CERT).display()));
    }
    print(&text);
}

/// Tells, once, how to get in. What is printed here is kept nowhere in the clear.
pub fn first_start(config: &Config, credentials: &Credentials) {
    let Credentials { admin_email, admin_password, client_id, client_secret, audience } = credentials;
    let rule = "=".repeat(78);
    print(&format!(
        "{rule}
First start. Keep this; it is not shown again.

  Administrator
    e-mail         {admin_email}
    password       {admin_password}

  Machine-to-machine client of the Management API
    client_id      {client_id}
    client_secret  {client_secret}
    audience       {audience}
    token          POST {}oauth/token, grant_type=client_credentials
{rule}
",
        config.issuer()
    ));
}

/// A closed standard output must not end the server.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
