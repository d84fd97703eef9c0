//! `POST /api/v2/tickets/email-verification`.

use axum::extract::State;

use super::{IDENTITY, ORGANIZATION, RESULT_URL, TTL, bad_request, offered, user};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::operation::With;
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
body_of!(Given = BODY);

/// Makes a link that proves the address of a user.
pub async fn email_verification(State(app): State<Shared>, body: Body<Given>) -> Result<With<201>, ApiError> {
    let given = body.check()?;
    let user = user(&app, &given).await?;
    if user.email.is_none() {
        return Err(bad_request("The user does not have an email address."));
    }
    offered(&app, &given, TicketKind::EmailVerification, &user).await
}
