//! One letter as it goes out: sender, address, subject, text.
//!
//! Values come from users, and a header ends at a line's end: whatever becomes a header is one line here, whatever the library that
//! writes it would make of it. A template that cannot be rendered does not keep a user from their link: the built-in text goes out in
//! its place, and the tenant log says so.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::render::{RenderError, Text};
use super::{Letter, Mailer, Template, TemplateSettings};
use crate::clock::iso_millis;
use crate::identity::{Client, Invitation, Organization, Tenant, User};
use crate::storage::StoreError;

/// Characters of a subject.
const MOST_SUBJECT: usize = 300;

/// A mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// `name <address>` or an address.
    pub from: String,
    /// An address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Whether the text is HTML.
    pub html: bool,
    /// The link in it, for the page that development reads mails on.
    pub url: Option<String>,
}

/// Whom a mail speaks to.
#[derive(Clone, Copy)]
pub enum About<'a> {
    /// A user.
    User(&'a User),
    /// Who is invited to an organization.
    Invited(&'a Invitation, &'a Organization),
}

/// What a mail is about.
pub struct Subject<'a> {
    /// Whom it speaks to.
    pub about: About<'a>,
    /// The application.
    pub client: Option<&'a Client>,
    /// The tenant.
    pub tenant: &'a Tenant,
    /// The link.
    pub url: Option<&'a str>,
    /// The code.
    pub code: Option<&'a str>,
    /// Where the attempts came from that it tells of.
    pub source_ip: Option<&'a str>,
}

