//! The worker: sends what is due, and tells the tenant log what it could not send.
//!
//! A letter is claimed before it is tried, by putting its next attempt forward: of two servers one wins, and a server that dies while
//! it sends leaves a letter that is due again in two minutes. It is deleted when the mail server has taken it, so that a crash in
//! between sends it twice and never not at all.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use tokio::sync::watch;

use super::compose::About;
use super::letter::{MOST_ATTEMPTS, Reader};
use super::provider::{self, Relay};
use super::smtp::{self, SendError};
use super::{Letter, Mailer};
use crate::audit::LogEvent;
use crate::identity::user::normalize_identifier;
use crate::identity::{Invitation, JobStatus, Organization, User};
use crate::storage::{Batch, Direction, StoreError, Stored};

/// Letters that are read at a time.
const PAGE: usize = 200;
/// Letters that are sent at a time: all go to the same mail server.
const AT_ONCE: usize = 4;
/// The longest time without looking: a clock may be set, and another server may have left something.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// How long to wait after the store failed.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Whom a letter speaks to, as they are when it is sent.
enum Present {
    User(Box<User>),
    Invited(Box<(Invitation, Organization)>),
}

impl Present {
    fn about(&self) -> About<'_> {
        match self {
            Self::User(user) => About::User(user),
            Self::Invited(both) => About::Invited(&both.0, &both.1),
        }
    }
}

/// What became of an attempt.
enum Outcome {
    /// A mail server took it, or the mailbox.
    Sent,
    /// There is nobody to send it to any more, or nobody to send it by.
    Dropped,
    /// Once more, later.
    Later(String),
    /// Given up.
    GivenUp(String),
}

