//! `/u/email-verification`: the link that proves an address leads here, and a button proves it.
//!
//! A button, because mail servers open links before people see them: somebody who signs up with another's address would otherwise have
//! it proved by a machine.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use serde::Serialize;

use super::error::{Problem, shown};
use super::posted::Posted;
use super::ticket::{Done, TicketVisit};
use crate::app::App;
use crate::http::Shared;
use crate::http::extract::Origin;
use crate::identity::TicketKind;
use crate::recovery::tickets;
use crate::recovery::verification;

/// What the page shows.
#[derive(Serialize)]
struct Question {
    email: Option<String>,
}

/// `GET /u/email-verification`.
pub async fn get(State(app): State<Shared>, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    let visit = TicketVisit::open(&app, &jar, query.as_deref()).await;
    match question(&app, &visit.secret).await {
        Ok((question, leads_to)) => visit.page(StatusCode::OK, "email_verification.html", question, leads_to.as_deref()),
        Err(problem) => problem.show(&app).await,
    }
}

async fn question(app: &App, secret: &str) -> Result<(Question, Option<String>), Problem> {
    let found = tickets::find(app, TicketKind::EmailVerification, secret).await.map_err(Problem::internal)?.ok_or_else(Problem::link)?;
    let leads_to = tickets::result_url(app, &found.ticket, &found.user, &[]).await.map_err(Problem::internal)?;
    Ok((Question { email: found.user.email.clone() }, leads_to))
}

/// `POST /u/email-verification`.
pub async fn post(State(app): State<Shared>, origin: Origin, posted: Posted) -> Response {
    let answered = async {
        let (visit, _) = TicketVisit::submit(&app, &posted).await?;
        prove(&app, &origin, visit).await
    };
    shown(&app, answered.await).await
}

async fn prove(app: &App, origin: &Origin, visit: TicketVisit) -> Result<Response, Problem> {
    if app.limits.record_for(&origin.ip).is_err() {
        return Err(Problem::too_many());
    }
    let proved = verification::prove(app, origin, &visit.secret).await.map_err(Problem::internal)?;
    let (ticket, user) = proved.ok_or_else(Problem::link)?;
    let message = "Your email was verified. You can continue using the application.";
    visit.finish(app, (&ticket, &user), ("success", Done { title: "Email verified", message, back: None })).await
}
