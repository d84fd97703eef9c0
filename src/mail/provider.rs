//! The tenant's e-mail provider. Of the ten names one is spoken here: `smtp`. The credentials are opened at sending and not before.

use serde::Deserialize;
use serde_json::Value;

use crate::config::Secret;
use crate::identity::{Directory, Metadata};
use crate::storage::StoreError;
use crate::storage::vault::Vault;

/// The document's name, and what its credentials are sealed for.
pub const DOCUMENT: &str = "emails/provider";
/// The member that holds the credentials, sealed.
pub const SEALED: &str = "sealed_credentials";

/// A mail server, and how to be let in.
pub struct Relay {
    /// Its name or address.
    pub host: String,
    /// Its port; on 465 it speaks TLS from the first byte.
    pub port: u16,
    /// User name and password.
    pub login: Option<(String, Secret)>,
    /// Who sends, where a template does not say.
    pub sender: Option<String>,
}

#[derive(Deserialize)]
struct Credentials {
    smtp_host: String,
    smtp_port: u16,
    smtp_user: Option<String>,
    smtp_pass: Option<Secret>,
}

async fn document(directory: &Directory) -> Result<Option<Metadata>, StoreError> {
    let found = directory.settings.get(DOCUMENT).await?.map(|found| found.value.value);
    Ok(found.filter(|members| {
        members.get("name").and_then(Value::as_str) == Some("smtp") && members.get("enabled") != Some(&Value::Bool(false))
    }))
}

/// Whether there is a provider that mails can be sent by.
pub async fn is_usable(directory: &Directory) -> Result<bool, StoreError> {
    Ok(document(directory).await?.is_some())
}

/// The mail server; `None` where none is configured. Credentials that do not open are an error of the store: the master key was changed.
pub async fn open(directory: &Directory, vault: &Vault) -> Result<Option<Relay>, StoreError> {
    let Some(members) = document(directory).await? else { return Ok(None) };
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let opened = vault.open(DOCUMENT, text(SEALED).unwrap_or_default()).map_err(|error| StoreError::Backend(error.into()))?;
    let credentials: Credentials = serde_json::from_slice(&opened)
        .map_err(|_| StoreError::Backend(anyhow::anyhow!("the e-mail provider's credentials cannot be read")))?;
    let login = credentials.smtp_user.map(|user| (user, credentials.smtp_pass.unwrap_or_else(|| Secret::new(""))));
    Ok(Some(Relay {
        host: credentials.smtp_host,
        port: credentials.smtp_port,
        login,
        sender: text("default_from_address").map(str::to_owned),
    }))
}
