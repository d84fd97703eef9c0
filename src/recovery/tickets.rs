//! How a link is made, found again, and where it leads in the end.
//!
//! Its host is the configured one: what a request says its host is decides nothing that goes into a mail.

use url::Url;

use crate::app::App;
use crate::clock::after;
use crate::identity::{Client, Ticket, TicketKind, User, sessions};
use crate::mail::compose::{About, Subject};
use crate::mail::template::LINK_LIFETIME;
use crate::mail::{Letter, Template};
use crate::storage::{Batch, StoreError, Stored};

/// A link to make.
pub struct Offer<'a> {
    /// What it is for.
    pub kind: TicketKind,
    /// For whom.
    pub user: &'a User,
    /// Where the user goes afterwards.
    pub result_url: Option<String>,
    /// The template whose `resultUrl` says so.
    pub template: Option<Template>,
    /// Seconds that it lives; five days where nothing is said.
    pub ttl: Option<u64>,
    /// The application that the user came from.
    pub client_id: Option<String>,
    /// Whether the user's address goes with them.
    pub include_email: bool,
    /// Whether it proves the address as well.
    pub mark_email_as_verified: bool,
}

impl<'a> Offer<'a> {
    /// A link with nothing but its purpose and its user.
    pub fn of(kind: TicketKind, user: &'a User) -> Self {
        Self {
            kind,
            user,
            result_url: None,
            template: None,
            ttl: None,
            client_id: None,
            include_email: false,
            mark_email_as_verified: false,
        }
    }
}

/// The ticket, to be stored, and its link.
pub fn draw(app: &App, offer: Offer<'_>) -> (Ticket, String) {
    let secret = sessions::new_secret(app.random.as_ref());
    let now = app.clock.now();
    let ticket = Ticket {
        hash: sessions::hash(&secret),
        kind: offer.kind,
        user_id: offer.user.user_id.clone(),
        email: offer.user.email.clone(),
        result_url: offer.result_url,
        template: offer.template.map(|template| template.name().to_owned()),
        include_email: offer.include_email,
        mark_email_as_verified: offer.mark_email_as_verified,
        client_id: offer.client_id,
        created_at: now,
        expires_at: after(now, offer.ttl.unwrap_or(LINK_LIFETIME)),
    };
    let page = match offer.kind {
        TicketKind::EmailVerification => "u/email-verification",
        TicketKind::PasswordChange => "u/reset-verify",
        TicketKind::Unblock => "u/unblock",
    };
    (ticket, format!("{}{page}?ticket={secret}", app.config.issuer()))
}

/// A link and the mail that brings it, to be staged with what they follow.
#[derive(Debug, Clone)]
pub struct Mailed {
    /// The link's ticket.
    pub ticket: Ticket,
    /// The mail.
    pub letter: Letter,
}

impl Mailed {
    /// A mail with the link of an offer; `None` for a user without an address.
    pub fn new(app: &App, template: Template, offer: Offer<'_>) -> Option<Self> {
        let letter = Letter::new(app.random.as_ref(), app.clock.now(), template, offer.user)?;
        let (ticket, url) = draw(app, Offer { template: Some(template), ..offer });
        let letter = Letter { client_id: ticket.client_id.clone(), ..letter.with_url(&app.vault, &url) };
        Some(Self { ticket, letter })
    }

    /// Adds both to a batch.
    pub fn stage(&self, app: &App, batch: &mut Batch) -> Result<(), StoreError> {
        app.directory.tickets.stage_insert(batch, &self.ticket)?;
        app.mail.stage(batch, &self.letter)
    }
}

/// A link that is good, and its user.
pub struct Found {
    /// The ticket.
    pub ticket: Stored<Ticket>,
    /// Its user.
    pub user: Stored<User>,
}

/// The ticket whose link has this secret, if it is of this kind and still good.
pub async fn find(app: &App, kind: TicketKind, secret: &str) -> Result<Option<Found>, StoreError> {
    let Some(key) = Ticket::key(secret) else { return Ok(None) };
    let Some(ticket) = app.directory.tickets.get(&key).await?.filter(|ticket| ticket.kind == kind) else { return Ok(None) };
    let Some(user) = app.directory.users.get(&ticket.user_id).await? else { return Ok(None) };
    Ok(ticket.is_good(&user, app.clock.now()).then_some(Found { ticket, user }))
}

/// The application of a ticket.
pub async fn client(app: &App, ticket: &Ticket) -> Result<Option<Client>, StoreError> {
    match &ticket.client_id {
        Some(id) => Ok(app.directory.clients.get(id).await?.map(|found| found.value)),
        None => Ok(None),
    }
}

/// Where the user of a ticket goes in the end, with what is to be said there (`success`, `code`, `message`, …) in its query. `None`:
/// nowhere, a page says it.
pub async fn result_url(app: &App, ticket: &Ticket, user: &User, says: &[(&str, &str)]) -> Result<Option<String>, StoreError> {
    let own = match (&ticket.result_url, ticket.template.as_deref().and_then(Template::named)) {
        (Some(url), _) => Some(url.clone()),
        (None, Some(template)) => {
            let tenant = app.tenant().await?;
            let client = client(app, ticket).await?;
            let subject =
                Subject { about: About::User(user), client: client.as_ref(), tenant: &tenant, url: None, code: None, source_ip: None };
            app.mail.result_url(template, &subject).await?
        }
        (None, None) => None,
    };
    let Some(mut url) = own.and_then(|url| Url::parse(&url).ok()).filter(leads_to_the_web) else { return Ok(None) };
    {
        let mut query = url.query_pairs_mut();
        query.extend_pairs(says);
        if ticket.include_email {
            query.extend_pairs(user.email.as_deref().map(|email| ("email", email)));
        }
    }
    Ok(Some(url.into()))
}

/// https, or plain http on this machine: a template may have put anything together.
fn leads_to_the_web(url: &Url) -> bool {
    let local = url.host_str().is_some_and(|host| host == "localhost" || host == "127.0.0.1" || host == "[::1]");
    url.username().is_empty() && url.password().is_none() && (url.scheme() == "https" || (url.scheme() == "http" && local))
}
