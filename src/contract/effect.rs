//! What an Action asks for. Collected during the call, validated by the host, applied by the trigger when the flow succeeds.
//!
//! One enum for all triggers: what two of them can ask for is one case. [`Effect::offered_by`] says which trigger has which, so that
//! a program cannot ask for what its flow has no place for.

mod offer;
mod parts;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use parts::{
    CookieMode, CreationBehavior, DuoOptions, Factor, FactorKind, FactorOptions, MultifactorProvider, PhoneMethod, SamlKind, SamlSetting,
    SamlValue, UpdateBehavior,
};

/// One request of an Action, in the order in which it was made. Times are milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// `api.access.deny(reason)`, `deny(reason, userMessage)` or `deny(code, reason)`.
    AccessDeny {
        /// For the log and API clients.
        reason: String,
        /// For the page; only `pre-user-registration` has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user_message: Option<String>,
        /// The OAuth error; only the exchanges at the token endpoint and registrations have one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
    },
    /// `api.access.rejectInvalidSubjectToken(reason)`.
    RejectSubjectToken {
        /// For the log and the client.
        reason: String,
    },
    /// `api.idToken.setCustomClaim(name, value)`; `null` removes.
    IdTokenClaim {
        /// The claim.
        name: String,
        /// Its value.
        value: Value,
    },
    /// `api.accessToken.setCustomClaim(name, value)`; `null` removes.
    AccessTokenClaim {
        /// The claim.
        name: String,
        /// Its value.
        value: Value,
    },
    /// `api.accessToken.addScope(scope)`.
    AddScope {
        /// The scope.
        scope: String,
    },
    /// `api.accessToken.removeScope(scope)`.
    RemoveScope {
        /// The scope.
        scope: String,
    },
    /// `api.transaction.addTargetScope(scope)`.
    AddTargetScope {
        /// The scope.
        scope: String,
    },
    /// `api.transaction.removeTargetScope(scope)`.
    RemoveTargetScope {
        /// The scope.
        scope: String,
    },
    /// `api.transaction.setTargetScopes(scopes)`; none is `clearTargetScopes()`.
    SetTargetScopes {
        /// The scopes.
        scopes: Vec<String>,
    },
    /// `api.transaction.setMetadata(key, value)`; `null` removes.
    TransactionMetadata {
        /// The key.
        key: String,
        /// A text, a number, a truth value or `null`.
        value: Value,
    },
    /// `api.transaction.setResultUrl(url)`.
    SetResultUrl {
        /// Where the user goes when the password is changed.
        url: String,
    },
    /// `api.user.setAppMetadata(key, value)`; `null` removes.
    SetAppMetadata {
        /// The key.
        key: String,
        /// Its value.
        value: Value,
    },
    /// `api.user.setUserMetadata(key, value)`; `null` removes.
    SetUserMetadata {
        /// The key.
        key: String,
        /// Its value.
        value: Value,
    },
    /// `api.user.setUserId(id)`.
    SetUserId {
        /// The id of the user to be, without the provider.
        user_id: String,
    },
    /// `api.validation.error(code, message)`.
    ValidationError {
        /// The author's code.
        code: String,
        /// For the page.
        message: String,
    },
    /// `api.authentication.challengeWith(factor, {additionalFactors})`.
    ChallengeWith {
        /// Asked for first.
        factor: Factor,
        /// What the user may choose instead.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        additional_factors: Vec<Factor>,
    },
    /// `api.authentication.challengeWithAny(factors)`.
    ChallengeWithAny {
        /// The user chooses.
        factors: Vec<Factor>,
    },
    /// `api.authentication.enrollWith(factor, {additionalFactors})`.
    EnrollWith {
        /// Offered first.
        factor: Factor,
        /// What the user may choose instead.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        additional_factors: Vec<Factor>,
    },
    /// `api.authentication.enrollWithAny(factors)`.
    EnrollWithAny {
        /// The user chooses.
        factors: Vec<Factor>,
    },
    /// `api.authentication.recordMethod(url)`.
    RecordMethod {
        /// The provider of the method.
        url: String,
    },
    /// `api.authentication.setPrimaryUser(userId)`.
    SetPrimaryUser {
        /// Whom the tokens are for.
        user_id: String,
    },
    /// `api.authentication.setUserById(userId)`.
    SetUserById {
        /// Whom the exchanged token stands for.
        user_id: String,
    },
    /// `api.authentication.setUserByConnection(connection, attributes, options)`.
    SetUserByConnection {
        /// The connection's name.
        connection: String,
        /// The user's profile there.
        attributes: Map<String, Value>,
        /// What happens where there is no such user.
        creation_behavior: CreationBehavior,
        /// What happens where there is one.
        update_behavior: UpdateBehavior,
    },
    /// `api.authentication.setOrganization(organization)`.
    SetOrganization {
        /// Id or name.
        organization: String,
    },
    /// `api.authentication.setActor(actor)`.
    SetActor {
        /// The claim `act` (RFC 8693, section 4.1).
        actor: Value,
    },
    /// `api.client.setMetadata(name, value)`; `null` removes.
    SetClientMetadata {
        /// The member (RFC 7591 section 2).
        name: String,
        /// Its value.
        value: Value,
    },
    /// `api.client.setLifetime(seconds)`.
    SetClientLifetime {
        /// How long the application is kept at most.
        seconds: u64,
    },
    /// `api.multifactor.enable(provider, options)`.
    EnableMultifactor {
        /// Who provides it.
        provider: MultifactorProvider,
        /// Whether the user may be spared it on this browser.
        allow_remember_browser: bool,
        /// Only for Duo.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        provider_options: Option<DuoOptions>,
    },
    /// `api.redirect.sendUserTo(url, {query})`, the query in the URL.
    Redirect {
        /// Where the user goes.
        url: String,
    },
    /// `api.prompt.render(id, {fields, vars})`.
    RenderPrompt {
        /// The form.
        prompt_id: String,
        /// Values of its fields.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fields: Option<Map<String, Value>>,
        /// Its variables.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        vars: Option<Map<String, Value>>,
    },
    /// `api.session.setExpiresAt(at)`.
    SessionExpiresAt {
        /// The absolute end.
        at: u64,
    },
    /// `api.session.setIdleExpiresAt(at)`.
    SessionIdleExpiresAt {
        /// The idle end.
        at: u64,
    },
    /// `api.session.revoke(reason, {preserveRefreshTokens})`.
    RevokeSession {
        /// For the log.
        reason: String,
        /// Whether refresh tokens of the session live on.
        preserve_refresh_tokens: bool,
    },
    /// `api.session.setCookieMode(mode)`.
    SessionCookieMode {
        /// How long the cookie lives.
        mode: CookieMode,
    },
    /// `api.session.setMetadata(key, value)` and `deleteMetadata(key)`; without a value it is removed.
    SessionMetadata {
        /// The key.
        key: String,
        /// Its value.
        value: Option<String>,
    },
    /// `api.session.evictMetadata()`.
    EvictSessionMetadata,
    /// `api.refreshToken.setExpiresAt(at)`.
    RefreshTokenExpiresAt {
        /// The absolute end.
        at: u64,
    },
    /// `api.refreshToken.setIdleExpiresAt(at)`.
    RefreshTokenIdleExpiresAt {
        /// The idle end.
        at: u64,
    },
    /// `api.refreshToken.revoke(reason)`.
    RevokeRefreshToken {
        /// For the log.
        reason: String,
    },
    /// `api.refreshToken.setMetadata(key, value)` and `deleteMetadata(key)`; without a value it is removed.
    RefreshTokenMetadata {
        /// The key.
        key: String,
        /// Its value.
        value: Option<String>,
    },
    /// `api.refreshToken.evictMetadata()`.
    EvictRefreshTokenMetadata,
    /// `api.samlResponse.setAttribute(name, value)`.
    SamlAttribute {
        /// The attribute.
        name: String,
        /// Its value or values.
        value: SamlValue,
    },
    /// `api.samlResponse.set…(value)`.
    SamlSetting {
        /// Which.
        setting: SamlSetting,
        /// Its value.
        value: Value,
    },
    /// `api.notification.drop(reason)`.
    DropNotification {
        /// For the log.
        reason: String,
    },
    /// `api.notification.retry(reason)`.
    RetryNotification {
        /// For the log.
        reason: String,
    },
}

