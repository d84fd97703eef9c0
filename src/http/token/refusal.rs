//! Why a token request is refused: what the client hears, and what the operator reads in the tenant log.

use axum::http::StatusCode;

use crate::exchange;
use crate::http::error::OAuthError;
use crate::login::PostLoginError;
use crate::machine;
use crate::storage::StoreError;
use crate::token::codes::CodeError;
use crate::token::devices::DeviceError;
use crate::token::dpop::DpopError;
use crate::token::refresh::RefreshError;
use crate::token::{IssueError, devices};

/// A refusal with its two faces.
#[derive(Debug)]
pub struct Refusal {
    /// For the client.
    pub answer: OAuthError,
    /// For the log; `None` for a fault of the server, which the server's own log has.
    pub reason: Option<String>,
    /// Another log code than the grant's.
    pub log_code: Option<&'static str>,
    /// Whose tokens they would have been.
    pub user_id: Option<String>,
}

impl Refusal {
    /// A refusal whose reason the client is not told.
    pub fn because(reason: impl std::fmt::Display, answer: OAuthError) -> Self {
        Self { reason: Some(reason.to_string()), ..answer.into() }
    }

    /// Names the user.
    #[must_use]
    pub fn user(mut self, user_id: &str) -> Self {
        self.user_id = Some(user_id.to_owned());
        self
    }
}

impl From<OAuthError> for Refusal {
    fn from(answer: OAuthError) -> Self {
        let reason = (answer.status != StatusCode::INTERNAL_SERVER_ERROR).then(|| answer.description.clone());
        Self { answer, reason, log_code: None, user_id: None }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        OAuthError::from(error).into()
    }
}

impl From<CodeError> for Refusal {
    fn from(error: CodeError) -> Self {
        let text = match &error {
            CodeError::Store(_) => return OAuthError::internal(error).into(),
            CodeError::VerifierWrong | CodeError::VerifierMalformed => "Failed to verify code verifier",
            CodeError::VerifierMissing | CodeError::VerifierUnexpected | CodeError::PkceRequired | CodeError::Redirect => {
                return Self::because(&error, OAuthError::invalid_grant(sentence(&error)));
            }
            // Whether a code exists, belongs to somebody else or was used is nobody's business.
            CodeError::Unknown | CodeError::Replayed | CodeError::OtherClient | CodeError::Expired => "Invalid authorization code",
        };
        Self::because(&error, OAuthError::invalid_grant(text))
    }
}

impl From<DeviceError> for Refusal {
    /// RFC 8628 section 3.5, with Auth0's statuses (reference 5.4).
    fn from(error: DeviceError) -> Self {
        let forbidden = |code, text: String| OAuthError::new(StatusCode::FORBIDDEN, code, text);
        let waits = |answer| Self { answer, reason: None, log_code: None, user_id: None };
        match &error {
            DeviceError::Store(_) => OAuthError::internal(error).into(),
            // Whether there is such a code and whose it is, is nobody's business.
            DeviceError::Unknown | DeviceError::OtherClient => {
                Self::because(&error, OAuthError::invalid_grant("Invalid or expired device code."))
            }
            DeviceError::Expired => Self::because(&error, forbidden("expired_token", "The device code has expired.".to_owned())),
            DeviceError::Denied(reason) => forbidden("access_denied", reason.clone()).into(),
            // Nothing has happened that a log should tell of.
            DeviceError::Pending => waits(forbidden("authorization_pending", "User has yet to authorize device code.".to_owned())),
            DeviceError::TooOften => {
                let text = format!("You are polling faster than the specified interval of {} seconds.", devices::INTERVAL);
                waits(OAuthError::new(StatusCode::TOO_MANY_REQUESTS, "slow_down", text))
            }
        }
    }
}

fn sentence(error: &CodeError) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).chain(['.']).collect()).unwrap_or_default()
}

impl From<RefreshError> for Refusal {
    fn from(error: RefreshError) -> Self {
        let answer = OAuthError::invalid_grant("Unknown or invalid refresh token.");
        match &error {
            RefreshError::Store(_) => OAuthError::internal(error).into(),
            RefreshError::Reused { user_id } => {
                let refusal = Self::because(&error, answer).user(user_id);
                Self { log_code: Some("ferrt"), ..refusal }
            }
            RefreshError::Unknown | RefreshError::OtherClient | RefreshError::Ended | RefreshError::NotProved => {
                Self::because(&error, answer)
            }
        }
    }
}

