//! E-mail that goes out: what it says, who delivers it, and that it does go out.
//!
//! A flow stages a [`Letter`] in its own commit, so that the mail is as durable as what it tells of, and no answer waits for a mail
//! server. The [worker](deliver) sends it afterwards, again and again until somebody takes it or it is too old: a mail may come twice
//! after a crash, and does not get lost. A letter holds no text, only what it is made of; the user's name and the tenant's template
//! are read when it is sent.
//!
//! | file | decides |
//! |---|---|
//! | [`letter`] | what waits to be sent |
//! | [`template`] | which mails there are, and what they say where the tenant says nothing |
//! | [`provider`] | the tenant's mail server, opened at sending |
//! | [`compose`] | sender, subject and text of one letter |
//! | [`render`] | Liquid, in a process of its own |
//! | [`smtp`] | the conversation with the mail server, and which addresses it may have |
//! | [`deliver`] | when, how often, and what is logged |
//! | [`mailbox`] | mails shown instead, in development |

pub mod compose;
pub mod deliver;
pub mod letter;
pub mod mailbox;
pub mod provider;
pub mod render;
pub mod smtp;
pub mod template;

use std::sync::Arc;

use tokio::sync::Notify;

use crate::audit::Audit;
use crate::clock::Clock;
use crate::config::Config;
use crate::identity::Directory;
use crate::random::Random;
use crate::storage::vault::Vault;
use crate::storage::{Batch, Collection, Store, StoreError};

pub use compose::Message;
pub use letter::Letter;
pub use mailbox::Mailbox;
pub use render::Renderer;
pub use template::{Template, TemplateSettings};

/// Letters that wait at most. A mail server that is away for a day must not fill the disk; what comes on top is dropped and said so.
pub const MOST_LETTERS: usize = 10_000;

/// What a mailer is made from.
pub struct Parts {
    /// The configuration.
    pub config: Config,
    /// The store.
    pub store: Arc<dyn Store>,
    /// Users, applications, settings.
    pub directory: Directory,
    /// Where outcomes go.
    pub audit: Audit,
    /// Seals links, and opens the provider's credentials.
    pub vault: Vault,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// Renders templates.
    pub renderer: Renderer,
}

/// Everything that e-mail needs.
pub struct Mailer {
    parts: Parts,
    /// What waits.
    pub outbox: Collection<Letter>,
    /// Where development finds its mails.
    pub mailbox: Option<Mailbox>,
    nudge: Notify,
}

impl Mailer {
    /// A mailer; its worker is begun by whoever has a runtime to keep it in.
    pub fn new(parts: Parts) -> Self {
        let outbox = Collection::new(parts.store.clone(), &parts.config.tenant);
        let mailbox = parts.config.mail.dev_mailbox.then(Mailbox::default);
        Self { parts, outbox, mailbox, nudge: Notify::new() }
    }

    /// Renders templates.
    pub fn renderer(&self) -> &Renderer {
        &self.parts.renderer
    }

    /// Whether a mail could go anywhere at this moment. If not, the log says what to do, and the flow goes on without it.
    pub async fn is_ready(&self) -> Result<bool, StoreError> {
        if self.mailbox.is_none() && !provider::is_usable(&self.parts.directory).await? {
            tracing::warn!(
                "an e-mail is dropped, because no provider is configured: configure one of the name smtp at /api/v2/emails/provider, \
                 or start with --dev-mailbox to read e-mails at /dev/mailbox"
            );
            return Ok(false);
        }
        if self.outbox.count(MOST_LETTERS).await? >= MOST_LETTERS {
            tracing::error!(waiting = MOST_LETTERS, "an e-mail is dropped, because too many wait to be sent: is the mail server away?");
            return Ok(false);
        }
        Ok(true)
    }

    /// Adds a letter to a batch; with the commit it is on its way.
    pub fn stage(&self, batch: &mut Batch, letter: &Letter) -> Result<(), StoreError> {
        self.outbox.stage_insert(batch, letter)
    }

    /// Lets the worker look at once whether something is due.
    pub fn nudge(&self) {
        self.nudge.notify_one();
    }
}
