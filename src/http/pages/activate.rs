//! `/activate`: a person enters the code that a device shows, and says whether it is their device (RFC 8628 section 3.3).
//!
//! The page that asks is never left out, not even where the link brings the code (`verification_uri_complete`): whoever sends such a link
//! around has begun something on a device of their own, and wants others to log in to it (RFC 8628 section 5.4). So the person reads the
//! code, the application and what it asks for, and presses a button, in this browser and on this page. Then the login begins, as any other.
//!
//! Each code that is entered counts, wherever it comes in: the token of a form keeps other sites out, and not who guesses.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use serde::Serialize;

use super::error::{Problem, retry_after, shown};
use super::look::Look;
use super::posted::Posted;
use super::scopes::{ScopeLine, lines};
use super::{cookies, csrf, render};
use crate::app::App;
use crate::http::Shared;
use crate::http::authorize::context::{Context, NotReady};
use crate::http::authorize::request::Refused;
use crate::http::authorize::{answering_session, complete, device};
use crate::http::extract::{Fields, Origin};
use crate::http::limits::TooMany;
use crate::identity::tenant::device_flow::{UserCodes, normalized};
use crate::identity::{DeviceAuthorization, LoginTransaction};
use crate::storage::Stored;
use crate::token::devices;

/// What the form that takes a code is about, for its token.
const ENTRY: &str = "activate";

/// The page that takes a code.
#[derive(Default, Serialize)]
struct Entry {
    csrf: String,
    user_code: String,
    error: Option<&'static str>,
}

/// The page that asks.
#[derive(Serialize)]
struct Question {
    csrf: String,
    /// As it is sent.
    code: String,
    /// As the device shows it.
    user_code: String,
    application: String,
    scopes: Vec<ScopeLine>,
}

/// A browser at these pages.
struct Browser {
    secret: String,
    cookie: Option<Cookie<'static>>,
}

impl Browser {
    fn of(app: &App, jar: &CookieJar) -> Self {
        let (secret, cookie) = cookies::browser_or_new(app, jar);
        Self { secret, cookie }
    }

    async fn page(self, app: &App, status: StatusCode, template: &str, values: impl Serialize) -> Response {
        let mut look = Look::of(app).await;
        look.plain_http = app.config.public_url.scheme() == "http";
        // A browser with a session goes on without another page, and an Action may lead it away.
        let mut response = render::page(&look, status, template, values, Some(app.config.public_url.as_str()));
        let cookie = self.cookie.and_then(|cookie| HeaderValue::from_str(&cookie.to_string()).ok());
        response.headers_mut().extend(cookie.map(|cookie| (header::SET_COOKIE, cookie)));
        response
    }

    async fn entry(self, app: &App, status: StatusCode, typed: &str, error: Option<&'static str>) -> Response {
        let csrf = csrf::token(&self.secret, ENTRY);
        let entry = Entry { csrf, user_code: typed.chars().take(64).collect(), error };
        self.page(app, status, "device_code.html", entry).await
    }
}

fn form_of(code: &str) -> String {
    format!("{ENTRY}\0{code}")
}

/// The code in a query.
fn brought(query: Option<&str>) -> String {
    let fields = Fields::from_form(query.unwrap_or_default().as_bytes()).unwrap_or_default();
    fields.get("user_code").unwrap_or_default().to_owned()
}

/// `GET /activate`, with the code or without.
pub async fn get(State(app): State<Shared>, origin: Origin, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    let browser = Browser::of(&app, &jar);
    match brought(query.as_deref()) {
        typed if typed.is_empty() => browser.entry(&app, StatusCode::OK, "", None).await,
        typed => shown(&app, ask(&app, &origin, browser, &typed).await).await,
    }
}

/// `POST /activate`: the code.
pub async fn post(State(app): State<Shared>, origin: Origin, posted: Posted) -> Response {
    let answered = async {
        posted.is_ours(&app)?;
        let fields = posted.fields(&app, ENTRY)?;
        let browser = Browser::of(&app, &posted.jar);
        ask(&app, &origin, browser, fields.get("user_code").unwrap_or_default().trim()).await
    };
    shown(&app, answered.await).await
}

