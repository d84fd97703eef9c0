//! The conversation with the mail server, and which servers it may be had with.
//!
//! The name of the server comes over the Management API. It is looked up here, and the connection goes to the very addresses that were
//! checked: a name cannot mean something else a moment later. One address that is neither public nor named by the operator refuses
//! the name. A password is told to nobody but over TLS, or on this machine.
//!
//! | to | encryption |
//! |---|---|
//! | port 465 | TLS from the first byte |
//! | a public address | STARTTLS, without which nothing is sent |
//! | a relay that the operator named | STARTTLS where it offers it; nothing else is asked of it, unless there is a password to tell |

use std::net::SocketAddr;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message as Mail};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, address::Envelope};

use super::Message;
use super::compose::one_line;
use super::provider::Relay;
use crate::config::MailSettings;
use crate::sandbox::is_public;

/// How long a connection to one address may take to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a whole mail may take. Less than a letter is claimed for.
const CONVERSATION: Duration = Duration::from_secs(60);
/// What is said of a handshake that fails, whatever the reason.
const BAD_TLS: &str = "the mail server's certificate or its TLS is not good";
/// Addresses of one name that are tried.
const MOST_ADDRESSES: usize = 4;

/// Why a mail was not taken.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SendError {
    /// It would not be taken the next time either.
    #[error("{0}")]
    Never(String),
    /// It may be taken later.
    #[error("{0}")]
    NotNow(String),
}

fn never(why: impl std::fmt::Display) -> SendError {
    SendError::Never(why.to_string())
}

fn not_now(why: impl std::fmt::Display) -> SendError {
    SendError::NotNow(why.to_string())
}

/// Sends a mail. `host` is the name that this server goes by, `id` what no other mail is called.
pub async fn send(
    relay: &Relay,
    message: &Message,
    settings: &MailSettings,
    host: &str,
    id: &str,
    now: Timestamp,
) -> Result<(), SendError> {
    let (envelope, bytes) = encode(message, host, id, now)?;
    let talk = converse(relay, &envelope, &bytes, settings, host);
    tokio::time::timeout(CONVERSATION, talk).await.unwrap_or_else(|_| Err(not_now("the mail server took too long")))
}

/// `Auto-Submitted: auto-generated` (RFC 3834 section 5): nobody's absence is told to a machine.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// The bytes of a mail and its envelope.
fn encode(message: &Message, host: &str, id: &str, now: Timestamp) -> Result<(Envelope, Vec<u8>), SendError> {
    let to: Address = message.to.parse().map_err(|_| never("the user's address cannot be written to"))?;
    let kind = if message.html { ContentType::TEXT_HTML } else { ContentType::TEXT_PLAIN };
    let mail = Mail::builder()
        .from(mailbox(&message.from)?)
        .to(Mailbox::new(None, to))
        .subject(message.subject.clone())
        .date(SystemTime::from(now))
        .message_id(Some(format!("<{id}@{host}>")))
        .header(AutoSubmitted)
        .header(kind)
        .body(message.body.clone())
        .map_err(never)?;
    Ok((mail.envelope().clone(), mail.formatted()))
}

/// `name <address>`, or an address. What stands in front is a name, whatever characters it has: it is not parsed as a header.
fn mailbox(text: &str) -> Result<Mailbox, SendError> {
    // The library takes it for a fault of ours if a name holds what no header can.
    let text = one_line(text);
    let text = text.as_str();
    let (name, address) = match text.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((name, address)) => (Some(name.trim().trim_matches('"').to_owned()).filter(|name| !name.is_empty()), address),
        None => (None, text),
    };
    let address: Address = address.trim().parse().map_err(|_| never("the sender's address is none: see the template's `from`"))?;
    Ok(Mailbox::new(name, address))
}

/// The addresses of the mail server, all of them allowed, and whether all of them are this machine.
async fn addresses(relay: &Relay, settings: &MailSettings) -> Result<(Vec<SocketAddr>, bool), SendError> {
    let host = relay.host.trim_start_matches('[').trim_end_matches(']');
    let found = tokio::time::timeout(CONNECT, tokio::net::lookup_host((host, relay.port))).await;
    let found = found.map_err(|_| not_now("the mail server's name took too long to look up"))?;
    let found: Vec<SocketAddr> = found.map_err(|_| not_now("the mail server's name could not be looked up"))?.collect();
    if found.is_empty() {
        return Err(not_now("the mail server's name has no address"));
    }
    if !found.iter().all(|address| is_public(address.ip().to_canonical()) || settings.is_relay(address.ip())) {
        return Err(never("the mail server's address is not a public one; the operator of this server allows others by --mail-relay"));
    }
    let here = found.iter().all(|address| address.ip().to_canonical().is_loopback());
    Ok((found, here))
}

