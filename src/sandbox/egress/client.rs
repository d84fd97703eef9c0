//! One request of a guest, with all its redirects, under the limits of its call.
//!
//! Redirects are followed here and not by the HTTP client: each hop is a new request to a server that the guest did not name,
//! so it is checked like the first one. The client takes no proxy from the environment, keeps no cookies, sends no referrer
//! and unpacks nothing (an answer of 1 MiB stays 1 MiB).

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Client, Method, Response, StatusCode, redirect};
use url::{Host, Url};

use super::policy::EgressPolicy;
use super::resolve::{Addresses, NotPublic, Resolver};
use crate::sandbox::options::{EgressOptions, StartError};

/// Hops after the first request.
const MAX_REDIRECTS: usize = 5;
/// Bytes of an answer's header fields.
const MAX_RESPONSE_HEADERS: usize = 64 << 10;
/// Bytes of a URL.
const MAX_URL: usize = 8 << 10;
/// Bytes of a method: the longest registered one has 17 (RFC 9110 section 16.1.1), and it stands in the record of the call.
const MAX_METHOD: usize = 64;
/// Header fields of a request.
const MAX_HEADERS: usize = 100;

/// Bytes of a body that is read for the connection's sake alone, and how long.
const MAX_IGNORED: usize = 16 << 10;
const DRAIN: Duration = Duration::from_secs(1);

/// Fields that belong to the connection and not to the request: with them, a guest could smuggle a second request
/// (RFC 9110, section 7.6.1; RFC 9112, section 11.2).
const HOSTS_OWN: [&str; 12] = [
    "host",
    "content-length",
    "connection",
    "transfer-encoding",
    "te",
    "trailer",
    "upgrade",
    "keep-alive",
    "proxy-connection",
    "proxy-authorization",
    "expect",
    "http2-settings",
];
/// Fields that a server of another origin gets after a redirect. Everything else may be a credential under its own name.
const HARMLESS: [&str; 4] = ["accept", "accept-language", "content-type", "user-agent"];

/// What a guest asks for.
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// Absolute.
    pub url: String,
    /// Header fields.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<Bytes>,
    /// Whether redirects are followed.
    pub follow_redirects: bool,
}

/// What a guest may use for one request.
#[derive(Debug, Clone, Copy)]
pub struct RequestLimits {
    /// From the start to the last byte, redirects included.
    pub time: Duration,
    /// Bytes of the body and the header fields sent.
    pub request: usize,
    /// Bytes of the body received.
    pub response: usize,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Header fields that are text.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The URL after redirects.
    pub url: String,
}

/// Why there is no answer. The texts are for the author.
#[derive(Debug, thiserror::Error)]
pub enum EgressError {
    /// Forbidden by the policy, or not a public address.
    #[error("{0}")]
    NotAllowed(String),
    /// Malformed.
    #[error("{0}")]
    Invalid(String),
    /// No answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// The answer is larger than this.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(usize),
    /// No connection, or a broken one.
    #[error("{0}")]
    Connection(String),
}

/// The HTTP client of all guests.
#[derive(Clone)]
pub struct Egress {
    client: Client,
    addresses: Addresses,
}