/// `POST /u/device-confirmation?user_code=…`: the answer. Everything but a clear yes is a no.
pub async fn confirm(State(app): State<Shared>, origin: Origin, posted: Posted) -> Response {
    let answered = async {
        posted.is_ours(&app)?;
        let code = brought(posted.query.as_deref());
        let fields = posted.fields(&app, &form_of(&code))?;
        let browser = Browser::of(&app, &posted.jar);
        let device = match find(&app, &origin, &code).await? {
            Ok(device) => device,
            Err(wrong) => return Ok(wrong.page(&app, browser, &code).await),
        };
        if fields.get("action") != Some("confirm") {
            let reason = "User cancelled the device confirmation";
            let event = device::event(&app, "fdecc", &device, Some(&origin)).describe(reason);
            return device::deny(&app, &device, reason, event).await;
        }
        log_in(&app, &origin, &posted.jar, &browser.secret, &device).await
    };
    shown(&app, answered.await).await
}

/// Why a code is not taken.
enum Wrong {
    Unknown,
    TooMany(TooMany),
}

impl Wrong {
    async fn page(self, app: &App, browser: Browser, typed: &str) -> Response {
        match self {
            Self::Unknown => {
                let error = "This code is not valid, or not any more. Check what the device shows.";
                browser.entry(app, StatusCode::BAD_REQUEST, typed, Some(error)).await
            }
            Self::TooMany(wait) => {
                metrics::counter!("anteroom_rate_limited_total", "page" => "activate").increment(1);
                let error = "Too many attempts. Wait a few minutes and try again.";
                retry_after(browser.entry(app, StatusCode::TOO_MANY_REQUESTS, typed, Some(error)).await, wait)
            }
        }
    }
}

/// The device that shows the code. A wrong one leaves an event, as far as a stranger may fill the log.
async fn find(app: &App, origin: &Origin, typed: &str) -> Result<Result<Stored<DeviceAuthorization>, Wrong>, Problem> {
    if let Err(wait) = app.limits.user_code(&origin.ip) {
        return Ok(Err(Wrong::TooMany(wait)));
    }
    let found = match normalized(typed) {
        Some(code) => devices::find(app, &code).await.map_err(Problem::internal)?,
        None => None,
    };
    if found.is_none() && app.limits.record_for(&origin.ip).is_ok() {
        let mut event = app.audit.event("fdeac").describe("The user code is unknown or has expired");
        origin.mark(&mut event);
        app.audit.write(event).await.map_err(Problem::internal)?;
    }
    Ok(found.ok_or(Wrong::Unknown))
}

async fn ask(app: &App, origin: &Origin, browser: Browser, typed: &str) -> Result<Response, Problem> {
    let device = match find(app, origin, typed).await? {
        Ok(device) => device,
        Err(wrong) => return Ok(wrong.page(app, browser, typed).await),
    };
    let context = match Context::load(app, &device.request).await {
        Ok(context) => context,
        Err(NotReady::Page(problem)) => return Err(problem),
        Err(NotReady::Back { target, error, description }) => return Ok(target.with_error(app, error, &description).await),
    };
    let tenant = app.tenant().await.map_err(Problem::internal)?;
    let question = Question {
        csrf: csrf::token(&browser.secret, &form_of(&device.user_code)),
        user_code: UserCodes::of(&tenant).shown(&device.user_code),
        code: device.user_code.clone(),
        application: context.client.shown_name(),
        scopes: lines(&device.request.scope, context.api.as_ref()),
    };
    Ok(browser.page(app, StatusCode::OK, "device_confirm.html", question).await)
}

/// Begins the login: by the session that the browser has, or at our pages.
async fn log_in(app: &App, origin: &Origin, jar: &CookieJar, browser: &str, device: &DeviceAuthorization) -> Result<Response, Problem> {
    let request = device.request.clone();
    let mut context = match Context::load(app, &request).await {
        Ok(context) => context,
        Err(NotReady::Page(problem)) => return Err(problem),
        Err(NotReady::Back { target, error, description }) => return Ok(target.with_error(app, error, &description).await),
    };
    let answering = match answering_session(app, jar, &request, &mut context).await {
        Ok(answering) => answering,
        Err(Refused::Page(problem)) => return Err(problem),
        Err(Refused::Back { target, error, description }) => return Ok(target.with_error(app, error, &description).await),
    };
    let transaction = LoginTransaction::new(app.random.as_ref(), app.clock.now(), request, browser);
    if let Some((session, user)) = answering {
        return complete::resumed(app, origin, jar, &context, transaction, session, user).await;
    }
    app.limits.record_for(&origin.ip).map_err(|_| Problem::too_many())?;
    let id = transaction.id.clone();
    app.directory.transactions.insert(transaction).await.map_err(Problem::internal)?;
    Ok(complete::to_page("login", &id).into_response())
}
