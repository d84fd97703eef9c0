//! A link from a mail whose page has one button, and nothing happens before it is pressed: mail servers and other programs open links
//! before people see them.

use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use serde::Serialize;

use super::error::Problem;
use super::posted::Posted;
use super::ticket::{Done, TicketVisit};
use crate::app::App;
use crate::http::extract::Origin;
use crate::identity::{Ticket, TicketKind, User};
use crate::recovery::tickets;
use crate::storage::StoreError;

/// What the page shows.
#[derive(Serialize)]
struct Question {
    email: Option<String>,
}

/// The page of a link of this kind, if it is good.
pub async fn page(app: &App, jar: &CookieJar, query: Option<&str>, kind: TicketKind, template: &str) -> Response {
    let visit = TicketVisit::open(app, jar, query).await;
    match question(app, kind, &visit.secret).await {
        Ok((question, leads_to)) => visit.page(StatusCode::OK, template, question, leads_to.as_deref()),
        Err(problem) => problem.show(app).await,
    }
}

async fn question(app: &App, kind: TicketKind, secret: &str) -> Result<(Question, Option<String>), Problem> {
    let found = tickets::find(app, kind, secret).await.map_err(Problem::internal)?.ok_or_else(Problem::link)?;
    let leads_to = tickets::result_url(app, &found.ticket, &found.user, &[]).await.map_err(Problem::internal)?;
    Ok((Question { email: found.user.email.clone() }, leads_to))
}

/// The visit of somebody who has pressed the button.
pub async fn pressed(app: &App, origin: &Origin, posted: &Posted) -> Result<TicketVisit, Problem> {
    let (visit, _) = TicketVisit::submit(app, posted).await?;
    if app.limits.record_for(&origin.ip).is_err() { Err(Problem::too_many()) } else { Ok(visit) }
}

/// The answer, once the link has done its work; `None` is one that does not work any more.
pub async fn answer(
    app: &App,
    visit: TicketVisit,
    worked: Result<Option<(Ticket, User)>, StoreError>,
    title: &'static str,
    message: &'static str,
) -> Result<Response, Problem> {
    let (ticket, user) = worked.map_err(Problem::internal)?.ok_or_else(Problem::link)?;
    visit.finish(app, (&ticket, &user), ("success", Done { title, message, back: None })).await
}
