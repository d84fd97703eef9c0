//! What a run decides, by what its Actions asked for.

use crate::contract::Effect;
use crate::triggers::second_factor::Ask;

/// What a run decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The flow goes on.
    Allow,
    /// An Action called `api.access.deny`.
    Deny {
        /// For the log and API clients.
        reason: String,
        /// For the page.
        user_message: Option<String>,
        /// The OAuth error, where the trigger has one.
        code: Option<String>,
    },
    /// An Action called `api.validation.error`.
    Invalid {
        /// The author's code.
        code: String,
        /// For the page.
        message: String,
    },
    /// An Action sent the user away, and the run waits: [`Run::suspension`](super::Run::suspension) says where. A flow that cannot wait must refuse.
    Redirect {
        /// Where to, without the state.
        url: String,
    },
    /// An Action asked for a second factor, and the run waits in the same way.
    Prove(Ask),
    /// An Action failed, and its binding says that the flow fails with it.
    Failed {
        /// Whether the author's own code threw; its message then is the answer's description, as in Auth0.
        threw: Option<String>,
    },
}

/// What a run with these effects decides: the first denial or validation error, or else the last redirect or challenge.
pub fn verdict(effects: &[Effect]) -> Verdict {
    effects
        .iter()
        .find_map(|effect| match effect {
            Effect::AccessDeny { reason, user_message, code } => {
                Some(Verdict::Deny { reason: reason.clone(), user_message: user_message.clone(), code: code.clone() })
            }
            // At Auth0 both reject the transaction as well.
            Effect::RevokeSession { reason, .. } | Effect::RevokeRefreshToken { reason } => {
                Some(Verdict::Deny { reason: reason.clone(), user_message: None, code: None })
            }
            Effect::RejectSubjectToken { reason } => {
                Some(Verdict::Deny { reason: reason.clone(), user_message: None, code: Some("invalid_request".to_owned()) })
            }
            Effect::ValidationError { code, message } => Some(Verdict::Invalid { code: code.clone(), message: message.clone() }),
            _ => None,
        })
        .or_else(|| {
            // The last one: what an Action says later stands, as everywhere.
            effects.iter().rev().find_map(|effect| match effect {
                Effect::Redirect { url } => Some(Verdict::Redirect { url: url.clone() }),
                // At its end alone, for what an Action says later may be another word.
                Effect::EnableMultifactor { .. } => None,
                other => Ask::of(other).map(Verdict::Prove),
            })
        })
        .unwrap_or(Verdict::Allow)
}

/// What a run with these effects decides, in the words of records.
pub fn verdict_of(effects: &[Effect]) -> &'static str {
    verdict_label(&verdict(effects))
}

fn verdict_label(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Allow => "allow",
        Verdict::Deny { .. } => "deny",
        Verdict::Invalid { .. } => "validation_error",
        Verdict::Redirect { .. } => "redirect",
        Verdict::Prove(_) => "challenge",
        Verdict::Failed { .. } => "failed",
    }
}
