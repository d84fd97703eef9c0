//! What a login waits for while its user is at the pages of second factors. It is kept with the login and ends with it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::identity::authenticator::FactorKind;

/// Seconds that a user may take, from the password to the code.
pub const LIFETIME: u64 = 1800;

/// One login's wait.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// What may be proved; empty where an app is set up.
    pub kinds: Vec<FactorKind>,
    /// Whether the browser may be remembered.
    pub remember: bool,
    /// The key that is offered to an app, sealed.
    pub key: Option<String>,
    /// What was proved. From then on there is only a code to be shown.
    pub proved: Option<Proved>,
}

/// What was proved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proved {
    /// By what.
    pub kind: FactorKind,
    /// When.
    pub at: Timestamp,
    /// The new recovery code, sealed, until its user has seen it.
    pub code: Option<String>,
    /// Whether the user wants this browser to be remembered.
    pub remember: bool,
}

impl Waiting {
    /// For a proof of one of these.
    pub fn proving(kinds: Vec<FactorKind>, remember: bool) -> Self {
        Self { kinds, remember, key: None, proved: None }
    }

    /// For an app that is set up.
    pub fn enrolling(remember: bool) -> Self {
        Self::proving(Vec::new(), remember)
    }

    /// Whether an app is set up.
    pub fn enrolls(&self) -> bool {
        self.kinds.is_empty()
    }

    /// The page that its user is at first.
    pub fn page(&self) -> &'static str {
        match self.kinds.first() {
            None => "mfa-otp-enrollment",
            Some(FactorKind::Otp) => "mfa-otp-challenge",
            Some(FactorKind::RecoveryCode) => "mfa-recovery-code-challenge",
        }
    }
}
