//! What some effects are made of: factors of multi-factor authentication, settings of a SAML response, and closed lists of words.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A factor that a user is asked to prove or to enrol.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// Which one.
    #[serde(rename = "type")]
    pub kind: FactorKind,
    /// How.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<FactorOptions>,
}

/// The factors there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum FactorKind {
    Otp,
    Email,
    PushNotification,
    Phone,
    WebauthnPlatform,
    WebauthnRoaming,
    RecoveryCode,
}

/// How a factor is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FactorOptions {
    /// Of `phone`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_method: Option<PhoneMethod>,
    /// Of `push-notification`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otp_fallback: Option<bool>,
}

/// How a phone is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum PhoneMethod {
    Voice,
    Sms,
    Both,
}

/// Who provides the second factor of the older `api.multifactor.enable`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum MultifactorProvider {
    None,
    Guardian,
    GoogleAuthenticator,
    Duo,
    Any,
}

/// The account at Duo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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

/// What kind of value a setting of a SAML response takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SamlKind {
    /// A text up to so many bytes.
    Text(usize),
    /// True or false.
    Flag,
    /// A whole number of seconds above 0.
    Seconds,
    /// One of these.
    OneOf(&'static [&'static str]),
    /// At most ten texts of at most 500 bytes.
    Probes,
}

/// The settings, with the method's name in JavaScript and the value that it takes (reference 1.6, 1.8).
macro_rules! saml_settings {
    ($($setting:ident $method:literal $kind:expr,)*) => {
        /// A setting of a SAML response.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[expect(missing_docs, reason = "the names are those of the methods")]
        pub enum SamlSetting { $($setting,)* }

        impl SamlSetting {
            /// Every setting.
            pub const ALL: &[Self] = &[$(Self::$setting,)*];

            /// `setAudience`
            pub fn method(self) -> &'static str {
                match self { $(Self::$setting => $method,)* }
            }

            /// What it takes.
            pub fn kind(self) -> SamlKind {
                match self { $(Self::$setting => $kind,)* }
            }
        }
    };
}

saml_settings! {
    Audience "setAudience" SamlKind::Text(2048),
    Recipient "setRecipient" SamlKind::Text(2048),
    Destination "setDestination" SamlKind::Text(2048),
    Issuer "setIssuer" SamlKind::Text(2048),
    RelayState "setRelayState" SamlKind::Text(2048),
    LifetimeInSeconds "setLifetimeInSeconds" SamlKind::Seconds,
    SignResponse "setSignResponse" SamlKind::Flag,
    SignatureAlgorithm "setSignatureAlgorithm" SamlKind::OneOf(&["rsa-sha256", "rsa-sha1"]),
    DigestAlgorithm "setDigestAlgorithm" SamlKind::OneOf(&["sha256", "sha1"]),
    NameIdentifierFormat "setNameIdentifierFormat" SamlKind::Text(2048),
    NameIdentifierProbes "setNameIdentifierProbes" SamlKind::Probes,
    AuthnContextClassRef "setAuthnContextClassRef" SamlKind::Text(2048),
    CreateUpnClaim "setCreateUpnClaim" SamlKind::Flag,
    PassthroughClaimsWithNoMapping "setPassthroughClaimsWithNoMapping" SamlKind::Flag,
    MapUnknownClaimsAsIs "setMapUnknownClaimsAsIs" SamlKind::Flag,
    MapIdentities "setMapIdentities" SamlKind::Flag,
    TypedAttributes "setTypedAttributes" SamlKind::Flag,
    IncludeAttributeNameFormat "setIncludeAttributeNameFormat" SamlKind::Flag,
    SigningCert "setSigningCert" SamlKind::Text(4096),
    Cert "setCert" SamlKind::Text(4096),
    Key "setKey" SamlKind::Text(4096),
    EncryptionCert "setEncryptionCert" SamlKind::Text(4096),
    EncryptionPublicKey "setEncryptionPublicKey" SamlKind::Text(4096),
    EncryptionAlgorithm "setEncryptionAlgorithm" SamlKind::Text(2048),
}

/// A SAML attribute's value as Auth0 takes it: one value, or a list of them.
pub type SamlValue = Value;
