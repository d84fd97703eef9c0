//! `POST /dbconnections/change_password` (reference 5.2): a mail with a link for whoever has an account, and the same answer for
//! everybody.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::signup::{Failure, bad_request, client, connection};
use crate::http::Shared;
use crate::http::error::OAuthError;
use crate::http::extract::{Fields, Origin};
use crate::recovery::request::{MOST_EMAIL, ResetRequest, request};

/// The answer, whether or not the account exists.
const SENT: &str = "We've just sent you an email to reset your password.";

/// Asks for a link.
pub async fn change_password(State(app): State<Shared>, origin: Origin, fields: Fields) -> Result<Response, Failure> {
    let email = fields.require("email")?.trim().to_owned();
    if email.chars().count() > MOST_EMAIL {
        return Err(OAuthError::invalid_request(format!("email has more than {MOST_EMAIL} characters")).into());
    }
    if fields.get("organization").is_some() {
        return Err(bad_request("invalid_request", "The organization does not exist."));
    }
    let client = client(&app, &fields).await?;
    let connection = connection(&app, &fields, client.as_ref()).await?;
    if connection.disable_self_service_change_password() {
        return Err(bad_request("change_password_disabled", "Passwords of this connection are changed by its operator."));
    }
    // Counted for accounts that do not exist as well, or the limit would tell which do.
    if app.limits.letter(&origin.ip, &connection.name, &email).is_err() {
        metrics::counter!("anteroom_rate_limited_total", "page" => "dbconnections_change_password").increment(1);
        let description = "Too many attempts. Wait a few minutes and try again.";
        return Err(OAuthError::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", description).into());
    }
    let asked = ResetRequest { connection: &connection, client: client.as_ref(), origin: &origin, email: &email };
    request(&app, asked).await.map_err(|error| Failure::OAuth(error.into()))?;
    Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CACHE_CONTROL, "no-store")], SENT).into_response())
}
