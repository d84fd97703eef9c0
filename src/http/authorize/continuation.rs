//! `/continue`: a user comes back from where an Action has sent them (reference 1.2, 1.6, 5.2).
//!
//! A `GET` goes on with the login, in the browser that began it and in no other. A `POST` comes from a form on another site, and with
//! it no cookie of ours (`SameSite=Lax`), so nothing tells whose browser sent it. It only lays its fields down beside the waiting login
//! and sends the browser on to the `GET`, with a ticket for them; there the cookie is, and there everything is checked. Who knows the
//! state can lay fields down, as the page that was meant to can, but cannot go on with the login, and the ticket that goes on is the
//! one that the user's own browser was given.
//!
//! The state is used up before an Action runs. A second use, a tab that is reloaded and a replay find nothing.

use std::collections::BTreeMap;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use super::complete::{Transaction, Visitor, ask, away, begin, grant, refused};
use super::context::{Context, NotReady};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::OAuthError;
use crate::http::extract::{Fields, Origin};
use crate::http::pages::cookies;
use crate::http::pages::error::Problem;
use crate::identity::transaction::TransactionError;
use crate::identity::{Metadata, Session, sessions};
use crate::login::suspended::{self, Fitness, SuspendedLogin, Waiting, WaitingSession};
use crate::login::{LoginContext, PostLoginError, Resumed, factor};
use crate::mfa::remembered;
use crate::mfa::waiting::Proved;
use crate::storage::{StoreError, Stored};
use crate::triggers::post_login::Returned;

/// Bytes of a query, and of all fields of a form together.
const MAX_RETURNED: usize = 32 * 1024;
/// The parameter that carries the ticket of a post, under a name that no page will choose for its own.
const TICKET: &str = "anteroom_posted";

/// `GET /continue`.
pub async fn get(State(app): State<Shared>, origin: Origin, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    match come_back(&app, origin, &jar, query.unwrap_or_default().as_bytes()).await {
        Ok(response) => response,
        Err(problem) => problem.show(&app).await,
    }
}

/// `POST /continue`.
pub async fn post(State(app): State<Shared>, origin: Origin, RawQuery(query): RawQuery, body: Result<Fields, OAuthError>) -> Response {
    match lay_down(&app, &origin, query.unwrap_or_default().as_bytes(), body).await {
        Ok(response) => response,
        Err(problem) => problem.show(&app).await,
    }
}

fn unreadable(error: OAuthError) -> Problem {
    match error.status {
        StatusCode::BAD_REQUEST => Problem::bad_request("invalid_request", error.description),
        status => Problem::too_much(status),
    }
}

fn read(query: &[u8]) -> Result<BTreeMap<String, String>, Problem> {
    if query.len() > MAX_RETURNED {
        return Err(Problem::too_much(StatusCode::URI_TOO_LONG));
    }
    Fields::from_form(query).map(|fields| fields.texts().clone()).map_err(unreadable)
}

fn ended() -> Problem {
    Problem::transaction(&TransactionError::Unknown)
}

/// The login that waits under the state.
async fn waiting(app: &App, state: Option<&String>) -> Result<Stored<SuspendedLogin>, Problem> {
    let state = state.ok_or_else(|| Problem::bad_request("invalid_request", "Missing required parameter: state"))?;
    suspended::find(app, state).await.map_err(Problem::internal)?.ok_or_else(ended)
}

async fn lay_down(app: &App, origin: &Origin, query: &[u8], body: Result<Fields, OAuthError>) -> Result<Response, Problem> {
    let (query, body) = (read(query)?, body.map_err(unreadable)?);
    let (of_query, of_body) = (query.get("state"), body.texts().get("state"));
    if of_query.zip(of_body).is_some_and(|(query, body)| query != body) {
        return Err(Problem::bad_request("invalid_request", "The state of the query and that of the body are not the same."));
    }
    let login = waiting(app, of_query.or(of_body)).await?;
    app.limits.record_for(&origin.ip).map_err(|_| Problem::too_many())?;
    let state = of_query.or(of_body).cloned().unwrap_or_default();
    let mut fields: Metadata = body.texts().iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
    fields.extend(body.others);
    if serde_json::to_vec(&fields).map_or(usize::MAX, |json| json.len()) > MAX_RETURNED {
        return Err(Problem::too_much(StatusCode::PAYLOAD_TOO_LARGE));
    }
    let ticket = match suspended::keep_posted(app, &login, &Returned { query, body: fields }).await {
        Ok(ticket) => ticket,
        Err(StoreError::Conflict(_)) => return Err(ended()),
        Err(error) => return Err(Problem::internal(error)),
    };
    let location = HeaderValue::from_str(&format!("/continue?state={state}&{TICKET}={ticket}")).map_err(Problem::internal)?;
    let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}

async fn come_back(app: &App, origin: Origin, jar: &CookieJar, query: &[u8]) -> Result<Response, Problem> {
    let query = read(query)?;
    app.limits.from_address(&origin.ip).map_err(|_| Problem::too_many())?;
    let login = waiting(app, query.get("state")).await?;
    let current = held(app, jar, &login).await?;
    let (returned, origin) = match query.get(TICKET) {
        None => (Returned { query, body: Metadata::new() }, origin),
        Some(ticket) => {
            let posted = login.posted(app, ticket).map_err(Problem::internal)?.ok_or_else(ended)?;
            (posted, Origin { method: "POST".to_owned(), ..origin })
        }
    };
    let context = match Context::load(app, &login.transaction.request).await {
        Ok(context) => context,
        Err(NotReady::Page(problem)) => return Err(problem),
        Err(NotReady::Back { target, error, description }) => return Ok(target.with_error(app, error, &description).await),
    };
    let held = Held { login, current, context };
    go_on(app, &origin, jar, held, Some(returned)).await
}