impl Egress {
    /// Builds the client.
    ///
    /// # Errors
    /// The machine's certificates cannot be loaded.
    pub fn new(options: &EgressOptions) -> Result<Self, StartError> {
        let client = Client::builder()
            .dns_resolver(Resolver::new(options))
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .connect_timeout(options.connect_timeout)
            .pool_max_idle_per_host(8)
            .pool_idle_timeout(Duration::from_secs(30))
            .http1_max_headers(MAX_HEADERS)
            .http2_max_header_list_size(u32::try_from(MAX_RESPONSE_HEADERS).unwrap_or(u32::MAX))
            .user_agent(concat!("anteroom/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| StartError::Egress(error.to_string()))?;
        Ok(Self { client, addresses: Addresses::new(options) })
    }

    /// Checks a request without sending anything.
    ///
    /// # Errors
    /// It is malformed, too large, or not allowed.
    pub fn check(&self, request: Request, policy: &EgressPolicy, limits: RequestLimits) -> Result<Checked, EgressError> {
        let url = parse_url(&request.url)?;
        self.check_target(&url, policy)?;
        let method = Method::from_bytes(request.method.as_bytes()).ok().filter(|method| method.as_str().len() <= MAX_METHOD);
        let method = method.ok_or_else(|| EgressError::Invalid(format!("The method is not a token of at most {MAX_METHOD} bytes.")))?;
        if matches!(method, Method::CONNECT | Method::TRACE) {
            return Err(EgressError::Invalid(format!("The method {method} cannot be used.")));
        }
        let size = request.headers.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>()
            + request.body.as_ref().map_or(0, Bytes::len);
        if size > limits.request {
            return Err(EgressError::Invalid(format!("The request has {size} bytes, but at most {} can be sent.", limits.request)));
        }
        let headers = parse_headers(&request.headers)?;
        Ok(Checked { url, method, headers, body: request.body, follow_redirects: request.follow_redirects, limits, policy: policy.clone() })
    }

    /// Checks a request of the server's own, to an address that an operator has named: there and nowhere else, and over https unless
    /// `plain_http` says that it may be on a developer's machine. No redirect is followed.
    ///
    /// # Errors
    /// As of [`Self::check`].
    pub fn check_own(&self, request: Request, plain_http: bool, limits: RequestLimits) -> Result<Checked, EgressError> {
        let url = parse_url(&request.url)?;
        if url.scheme() != "https" && !plain_http {
            return Err(EgressError::NotAllowed("its address is not https".to_owned()));
        }
        let there = EgressPolicy::Hosts(vec![url.origin().ascii_serialization()]);
        self.check(Request { follow_redirects: false, ..request }, &there, limits)
    }

    /// Sends a request and follows its redirects.
    ///
    /// # Errors
    /// See [`EgressError`].
    pub async fn send(&self, request: Checked) -> Result<Answer, EgressError> {
        let time = request.limits.time;
        tokio::time::timeout(time, self.follow(request)).await.unwrap_or(Err(EgressError::TimedOut))
    }

    /// Sends a request once and answers its status alone: no redirect is followed, and of the body no more is read than lets an
    /// orderly server keep its connection.
    ///
    /// # Errors
    /// See [`EgressError`].
    pub async fn deliver(&self, request: Checked) -> Result<u16, EgressError> {
        let time = request.limits.time;
        let mut builder = self.client.request(request.method, request.url).headers(request.headers);
        if let Some(body) = request.body {
            builder = builder.body(body);
        }
        let sent = tokio::time::timeout(time, builder.send()).await.map_err(|_| EgressError::TimedOut)?;
        let mut response = sent.map_err(describe)?;
        let status = response.status().as_u16();
        let drain = async {
            let mut left = MAX_IGNORED;
            while let Ok(Some(chunk)) = response.chunk().await {
                left = left.saturating_sub(chunk.len());
                if left == 0 {
                    break;
                }
            }
        };
        // What is in a body that nobody reads, or whether it ever ends, changes nothing of the status.
        let _ = tokio::time::timeout(time.min(DRAIN), drain).await;
        Ok(status)
    }

    async fn follow(&self, mut request: Checked) -> Result<Answer, EgressError> {
        for _ in 0..=MAX_REDIRECTS {
            let mut builder = self.client.request(request.method.clone(), request.url.clone()).headers(request.headers.clone());
            if let Some(body) = &request.body {
                builder = builder.body(body.clone());
            }
            let response = builder.send().await.map_err(describe)?;
            let target = if request.follow_redirects { redirect_target(&request.url, &response) } else { None };
            let Some(target) = target else { return read(response, request.url, request.limits.response).await };
            let target = parse_url(&target?)?;
            self.check_target(&target, &request.policy)?;
            request.redirect(response.status(), target)?;
        }
        Err(EgressError::Connection(format!("more than {MAX_REDIRECTS} redirects")))
    }

    fn check_target(&self, url: &Url, policy: &EgressPolicy) -> Result<(), EgressError> {
        policy.allows(url).map_err(EgressError::NotAllowed)?;
        // Addresses in any spelling (`2130706433`, `0x7f.1`) are addresses after parsing, and no resolver sees them.
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            _ => None,
        };
        match literal {
            Some(address) if !self.addresses.allow(address) => Err(not_public(&address.to_string())),
            _ => Ok(()),
        }
    }
}

/// A request that passed the checks.
#[derive(Debug)]
pub struct Checked {
    url: Url,
    method: Method,
    headers: HeaderMap,
    body: Option<Bytes>,
    follow_redirects: bool,
    limits: RequestLimits,
    policy: EgressPolicy,
}

impl Checked {
    /// Method and URL without its query and fragment, which often hold secrets.
    pub fn summary(&self) -> String {
        format!("{} {}{}", self.method, self.url.origin().ascii_serialization(), self.url.path())
    }

