//! Which trigger offers which effect (reference 1.6, 1.7).

use super::Effect;
use crate::contract::Trigger;

impl Effect {
    /// Whether the `api` of a trigger has a method for this.
    pub fn offered_by(&self, trigger: Trigger) -> bool {
        use Effect as E;
        use Trigger as T;
        let triggers: &[Trigger] = match self {
            E::AccessDeny { .. } => &[
                T::PostLogin,
                T::PreUserRegistration,
                T::CredentialsExchange,
                T::PasswordResetPostChallenge,
                T::CustomTokenExchange,
                T::ClientRegistration,
            ],
            E::AccessTokenClaim { .. } => &[T::PostLogin, T::CredentialsExchange],
            E::SetAppMetadata { .. } | E::SetUserMetadata { .. } => &[T::PostLogin, T::PreUserRegistration, T::CustomTokenExchange],
            E::ValidationError { .. } => &[T::PostLogin, T::PreUserRegistration],
            E::SetUserId { .. } => &[T::PreUserRegistration],
            E::ChallengeWith { .. } | E::ChallengeWithAny { .. } | E::Redirect { .. } | E::RenderPrompt { .. } => {
                &[T::PostLogin, T::PasswordResetPostChallenge]
            }
            E::AddTargetScope { .. } | E::RemoveTargetScope { .. } | E::SetTargetScopes { .. } => &[T::CredentialsExchange],
            E::SetResultUrl { .. } => &[T::PasswordResetPostChallenge],
            E::RejectSubjectToken { .. }
            | E::SetUserById { .. }
            | E::SetUserByConnection { .. }
            | E::SetOrganization { .. }
            | E::SetActor { .. } => &[T::CustomTokenExchange],
            E::SetClientMetadata { .. } | E::SetClientLifetime { .. } => &[T::ClientRegistration],
            E::DropNotification { .. } | E::RetryNotification { .. } => &[T::CustomEmailProvider, T::CustomPhoneProvider],
            E::IdTokenClaim { .. }
            | E::AddScope { .. }
            | E::RemoveScope { .. }
            | E::TransactionMetadata { .. }
            | E::EnrollWith { .. }
            | E::EnrollWithAny { .. }
            | E::RecordMethod { .. }
            | E::SetPrimaryUser { .. }
            | E::EnableMultifactor { .. }
            | E::SessionExpiresAt { .. }
            | E::SessionIdleExpiresAt { .. }
            | E::RevokeSession { .. }
            | E::SessionCookieMode { .. }
            | E::SessionMetadata { .. }
            | E::EvictSessionMetadata
            | E::RefreshTokenExpiresAt { .. }
            | E::RefreshTokenIdleExpiresAt { .. }
            | E::RevokeRefreshToken { .. }
            | E::RefreshTokenMetadata { .. }
            | E::EvictRefreshTokenMetadata
            | E::SamlAttribute { .. }
            | E::SamlSetting { .. } => &[T::PostLogin],
        };
        triggers.contains(&trigger)
    }
}
