//! The calls, made natively: the test harness keeps and refuses what the server keeps and refuses, in the same words.

use anteroom_guest::log::Level;
use anteroom_guest::testing::{self, Outcome, Run};
use serde_json::{Value, json};

fn check(trigger: &str, outcome: &Outcome) {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap()[trigger].clone();
    assert_eq!(outcome.error(), None);
    let effects = read(include_str!("../../../../tests/fixtures/effects.json"));
    assert_eq!(json!(outcome.effects()), effects, "{trigger}");
    let refused = outcome.console().iter().filter(|line| line.level == Level::Warn).map(|line| line.message.as_str());
    let refusals = read(include_str!("../../../../tests/fixtures/refusals.json"));
    assert_eq!(json!(refused.collect::<Vec<_>>()), refusals, "{trigger}");
}

macro_rules! natively {
    ($($name:ident: $trigger:ident $id:literal $event:ident)*) => { $(
        #[test]
        fn $name() {
            let action = |_: &anteroom_guest::$trigger::Event, api: &mut anteroom_guest::$trigger::Api<'_>| -> anteroom_guest::Result {
                crate::$trigger::every_method(api);
                Ok(())
            };
            check($id, &Run::new(testing::$event()).call(action));
        }
    )* };
}

natively! {
    a_login_keeps_and_refuses_as_the_server_does: post_login "post-login" post_login_event
    a_machine_does: credentials_exchange "credentials-exchange" credentials_exchange_event
    a_registration_does: pre_user_registration "pre-user-registration" pre_user_registration_event
    a_password_reset_does: password_reset_post_challenge "password-reset-post-challenge" password_reset_post_challenge_event
    a_phone_provider_does: custom_phone_provider "custom-phone-provider" custom_phone_provider_event
    an_email_provider_does: custom_email_provider "custom-email-provider" custom_email_provider_event
    a_token_exchange_does: custom_token_exchange "custom-token-exchange" custom_token_exchange_event
    an_application_that_registers_itself_does: client_registration "client-registration" client_registration_event
}
