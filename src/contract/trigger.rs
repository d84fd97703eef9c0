//! The points in a flow where Actions run, and what is fixed for each (reference 1.1): one table, so that a trigger is one line here.

use serde::{Deserialize, Serialize};

/// A point in a flow where Actions run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// After the user has proved who they are, before tokens.
    PostLogin,
    /// Before tokens for an application by itself.
    CredentialsExchange,
    /// Before a database user is written.
    PreUserRegistration,
    /// After a database user was written.
    PostUserRegistration,
    /// After a password was changed.
    PostChangePassword,
    /// Delivers a second factor's message.
    SendPhoneMessage,
    /// After the link of a forgotten password, before the new one is taken.
    PasswordResetPostChallenge,
    /// Delivers a message to a phone.
    CustomPhoneProvider,
    /// Delivers an e-mail.
    CustomEmailProvider,
    /// Decides whom a foreign token stands for.
    CustomTokenExchange,
    /// Before an application that registers itself is written. Ours.
    ClientRegistration,
}

/// Which of its functions a program is called by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Entry {
    /// The handler of its trigger.
    #[default]
    Execute,
    /// The one that goes on where its flow was suspended. A program without it has nothing to say then.
    Continue,
}

/// What Actions of a trigger are bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BindingPolicy {
    /// To the trigger, in an order.
    Trigger,
    /// To one thing of the tenant, such as a token exchange profile.
    Entity,
}

impl BindingPolicy {
    /// As the Management API spells it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Trigger => "trigger-bound",
            Self::Entity => "entity-bound",
        }
    }
}

/// What is fixed for a trigger.
struct Facts {
    id: &'static str,
    version: &'static str,
    /// The exported function in JavaScript.
    execute: &'static str,
    /// The exported function in JavaScript that goes on after a redirect, a challenge or a form.
    resume: Option<&'static str>,
    blocks: bool,
    policy: BindingPolicy,
    /// The exported function of a component.
    export: &'static str,
}

/// One line of the table.
const fn facts(
    id: &'static str,
    version: &'static str,
    export: &'static str,
    execute: &'static str,
    resume: Option<&'static str>,
    blocks: bool,
    policy: BindingPolicy,
) -> Facts {
    Facts { id, version, execute, resume, blocks, policy, export }
}

impl Trigger {
    /// Every trigger that runs Actions, in the order in which the Management API lists them.
    pub const ALL: [Self; 11] = [
        Self::PostLogin,
        Self::CredentialsExchange,
        Self::PreUserRegistration,
        Self::PostUserRegistration,
        Self::PostChangePassword,
        Self::SendPhoneMessage,
        Self::PasswordResetPostChallenge,
        Self::CustomPhoneProvider,
        Self::CustomEmailProvider,
        Self::CustomTokenExchange,
        Self::ClientRegistration,
    ];

    #[rustfmt::skip]
    const fn facts(self) -> Facts {
        use BindingPolicy::{Entity, Trigger};
        match self {
            Self::PostLogin => facts("post-login", "v3", "on-execute-post-login",
                "onExecutePostLogin", Some("onContinuePostLogin"), true, Trigger),
            Self::CredentialsExchange => facts("credentials-exchange", "v2", "on-execute-credentials-exchange",
                "onExecuteCredentialsExchange", None, true, Trigger),
            Self::PreUserRegistration => facts("pre-user-registration", "v2", "on-execute-pre-user-registration",
                "onExecutePreUserRegistration", Some("onContinuePreUserRegistration"), true, Trigger),
            Self::PostUserRegistration => facts("post-user-registration", "v2", "on-execute-post-user-registration",
                "onExecutePostUserRegistration", None, false, Trigger),
            Self::PostChangePassword => facts("post-change-password", "v2", "on-execute-post-change-password",
                "onExecutePostChangePassword", None, false, Trigger),
            Self::SendPhoneMessage => facts("send-phone-message", "v2", "on-execute-send-phone-message",
                "onExecuteSendPhoneMessage", None, true, Trigger),
            Self::PasswordResetPostChallenge => facts("password-reset-post-challenge", "v1", "on-execute-password-reset-post-challenge",
                "onExecutePostChallenge", Some("onContinuePostChallenge"), true, Trigger),
            Self::CustomPhoneProvider => facts("custom-phone-provider", "v1", "on-execute-custom-phone-provider",
                "onExecuteCustomPhoneProvider", None, true, Trigger),
            Self::CustomEmailProvider => facts("custom-email-provider", "v1", "on-execute-custom-email-provider",
                "onExecuteCustomEmailProvider", None, true, Trigger),
            Self::CustomTokenExchange => facts("custom-token-exchange", "v1", "on-execute-custom-token-exchange",
                "onExecuteCustomTokenExchange", None, true, Entity),
            Self::ClientRegistration => facts("client-registration", "v1", "on-execute-client-registration",
                "onExecuteClientRegistration", None, true, Trigger),
        }
    }

    /// The id on the wire: `post-login`.
    pub fn id(self) -> &'static str {
        self.facts().id
    }

    /// The current version of its event: `v3`.
    pub fn version(self) -> &'static str {
        self.facts().version
    }

    /// The function that a script exports: `onExecutePostLogin`.
    pub fn handler(self) -> &'static str {
        self.facts().execute
    }

    /// The function that a script may export to go on where its flow was suspended: `onContinuePostLogin`.
    pub fn resume_handler(self) -> Option<&'static str> {
        self.facts().resume
    }

    /// The function that a component may export to go on where its flow was suspended: `on-continue-post-login`.
    pub fn resume_export(self) -> Option<&'static str> {
        (self == Self::PostLogin).then_some("on-continue-post-login")
    }

    /// The function that a component exports: `on-execute-post-login`.
    pub fn export(self) -> &'static str {
        self.facts().export
    }

    /// Whether there is a flow that runs its Actions. Those of the others can be made, deployed, bound and tried out.
    pub fn has_flow(self) -> bool {
        use Trigger::{CustomEmailProvider, CustomPhoneProvider, PasswordResetPostChallenge, SendPhoneMessage};
        !matches!(self, SendPhoneMessage | PasswordResetPostChallenge | CustomPhoneProvider | CustomEmailProvider)
    }

    /// Whether the flow waits for its Actions.
    pub fn blocks(self) -> bool {
        self.facts().blocks
    }

    /// What its Actions are bound to.
    pub fn binding_policy(self) -> BindingPolicy {
        self.facts().policy
    }

    /// The trigger with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|t| t.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_serde_and_lead_back() {
        for trigger in Trigger::ALL {
            assert_eq!(serde_json::to_value(trigger).unwrap(), trigger.id());
            assert_eq!(Trigger::from_id(trigger.id()), Some(trigger));
            assert_eq!(trigger.export(), format!("on-execute-{}", trigger.id()));
        }
    }
}
