//! What an application says of itself, read, put before the Actions of `client-registration`, and read again as they left it.
//!
//! An Action is the operator's and may still not make what nobody may register: what it changed is read by the same table, and what
//! does not pass there is refused and not repaired. Whatever an Action fails at, nothing is registered.

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::metadata;
use crate::app::App;
use crate::http::error::OAuthError;
use crate::identity::Origin;
use crate::identity::client::third_party::SecurityMode;
use crate::pipeline::{Run, Verdict};
use crate::registration::{self, Wanted};
use crate::storage::StoreError;
use crate::triggers::client_registration::{Facts, changes, lay_over, lifetime};

/// Who asks for what.
pub struct Asked<'a> {
    /// Where the request came from.
    pub origin: &'a Origin,
    /// The rules that the application is bound by.
    pub mode: SecurityMode,
    /// Its id, where it is registered already.
    pub client_id: Option<&'a str>,
}

/// Why nothing is registered.
pub struct Refused {
    /// For the application.
    pub error: OAuthError,
    /// The Actions that ran, to be written down.
    pub run: Option<Run>,
    /// For the log, where it is told more.
    pub why: Option<String>,
}

impl From<OAuthError> for Refused {
    fn from(error: OAuthError) -> Self {
        Self { error, run: None, why: None }
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        OAuthError::from(error).into()
    }
}

/// What the application is to be.
pub async fn checked(app: &App, asked: &Asked<'_>, mut members: Map<String, Value>) -> Result<Wanted, Refused> {
    let said = metadata::read(&members, asked.mode)?;
    let &Asked { origin, mode, client_id } = asked;
    let tenant = app.config.tenant.as_str();
    let facts = || Facts { tenant, mode, client_id, metadata: &said, origin, members: members.clone() };
    let Some(run) = registration::ask(app, facts).await? else { return Ok(Wanted { metadata: said, lifetime: None, run: None }) };
    if let Some((error, why)) = refusal(&run) {
        return Err(Refused { error, run: Some(run), why: Some(why) });
    }
    let lifetime = lifetime(&run.effects);
    if !changes(&run.effects) {
        return Ok(Wanted { metadata: said, lifetime, run: Some(run) });
    }
    lay_over(&run.effects, &mut members);
    match metadata::read(&members, mode) {
        Ok(metadata) => Ok(Wanted { metadata, lifetime, run: Some(run) }),
        Err(fault) => {
            let why = format!("what an Action made of the metadata is not taken: {}", fault.description);
            let error = metadata::invalid("The application could not be registered with this metadata.");
            Err(Refused { error, run: Some(run), why: Some(why) })
        }
    }
}

/// What the application hears of a no, and what the log is told.
fn refusal(run: &Run) -> Option<(OAuthError, String)> {
    let failed = || OAuthError::new(StatusCode::INTERNAL_SERVER_ERROR, "access_denied", "The registration could not be checked.");
    match &run.verdict {
        Verdict::Allow => None,
        Verdict::Deny { reason, code, .. } => Some((denied(code.as_deref().unwrap_or_default(), reason), reason.clone())),
        Verdict::Invalid { code, message } => Some((denied(code, message), message.clone())),
        Verdict::Failed { threw: Some(message) } => Some((failed(), message.clone())),
        Verdict::Failed { threw: None } | Verdict::Redirect { .. } | Verdict::Prove(_) => Some((failed(), "an Action failed".to_owned())),
    }
}

/// The error of an Action's denial: those of RFC 7591 section 3.2.2, and `access_denied` for whatever else an author made up.
fn denied(code: &str, reason: &str) -> OAuthError {
    const KNOWN: [&str; 4] =
        ["invalid_redirect_uri", "invalid_client_metadata", "invalid_software_statement", "unapproved_software_statement"];
    match KNOWN.into_iter().find(|known| *known == code) {
        Some(known) => OAuthError::new(StatusCode::BAD_REQUEST, known, reason),
        None => OAuthError::new(StatusCode::FORBIDDEN, "access_denied", reason),
    }
}
