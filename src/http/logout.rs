//! Logout: the browser's session ends, the cookie goes, and the browser goes back to where the application wants it.
//!
//! Two endpoints with one heart: `/v2/logout` (Auth0's) and `/oidc/logout` (OpenID Connect RP-Initiated Logout 1.0). Where the
//! browser may go is compared byte for byte with what was registered, before anything is ended. Refresh tokens stay: they belong
//! to the application's own login, not to the browser's.

pub mod oidc;
pub mod v2;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use super::authorize::target::leads_to_an_application;
use super::pages::cookies;
use super::pages::error::Problem;
use super::pages::look::Look;
use super::pages::render::page;
use crate::app::App;
use crate::identity::logout_notice::{Ending, Initiator};
use crate::identity::{Client, Origin, Session, sessions};
use crate::login::suspended;
use crate::storage::{StoreError, Stored};

/// Where the browser goes, checked.
struct Target {
    /// The application that asked, where it is known.
    client: Option<Client>,
    /// One of the registered URLs; `None` shows a page.
    location: Option<String>,
}

impl Target {
    /// The target that a request names: a URL that `client_id`'s application registered or, without one, the tenant.
    async fn of(app: &App, client_id: Option<&str>, location: Option<&str>) -> Result<Self, Problem> {
        let client = match client_id {
            Some(client_id) => Some(find_client(app, client_id).await?),
            None => None,
        };
        if let Some(location) = location {
            let allowed = match &client {
                Some(client) => client.allowed_logout_urls.clone(),
                None => {
                    let tenant = app.directory.tenants.get(&app.config.tenant).await.map_err(Problem::internal)?;
                    tenant.map(|tenant| tenant.value.allowed_logout_urls).unwrap_or_default()
                }
            };
            if !leads_to_an_application(location) || !allowed.iter().any(|url| url == location) {
                let whose = if client.is_some() { "application's" } else { "tenant's" };
                return Err(Problem::bad_request(
                    "invalid_request",
                    format!("The URL to return to is not in the {whose} Allowed Logout URLs."),
                ));
            }
        }
        Ok(Self { client, location: location.map(str::to_owned) })
    }

    /// The same with `state` appended as text: what was compared byte for byte is not rewritten afterwards.
    fn with_state(mut self, state: Option<&str>) -> Self {
        if let (Some(location), Some(state)) = (&mut self.location, state) {
            let (base, fragment) = match location.split_once('#') {
                Some((base, fragment)) => (base.to_owned(), format!("#{fragment}")),
                None => (location.clone(), String::new()),
            };
            let separator = if base.contains('?') { '&' } else { '?' };
            let pair = url::form_urlencoded::Serializer::new(String::new()).append_pair("state", state).finish();
            *location = format!("{base}{separator}{pair}{fragment}");
        }
        self
    }

    /// Ends the session, if the browser has one, and the logins that wait in it for their user; sends the browser on without its cookie.
    async fn leave(self, app: &App, origin: &Origin, jar: &CookieJar, session: Option<&Stored<Session>>) -> Result<Response, Problem> {
        let unsendable = |_| Problem::bad_request("invalid_request", "The URL to return to cannot be sent to a browser.");
        let location = self.location.as_deref().map(HeaderValue::from_str).transpose().map_err(unsendable)?;
        if let Some(session) = session {
            end(app, origin, self.client.as_ref(), session).await.map_err(Problem::internal)?;
        }
        if let Some(browser) = cookies::browser(app, jar) {
            suspended::give_up(app, &browser).await.map_err(Problem::internal)?;
        }
        let answer = match location {
            Some(location) => {
                (StatusCode::FOUND, [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))])
                    .into_response()
            }
            None => page(&Look::of(app).await, StatusCode::OK, "signed_out.html", (), None),
        };
        Ok((CookieJar::new().add(cookies::clear_session(app)), answer).into_response())
    }
}

async fn find_client(app: &App, client_id: &str) -> Result<Client, Problem> {
    let found = app.directory.clients.get(client_id).await.map_err(Problem::internal)?;
    found.map(|found| found.value).ok_or_else(|| Problem::bad_request("invalid_request", "The client_id names no application."))
}

/// The browser's live session.
async fn session(app: &App, jar: &CookieJar) -> Result<Option<Stored<Session>>, Problem> {
    match cookies::session(app, jar) {
        Some(secret) => sessions::find(&app.directory, &secret, app.clock.now()).await.map_err(Problem::internal),
        None => Ok(None),
    }
}

/// Writes `flo` for a request that was refused, and shows why. Anybody can make one, so not each is written down.
async fn refuse(app: &App, origin: &Origin, problem: Problem) -> Response {
    if let Some((_, fault)) = problem.fault().filter(|_| app.limits.record_for(&origin.ip).is_ok()) {
        let mut event = app.audit.event("flo").describe(fault);
        origin.mark(&mut event);
        if let Err(error) = app.audit.write(event).await {
            tracing::error!(%error, "a logout that failed could not be written to the tenant log");
        }
    }
    problem.show(app).await
}

/// Ends the session, then writes `slo`: a log that cannot be written must not keep a session alive.
async fn end(app: &App, origin: &Origin, client: Option<&Client>, session: &Stored<Session>) -> Result<(), StoreError> {
    sessions::end(&app.directory, session, Ending { why: Initiator::RpLogout, at: app.clock.now() }).await?;
    let mut event = app.audit.event("slo");
    event.client_id = client.map(|client| client.client_id.clone());
    event.client_name = client.map(|client| client.name.clone());
    event.user_id = Some(session.user_id.clone());
    event.user_name = app.directory.users.get(&session.user_id).await?.and_then(|user| user.value.email);
    origin.mark(&mut event);
    event.details.insert("session_id".to_owned(), session.id.clone().into());
    app.audit.write(event).await
}