impl Effect {
    /// Whether the flow stops after this Action until the user comes back.
    pub fn suspends(&self) -> bool {
        matches!(
            self,
            Self::Redirect { .. }
                | Self::RenderPrompt { .. }
                | Self::ChallengeWith { .. }
                | Self::ChallengeWithAny { .. }
                | Self::EnrollWith { .. }
                | Self::EnrollWithAny { .. }
        )
    }

    /// Whether it can only take away: a denial, a rejection, a revocation. Such an effect is never refused.
    pub fn forbids(&self) -> bool {
        matches!(
            self,
            Self::AccessDeny { .. } | Self::RejectSubjectToken { .. } | Self::RevokeSession { .. } | Self::RevokeRefreshToken { .. }
        )
    }

    /// As it stands in an execution record: with secrets that Actions hand over left out.
    pub fn recorded(&self) -> Value {
        let mut shown = json!(self);
        match self {
            Self::EnableMultifactor { provider_options: Some(_), .. } => hide(shown.pointer_mut("/provider_options/skey")),
            Self::SamlSetting { setting: SamlSetting::Key, .. } => hide(shown.get_mut("value")),
            _ => {}
        }
        shown
    }
}

fn hide(secret: Option<&mut Value>) {
    if let Some(secret) = secret {
        *secret = "*****".into();
    }
}
