//! `api.access`: what forbids. It is never refused, because a no must not become a mistake of its own wording.

use crate::effect::Effect;
use crate::host::Asks;

/// `api.access` of the flows that a user is in.
pub struct Access<'api>(pub(crate) &'api dyn Asks);

impl Access<'_> {
    /// The flow fails with `access_denied` and this reason. The Action runs to its end; no further Action runs.
    pub fn deny(&mut self, reason: impl Into<String>) {
        self.0.forbid(Effect::AccessDeny { reason: reason.into(), user_message: None, code: None });
    }
}

/// `api.access` of the exchange that an application makes for itself.
pub struct CodedAccess<'api>(pub(crate) &'api dyn Asks);

impl CodedAccess<'_> {
    /// The request fails with this OAuth error (`invalid_scope`, `invalid_request`, `server_error`) and this description. The Action
    /// runs to its end; no further Action runs.
    pub fn deny(&mut self, code: impl Into<String>, reason: impl Into<String>) {
        self.0.forbid(Effect::AccessDeny { reason: reason.into(), user_message: None, code: Some(code.into()) });
    }
}
