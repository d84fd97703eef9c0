//! `/oidc/logout` (OpenID Connect RP-Initiated Logout 1.0): an application asks, and shows with an ID token whom it means.
//!
//! An ID token of ours that is about this browser's user stands for the user's wish; it may have expired (section 2). Without one
//! anybody could have made the link, so the user is asked, on a page whose form only that page can send.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use serde::Serialize;

use super::{Target, refuse, session};
use crate::app::App;
use crate::http::Shared;
use crate::http::extract::{Fields, Origin};
use crate::http::pages::error::Problem;
use crate::http::pages::look::Look;
use crate::http::pages::render::page;
use crate::http::pages::{cookies, csrf};
use crate::identity::Session;
use crate::token::{Claims, TokenKind};

/// What the form's token is about, beside the session that it is keyed with: no login's id is this word.
const PURPOSE: &str = "logout";

#[derive(Serialize)]
struct Question<'a> {
    csrf: String,
    application: Option<String>,
    account: Option<String>,
    client_id: &'a str,
    post_logout_redirect_uri: &'a str,
    state: &'a str,
}

/// `GET`: logs out, or asks.
pub async fn get(State(app): State<Shared>, origin: Origin, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    match begin(&app, &origin, &jar, query.unwrap_or_default().as_bytes()).await {
        Ok(response) => response,
        Err(problem) => refuse(&app, &origin, problem).await,
    }
}

/// `POST` (section 2: both methods): the same request, sent on to the `GET`, to which the browser attaches its cookie even if the
/// form was another site's.
pub async fn post(State(app): State<Shared>, body: Result<Bytes, BytesRejection>) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return Problem::too_much(rejection.status()).show(&app).await,
    };
    let pairs = url::form_urlencoded::parse(&body);
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    match HeaderValue::from_str(&format!("/oidc/logout?{query}")) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        Err(error) => Problem::internal(error).show(&app).await,
    }
}

/// `POST /u/logout`: the user says yes.
pub async fn confirm(
    State(app): State<Shared>,
    origin: Origin,
    jar: CookieJar,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return Problem::too_much(rejection.status()).show(&app).await,
    };
    match confirmed(&app, &origin, &jar, &headers, &body).await {
        Ok(response) => response,
        Err(problem) => problem.show(&app).await,
    }
}

async fn begin(app: &App, origin: &Origin, jar: &CookieJar, query: &[u8]) -> Result<Response, Problem> {
    let fields = Fields::from_form(query).map_err(|error| Problem::bad_request("invalid_request", error.description))?;
    let hint = match fields.get("id_token_hint") {
        Some(hint) => Some(verified(app, hint, fields.get("client_id"))?),
        None => None,
    };
    let audience = hint.as_ref().and_then(|hint| hint.text("aud"));
    let target = Target::of(app, audience.or(fields.get("client_id")), fields.get("post_logout_redirect_uri")).await?;
    let target = target.with_state(fields.get("state"));
    let Some(session) = session(app, jar).await? else {
        // Nobody is logged in here, so there is nothing to ask.
        return target.leave(app, origin, jar, None).await;
    };
    let about_this_session = hint.is_some_and(|hint| hint.text("sid") == Some(&session.id) || hint.subject() == session.user_id)
        || fields.get("logout_hint") == Some(&session.id);
    if about_this_session {
        return target.leave(app, origin, jar, Some(&session)).await;
    }
    ask(app, jar, &fields, &target, &session).await
}

/// The hint's claims, if it is an ID token that we gave this application.
fn verified(app: &App, hint: &str, client_id: Option<&str>) -> Result<Claims, Problem> {
    let refused = |text: &str| Problem::bad_request("invalid_request", text);
    let claims = app.keys.verify_any_audience(hint, TokenKind::IdHint).map_err(|error| {
        tracing::debug!(%error, "an id_token_hint was refused");
        refused("The id_token_hint is not an ID token of this server.")
    })?;
    if client_id.is_some_and(|client_id| claims.text("aud") != Some(client_id)) {
        return Err(refused("The id_token_hint was given to another application than the client_id names."));
    }
    Ok(claims)
}

async fn ask(app: &App, jar: &CookieJar, fields: &Fields, target: &Target, session: &Session) -> Result<Response, Problem> {
    let user = app.directory.users.get(&session.user_id).await.map_err(Problem::internal)?;
    let secret = cookies::session(app, jar).unwrap_or_default();
    let question = Question {
        csrf: csrf::token(&secret, PURPOSE),
        application: target.client.as_ref().map(|client| client.shown_name()),
        account: user.and_then(|user| user.value.email.or(user.value.username)),
        client_id: target.client.as_ref().map(|client| client.client_id.as_str()).unwrap_or_default(),
        post_logout_redirect_uri: fields.get("post_logout_redirect_uri").unwrap_or_default(),
        state: fields.get("state").unwrap_or_default(),
    };
    Ok(page(&Look::of(app).await, StatusCode::OK, "logout.html", question, target.location.as_deref()))
}

/// The form is ours, shown to the browser of this session; its URL is checked again, for it came back through the browser.
async fn confirmed(app: &App, origin: &Origin, jar: &CookieJar, headers: &HeaderMap, body: &[u8]) -> Result<Response, Problem> {
    if !csrf::same_origin(headers, &app.config.public_url) {
        return Err(Problem::forged());
    }
    let fields = Fields::from_form(body).map_err(|_| Problem::forged())?;
    let target = Target::of(app, fields.get("client_id"), fields.get("post_logout_redirect_uri")).await?;
    let target = target.with_state(fields.get("state"));
    let Some(session) = session(app, jar).await? else { return target.leave(app, origin, jar, None).await };
    let secret = cookies::session(app, jar).unwrap_or_default();
    if !csrf::matches(&secret, PURPOSE, fields.get("csrf")) {
        return Err(Problem::forged());
    }
    target.leave(app, origin, jar, Some(&session)).await
}
