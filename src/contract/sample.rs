//! One event for each trigger to try an Action with: what an ordinary user of a fresh server looks like.
//!
//! Files rather than values made here, because an author gets them as they are, to edit. They are whole events: what an event may
//! lack is left to the author to remove, and what a fresh server has nothing of (organizations, custom domains) is not there.

use super::{Event, Trigger};

impl Event {
    /// The sample of a trigger, as JSON to read and edit.
    pub fn sample(trigger: Trigger) -> &'static str {
        match trigger {
            Trigger::PostLogin => include_str!("sample/post-login.json"),
            Trigger::CredentialsExchange => include_str!("sample/credentials-exchange.json"),
            Trigger::PreUserRegistration => include_str!("sample/pre-user-registration.json"),
            Trigger::PostUserRegistration => include_str!("sample/post-user-registration.json"),
            Trigger::PostChangePassword => include_str!("sample/post-change-password.json"),
            Trigger::SendPhoneMessage => include_str!("sample/send-phone-message.json"),
            Trigger::PasswordResetPostChallenge => include_str!("sample/password-reset-post-challenge.json"),
            Trigger::CustomPhoneProvider => include_str!("sample/custom-phone-provider.json"),
            Trigger::CustomEmailProvider => include_str!("sample/custom-email-provider.json"),
            Trigger::CustomTokenExchange => include_str!("sample/custom-token-exchange.json"),
            Trigger::ClientRegistration => include_str!("sample/client-registration.json"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    use super::*;

    /// A value without the order of its members: an event has one of its own.
    fn sorted(value: Value) -> Value {
        match value {
            Value::Object(members) => {
                let mut members: Vec<(String, Value)> = members.into_iter().map(|(name, value)| (name, sorted(value))).collect();
                members.sort_by(|a, b| a.0.cmp(&b.0));
                Value::Object(Map::from_iter(members))
            }
            Value::Array(items) => items.into_iter().map(sorted).collect(),
            other => other,
        }
    }

    #[test]
    fn every_sample_is_an_event_of_its_trigger_with_nothing_that_events_do_not_have() {
        for trigger in Trigger::ALL {
            let sample: Value = serde_json::from_str(Event::sample(trigger)).unwrap();
            let event = Event::from_json(trigger, &sample).unwrap_or_else(|error| panic!("{}: {error}", trigger.id()));
            assert_eq!(sorted(serde_json::to_value(event).unwrap()), sorted(sample), "{}", trigger.id());
        }
    }
}
