//! Runs an Action in the author's `cargo test`: natively, without a server, always with the same result.
//!
//! ```
//! use anteroom_guest::post_login::{Api, Event};
//! use anteroom_guest::testing::{self, Run};
//!
//! fn on_login(event: &Event, api: &mut Api) -> anteroom_guest::Result {
//!     if event.user.email_verified != Some(true) {
//!         api.access().deny("Please verify your address first.");
//!     }
//!     Ok(())
//! }
//!
//! let mut event = testing::post_login_event();
//! event.user.email_verified = Some(false);
//! let outcome = Run::new(event).call(on_login);
//! assert_eq!(outcome.denied().unwrap().reason, "Please verify your address first.");
//! ```
//!
//! The harness refuses what the server refuses at the call (sizes, scopes, the `scope` claim) and bounds requests as the server
//! does by default. It has no fuel and no memory limit: those are the sandbox's. Claims that the server drops when it writes a
//! token (`sub`, `iss`, …) are still shown here, as asked for.

mod answers;
mod checks;
mod events;
mod outcome;
mod server;

use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

pub use answers::{json_response, response};
pub use events::{
    client_registration_event, credentials_exchange_event, custom_email_provider_event, custom_phone_provider_event,
    custom_token_exchange_event, password_reset_post_challenge_event, post_change_password_event, post_login_event,
    post_user_registration_event, pre_user_registration_event, send_phone_message_event,
};
pub use outcome::{Denial, Line, Outcome, Sent};

use crate::http::{self, Response};
use crate::{Error, host};
use answers::Answer;
use server::Server;

/// A run of an Action, as it is set up.
#[must_use = "nothing runs until `call`"]
pub struct Run<Event> {
    event: Event,
    server: Server,
}

impl<Event> Run<Event> {
    /// A run with this event, no secrets, an empty cache, no servers to reach, at 2026-01-01T00:00:00Z.
    pub fn new(event: Event) -> Self {
        Self { event, server: Server::default() }
    }

    /// Gives the Action a secret.
    pub fn secret(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.server.secrets.insert(name.into(), value.into());
        self
    }

    /// Sets the time, in milliseconds since 1970.
    pub fn now(self, milliseconds: u64) -> Self {
        self.server.now.set(milliseconds);
        self
    }

    /// Puts a value into the cache, for 15 minutes after the time set so far.
    pub fn cached(self, key: impl Into<String>, value: impl Into<String>) -> Self {
        let expires_at = self.server.now.get().saturating_add(server::DEFAULT_TTL);
        self.server.cache.borrow_mut().insert(key.into(), crate::cache::Entry { value: value.into(), expires_at });
        self
    }

    /// Answers requests to exactly this URL at once. Several answers for one URL are given in turn; the last one stays.
    pub fn answer(self, url: impl Into<String>, response: Response) -> Self {
        self.answer_after(Duration::ZERO, url, response)
    }

    /// Answers requests to this URL after a while, which passes on the Action's clock only.
    pub fn answer_after(mut self, delay: Duration, url: impl Into<String>, response: Response) -> Self {
        self.server.answers.push(Answer::new(url.into(), delay, Ok(response)));
        self
    }

    /// Lets requests to this URL fail.
    pub fn fail(mut self, url: impl Into<String>, error: http::Error) -> Self {
        self.server.answers.push(Answer::new(url.into(), Duration::ZERO, Err(error)));
        self
    }

    fn finish<E: Into<Error>>(self, action: impl FnOnce(&Event, &Server) -> Result<(), E>) -> Outcome {
        http::operations::forget();
        let (event, server) = (self.event, Rc::new(self.server));
        let result = host::enter(server.clone(), || action(&event, &server)).map_err(Into::into);
        Outcome {
            result,
            effects: server.effects.take(),
            console: server.console.take(),
            requests: server.requests.take(),
            cache: server.cache.take().into_iter().map(|(key, entry)| (key, entry.value)).collect::<BTreeMap<_, _>>(),
            now: server.now.get(),
        }
    }
}

/// Per trigger: its module and its id.
macro_rules! calls {
    ($($trigger:ident $id:literal,)*) => { $(
        impl Run<crate::$trigger::Event> {
            #[doc = concat!("Runs a `", $id, "` Action. Its panic fails the test.")]
            pub fn call<E: Into<Error>>(
                mut self,
                action: impl FnOnce(&crate::$trigger::Event, &mut crate::$trigger::Api<'_>) -> Result<(), E>,
            ) -> Outcome {
                self.server.trigger = $id;
                self.finish(|event, server| action(event, &mut crate::$trigger::Api::new(server)))
            }
        }
    )* };
}

calls! {
    post_login "post-login",
    credentials_exchange "credentials-exchange",
    pre_user_registration "pre-user-registration",
    post_user_registration "post-user-registration",
    post_change_password "post-change-password",
    send_phone_message "send-phone-message",
    password_reset_post_challenge "password-reset-post-challenge",
    custom_phone_provider "custom-phone-provider",
    custom_email_provider "custom-email-provider",
    custom_token_exchange "custom-token-exchange",
    client_registration "client-registration",
}
