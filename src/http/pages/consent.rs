//! `/u/consent`: the user allows an application what it asks for, or does not.
//!
//! Answered only by the session that logged in: the transaction alone, in another hand, allows nothing. Everything but a clear yes is
//! a no.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use serde::Serialize;

use super::cookies;
use super::error::{Problem, shown};
use super::posted::Posted;
use super::scopes::{ScopeLine, lines};
use super::visit::Visit;
use crate::app::App;
use crate::http::Shared;
use crate::http::authorize::complete::{self, Transaction};
use crate::http::authorize::target;
use crate::http::extract::Fields;
use crate::identity::transaction::{self, Authenticated, TransactionError};
use crate::identity::{Session, User, consent, sessions};

/// What the page shows.
#[derive(Serialize)]
struct Question {
    account: Option<String>,
    /// Where the browser goes on; for a device nowhere.
    host: Option<String>,
    scopes: Vec<ScopeLine>,
}

/// `GET /u/consent`.
pub async fn get(State(app): State<Shared>, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    let visit = match Visit::open(&app, &jar, query).await {
        Ok(visit) => visit,
        Err(answer) => return answer,
    };
    match asked(&app, &jar, &visit).await {
        Ok((authenticated, _, user)) => visit.page(StatusCode::OK, "consent.html", question(&visit, &authenticated, &user)),
        Err(problem) => problem.show(&app).await,
    }
}

/// `POST /u/consent`.
pub async fn post(State(app): State<Shared>, posted: Posted) -> Response {
    match Visit::submit(&app, &posted).await {
        Ok((visit, fields)) => shown(&app, answer(&app, &posted.jar, visit, &fields).await).await,
        Err(answer) => answer,
    }
}

async fn answer(app: &App, jar: &CookieJar, visit: Visit, fields: &Fields) -> Result<Response, Problem> {
    let (authenticated, session, user) = asked(app, jar, &visit).await?;
    let Visit { context, transaction, .. } = &visit;
    if fields.get("action") != Some("accept") {
        transaction::end(&app.directory, transaction).await.map_err(Problem::internal)?;
        return Ok(context.target.with_error(app, "access_denied", "User did not authorize the request").await);
    }
    let (client_id, audience) = (&context.client.client_id, context.audience().unwrap_or_default());
    consent::grant(&app.directory, app.random.as_ref(), &user.user_id, client_id, audience, &authenticated.scope)
        .await
        .map_err(Problem::internal)?;
    complete::finish(app, context, Transaction::Stored(transaction.clone()), &session, authenticated).await
}

/// What the user is asked, if this browser holds the session that logged in and its user may still log in.
async fn asked(app: &App, jar: &CookieJar, visit: &Visit) -> Result<(Authenticated, Session, User), Problem> {
    let ended = || Problem::transaction(&TransactionError::Unknown);
    let authenticated = visit.transaction.authenticated.clone().ok_or_else(ended)?;
    let secret = cookies::session(app, jar).ok_or_else(ended)?;
    let session = sessions::find(&app.directory, &secret, app.clock.now()).await.map_err(Problem::internal)?;
    let session = session.filter(|session| session.id == authenticated.session_id).ok_or_else(ended)?;
    let user = app.directory.users.get(&authenticated.user_id).await.map_err(Problem::internal)?;
    let user =
        user.filter(|user| !user.blocked && user.user_id == session.user_id && user.honours(session.authenticated_at)).ok_or_else(ended)?;
    Ok((authenticated, session.value, user.value))
}

/// Where the browser goes on, and whose word for it there is: what a document says of itself is worth what its host is.
fn host(document: Option<&str>, redirect_uri: &str) -> String {
    let there = target::host(redirect_uri);
    match document.map(target::host) {
        Some(own) if own != there => format!("{own} ({there})"),
        _ => there,
    }
}

fn question(visit: &Visit, authenticated: &Authenticated, user: &User) -> Question {
    Question {
        account: user.email.clone().or_else(|| user.username.clone()),
        host: visit.context.target.redirect_uri().map(|uri| host(visit.context.client.document(), uri)),
        scopes: lines(&authenticated.scope, visit.context.api.as_ref()),
    }
}