impl Mailer {
    /// Sends letters until `stop` is true. What is being sent then is finished.
    pub async fn run(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut changes = self.outbox.store().watch(self.outbox.prefix());
        while !*stop.borrow() {
            let pause = match self.round(&stop).await {
                Ok(pause) => pause,
                Err(error) => {
                    tracing::error!(%error, "letters could not be read or written");
                    AFTER_FAILURE
                }
            };
            tokio::select! {
                changed = stop.changed() => if changed.is_err() { return },
                change = changes.next() => if change.is_none() { return },
                () = self.nudge.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Sends everything that is due; says how long nothing will be.
    async fn round(&self, stop: &watch::Receiver<bool>) -> Result<Duration, StoreError> {
        let mut next = LOOK_EVERY;
        let mut after: Option<String> = None;
        loop {
            let page = self.outbox.page(after.as_deref(), PAGE, Direction::Forward).await?;
            after = page.last().map(|letter| letter.id.clone());
            let last = page.len() < PAGE;
            let now = self.parts.clock.now();
            let (due, waiting): (Vec<_>, Vec<_>) = page.into_iter().partition(|letter| letter.due_at <= now);
            for letter in &waiting {
                next = next.min(Duration::try_from(letter.due_at.duration_since(now)).unwrap_or(LOOK_EVERY));
            }
            for some in due.chunks(AT_ONCE) {
                for result in join_all(some.iter().map(|letter| self.attempt(letter, stop))).await {
                    result?;
                }
            }
            if last || *stop.borrow() {
                return Ok(next);
            }
        }
    }

    /// Claims a letter, tries it, and writes down what became of it.
    async fn attempt(&self, found: &Stored<Letter>, stop: &watch::Receiver<bool>) -> Result<(), StoreError> {
        if *stop.borrow() {
            return Ok(());
        }
        let letter = match self.outbox.update(found, found.claimed(self.parts.clock.now())).await {
            Ok(letter) => letter,
            // Another server's.
            Err(StoreError::Conflict(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        let present = self.reader(&letter).await?;
        let outcome = match &present {
            None => Outcome::Dropped,
            Some(present) => match self.deliver(&letter, present.about()).await? {
                Outcome::Later(why) if letter.attempts >= MOST_ATTEMPTS => Outcome::GivenUp(why),
                outcome => outcome,
            },
        };
        match outcome {
            Outcome::Sent => self.done(&letter, JobStatus::Completed, None).await,
            Outcome::Dropped => self.done(&letter, JobStatus::Failed, None).await,
            Outcome::Later(why) => {
                tracing::warn!(why, attempts = letter.attempts, template = letter.template.name(), "an e-mail could not be sent yet");
                Ok(())
            }
            Outcome::GivenUp(why) => {
                let event = self
                    .event("fn", &letter, present.as_ref().map(Present::about))
                    .describe(format!("The e-mail could not be sent: {why}."));
                self.done(&letter, JobStatus::Failed, Some(event)).await
            }
        }
    }

    /// Whom a letter speaks to; `None` where they are gone, at another address now, or not invited any more.
    async fn reader(&self, letter: &Letter) -> Result<Option<Present>, StoreError> {
        let directory = &self.parts.directory;
        match &letter.reader {
            Reader::User(id) => {
                let user = directory.users.get(id).await?.map(|user| user.value);
                let at = |address: &str| normalize_identifier(address);
                Ok(user.filter(|user| user.email.as_deref().map(at) == Some(at(&letter.to))).map(|user| Present::User(Box::new(user))))
            }
            Reader::Invited(id) => {
                let invitation = directory.invitations.get(id).await?.map(|invitation| invitation.value);
                let now = self.parts.clock.now();
                let Some(invitation) = invitation.filter(|invitation| now < invitation.expires_at) else { return Ok(None) };
                let organization = directory.organizations.get(&invitation.organization_id).await?;
                Ok(organization.map(|organization| Present::Invited(Box::new((invitation, organization.value)))))
            }
        }
    }

    async fn deliver(&self, letter: &Letter, about: About<'_>) -> Result<Outcome, StoreError> {
        let relay = match provider::open(&self.parts.directory, &self.parts.vault).await {
            Ok(relay) => relay,
            // The master key was changed: every letter would fail like this one, and none must keep the others from being given up.
            Err(error) => return Ok(Outcome::Later(error.to_string())),
        };
        if relay.is_none() && self.mailbox.is_none() {
            // Removed since the letter was written.
            return Ok(if self.is_ready().await? {
                Outcome::Later("the provider was just configured".to_owned())
            } else {
                Outcome::Dropped
            });
        }
        let sender = relay.as_ref().and_then(|relay| relay.sender.clone());
        let (message, fault) = match self.compose(letter, about, sender.as_deref()).await {
            Ok(composed) => composed,
            Err(super::compose::RenderOrStore::Store(error)) => return Err(error),
            Err(error) => return Ok(Outcome::Later(error.to_string())),
        };
        if let Some(fault) = fault
            && letter.attempts == 1
        {
            let words = format!("The template {} could not be rendered, and the built-in text is sent: {fault}", letter.template.name());
            self.parts.audit.write(self.event("wn", letter, Some(about)).describe(words)).await?;
        }
        if let Some(mailbox) = &self.mailbox
            && letter.attempts == 1
        {
            mailbox.put(self.parts.clock.now(), message.clone());
        }
        match relay {
            Some(relay) => Ok(self.by(&relay, letter, &message).await),
            None => Ok(Outcome::Sent),
        }
    }

    async fn by(&self, relay: &Relay, letter: &Letter, message: &super::Message) -> Outcome {
        let config = &self.parts.config;
        let host = config.public_url.host_str().unwrap_or("localhost");
        match smtp::send(relay, message, &config.mail, host, &letter.id, self.parts.clock.now()).await {
            Ok(()) => Outcome::Sent,
            Err(SendError::NotNow(why)) => Outcome::Later(why),
            Err(SendError::Never(why)) => Outcome::GivenUp(why),
        }
    }

    /// Takes a letter out, with its job and its event in the same commit.
    async fn done(&self, letter: &Stored<Letter>, status: JobStatus, event: Option<LogEvent>) -> Result<(), StoreError> {
        loop {
            let mut batch = Batch::new();
            self.outbox.stage_delete(&mut batch, letter);
            let jobs = &self.parts.directory.jobs;
            if let Some(id) = &letter.job_id
                && let Some(job) = jobs.get(id).await?
            {
                let mut after = job.value.clone();
                after.status = status;
                jobs.stage_update(&mut batch, &job, &after)?;
            }
            if let Some(event) = &event {
                self.parts.audit.stage(&mut batch, event)?;
            }
            match self.parts.store.commit(batch).await {
                Err(StoreError::Conflict(key)) if key.starts_with(jobs.prefix()) => {}
                // Claimed anew by another server, which finds that out as well.
                Err(StoreError::Conflict(_)) => return Ok(()),
                other => return other.map(drop),
            }
        }
    }

    /// An event of a letter: which mail to whom, and nothing of what it says.
    fn event(&self, kind: &str, letter: &Letter, about: Option<About<'_>>) -> LogEvent {
        let mut event = self.parts.audit.event(kind);
        event.user_id = letter.user_id().map(str::to_owned);
        event.user_name = Some(letter.to.clone());
        event.client_id.clone_from(&letter.client_id);
        match about {
            Some(About::User(user)) => event.connection = Some(user.connection.clone()),
            Some(About::Invited(_, organization)) => {
                event.organization_id = Some(organization.id.clone());
                event.organization_name = Some(organization.name.clone());
            }
            None => {}
        }
        event.details.insert("email_type".to_owned(), letter.template.name().into());
        event.details.insert("to".to_owned(), json!(letter.to));
        event.details.insert("attempts".to_owned(), letter.attempts.into());
        event
    }
}
