//! `/u/reset-verify`: the link of a mail or of an operator leads here, and a new password is set.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use serde::Serialize;

use super::error::{Problem, retry_after, shown};
use super::posted::Posted;
use super::ticket::{Done, TicketVisit};
use crate::app::App;
use crate::http::Shared;
use crate::http::extract::{Fields, Origin};
use crate::http::limits::TooMany;
use crate::identity::password_policy::{Line, Policy};
use crate::identity::{Connection, TicketKind};
use crate::recovery::change::{self, ChangeError};
use crate::recovery::tickets::{self, Found};

/// What the page shows.
#[derive(Default, Serialize)]
struct Form {
    account: Option<String>,
    rules: Vec<Line>,
    error: Option<&'static str>,
    password_error: Option<&'static str>,
    again_error: Option<&'static str>,
    focus: &'static str,
}

impl Form {
    fn new(found: &Found, connection: &Connection, password: Option<&str>) -> Self {
        Self {
            account: found.user.email.clone().or_else(|| found.user.username.clone()),
            rules: Policy::of(connection).lines(password),
            focus: "password",
            ..Self::default()
        }
    }
}

/// `GET /u/reset-verify`.
pub async fn get(State(app): State<Shared>, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    let visit = TicketVisit::open(&app, &jar, query.as_deref()).await;
    match load(&app, &visit.secret).await {
        Ok((found, connection, leads_to)) => {
            visit.page(StatusCode::OK, "reset_verify.html", Form::new(&found, &connection, None), leads_to.as_deref())
        }
        Err(problem) => problem.show(&app).await,
    }
}

/// `POST /u/reset-verify`.
pub async fn post(State(app): State<Shared>, origin: Origin, posted: Posted) -> Response {
    let answered = async {
        let (visit, fields) = TicketVisit::submit(&app, &posted).await?;
        attempt(&app, &origin, visit, &fields).await
    };
    shown(&app, answered.await).await
}

/// The link, its user's connection, and where it leads.
async fn load(app: &App, secret: &str) -> Result<(Found, Connection, Option<String>), Problem> {
    let found = tickets::find(app, TicketKind::PasswordChange, secret).await.map_err(Problem::internal)?.ok_or_else(Problem::link)?;
    let connection = change::connection(app, &found.user).await.map_err(Problem::internal)?.ok_or_else(Problem::link)?;
    let leads_to = tickets::result_url(app, &found.ticket, &found.user, &[]).await.map_err(Problem::internal)?;
    Ok((found, connection, leads_to))
}

async fn attempt(app: &App, origin: &Origin, visit: TicketVisit, fields: &Fields) -> Result<Response, Problem> {
    let text = |name: &str| fields.get(name).unwrap_or_default();
    let (password, again) = (text("password"), text("password-again"));
    let (found, connection, leads_to) = load(app, &visit.secret).await?;
    let form = |password: Option<&str>| Form::new(&found, &connection, password);
    // Each costs as many hashes as passwords are remembered.
    let account = found.user.email.as_deref().or(found.user.username.as_deref()).unwrap_or_default();
    if let Err(wait) = app.limits.login(&origin.ip, &connection.name, account) {
        metrics::counter!("anteroom_rate_limited_total", "page" => "reset_verify").increment(1);
        let form = Form { error: Some("Too many attempts. Wait a few minutes and try again."), ..form(None) };
        return Ok(retry_after(visit.page(StatusCode::TOO_MANY_REQUESTS, "reset_verify.html", form, leads_to.as_deref()), wait));
    }
    if password.is_empty() {
        let form = Form { password_error: Some("Enter a new password."), ..form(None) };
        return Ok(visit.page(StatusCode::BAD_REQUEST, "reset_verify.html", form, leads_to.as_deref()));
    }
    if password != again {
        let form = Form { again_error: Some("The passwords are not the same. Enter both again."), ..form(None) };
        return Ok(visit.page(StatusCode::BAD_REQUEST, "reset_verify.html", form, leads_to.as_deref()));
    }
    match change::by_ticket(app, origin, &visit.secret, password).await {
        Ok((ticket, user)) => {
            let done = Done { title: "Password changed", message: "You can now log in with your new password.", back: None };
            visit.finish(app, (&ticket, &user), ("success", done)).await
        }
        Err(ChangeError::Gone) => Err(Problem::link()),
        Err(ChangeError::Weak(violation)) => {
            let form = Form { password_error: Some(violation.for_people()), ..form(Some(password)) };
            Ok(visit.page(StatusCode::BAD_REQUEST, "reset_verify.html", form, leads_to.as_deref()))
        }
        Err(ChangeError::Busy) => {
            let form = Form { error: Some("The service is busy. Try again in a moment."), ..form(None) };
            let page = visit.page(StatusCode::SERVICE_UNAVAILABLE, "reset_verify.html", form, leads_to.as_deref());
            Ok(retry_after(page, TooMany::MOMENT))
        }
        Err(ChangeError::Store(error)) => Err(Problem::internal(error)),
    }
}
