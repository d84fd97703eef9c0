//! `/u/reset-password/request`: who has forgotten a password asks for a link by mail.
//!
//! Part of a login, as the page that it is reached from. What it says afterwards is the same for every address.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use serde::Serialize;

use super::error::{Problem, retry_after, shown};
use super::posted::Posted;
use super::visit::Visit;
use crate::http::Shared;
use crate::http::extract::{Fields, Origin};
use crate::recovery::request::{MOST_EMAIL, ResetRequest, request};
use crate::signup::is_email;

/// What the page shows.
#[derive(Default, Serialize)]
struct Form {
    email: String,
    /// Whether there is a form at all.
    open: bool,
    /// Whether it has been sent.
    sent: bool,
    error: Option<String>,
    email_error: Option<String>,
}

impl Form {
    fn new(visit: &Visit, email: &str) -> Self {
        let open = visit.context.reset_open();
        Self { email: email.chars().take(MOST_EMAIL).collect(), open, ..Self::default() }
    }
}

/// `GET /u/reset-password/request`.
pub async fn get(State(app): State<Shared>, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    match Visit::open(&app, &jar, query).await {
        Ok(visit) => {
            let hint = visit.transaction.request.login_hint.clone().unwrap_or_default();
            let form = Form::new(&visit, &hint);
            let status = if form.open { StatusCode::OK } else { StatusCode::FORBIDDEN };
            visit.page(status, "reset_request.html", form)
        }
        Err(answer) => answer,
    }
}

/// `POST /u/reset-password/request`.
pub async fn post(State(app): State<Shared>, origin: Origin, posted: Posted) -> Response {
    match Visit::submit(&app, &posted).await {
        Ok((visit, fields)) => shown(&app, attempt(&app, &origin, &visit, &fields).await).await,
        Err(answer) => answer,
    }
}

async fn attempt(app: &Shared, origin: &Origin, visit: &Visit, fields: &Fields) -> Result<Response, Problem> {
    let email = fields.get("email").unwrap_or_default().trim();
    let form = Form::new(visit, email);
    if !form.open {
        return Ok(visit.page(StatusCode::FORBIDDEN, "reset_request.html", form));
    }
    if !is_email(email) {
        let form = Form { email_error: Some("Enter a valid email address.".to_owned()), ..form };
        return Ok(visit.page(StatusCode::BAD_REQUEST, "reset_request.html", form));
    }
    let context = &visit.context;
    if let Err(wait) = app.limits.letter(&origin.ip, &context.connection.name, email) {
        metrics::counter!("anteroom_rate_limited_total", "page" => "reset").increment(1);
        let form = Form { error: Some("Too many attempts. Wait a few minutes and try again.".to_owned()), ..form };
        return Ok(retry_after(visit.page(StatusCode::TOO_MANY_REQUESTS, "reset_request.html", form), wait));
    }
    let asked = ResetRequest { connection: &context.connection, client: Some(&context.client), origin, email };
    request(app, asked).await.map_err(Problem::internal)?;
    Ok(visit.page(StatusCode::OK, "reset_request.html", Form { sent: true, ..form }))
}
