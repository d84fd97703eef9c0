//! A mail server on the loopback: takes mails, or refuses them as a test says, and shows what it was told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anteroom::config::Config;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;

use super::TestServer;

/// One attempt to hand over a mail.
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub to: Vec<String>,
    /// Head and body, as they came but for the doubled dots; empty for a mail that was refused.
    pub data: String,
    /// User and password of `AUTH PLAIN`.
    pub login: Option<(String, String)>,
    /// Whether it came over TLS.
    pub encrypted: bool,
}

impl Received {
    /// A header's line, continuations joined.
    pub fn header(&self, name: &str) -> String {
        let head = self.data.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        let prefix = format!("{}:", name.to_ascii_lowercase());
        let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(&prefix)).unwrap_or_default();
        line.get(prefix.len()..).unwrap_or_default().trim().to_owned()
    }

    /// The text, decoded.
    pub fn body(&self) -> String {
        let (_, body) = self.data.split_once("\r\n\r\n").unwrap_or_default();
        match self.header("content-transfer-encoding").as_str() {
            "quoted-printable" => unquote(body),
            "base64" => {
                use base64::Engine;
                let text: String = body.split_whitespace().collect();
                String::from_utf8(base64::engine::general_purpose::STANDARD.decode(text).unwrap()).unwrap()
            }
            _ => body.to_owned(),
        }
    }

    /// The code in it: its only line of six digits.
    pub fn code(&self) -> String {
        let body = self.body();
        let is_code = |line: &&str| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit());
        body.lines().map(str::trim).find(is_code).unwrap_or_else(|| panic!("no code in {body}")).to_owned()
    }

    /// The link in it: path and query, as a browser at the server asks for them.
    pub fn link(&self) -> String {
        link(&self.body())
    }
}

/// Path and query of the link in a text.
pub fn link(text: &str) -> String {
    let at = text.find("/u/").unwrap_or_else(|| panic!("no link in {text}"));
    text[at..].split(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '#')).next().unwrap().to_owned()
}

fn unquote(text: &str) -> String {
    let text = text.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'=' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// How the server is.
#[derive(Default)]
pub struct Manners {
    /// Answers to `MAIL FROM`, one each, before it takes anything.
    pub refusals: Vec<&'static str>,
    /// Its certificate's names; without any it has no TLS.
    pub tls_for: Option<&'static str>,
    /// Whether it asks for a login.
    pub auth: bool,
}

struct Shared {
    refusals: Mutex<VecDeque<&'static str>>,
    tls: Option<TlsAcceptor>,
    auth: bool,
    told: mpsc::UnboundedSender<Received>,
}

/// A mail server.
pub struct SmtpServer {
    /// Its port.
    pub port: u16,
    /// Its certificate, PEM, to be trusted.
    pub certificate: Option<String>,
    received: tokio::sync::Mutex<mpsc::UnboundedReceiver<Received>>,
    task: tokio::task::JoinHandle<()>,
}

impl SmtpServer {
    /// A server that takes everything.
    pub async fn start() -> Self {
        Self::with(Manners::default()).await
    }

    /// A server with manners of its own.
    pub async fn with(manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (told, received) = mpsc::unbounded_channel();
        let (tls, certificate) = manners.tls_for.map(acceptor).unzip();
        let shared = Arc::new(Shared { refusals: Mutex::new(manners.refusals.into()), tls, auth: manners.auth, told });
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = shared.clone();
                tokio::spawn(async move {
                    let _ = plain(stream, &shared).await;
                });
            }
        });
        Self { port, certificate, received: tokio::sync::Mutex::new(received), task }
    }

    /// The next attempt to hand over a mail.
    pub async fn next(&self) -> Received {
        let mut received = self.received.lock().await;
        let waited = tokio::time::timeout(Duration::from_secs(60), received.recv()).await;
        waited.expect("no mail came").expect("the mail server has ended")
    }

    /// Whether nothing has come that was not looked at.
    pub fn is_empty(&self) -> bool {
        self.received.try_lock().is_ok_and(|received| received.is_empty())
    }

    /// The provider that leads here, as the Management API takes it.
    pub fn provider(&self) -> Value {
        json!({
            "name": "smtp", "default_from_address": "Example <id@example.com>",
            "credentials": { "smtp_host": "127.0.0.1", "smtp_port": self.port },
        })
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn acceptor(name: &str) -> (TlsAcceptor, String) {
    let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), made.cert.pem())
}

