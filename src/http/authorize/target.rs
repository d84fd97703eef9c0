//! The way back to the application: which redirect is good, and how an answer travels on it. To a device no redirect leads: its answer
//! is laid down where it asks for it ([`super::device`]).
//!
//! Which redirect is good stands in [`super::redirects`]. What is appended to it is appended as text, as it is compared as text.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use url::form_urlencoded::Serializer;

use super::redirects::registered;
use super::{device, web_message};
use crate::app::App;
use crate::http::pages::error::Problem;
use crate::http::pages::look::Look;
use crate::http::pages::render::page;
use crate::http::pages::script;
use crate::identity::transaction::AuthorizeRequest;
use crate::identity::{Client, Organization};
use crate::token::devices;

/// Schemes that run or show what they hold, instead of leading to an application. Not even a registered one is followed.
const NOT_APPLICATIONS: [&str; 7] = ["javascript", "data", "vbscript", "file", "blob", "about", "view-source"];

/// How the answer travels (OAuth 2.0 Multiple Response Type Encoding Practices, section 2.1; Form Post Response Mode; OAuth 2.0 Web
/// Message Response Mode, a draft).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// In the query.
    Query,
    /// Behind the `#`.
    Fragment,
    /// In the body of a form that the browser sends.
    FormPost,
    /// In a message to the page that opened ours or frames it.
    WebMessage,
}

impl Mode {
    /// The mode of a request, or why it has none.
    pub fn of(response_mode: Option<&str>, response_type: &str) -> Result<Self, &'static str> {
        match response_mode {
            None => Ok(Self::default_of(response_type)),
            // Queries are logged, kept and handed on; whatever the application says, no token goes there (section 2.1).
            Some("query") if has_tokens(response_type) => {
                Err("response_mode=query is not taken for a response_type with tokens: use fragment, form_post or web_message.")
            }
            Some("query") => Ok(Self::Query),
            Some("fragment") => Ok(Self::Fragment),
            Some("form_post") => Ok(Self::FormPost),
            Some("web_message") => Ok(Self::WebMessage),
            Some(_) => Err("Unsupported response_mode: use query, fragment, form_post or web_message."),
        }
    }

    /// What the response type stands for: the query for a code alone, the fragment where a token would be in the answer.
    pub fn default_of(response_type: &str) -> Self {
        if has_tokens(response_type) { Self::Fragment } else { Self::Query }
    }
}

/// Whether a token is among the words, be they a response type or not: an error belongs where the answer would have been.
fn has_tokens(response_type: &str) -> bool {
    response_type.split(' ').any(|word| word == "token" || word == "id_token")
}

/// A checked way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To one of the application's callbacks.
    Callback(Callback),
    /// To a device that waits, by the hash of its code.
    Device(String),
}

/// A checked redirect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// One of the application's callbacks.
    pub redirect_uri: String,
    /// How the answer travels.
    pub mode: Mode,
    /// Echoed.
    pub state: Option<String>,
    /// Whether nobody is sent there who had no say ([`Client::guards_redirects`]).
    pub guarded: bool,
}

/// What the page of [`Mode::FormPost`] shows.
#[derive(Serialize)]
struct Form<'a> {
    target: &'a str,
    host: String,
    fields: &'a [(&'a str, &'a str)],
}

impl Target {
    /// The way back of a request, if its redirect is one of the client's for this organization, or the client may still have devices.
    pub fn of(client: &Client, request: &AuthorizeRequest, organization: Option<&Organization>) -> Option<Self> {
        if let Some(device) = &request.device {
            return client.allows_grant(devices::GRANT_TYPE).then(|| Self::Device(device.clone()));
        }
        let mode = Mode::of(request.response_mode.as_deref(), &request.response_type).ok()?;
        let registered = registered(client, &request.redirect_uri).is_good_with(organization);
        let good = registered && (mode != Mode::WebMessage || may_listen(client, &request.redirect_uri));
        let guarded = client.guards_redirects();
        good.then(|| Self::Callback(Callback { redirect_uri: request.redirect_uri.clone(), mode, state: request.state.clone(), guarded }))
    }

    /// Tells the application of an error; what the browser sees then.
    pub async fn with_error(&self, app: &App, error: &str, description: &str) -> Response {
        match self {
            Self::Callback(callback) => callback.with_error(app, error, description).await,
            Self::Device(hash) => device::refuse(app, hash, description).await,
        }
    }

