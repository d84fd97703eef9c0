//! `/u/unblock`: the link of the mail about attempts at an account leads here, and a button lets its user try again.

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
use crate::recovery::{tickets, unblock};

/// What the page shows.
#[derive(Serialize)]
struct Question {
    email: Option<String>,
}

/// `GET /u/unblock`. Changes nothing: programs open links.
pub async fn get(State(app): State<Shared>, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    let visit = TicketVisit::open(&app, &jar, query.as_deref()).await;
    match question(&app, &visit.secret).await {
        Ok((question, leads_to)) => visit.page(StatusCode::OK, "unblock.html", question, leads_to.as_deref()),
        Err(problem) => problem.show(&app).await,
    }
}

async fn question(app: &App, secret: &str) -> Result<(Question, Option<String>), Problem> {
    let found = tickets::find(app, TicketKind::Unblock, secret).await.map_err(Problem::internal)?.ok_or_else(Problem::link)?;
    let leads_to = tickets::result_url(app, &found.ticket, &found.user, &[]).await.map_err(Problem::internal)?;
    Ok((Question { email: found.user.email.clone() }, leads_to))
}

/// `POST /u/unblock`.
pub async fn post(State(app): State<Shared>, origin: Origin, posted: Posted) -> Response {
    let answered = async {
        let (visit, _) = TicketVisit::submit(&app, &posted).await?;
        lift(&app, &origin, visit).await
    };
    shown(&app, answered.await).await
}

async fn lift(app: &App, origin: &Origin, visit: TicketVisit) -> Result<Response, Problem> {
    if app.limits.record_for(&origin.ip).is_err() {
        return Err(Problem::too_many());
    }
    let lifted = unblock::lift(app, origin, &visit.secret).await.map_err(Problem::internal)?;
    let (ticket, user) = lifted.ok_or_else(Problem::link)?;
    let message = "Your account has been unblocked. You can log in again.";
    visit.finish(app, (&ticket, &user), ("success", Done { title: "Account unblocked", message, back: None })).await
}
