//! `POST /api/v2/tickets/email-verification`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::Value;

use super::{IDENTITY, ORGANIZATION, RESULT_URL, TTL, bad_request, offered, user};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::identity::TicketKind;

const BODY: Schema = Schema(&[
    Field::required("user_id", Kind::Text(1, 128)),
    Field::new("result_url", RESULT_URL),
    Field::new("client_id", Kind::Text(1, 64)),
    Field::new("organization_id", ORGANIZATION),
    Field::new("ttl_sec", TTL),
    Field::new("includeEmailInRedirect", Kind::Bool),
    Field::new("identity", IDENTITY),
]);

/// Makes a link that proves the address of a user.
pub async fn email_verification(State(app): State<Shared>, body: Body) -> Result<(StatusCode, Json<Value>), ApiError> {
    let given = body.check(&BODY)?;
    let user = user(&app, &given).await?;
    if user.email.is_none() {
        return Err(bad_request("The user does not have an email address."));
    }
    offered(&app, &given, TicketKind::EmailVerification, &user).await
}
