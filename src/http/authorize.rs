//! `/authorize`: where a login begins (RFC 6749 section 4.1.1, OpenID Connect Core section 3.1.2).
//!
//! A good request is answered here if the browser has a session for it; else a transaction is written, bound to this browser, and the
//! hosted pages take over. Response types with tokens put these into URLs, which RFC 9700 section 2.1.2 advises against: they are for
//! applications that have the grant type `implicit`.

pub mod complete;
pub mod context;
pub mod continuation;
pub mod device;
pub mod document;
pub mod federated;
mod granted;
pub mod membership;
pub mod object;
pub mod redirects;
pub mod request;
pub mod target;
mod web_message;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use jiff::SignedDuration;

use super::Shared;
use super::extract::{Fields, Origin};
use super::pages::cookies;
use super::pages::error::Problem;
use crate::app::App;
use crate::identity::transaction::AuthorizeRequest;
use crate::identity::{LoginTransaction, Session, User, sessions};
use crate::storage::Stored;
use crate::token::pushed;
use complete::{Transaction, to_page};
use context::Context;
use request::{Refused, Way};

/// The longest request, in bytes.
pub const MAX_REQUEST: usize = 16 * 1024;

/// `GET /authorize`.
pub async fn get(State(app): State<Shared>, origin: Origin, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    match begin(&app, &origin, &jar, query.unwrap_or_default().as_bytes()).await {
        Ok(response) => response,
        Err(Refused::Page(problem)) => problem.show(&app).await,
        Err(Refused::Back { target, error, description }) => target.with_early_error(&app, error, &description).await,
    }
}

/// `POST /authorize` (OpenID Connect Core section 3.1.2.1): the same request, sent on to the `GET`. The browser attaches `Lax`
/// cookies to that one even when the form was on another site, so that a session is found either way.
pub async fn post(State(app): State<Shared>, body: Result<Bytes, BytesRejection>) -> Response {
    let body = match body {
        Ok(body) if body.len() <= MAX_REQUEST => body,
        _ => return too_long().show(&app).await,
    };
    let fields: Vec<_> = url::form_urlencoded::parse(&body).collect();
    match HeaderValue::from_str(&format!("/authorize?{}", target::encode(&fields))) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        Err(error) => Problem::internal(error).show(&app).await,
    }
}

fn too_long() -> Problem {
    Problem::bad_request("invalid_request", format!("The request is longer than {MAX_REQUEST} bytes."))
}

async fn begin(app: &App, origin: &Origin, jar: &CookieJar, query: &[u8]) -> Result<Response, Refused> {
    if query.len() > MAX_REQUEST {
        return Err(Refused::Page(too_long()));
    }
    // Which of two values is meant, nobody can say: not even the redirect can be trusted.
    let fields = Fields::from_form(query).map_err(|error| Refused::Page(Problem::bad_request("invalid_request", error.description)))?;
    document::known(app, origin, fields.get("client_id")).await.map_err(|error| Refused::Page(Problem::of(error)))?;
    let (fields, way) = pushed_or(app, fields).await?;
    let client = request::client(app, &fields).await?;
    let (fields, way) = object::opened(app, &client, fields, way).await?;
    let (request, mut context) = request::read(app, &client, &fields, way).await?;
    let (browser, new_cookie) = cookies::browser_or_new(app, jar);
    let answering = answering_session(app, jar, &request, &mut context).await?;
    let silent = request.prompt.iter().any(|p| p == "none");
    let page = if request.screen_hint.as_deref() == Some("signup") && context.signup_open() { "signup" } else { "login" };
    let transaction = LoginTransaction::new(app.random.as_ref(), app.clock.now(), request, &browser);

    let response = match answering {
        Some((session, user)) => complete::resumed(app, origin, jar, &context, transaction, session, user).await.map_err(Refused::Page)?,
        None if silent => {
            // A browser that asks in a loop is answered, and not written down each time.
            if app.limits.record_for(&origin.ip).is_ok() {
                log_silent_failure(app, origin, &context).await?;
            }
            return Err(Refused::Back { target: context.target, error: "login_required", description: "Login required".to_owned() });
        }
        None if app.limits.record_for(&origin.ip).is_err() => {
            metrics::counter!("anteroom_rate_limited_total", "page" => "authorize").increment(1);
            return Err(Refused::Page(Problem::too_many()));
        }
        None => match context.straight_to() {
            Some(provider) => {
                federated::send(app, origin, &context, Transaction::New(transaction), provider).await.map_err(Refused::Page)?
            }
            None => {
                let id = transaction.id.clone();
                // Nobody has proved anything by it: whom a power cut takes it from begins anew.
                app.directory.transactions.insert_early(transaction).await?;
                to_page(page, &id)
            }
        },
    };
    Ok(match new_cookie {
        Some(cookie) => (CookieJar::new().add(cookie), response).into_response(),
        None => response,
    })
}