async fn converse(relay: &Relay, envelope: &Envelope, bytes: &[u8], settings: &MailSettings, host: &str) -> Result<(), SendError> {
    let (addresses, here) = addresses(relay, settings).await?;
    let trusted = addresses.iter().all(|address| settings.is_relay(address.ip()));
    let hello = ClientId::Domain(host.to_owned());
    let tls = parameters(relay, settings)?;
    let mut connection = connect(&addresses, (relay.port == 465).then(|| tls.clone()), &hello).await?;
    if !connection.is_encrypted() {
        if connection.can_starttls() {
            connection.starttls(tls, &hello).await.map_err(|error| match error.status() {
                Some(_) => explain("the mail server", &error),
                None => not_now(BAD_TLS),
            })?;
        } else if !trusted || (relay.login.is_some() && !here) {
            connection.abort().await;
            return Err(never("the mail server offers no TLS"));
        }
    }
    if let Some((user, password)) = &relay.login {
        let credentials = Credentials::new(user.clone(), password.expose().to_owned());
        let known = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials).await;
        // Wrong today may be right tomorrow, when the operator has set it right.
        known.map_err(|error| not_now(explain("the login at the mail server", &error)))?;
    }
    connection.send(envelope, bytes).await.map_err(|error| explain("the mail server", &error))?;
    // It has taken the mail; how it says goodbye changes nothing.
    let _ = connection.quit().await;
    Ok(())
}

async fn connect(addresses: &[SocketAddr], tls: Option<TlsParameters>, hello: &ClientId) -> Result<AsyncSmtpConnection, SendError> {
    let mut last = not_now("the mail server could not be reached");
    for address in addresses.iter().take(MOST_ADDRESSES) {
        match AsyncSmtpConnection::connect_tokio1(*address, Some(CONNECT), hello, tls.clone(), None).await {
            Ok(connection) => return Ok(connection),
            Err(error) => last = not_now(explain("the mail server", &error)),
        }
    }
    Err(last)
}

fn parameters(relay: &Relay, settings: &MailSettings) -> Result<TlsParameters, SendError> {
    let mut builder = TlsParameters::builder(relay.host.clone());
    if let Some(path) = &settings.ca {
        let pem = std::fs::read(path).map_err(|error| not_now(format_args!("mail.ca cannot be read: {error}")))?;
        builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(|error| not_now(format_args!("mail.ca: {error}")))?);
    }
    builder.build_rustls().map_err(never)
}

/// What went wrong, without a word of what the server said: that may hold the address, and a server that is none may say anything.
fn explain(who: &str, error: &lettre::transport::smtp::Error) -> SendError {
    match error.status() {
        Some(code) if error.is_permanent() => never(format_args!("{who} refused with {code}")),
        Some(code) => not_now(format_args!("{who} answered {code}")),
        None if error.is_timeout() => not_now(format_args!("{who} took too long")),
        None if error.is_client() => never(format_args!("{who} cannot take this mail: {error}")),
        None if error.is_tls() => not_now(BAD_TLS),
        None => not_now(format_args!("{who} could not be talked to")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message() -> Message {
        Message {
            from: "Shop, \"the\" best <shop@example.com>".to_owned(),
            to: "ann@example.com".to_owned(),
            subject: "Grüße".to_owned(),
            body: "text".to_owned(),
            html: false,
            url: None,
        }
    }

    fn encoded(message: &Message) -> String {
        String::from_utf8(encode(message, "id.example.com", "1", "2026-11-20T10:00:00Z".parse().unwrap()).unwrap().1).unwrap()
    }

    #[test]
    fn a_line_end_in_a_header_ends_no_header() {
        let mut evil = message();
        evil.subject = "x\r\nBcc: eve@example.com\r\n\r\nbody".to_owned();
        evil.from = "x\r\nBcc: eve@example.com\r\n <shop@example.com>".to_owned();
        let text = encoded(&evil);
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        assert!(!head.lines().any(|line| line.to_ascii_lowercase().starts_with("bcc:")), "{text}");
    }

    #[test]
    fn a_senders_name_is_a_name_whatever_its_characters() {
        let (envelope, _) = encode(&message(), "id.example.com", "1", "2026-11-20T10:00:00Z".parse().unwrap()).unwrap();
        assert_eq!(envelope.from().unwrap().to_string(), "shop@example.com");
        assert_eq!(envelope.to().len(), 1);
        for bad in ["nobody", "<>", "a@b.c, d@e.f", ""] {
            assert!(encode(&Message { from: bad.to_owned(), ..message() }, "h", "1", Timestamp::UNIX_EPOCH).is_err(), "{bad}");
        }
    }
}