    /// The same before anybody had a say: on a page where the application is not one to send people to unasked.
    pub async fn with_early_error(&self, app: &App, error: &'static str, description: &str) -> Response {
        match self {
            Self::Callback(Callback { guarded: true, .. }) => Problem::bad_request(error, description).show(app).await,
            _ => self.with_error(app, error, description).await,
        }
    }

    /// The URL that the answer leads to in the end; for a device none.
    pub fn redirect_uri(&self) -> Option<&str> {
        match self {
            Self::Callback(callback) => Some(&callback.redirect_uri),
            Self::Device(_) => None,
        }
    }
}

impl Callback {
    /// Sends the browser back with what it came for.
    pub async fn with(&self, app: &App, granted: &[(&'static str, String)]) -> Response {
        self.answer(app, granted.iter().map(|(name, value)| (*name, value.as_str())).collect()).await
    }

    /// Sends the browser back with an error (RFC 6749 section 4.1.2.1).
    pub async fn with_error(&self, app: &App, error: &str, description: &str) -> Response {
        // Control characters have no place in a sentence, and an Action's author may have put anything here.
        let description: String = description.chars().filter(|c| !c.is_control()).take(1024).collect();
        self.answer(app, vec![("error", error), ("error_description", &description)]).await
    }

    async fn answer(&self, app: &App, mut fields: Vec<(&str, &str)>) -> Response {
        let issuer = issuer(app).await;
        fields.extend(self.state.as_deref().map(|state| ("state", state)));
        fields.extend(issuer.as_deref().map(|issuer| ("iss", issuer)));
        let joint = match self.mode {
            Mode::FormPost => return self.form(app, &fields).await,
            Mode::WebMessage => return web_message::page(app, &self.redirect_uri, &fields).await,
            Mode::Fragment => "#",
            Mode::Query if self.redirect_uri.contains('?') => "&",
            Mode::Query => "?",
        };
        match HeaderValue::from_str(&format!("{}{joint}{}", self.redirect_uri, encode(&fields))) {
            Ok(location) => {
                let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
                (StatusCode::FOUND, headers).into_response()
            }
            Err(_) => Problem::bad_request("invalid_request", "The registered callback cannot stand in a Location header.").show(app).await,
        }
    }

    /// A page whose form sends itself (Form Post Response Mode section 2), or is sent by the user where no script runs.
    async fn form(&self, app: &App, fields: &[(&str, &str)]) -> Response {
        let values = Form { target: &self.redirect_uri, host: host(&self.redirect_uri), fields };
        let shown = page(&Look::of(app).await, StatusCode::OK, "form_post.html", values, Some(&self.redirect_uri));
        script::allow(shown, &script::FORM_POST)
    }
}

/// Who answers, for an application that asks several issuers and must not take one's answer for another's (RFC 9207). Without an
/// answer of the store it is named, as it is by default.
async fn issuer(app: &App) -> Option<String> {
    let tenant = app.directory.tenants.get(&app.config.tenant).await.ok().flatten();
    tenant.is_none_or(|tenant| tenant.names_issuer()).then(|| app.config.issuer())
}

/// Whether `uri` is of a scheme that leads to an application instead of running in the browser.
pub fn leads_to_an_application(uri: &str) -> bool {
    url::Url::parse(uri).is_ok_and(|url| !NOT_APPLICATIONS.contains(&url.scheme()))
}

/// Whether the page that a message is for is of one of the application's web origins: a callback alone is where a browser may be
/// sent, and not yet who may frame us and listen.
pub fn may_listen(client: &Client, redirect_uri: &str) -> bool {
    origin(redirect_uri).is_some_and(|page| client.web_origins.iter().any(|own| origin(own).as_ref() == Some(&page)))
}

/// Scheme, host and port of a web page, as browsers compare them.
pub fn origin(uri: &str) -> Option<String> {
    let url = url::Url::parse(uri).ok().filter(|url| matches!(url.scheme(), "https" | "http"))?;
    Some(url.origin().ascii_serialization())
}

/// `application/x-www-form-urlencoded` (RFC 6749 appendix B).
pub fn encode(fields: &[(impl AsRef<str>, impl AsRef<str>)]) -> String {
    let mut out = Serializer::new(String::new());
    out.extend_pairs(fields);
    out.finish()
}

/// The host of a redirect as a person reads it; the scheme of an application's own.
pub fn host(uri: &str) -> String {
    match url::Url::parse(uri) {
        Ok(url) => match (url.host_str(), url.port()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            (Some(host), None) => host.to_owned(),
            (None, _) => url.scheme().to_owned(),
        },
        Err(_) => String::new(),
    }
}