async fn plain(stream: tokio::net::TcpStream, shared: &Shared) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 mail.test ESMTP\r\n").await?;
    if talk(&mut stream, shared, false).await?
        && let Some(tls) = &shared.tls
    {
        stream.write_all(b"220 go ahead\r\n").await?;
        let mut encrypted = BufReader::new(tls.accept(stream.into_inner()).await?);
        talk(&mut encrypted, shared, true).await?;
    }
    Ok(())
}

/// One conversation; true if it goes on over TLS.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>, shared: &Shared, encrypted: bool) -> std::io::Result<bool> {
    let mut mail = Received { encrypted, ..Received::default() };
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(false);
        }
        let said = line.trim_end().to_owned();
        let answer = match said.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => {
                let tls = if shared.tls.is_some() && !encrypted { "250-STARTTLS\r\n" } else { "" };
                let auth = if shared.auth { "250-AUTH PLAIN LOGIN\r\n" } else { "" };
                format!("250-mail.test\r\n{tls}{auth}250-SMTPUTF8\r\n250 8BITMIME\r\n")
            }
            "STARTTLS" => return Ok(true),
            "AUTH" => {
                mail.login = said.rsplit(' ').next().map(credentials);
                "235 welcome\r\n".to_owned()
            }
            "MAIL" => {
                mail.from = address(&said);
                let refusal = shared.refusals.lock().unwrap().pop_front();
                if let Some(refusal) = refusal {
                    let _ = shared.told.send(mail.clone());
                    format!("{refusal}\r\n")
                } else {
                    "250 ok\r\n".to_owned()
                }
            }
            "RCPT" => {
                mail.to.push(address(&said));
                "250 ok\r\n".to_owned()
            }
            "DATA" => {
                stream.write_all(b"354 go ahead\r\n").await?;
                loop {
                    line.clear();
                    stream.read_line(&mut line).await?;
                    if line == ".\r\n" {
                        break;
                    }
                    mail.data.push_str(line.strip_prefix('.').unwrap_or(&line));
                }
                let _ = shared.told.send(std::mem::take(&mut mail));
                "250 taken\r\n".to_owned()
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await?;
                return Ok(false);
            }
            _ => "502 what?\r\n".to_owned(),
        };
        stream.write_all(answer.as_bytes()).await?;
    }
}

fn address(command: &str) -> String {
    command.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(address, _)| address.to_owned()).unwrap_or_default()
}

fn credentials(encoded: &str) -> (String, String) {
    use base64::Engine;
    let bytes = base64::engine::general_purpose::STANDARD.decode(encoded).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let mut parts = text.split('\0').skip(1).map(str::to_owned);
    (parts.next().unwrap(), parts.next().unwrap())
}

/// Allows mail servers on this machine.
pub fn relays_here(config: &mut Config) {
    config.mail.private_relays = vec!["127.0.0.1".parse().unwrap()];
}

impl TestServer {
    /// A server that may send mail to this machine.
    pub async fn start_with_mail() -> Self {
        Self::start_configured(relays_here).await
    }

    /// Configures `mail` as the tenant's provider.
    pub async fn sends_by(&self, mail: &SmtpServer) {
        self.provided(mail.provider()).await;
    }

    /// Configures a provider.
    pub async fn provided(&self, provider: Value) {
        let (status, answer) = self.api("create:email_provider").post("/emails/provider", provider).await;
        assert_eq!(status, 201, "{answer}");
    }

    /// Stores a template, enabled.
    pub async fn with_template(&self, name: &str, members: Value) {
        let mut template = json!({ "template": name, "body": null, "from": null, "subject": null, "syntax": "liquid", "enabled": true });
        template.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        let (status, answer) = self.api("create:email_templates").post("/email-templates", template).await;
        assert_eq!(status, 200, "{answer}");
    }

    /// `POST /dbconnections/change_password`: status and text.
    pub async fn forgot(&self, body: Value) -> (u16, String) {
        let answer = self.http.post(format!("{}/dbconnections/change_password", self.url)).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}