/// The request that the application has pushed, in the place of one that only refers to it: what stands beside the reference does not
/// count (RFC 9101 section 6.3). A reference that is good for nothing leads nowhere, as there is no redirect to believe.
async fn pushed_or(app: &App, fields: Fields) -> Result<(Fields, Way), Refused> {
    let Some(request_uri) = fields.get("request_uri").filter(|uri| uri.starts_with(pushed::PREFIX)) else {
        return Ok((fields, Way::Browser));
    };
    let refused = |code, text: &str| Refused::Page(Problem::bad_request(code, text));
    let client_id = fields.get("client_id").ok_or_else(|| refused("invalid_request", "Missing required parameter: client_id"))?;
    match pushed::take(app, client_id, request_uri).await? {
        Some(parameters) => Ok((Fields::of(parameters), Way::Pushed)),
        None => Err(refused("invalid_request_uri", "The request_uri is unknown, was used, or has expired.")),
    }
}

/// The browser's session and its user, if they answer the request: alive, recent enough, not blocked, of a connection that serves
/// the application and of no other user than the application means, and no new proof was asked for.
pub async fn answering_session(
    app: &App,
    jar: &CookieJar,
    request: &AuthorizeRequest,
    context: &mut Context,
) -> Result<Option<(Stored<Session>, Stored<User>)>, Refused> {
    if request.prompt.iter().any(|p| p == "login" || p == "select_account") {
        return Ok(None);
    }
    let now = app.clock.now();
    let Some(secret) = cookies::session(app, jar) else { return Ok(None) };
    let Some(session) = sessions::find(&app.directory, &secret, now).await? else { return Ok(None) };
    if request.hinted_user.as_ref().is_some_and(|hinted| *hinted != session.user_id) {
        return Ok(None);
    }
    if let Some(seconds) = request.max_age {
        let age = now.duration_since(session.authenticated_at);
        // `max_age=0` asks for a new proof, as `prompt=login` does.
        if seconds == 0 || age > SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX)) {
            return Ok(None);
        }
    }
    let Some(user) = app.directory.users.get(&session.user_id).await? else { return Ok(None) };
    let may = !user.blocked
        && user.honours(session.authenticated_at)
        && context.serve(app, request, &session, &user).await?
        && membership::admits(app, context, &user).await?;
    Ok(may.then_some((session, user)))
}

/// `fsa`: an application asked for a login without pages, and there was no session to answer it.
async fn log_silent_failure(app: &App, origin: &Origin, context: &Context) -> Result<(), Refused> {
    let mut event = app.audit.event("fsa").describe("Login required");
    context.client.mark(&mut event);
    event.connection = Some(context.connection.name.clone());
    origin.mark(&mut event);
    event.audience = context.audience().map(str::to_owned);
    event.details.insert("error".to_owned(), serde_json::json!({ "oauthError": "login_required", "message": "Login required" }));
    app.audit.write(event).await.map_err(Refused::from)
}
