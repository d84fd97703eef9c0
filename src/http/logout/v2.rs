//! `GET /v2/logout` (reference 5.2): Auth0's own logout, without questions.
//!
//! Another site can send a browser here and end its session: that is the contract that applications were written for. The cookie
//! is `SameSite=Lax`, so it takes a navigation that the user sees; an image or a frame does nothing.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum_extra::extract::CookieJar;

use super::{Target, refuse, session};
use crate::app::App;
use crate::http::Shared;
use crate::http::extract::{Fields, Origin};
use crate::http::pages::error::Problem;

/// Logs out. `federated` asks for the upstream provider's logout too; there is no upstream provider.
pub async fn get(State(app): State<Shared>, origin: Origin, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    match leave(&app, &origin, &jar, query.unwrap_or_default().as_bytes()).await {
        Ok(response) => response,
        Err(problem) => refuse(&app, &origin, problem).await,
    }
}

async fn leave(app: &App, origin: &Origin, jar: &CookieJar, query: &[u8]) -> Result<Response, Problem> {
    let fields = Fields::from_form(query).map_err(|error| Problem::bad_request("invalid_request", error.description))?;
    let target = Target::of(app, fields.get("client_id"), fields.get("returnTo")).await?;
    let session = session(app, jar).await?;
    target.leave(app, origin, jar, session.as_ref()).await
}
