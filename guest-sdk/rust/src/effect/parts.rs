//! What some effects are made of: factors of multi-factor authentication, and closed lists of words.
//!
//! Words are enums rather than texts, so that a misspelt one is found by the compiler and not at a login.

use serde::{Deserialize, Serialize};

/// A factor that a user is asked to prove or to enrol: `FactorKind::Otp.into()`, `Factor::phone(PhoneMethod::Sms)`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// Which one.
    #[serde(rename = "type")]
    pub kind: FactorKind,
    /// How.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<FactorOptions>,
}

impl Factor {
    /// A factor without options.
    pub fn new(kind: FactorKind) -> Self {
        Self { kind, options: None }
    }

    /// A phone that is reached in a certain way.
    pub fn phone(preferred_method: PhoneMethod) -> Self {
        Self { kind: FactorKind::Phone, options: Some(FactorOptions { preferred_method: Some(preferred_method), otp_fallback: None }) }
    }

    /// A push notification; `otp_fallback` says whether a one-time code will do instead.
    pub fn push_notification(otp_fallback: bool) -> Self {
        Self {
            kind: FactorKind::PushNotification,
            options: Some(FactorOptions { preferred_method: None, otp_fallback: Some(otp_fallback) }),
        }
    }
}

impl From<FactorKind> for Factor {
    fn from(kind: FactorKind) -> Self {
        Self::new(kind)
    }
}

/// The factors there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactorKind {
    /// A code of an authenticator app.
    Otp,
    /// A code by e-mail.
    Email,
    /// A notification of the Guardian app.
    PushNotification,
    /// A code by text or by voice.
    Phone,
    /// The device's own authenticator.
    WebauthnPlatform,
    /// A security key.
    WebauthnRoaming,
    /// The code that was given at the enrolment.
    RecoveryCode,
}

/// How a factor is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FactorOptions {
    /// Of a phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_method: Option<PhoneMethod>,
    /// Of a push notification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otp_fallback: Option<bool>,
}

/// How a phone is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneMethod {
    /// By a call.
    Voice,
    /// By a text.
    Sms,
    /// As the user prefers.
    Both,
}

/// Who provides the second factor of the older `api.multifactor().enable(…)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MultifactorProvider {
    /// Nobody: no second factor.
    None,
    /// Guardian.
    Guardian,
    /// An authenticator app.
    GoogleAuthenticator,
    /// Duo, with [`DuoOptions`].
    Duo,
    /// Whichever is enrolled.
    Any,
}

/// The account at Duo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DuoOptions {
    /// Its API's host.
    pub host: String,
    /// The integration's id.
    pub ikey: String,
    /// The integration's secret.
    pub skey: String,
    /// The user there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}

/// How long a session's cookie lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CookieMode {
    /// As long as the session.
    Persistent,
    /// As long as the browser.
    NonPersistent,
}

/// What becomes of a user that a token exchange names and that does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreationBehavior {
    /// It is made.
    CreateIfNotExists,
    /// The exchange fails.
    None,
}

/// What becomes of the attributes of a user that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateBehavior {
    /// They are replaced.
    Replace,
    /// They stay.
    None,
}

/// How a SAML response is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureAlgorithm {
    /// RSA with SHA-256.
    RsaSha256,
    /// RSA with SHA-1, for services that know nothing newer.
    RsaSha1,
}

/// The digest that the signature of a SAML response is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DigestAlgorithm {
    /// SHA-256.
    Sha256,
    /// SHA-1, for services that know nothing newer.
    Sha1,
}
