//! What Rules and Actions ask for beside the password: `context.multifactor`, `api.multifactor.enable`, `api.authentication.challengeWith`
//! and `enrollWith`. What it comes to for a user is [`mfa`](crate::mfa)'s to say.

use crate::contract::Effect;
use crate::contract::effect::{Factor, FactorKind as Named, MultifactorProvider};
use crate::identity::authenticator::FactorKind;

/// What is done with a user who has no factor yet, or has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Who has one proves it, and who has none sets one up.
    Either,
    /// One that is enrolled is proved.
    Challenge,
    /// One that is not yet enrolled is set up.
    Enroll,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Any of these will do; the first is offered first.
    pub kinds: Vec<FactorKind>,
    /// How.
    pub manner: Manner,
    /// Whether the browser may be remembered, and then is not asked.
    pub remember: bool,
}

impl Ask {
    /// What one effect asks for, where this server can do it.
    pub fn of(effect: &Effect) -> Option<Self> {
        let (manner, named): (_, Vec<&Factor>) = match effect {
            Effect::EnableMultifactor { provider, allow_remember_browser, .. } => {
                let kinds = match provider {
                    MultifactorProvider::Any | MultifactorProvider::Guardian | MultifactorProvider::GoogleAuthenticator => {
                        vec![FactorKind::Otp, FactorKind::RecoveryCode]
                    }
                    MultifactorProvider::Duo | MultifactorProvider::None => return None,
                };
                return Some(Self { kinds, manner: Manner::Either, remember: *allow_remember_browser });
            }
            Effect::ChallengeWith { factor, additional_factors } => {
                (Manner::Challenge, [factor].into_iter().chain(additional_factors).collect())
            }
            Effect::ChallengeWithAny { factors } => (Manner::Challenge, factors.iter().collect()),
            Effect::EnrollWith { factor, additional_factors } => (Manner::Enroll, [factor].into_iter().chain(additional_factors).collect()),
            Effect::EnrollWithAny { factors } => (Manner::Enroll, factors.iter().collect()),
            _ => return None,
        };
        let kinds: Vec<FactorKind> = named.into_iter().filter_map(|factor| kind(factor.kind)).collect();
        // A recovery code by itself is given with an app, and not to who has a password alone.
        let possible = if manner == Manner::Enroll { kinds.contains(&FactorKind::Otp) } else { !kinds.is_empty() };
        possible.then_some(Self { kinds, manner, remember: false })
    }

    /// What all Actions of a login asked for at its end: the last word counts.
    pub fn at_the_end(effects: &[Effect]) -> Option<Self> {
        effects.iter().rev().find(|effect| matches!(effect, Effect::EnableMultifactor { .. })).and_then(Self::of)
    }
}

fn kind(named: Named) -> Option<FactorKind> {
    match named {
        Named::Otp => Some(FactorKind::Otp),
        Named::RecoveryCode => Some(FactorKind::RecoveryCode),
        Named::Email | Named::PushNotification | Named::Phone | Named::WebauthnPlatform | Named::WebauthnRoaming => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ask(effect: serde_json::Value) -> Option<Ask> {
        Ask::of(&serde_json::from_value(effect).unwrap())
    }

    #[test]
    fn what_only_others_can_do_is_not_taken_for_something_else() {
        for effect in [
            json!({ "type": "enable_multifactor", "provider": "duo", "allow_remember_browser": false }),
            json!({ "type": "enable_multifactor", "provider": "none", "allow_remember_browser": false }),
            json!({ "type": "challenge_with", "factor": { "type": "phone" } }),
            json!({ "type": "challenge_with_any", "factors": [{ "type": "email" }, { "type": "webauthn-roaming" }] }),
            json!({ "type": "enroll_with", "factor": { "type": "recovery-code" } }),
        ] {
            assert_eq!(ask(effect.clone()), None, "{effect}");
        }
    }

    #[test]
    fn of_several_factors_those_are_offered_that_are_here() {
        let factors = json!([{ "type": "phone", "options": { "preferredMethod": "sms" } }, { "type": "otp" }]);
        let found = ask(json!({ "type": "challenge_with_any", "factors": factors })).unwrap();
        assert_eq!((found.kinds, found.manner), (vec![FactorKind::Otp], Manner::Challenge));
        let found =
            ask(json!({ "type": "challenge_with", "factor": { "type": "otp" }, "additional_factors": [{ "type": "recovery-code" }] }));
        assert_eq!(found.unwrap().kinds, [FactorKind::Otp, FactorKind::RecoveryCode]);
    }

    #[test]
    fn the_last_word_about_the_second_factor_counts() {
        let enable = |provider: &str| {
            let effect = json!({ "type": "enable_multifactor", "provider": provider, "allow_remember_browser": true });
            serde_json::from_value::<Effect>(effect).unwrap()
        };
        assert!(Ask::at_the_end(&[enable("none"), enable("any")]).unwrap().remember);
        assert_eq!(Ask::at_the_end(&[enable("any"), enable("none")]), None);
        assert_eq!(Ask::at_the_end(&[]), None);
    }
}
