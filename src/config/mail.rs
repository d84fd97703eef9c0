//! E-mail, as far as the operator of the machine decides it: who delivers, and what mails say, is the tenant's.
//!
//! The name of the mail server comes over the Management API, and the machine that this server runs on may reach what the holder of a
//! token may not. So mail goes to public addresses alone, and to private ones that are named here.

use std::net::IpAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{ConfigError, Network};

/// Outgoing mail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MailSettings {
    /// `--dev-mailbox`, `ANTEROOM_DEV_MAILBOX`: show the last mails at `/dev/mailbox`. On a loopback port only.
    pub dev_mailbox: bool,
    /// `--mail-relay`, `ANTEROOM_MAIL_RELAYS`: private addresses and networks of mail servers that a tenant may use.
    pub private_relays: Vec<Network>,
    /// Certificates, PEM, of authorities that mail servers may have theirs from, beside those that the system trusts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca: Option<PathBuf>,
}

impl MailSettings {
    /// Whether the operator named the address, which need not be public then.
    pub fn is_relay(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.private_relays.iter().any(|network| network.contains(address))
    }

    pub(super) fn validate(&self, listen: IpAddr, public_url_is_local: bool) -> Result<(), ConfigError> {
        if self.dev_mailbox && !(listen.is_loopback() && public_url_is_local) {
            return Err(ConfigError::new(
                "mail.dev_mailbox",
                "shows everybody's mail, so that it needs a loopback address to listen on and a public URL on localhost",
            ));
        }
        if let Some(ca) = &self.ca
            && let Err(error) = std::fs::metadata(ca)
        {
            return Err(ConfigError::new("mail.ca", format!("{} cannot be read: {error}", ca.display())));
        }
        Ok(())
    }
}