    fn redirect(&mut self, status: StatusCode, target: Url) -> Result<(), EgressError> {
        if self.url.scheme() == "https" && target.scheme() == "http" {
            return Err(EgressError::NotAllowed("The server redirects from https to http.".into()));
        }
        // RFC 9110, sections 15.4.2 to 15.4.4: a POST becomes a GET, except for 307 and 308.
        let becomes_get = match status {
            StatusCode::SEE_OTHER => self.method != Method::HEAD,
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => self.method == Method::POST,
            _ => false,
        };
        if becomes_get {
            self.method = Method::GET;
            self.body = None;
            self.headers.remove(reqwest::header::CONTENT_TYPE);
        }
        if self.url.origin() != target.origin() {
            let names: Vec<HeaderName> = self.headers.keys().filter(|name| !HARMLESS.contains(&name.as_str())).cloned().collect();
            for name in names {
                self.headers.remove(name);
            }
        }
        self.url = target;
        Ok(())
    }
}

fn redirect_target(from: &Url, response: &Response) -> Option<Result<String, EgressError>> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers().get(LOCATION)?;
    let target = location.to_str().ok().and_then(|location| from.join(location).ok());
    Some(target.map(String::from).ok_or_else(|| EgressError::Connection("the server redirects to a malformed address".into())))
}

async fn read(mut response: Response, url: Url, most: usize) -> Result<Answer, EgressError> {
    let size: usize = response.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if size > MAX_RESPONSE_HEADERS {
        return Err(EgressError::TooLarge(MAX_RESPONSE_HEADERS));
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(describe)? {
        if body.len() + chunk.len() > most {
            return Err(EgressError::TooLarge(most));
        }
        body.extend_from_slice(&chunk);
    }
    let headers =
        response.headers().iter().filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))).collect();
    Ok(Answer { status: response.status().as_u16(), headers, body, url: url.into() })
}

fn parse_url(text: &str) -> Result<Url, EgressError> {
    if text.len() > MAX_URL {
        return Err(EgressError::Invalid(format!("The URL is longer than {MAX_URL} bytes.")));
    }
    let mut url = Url::parse(text).map_err(|error| EgressError::Invalid(format!("The URL is malformed: {error}.")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(EgressError::Invalid("The URL holds a user name or password; use the Authorization header.".into()));
    }
    url.set_fragment(None);
    Ok(url)
}

fn parse_headers(fields: &[(String, String)]) -> Result<HeaderMap, EgressError> {
    if fields.len() > MAX_HEADERS {
        return Err(EgressError::Invalid(format!("The request has more than {MAX_HEADERS} header fields.")));
    }
    let mut headers = HeaderMap::new();
    for (name, value) in fields {
        let name = header_name(name)?;
        // Refuses line breaks and NUL.
        let value = HeaderValue::from_str(value)
            .map_err(|_| EgressError::Invalid(format!("The value of the header field {name} is malformed.")))?;
        headers.append(name, value);
    }
    Ok(headers)
}

/// The name of a header field that a request may set.
///
/// # Errors
/// It is malformed, or the connection's own.
pub fn header_name(name: &str) -> Result<HeaderName, EgressError> {
    let name =
        HeaderName::from_bytes(name.as_bytes()).map_err(|_| EgressError::Invalid("The name of a header field is malformed.".into()))?;
    if HOSTS_OWN.contains(&name.as_str()) {
        return Err(EgressError::Invalid(format!("The header field {name} cannot be set: the server sets it.")));
    }
    Ok(name)
}

fn not_public(host: &str) -> EgressError {
    EgressError::NotAllowed(format!("The address of {host} is not a public one; internal addresses cannot be reached."))
}

/// The client's error without its URL (which may hold secrets) and with what our resolver said.
fn describe(error: reqwest::Error) -> EgressError {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    let mut last = String::new();
    while let Some(cause) = source {
        if let Some(refused) = cause.downcast_ref::<NotPublic>() {
            return not_public(&refused.host);
        }
        last = cause.to_string();
        source = cause.source();
    }
    if error.is_timeout() {
        return EgressError::TimedOut;
    }
    let what = if error.is_connect() { "the connection could not be made" } else { "the connection broke" };
    let detail: String =
        if error.url().is_some_and(|url| last.contains(url.as_str())) { String::new() } else { last.chars().take(200).collect() };
    EgressError::Connection(if detail.is_empty() { what.to_owned() } else { format!("{what}: {detail}") })
}
