//! `POST /api/v2/jobs/verification-email`: sends a user the mail that proves their address, once more.

use axum::extract::State;
use axum::http::StatusCode;

use super::to_json;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::operation::With;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::http::management::tickets::{self, IDENTITY, ORGANIZATION};
use crate::recovery::verification;

const BODY: Schema = Schema(&[
    Field::required("user_id", Kind::Text(1, 128)),
    Field::new("client_id", Kind::Text(1, 64)),
    Field::new("identity", IDENTITY),
    Field::new("organization_id", ORGANIZATION),
]);
body_of!(Given = BODY);

/// Stages the mail, and answers with the job that tells what becomes of it.
pub async fn verification_email(State(app): State<Shared>, body: Body<Given>) -> Result<With<201>, ApiError> {
    let given = body.check()?;
    let user = tickets::user(&app, &given).await?;
    let bad_request = |message: &str| ApiError::new(StatusCode::BAD_REQUEST, message);
    if user.email.is_none() {
        return Err(bad_request("User does not have an email address."));
    }
    if !tickets::has_a_database(&app, &user).await? {
        return Err(bad_request("Connection must be a database connection."));
    }
    let client = tickets::client(&app, &given).await?;
    let job = verification::by_job(&app, &user, client.as_ref()).await?;
    Ok(With(to_json(&job)))
}
