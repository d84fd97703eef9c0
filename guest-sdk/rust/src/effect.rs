//! What an Action asks for, and why the server refuses.
//!
//! One enum for all triggers, in the JSON shape of execution records: the `Api` types only offer what their trigger has. Tests
//! read the effects back from [`crate::testing::Outcome`].

mod parts;
mod refusal;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use parts::{
    CookieMode, CreationBehavior, DigestAlgorithm, DuoOptions, Factor, FactorKind, FactorOptions, MultifactorProvider, PhoneMethod,
    SignatureAlgorithm, UpdateBehavior,
};
pub use refusal::Refusal;

use crate::event::Object;

/// One request of an Action. All are applied together when the flow succeeds. Times are milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Effect {
    /// `api.access().deny(…)`, with a message for the user, or with an OAuth error.
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
    /// `api.access().reject_invalid_subject_token(…)`.
    RejectSubjectToken {
        /// For the log and the client.
        reason: String,
    },
    /// `api.id_token().set_custom_claim(…)`; `null` removes.
    IdTokenClaim {
        /// The claim.
        name: String,
        /// Its value.
        value: Value,
    },
    /// `api.access_token().set_custom_claim(…)`; `null` removes.
    AccessTokenClaim {
        /// The claim.
        name: String,
        /// Its value.
        value: Value,
    },
    /// `api.access_token().add_scope(…)`.
    AddScope {
        /// The scope.
        scope: String,
    },
    /// `api.access_token().remove_scope(…)`.
    RemoveScope {
        /// The scope.
        scope: String,
    },
    /// `api.transaction().add_target_scope(…)`.
    AddTargetScope {
        /// The scope.
        scope: String,
    },
    /// `api.transaction().remove_target_scope(…)`.
    RemoveTargetScope {
        /// The scope.
        scope: String,
    },
    /// `api.transaction().set_target_scopes(…)`; none is `clear_target_scopes()`.
    SetTargetScopes {
        /// The scopes.
        scopes: Vec<String>,
    },
    /// `api.transaction().set_metadata(…)`; `null` removes.
    TransactionMetadata {
        /// The key.
        key: String,
        /// A text, a number, a truth value or `null`.
        value: Value,
    },
    /// `api.transaction().set_result_url(…)`.
    SetResultUrl {
        /// Where the user goes when the password is changed.
        url: String,
    },
    /// `api.user().set_app_metadata(…)`; `null` removes.
    SetAppMetadata {
        /// The key.
        key: String,
        /// Its value.
        value: Value,
    },
    /// `api.user().set_user_metadata(…)`; `null` removes.
    SetUserMetadata {
        /// The key.
        key: String,
        /// Its value.
        value: Value,
    },
    /// `api.user().set_user_id(…)`.
    SetUserId {
        /// The id of the user to be, without the provider.
        user_id: String,
    },
    /// `api.validation().error(…)`.
    ValidationError {
        /// The author's code.
        code: String,
        /// For the page.
        message: String,
    },
    /// `api.authentication().challenge_with(…)`.
    ChallengeWith {
        /// Asked for first.
        factor: Factor,
        /// What the user may choose instead.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        additional_factors: Vec<Factor>,
    },
    /// `api.authentication().challenge_with_any(…)`.
    ChallengeWithAny {
        /// The user chooses.
        factors: Vec<Factor>,
    },
    /// `api.authentication().enroll_with(…)`.
    EnrollWith {
        /// Offered first.
        factor: Factor,
        /// What the user may choose instead.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        additional_factors: Vec<Factor>,
    },
    /// `api.authentication().enroll_with_any(…)`.
    EnrollWithAny {
        /// The user chooses.
        factors: Vec<Factor>,
    },
    /// `api.authentication().record_method(…)`.
    RecordMethod {
        /// The provider of the method.
        url: String,
    },
    /// `api.authentication().set_primary_user(…)`.
    SetPrimaryUser {
        /// Whom the tokens are for.
        user_id: String,
    },
    /// `api.authentication().set_user_by_id(…)`.
    SetUserById {
        /// Whom the exchanged token stands for.
        user_id: String,
    },
    /// `api.authentication().set_user_by_connection(…)`.
    SetUserByConnection {
        /// The connection's name.
        connection: String,
        /// The user's profile there.
        attributes: Object,
        /// What happens where there is no such user.
        creation_behavior: CreationBehavior,
        /// What happens where there is one.
        update_behavior: UpdateBehavior,
    },
    /// `api.authentication().set_organization(…)`.
    SetOrganization {
        /// Id or name.
        organization: String,
    },
    /// `api.authentication().set_actor(…)`.
    SetActor {
        /// The claim `act` (RFC 8693, section 4.1).
        actor: Value,
    },
    /// `api.client().set_metadata(…)`; `null` removes.
    SetClientMetadata {
        /// The member.
        name: String,
        /// Its value.
        value: Value,
    },
    /// `api.client().set_lifetime(…)`.
    SetClientLifetime {
        /// How long the application is kept at most.
        seconds: u64,
    },
    /// `api.multifactor().enable(…)`.
    EnableMultifactor {
        /// Who provides it.
        provider: MultifactorProvider,
        /// Whether the user may be spared it on this browser.
        allow_remember_browser: bool,
        /// Only for Duo.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        provider_options: Option<DuoOptions>,
    },
    /// `api.redirect().send_user_to(…)`, the query in the URL.
    Redirect {
        /// Where the user goes.
        url: String,
    },
    /// `api.prompt().render(…)`.
    RenderPrompt {
        /// The form.
        prompt_id: String,
        /// Values of its fields.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fields: Option<Object>,
        /// Its variables.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        vars: Option<Object>,
    },
    /// `api.session().set_expires_at(…)`.
    SessionExpiresAt {
        /// The absolute end.
        at: u64,
    },
    /// `api.session().set_idle_expires_at(…)`.
    SessionIdleExpiresAt {
        /// The idle end.
        at: u64,
    },
    /// `api.session().revoke(…)`.
    RevokeSession {
        /// For the log.
        reason: String,
        /// Whether refresh tokens of the session live on.
        preserve_refresh_tokens: bool,
    },
    /// `api.session().set_cookie_mode(…)`.
    SessionCookieMode {
        /// How long the cookie lives.
        mode: CookieMode,
    },
    /// `api.session().set_metadata(…)` and `delete_metadata(…)`; without a value it is removed.
    SessionMetadata {
        /// The key.
        key: String,
        /// Its value.
        value: Option<String>,
    },
    /// `api.session().evict_metadata()`.
    EvictSessionMetadata,
    /// `api.refresh_token().set_expires_at(…)`.
    RefreshTokenExpiresAt {
        /// The absolute end.
        at: u64,
    },
    /// `api.refresh_token().set_idle_expires_at(…)`.
    RefreshTokenIdleExpiresAt {
        /// The idle end.
        at: u64,
    },
    /// `api.refresh_token().revoke(…)`.
    RevokeRefreshToken {
        /// For the log.
        reason: String,
    },
    /// `api.refresh_token().set_metadata(…)` and `delete_metadata(…)`; without a value it is removed.
    RefreshTokenMetadata {
        /// The key.
        key: String,
        /// Its value.
        value: Option<String>,
    },
    /// `api.refresh_token().evict_metadata()`.
    EvictRefreshTokenMetadata,
    /// `api.saml_response().set_attribute(…)`.
    SamlAttribute {
        /// The attribute.
        name: String,
        /// Its value or values.
        value: Value,
    },
    /// `api.saml_response().set_audience(…)` and its like.
    SamlSetting {
        /// The name of the method without `set_`: `sign_response`.
        setting: String,
        /// Its value.
        value: Value,
    },
    /// `api.notification().drop(…)`.
    DropNotification {
        /// For the log.
        reason: String,
    },
    /// `api.notification().retry(…)`.
    RetryNotification {
        /// For the log.
        reason: String,
    },
}

impl Effect {
    /// Whether it can only take away: a denial, a rejection, a revocation. Such an effect is never refused.
    #[cfg(not(target_arch = "wasm32"))]
    pub(crate) fn forbids(&self) -> bool {
        matches!(
            self,
            Self::AccessDeny { .. } | Self::RejectSubjectToken { .. } | Self::RevokeSession { .. } | Self::RevokeRefreshToken { .. }
        )
    }
}