/// One line: control characters become blanks.
pub fn one_line(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a template can name (Auth0's names). Never a password in any form.
pub fn values(subject: &Subject<'_>) -> Value {
    let Subject { about, client, tenant, url, code, source_ip } = subject;
    // Whoever registered an application could else have us send people its address.
    let domain = client
        .filter(|client| client.is_first_party)
        .and_then(|client| client.callbacks.iter().find(|callback| !callback.contains(['*', '{'])))
        .and_then(|callback| url::Url::parse(callback).ok());
    let domain = domain.filter(|url| matches!(url.scheme(), "http" | "https")).map(|url| url.origin().ascii_serialization());
    let name = |name: &Option<String>| name.clone().filter(|name| !name.trim().is_empty());
    let mut values = json!({
        "application": {
            "name": client.map(|client| client.shown_name()), "clientID": client.map(|client| &client.client_id), "callback_domain": domain,
            "client_metadata": client.map(|client| &client.client_metadata),
        },
        "client": { "name": client.map(|client| client.shown_name()), "id": client.map(|client| &client.client_id) },
        "tenant": tenant.id, "friendly_name": name(&tenant.friendly_name).unwrap_or_else(|| tenant.id.clone()),
        "support_email": name(&tenant.support_email), "support_url": name(&tenant.support_url),
        "picture_url": name(&tenant.picture_url), "home_url": tenant.extra.get("home_url"), "url": url, "code": code, "organization": null,
    });
    let own = match about {
        About::User(user) => json!({
            "user": {
                "user_id": user.user_id, "email": user.email, "email_verified": user.email_verified, "username": user.username,
                "phone_number": user.phone_number, "name": user.name, "nickname": user.nickname, "given_name": user.given_name,
                "family_name": user.family_name, "picture": user.picture, "user_metadata": user.user_metadata,
                "app_metadata": user.app_metadata, "created_at": iso_millis(user.created_at), "updated_at": iso_millis(user.updated_at),
                "logins_count": user.logins_count, "source_ip": source_ip,
            },
            "connection": { "name": user.connection }, "email": user.email,
        }),
        About::Invited(invitation, organization) => json!({
            "user": { "email": invitation.invitee }, "email": invitation.invitee, "inviter": { "name": invitation.inviter },
            "organization": {
                "id": organization.id, "name": organization.name, "metadata": organization.metadata, "branding": organization.branding,
                "display_name": organization.display_name,
            },
        }),
    };
    if let (Value::Object(values), Value::Object(own)) = (&mut values, own) {
        values.extend(own);
    }
    values
}

impl Mailer {
    /// The letter as a mail. With a fault of the tenant's template, the built-in text and the fault.
    pub(super) async fn compose(
        &self,
        letter: &Letter,
        about: About<'_>,
        sender: Option<&str>,
    ) -> Result<(Message, Option<String>), RenderOrStore> {
        let directory = &self.parts.directory;
        let settings = letter.template.settings(directory).await?;
        let tenant = directory.tenant(&self.parts.config.tenant).await?;
        let client = match &letter.client_id {
            Some(id) => directory.clients.get(id).await?.map(|found| found.value),
            None => None,
        };
        let url = letter.url(&self.parts.vault);
        let code = letter.code(&self.parts.vault);
        let source_ip = letter.source_ip.as_deref();
        let subject = Subject { about, client: client.as_ref(), tenant: &tenant, url: url.as_deref(), code: code.as_deref(), source_ip };
        let values = values(&subject);
        let (texts, fault) = match self.parts.renderer.render(texts(letter.template, &settings), values.clone()).await {
            Ok(texts) => (texts, None),
            // Nothing of the template's: try again later.
            Err(RenderError::Internal(why)) => return Err(RenderError::Internal(why).into()),
            Err(fault) => {
                let built_in = texts(letter.template, &TemplateSettings::default());
                (self.parts.renderer.render(built_in, values).await?, Some(fault.to_string()))
            }
        };
        let text = |name: &str| texts.get(name).cloned().unwrap_or_default();
        let host = self.parts.config.public_url.host_str().unwrap_or("localhost");
        let from = Some(one_line(&text("from"))).filter(|from| !from.is_empty() && fault.is_none());
        let message = Message {
            from: from.or_else(|| sender.map(one_line)).unwrap_or_else(|| format!("no-reply@{host}")),
            to: letter.to.clone(),
            subject: one_line(&text("subject")).chars().take(MOST_SUBJECT).collect(),
            html: fault.is_none() && settings.text("body").is_some(),
            body: text("body"),
            url,
        };
        Ok((message, fault))
    }

    /// Where a template leads a user in the end, as far as it says so and that is an address of the web.
    pub async fn result_url(&self, template: Template, subject: &Subject<'_>) -> Result<Option<String>, StoreError> {
        let settings = template.settings(&self.parts.directory).await?;
        let Some(source) = settings.text("resultUrl") else { return Ok(None) };
        let texts = BTreeMap::from([("resultUrl".to_owned(), Text { source: source.to_owned(), html: false })]);
        match self.parts.renderer.render(texts, values(subject)).await {
            Ok(mut rendered) => Ok(rendered.remove("resultUrl").map(|url| url.trim().to_owned()).filter(|url| !url.is_empty())),
            Err(error) => {
                tracing::warn!(%error, template = template.name(), "the resultUrl of an e-mail template could not be rendered");
                Ok(None)
            }
        }
    }
}

/// What is rendered for a mail: the tenant's text where there is one.
fn texts(template: Template, settings: &TemplateSettings) -> BTreeMap<String, Text> {
    let (subject, body) = template.built_in();
    let text = |source: &str, html: bool| Text { source: source.to_owned(), html };
    BTreeMap::from([
        ("subject".to_owned(), text(settings.text("subject").unwrap_or(subject), false)),
        ("from".to_owned(), text(settings.text("from").unwrap_or_default(), false)),
        ("body".to_owned(), settings.text("body").map_or_else(|| text(body, false), |own| text(own, true))),
    ])
}

/// Why there is no mail yet.
#[derive(Debug, thiserror::Error)]
pub enum RenderOrStore {
    /// Rendering failed.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_becomes_a_header_is_one_line() {
        assert_eq!(one_line("a\r\nBcc: b@example.com\u{0085}x\u{2028}y\0z"), "a Bcc: b@example.com x y z");
    }
}
