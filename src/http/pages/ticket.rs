//! A browser with a link from a mail: no login is under way, the link is all it has.
//!
//! Its forms are ours all the same: the token is bound to the link and to a cookie of this browser, so that nobody can have another's
//! browser send the form of a link of their own.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::Cookie;
use serde::Serialize;
use url::Url;

use super::error::Problem;
use super::look::Look;
use super::posted::Posted;
use super::{cookies, csrf, render};
use crate::app::App;
use crate::http::extract::Fields;
use crate::identity::sessions;
use crate::identity::{Client, Ticket, User};
use crate::recovery::tickets;

/// A page that a link leads to.
pub struct TicketVisit {
    /// The link's secret; empty where it has none that could be ours.
    pub secret: String,
    look: Look,
    csrf: String,
    cookie: Option<Cookie<'static>>,
}

/// What every form of a link needs beside its own values.
#[derive(Serialize)]
struct Values<T> {
    ticket: String,
    csrf: String,
    #[serde(flatten)]
    own: T,
}

/// What is said when the link has done its work.
#[derive(Serialize)]
pub struct Done {
    /// The heading.
    pub title: &'static str,
    /// One sentence.
    pub message: &'static str,
    /// Where the user can go on.
    pub back: Option<Back>,
}

/// The way to an application.
#[derive(Serialize)]
pub struct Back {
    url: String,
    name: String,
}

impl Back {
    /// To where the application has its users log in, if that is an address of the web.
    pub fn to(client: Option<&Client>) -> Option<Self> {
        // Whoever registered an application could else have us lead people to it.
        let client = client.filter(|client| client.is_first_party)?;
        let url = client.initiate_login_uri.clone()?;
        let good = Url::parse(&url).is_ok_and(|url| url.scheme() == "https");
        good.then(|| Self { url, name: client.shown_name() })
    }
}

impl TicketVisit {
    /// The visit of a browser that opens a link.
    pub async fn open(app: &App, jar: &CookieJar, query: Option<&str>) -> Self {
        let fields = Fields::from_form(query.unwrap_or_default().as_bytes()).unwrap_or_default();
        let secret = fields.get("ticket").filter(|secret| sessions::is_secret(secret)).unwrap_or_default().to_owned();
        let (browser, cookie) = cookies::browser_or_new(app, jar);
        let csrf = csrf::token(&browser, &form_of(&secret));
        Self { secret, look: Look::of(app).await, csrf, cookie }
    }

    /// The visit of a browser that sends the form, with the form's fields. A form that is not ours changes nothing.
    pub async fn submit(app: &App, posted: &Posted) -> Result<(Self, Fields), Problem> {
        posted.is_ours(app)?;
        let visit = Self::open(app, &posted.jar, posted.query.as_deref()).await;
        let fields = posted.fields(app, &form_of(&visit.secret))?;
        Ok((visit, fields))
    }

    /// A page with a form of this link. `leads_to` is where its answer may redirect to.
    pub fn page(self, status: StatusCode, template: &str, own: impl Serialize, leads_to: Option<&str>) -> Response {
        let values = Values { ticket: self.secret, csrf: self.csrf, own };
        let mut response = render::page(&self.look, status, template, values, leads_to);
        let cookie = self.cookie.and_then(|cookie| HeaderValue::from_str(&cookie.to_string()).ok());
        if let Some(cookie) = cookie {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        response
    }

    /// The end of the link: on to where it leads, or a page that says what was done.
    pub async fn finish(self, app: &App, (ticket, user): (&Ticket, &User), (code, done): (&str, Done)) -> Result<Response, Problem> {
        let says = [("success", "true"), ("code", code), ("message", done.message)];
        let url = tickets::result_url(app, ticket, user, &says).await.map_err(Problem::internal)?;
        if let Some(location) = url.and_then(|url| HeaderValue::from_str(&url).ok()) {
            let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
            return Ok((StatusCode::SEE_OTHER, headers).into_response());
        }
        let client = tickets::client(app, ticket).await.map_err(Problem::internal)?;
        let done = Done { back: Back::to(client.as_ref()), ..done };
        Ok(self.page(StatusCode::OK, "ticket_done.html", done, None))
    }
}

fn form_of(secret: &str) -> String {
    format!("ticket\0{secret}")
}