/// The session that a browser holds beside a waiting login, if that login is its own.
pub async fn held(app: &App, jar: &CookieJar, login: &SuspendedLogin) -> Result<Option<Stored<Session>>, Problem> {
    if !login.transaction.is_of(cookies::browser(app, jar).as_deref()) {
        return Err(Problem::transaction(&TransactionError::OtherBrowser));
    }
    let current = match cookies::session(app, jar) {
        Some(secret) => sessions::find(&app.directory, &secret, app.clock.now()).await.map_err(Problem::internal)?,
        None => None,
    };
    if belongs(login, current.as_deref()) { Ok(current) } else { Err(ended()) }
}

/// A waiting login in the hands of its browser.
pub struct Held {
    /// The login.
    pub login: Stored<SuspendedLogin>,
    /// The session that the browser holds.
    pub current: Option<Stored<Session>>,
    /// What the login is about.
    pub context: Context,
}

/// Whether the browser is still in the hands of the login's user, as far as sessions tell: a live session that answered the request
/// must be there still; beside a login with a password there may be the session that was there before, or one of the same user.
fn belongs(login: &SuspendedLogin, current: Option<&Session>) -> bool {
    match (&login.session, current) {
        (WaitingSession::Live { id }, current) => current.is_some_and(|current| current.id == *id),
        (WaitingSession::Draft { .. }, None) => true,
        (WaitingSession::Draft { session, previous }, Some(current)) => {
            previous.as_ref() == Some(&current.id) || [&login.user_id, &session.user_id].contains(&&current.user_id)
        }
    }
}

/// Takes the login out, so that it goes on once, and goes on with it. One that waits for a second factor goes on when that was proved.
pub async fn go_on(app: &App, origin: &Origin, jar: &CookieJar, held: Held, returned: Option<Returned>) -> Result<Response, Problem> {
    let proved = match &held.login.factor {
        Some(waiting) => Some(waiting.proved.clone().ok_or_else(ended)?),
        None => None,
    };
    let suspension = held.login.suspension(app).map_err(Problem::internal)?;
    if !suspended::take(app, &held.login).await.map_err(Problem::internal)? {
        return Err(ended());
    }
    let spared = match &proved {
        Some(proved) if proved.remember => {
            let secret = remembered::begin(app, &held.login.user_id, proved).await.map_err(Problem::internal)?;
            CookieJar::new().add(cookies::remember(app, jar, secret))
        }
        _ => CookieJar::new(),
    };
    let answer = taken(app, origin, jar, held, proved, &Resumed { suspension, returned }).await?;
    Ok((spared, answer).into_response())
}

/// Goes on with a login that was taken out.
async fn taken(
    app: &App,
    origin: &Origin,
    jar: &CookieJar,
    held: Held,
    proved: Option<Proved>,
    resumed: &Resumed,
) -> Result<Response, Problem> {
    let Held { login, current, mut context } = held;
    let login = login.value;
    let now = app.clock.now();
    let about = LoginContext { client: &context.client, connection: &context.connection, origin };
    let user = match suspended::fitness(app, &login, &about).await.map_err(Problem::internal)? {
        Fitness::Fit(user) => *user,
        Fitness::Blocked => return Ok(context.target.with_error(app, "unauthorized", "user is blocked").await),
        Fitness::Overtaken => return refused(app, &context, PostLoginError::Overtaken).await,
    };
    let request = login.transaction.request.clone();
    let mut transaction = login.transaction;
    transaction.renew(now);
    let (mut session, secret) = match (login.session, &current) {
        (WaitingSession::Draft { session, .. }, _) => {
            let (session, secret) = sessions::redraft(app.random.as_ref(), now, &context.tenant, *session);
            (session, Some(secret))
        }
        (WaitingSession::Live { .. }, Some(current)) => (current.value.clone(), None),
        (WaitingSession::Live { .. }, None) => return Err(ended()),
    };
    if !context.serve(app, &request, &session, &user).await.map_err(Problem::internal)? {
        return refused(app, &context, PostLoginError::Overtaken).await;
    }
    if let Some(proved) = &proved {
        factor::note(&mut session, proved);
        if secret.is_none() {
            sessions::limit(&app.directory, &session).await.map_err(Problem::internal)?;
        }
    }
    let outcome = match ask(app, Visitor { origin, jar }, &context, &transaction, user, &session, Some(resumed)).await {
        Ok(outcome) => outcome,
        Err(PostLoginError::Redirected(redirected)) => {
            let kept = match secret {
                Some(_) => {
                    let previous = current.map(|current| current.value.id);
                    WaitingSession::Draft { session: Box::new(session.clone()), previous }
                }
                None => WaitingSession::Live { id: session.id.clone() },
            };
            let login = Waiting { transaction: &transaction, stored: None, proved: &session, session: kept };
            return away(app, jar, *redirected, login).await;
        }
        Err(error) => return refused(app, &context, error).await,
    };
    let Some(secret) = secret else {
        if let Some(changed) = &outcome.session {
            sessions::limit(&app.directory, changed).await.map_err(Problem::internal)?;
        }
        return grant(app, &context, Transaction::New(transaction), &session, outcome).await;
    };
    let session = outcome.session.clone().unwrap_or(session);
    let cookies = begin(app, Visitor { origin, jar }, &session, secret, current.as_ref()).await?;
    let answer = grant(app, &context, Transaction::New(transaction), &session, outcome).await?;
    Ok((cookies, answer).into_response())
}
