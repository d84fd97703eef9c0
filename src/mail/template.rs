//! Which mails there are, and what they say where the tenant has no text of its own.
//!
//! The built-in texts are plain text: nothing in them can be markup, whatever a user calls themselves. A template of the tenant is
//! HTML. Of Auth0's fourteen names these are the ones that a flow here sends; the others are stored for later.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::identity::{Directory, Metadata};
use crate::storage::StoreError;

/// A mail that some flow sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    /// A link that proves the address.
    VerifyEmail,
    /// A link to set a new password.
    ResetEmail,
    /// After the address was proved. Sent only where the tenant has the template and enabled it.
    WelcomeEmail,
    /// After the password was changed. Sent only where the tenant has the template and enabled it.
    PasswordReset,
    /// A link to become a member of an organization.
    UserInvitation,
    /// A code that proves the address.
    VerifyEmailByCode,
    /// A link that lifts the limits of logins from an account.
    BlockedAccount,
}

/// Seconds that a link lives where the template does not say: five days, as at Auth0.
pub const LINK_LIFETIME: u64 = 432_000;

impl Template {
    /// Its name at Auth0.
    pub fn name(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::ResetEmail => "reset_email",
            Self::WelcomeEmail => "welcome_email",
            Self::PasswordReset => "password_reset",
            Self::UserInvitation => "user_invitation",
            Self::VerifyEmailByCode => "verify_email_by_code",
            Self::BlockedAccount => "blocked_account",
        }
    }

    /// The template of a name.
    pub fn named(name: &str) -> Option<Self> {
        let all = [
            Self::VerifyEmail,
            Self::ResetEmail,
            Self::WelcomeEmail,
            Self::PasswordReset,
            Self::UserInvitation,
            Self::VerifyEmailByCode,
            Self::BlockedAccount,
        ];
        all.into_iter().find(|known| known.name() == name)
    }

    /// The built-in subject and text, Liquid.
    pub fn built_in(self) -> (&'static str, &'static str) {
        match self {
            Self::VerifyEmail => (
                "Verify your email address for {{ friendly_name }}",
                "Hello,\n\nsomebody signed up at {{ friendly_name }} with this email address. If it was you, open this link and confirm \
                 that the address is yours:\n\n{{ url }}\n\nIf it was not you, do nothing: without the confirmation nobody can claim \
                 to be you.\n",
            ),
            Self::ResetEmail => (
                "Set a new password for {{ friendly_name }}",
                "Hello,\n\nsomebody asked for a new password for your account at {{ friendly_name }}. If it was you, open this link and \
                 choose one:\n\n{{ url }}\n\nThe link works once. If it was not you, do nothing: your password stays as it is.\n",
            ),
            Self::WelcomeEmail => (
                "Welcome to {{ friendly_name }}",
                "Hello,\n\nyour email address is confirmed, and your account at {{ friendly_name }} is ready.\n",
            ),
            Self::PasswordReset => (
                "Your password for {{ friendly_name }} was changed",
                "Hello,\n\nthe password of your account at {{ friendly_name }} was changed. If it was not you, ask for a new one at \
                 once{% if support_email %}, and write to {{ support_email }}{% endif %}.\n",
            ),
            Self::UserInvitation => (
                "{{ inviter.name }} invites you to {{ organization.display_name }}",
                "Hello,\n\n{{ inviter.name }} invites you to join {{ organization.display_name }} at {{ friendly_name }}. Open this link and \
                 log in or sign up:\n\n{{ url }}\n\nThe link works once. If you do not know what this is about, do nothing.\n",
            ),
            Self::VerifyEmailByCode => (
                "Your code for {{ friendly_name }}",
                "Hello,\n\nsomebody signed up at {{ friendly_name }} with this email address. If it was you, enter this code on the page \
                 where you signed up:\n\n{{ code }}\n\nIt is good for ten minutes. If it was not you, do nothing, and give the code to \
                 nobody.\n",
            ),
            Self::BlockedAccount => (
                "Too many attempts to log in to your account at {{ friendly_name }}",
                "Hello,\n\nsomebody tried to log in to your account at {{ friendly_name }} too often within a short time, and has to wait \
                 now. If it was you, open this link and unblock your account:\n\n{{ url }}\n\nThe link works once and soon ends. If it \
                 was not you, do nothing: the attempts are held back, and your password stays as it is.\
                 {% if support_email %} If you have questions, write to {{ support_email }}.{% endif %}\n",
            ),
        }
    }

    /// What the tenant stored of it.
    pub async fn settings(self, directory: &Directory) -> Result<TemplateSettings, StoreError> {
        let found = directory.settings.get(&format!("email-templates/{}", self.name())).await?;
        Ok(TemplateSettings(found.map(|found| found.value.value)))
    }
}

/// What a tenant stored of a template; nothing, where it stored none.
#[derive(Debug, Clone, Default)]
pub struct TemplateSettings(Option<Metadata>);

impl TemplateSettings {
    /// Whether the tenant has the template and switched it off.
    pub fn is_disabled(&self) -> bool {
        self.0.is_some() && !self.is_enabled()
    }

    /// Whether the tenant has the template and it is on.
    pub fn is_enabled(&self) -> bool {
        self.0.as_ref().is_some_and(|members| members.get("enabled") == Some(&Value::Bool(true)))
    }

    /// A text of an enabled template; empty ones count as none.
    pub fn text(&self, name: &str) -> Option<&str> {
        let members = self.0.as_ref().filter(|_| self.is_enabled())?;
        members.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
    }

    /// Seconds that its links live; five days where it does not say.
    pub fn lifetime(&self) -> u64 {
        self.lifetime_or(LINK_LIFETIME)
    }

    /// Seconds that its links live, with those where it does not say.
    pub fn lifetime_or(&self, usual: u64) -> u64 {
        let own = self.0.as_ref().filter(|_| self.is_enabled()).and_then(|members| members.get("urlLifetimeInSeconds")?.as_u64());
        own.filter(|seconds| *seconds > 0).unwrap_or(usual)
    }

    /// Whether the user's address goes with them to the template's `resultUrl`.
    pub fn includes_email(&self) -> bool {
        self.0.as_ref().is_some_and(|members| members.get("includeEmailInRedirect") == Some(&Value::Bool(true)))
    }
}