/// RFC 9449 section 5.
fn dpop_refused(text: impl Into<String>) -> OAuthError {
    OAuthError::new(StatusCode::BAD_REQUEST, "invalid_dpop_proof", text)
}

impl From<DpopError> for Refusal {
    fn from(error: DpopError) -> Self {
        match error {
            DpopError::Store(error) => error.into(),
            other => dpop_refused(other.to_string()).into(),
        }
    }
}

impl From<IssueError> for Refusal {
    fn from(error: IssueError) -> Self {
        match &error {
            IssueError::UnknownApi(_) => OAuthError::new(StatusCode::FORBIDDEN, "access_denied", error.to_string()).into(),
            IssueError::ProofRequired => dpop_refused(error.to_string()).into(),
            // The author's mistake: no tokens rather than tokens without what they should say.
            IssueError::TooLarge(_) => Self::because(
                &error,
                OAuthError::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "The custom claims of a token are too large."),
            ),
            IssueError::Keys(_) | IssueError::Store(_) => OAuthError::internal(error).into(),
        }
    }
}

impl From<PostLoginError> for Refusal {
    /// Auth0's answer to a denial outside a browser: 500 (reference 5.5). The flow has written its own log event, in the commit
    /// of the execution's record.
    fn from(error: PostLoginError) -> Self {
        let answer = match error {
            PostLoginError::Store(error) => OAuthError::internal(error),
            PostLoginError::InteractionRequired | PostLoginError::FactorRequired { .. } => {
                OAuthError::new(StatusCode::FORBIDDEN, error.code(), error.to_string())
            }
            refused => OAuthError::new(StatusCode::INTERNAL_SERVER_ERROR, refused.code(), refused.to_string()),
        };
        Self { answer, reason: None, log_code: None, user_id: None }
    }
}

impl From<machine::Refusal> for Refusal {
    /// The statuses are ours: Auth0 documents the OAuth errors alone (reference 1.7). The flow has written its own log event.
    fn from(error: machine::Refusal) -> Self {
        let text = error.to_string();
        let answer = match error {
            machine::Refusal::Store(error) => OAuthError::internal(error),
            machine::Refusal::Failed { .. } => OAuthError::new(StatusCode::INTERNAL_SERVER_ERROR, "access_denied", text),
            machine::Refusal::Denied { code, .. } => denied(&code, text),
        };
        Self { answer, reason: None, log_code: None, user_id: None }
    }
}

impl From<exchange::Refusal> for Refusal {
    /// The flow has written its own log event, which alone tells why somebody is not to be had.
    fn from(error: exchange::Refusal) -> Self {
        let text = error.to_string();
        let answer = match error {
            exchange::Refusal::Store(error) => OAuthError::internal(error),
            exchange::Refusal::Failed { .. } => OAuthError::new(StatusCode::INTERNAL_SERVER_ERROR, "access_denied", text),
            exchange::Refusal::Denied { code, .. } => denied(&code, text),
            exchange::Refusal::BadToken(_) => OAuthError::invalid_request(text),
            exchange::Refusal::NoSubject(_) => OAuthError::invalid_request("The subject token could not be exchanged."),
        };
        Self { answer, reason: None, log_code: None, user_id: None }
    }
}

/// The OAuth error of an Action's denial: Auth0's three, and the others that clients know. Whatever else an author made up is the
/// plainest of them, because clients decide on the code.
fn denied(code: &str, reason: String) -> OAuthError {
    const KNOWN: [&str; 6] =
        ["invalid_scope", "invalid_request", "access_denied", "unauthorized_client", "invalid_target", "invalid_grant"];
    match KNOWN.into_iter().find(|known| *known == code) {
        Some(known) => OAuthError::new(StatusCode::BAD_REQUEST, known, reason),
        None if code == "server_error" => OAuthError::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error", reason),
        None => OAuthError::invalid_request(reason),
    }
}
