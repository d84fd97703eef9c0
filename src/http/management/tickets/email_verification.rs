//! `POST /api/v2/tickets/email-verification`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{IDENTITY, ORGANIZATION, RESULT_URL, TTL, bad_request, client, flag, in_a_database, result_url, ttl, user};
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::schema::{Field, Kind, Schema};
use crate::identity::TicketKind;
use crate::recovery::tickets::{Offer, draw};

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
    in_a_database(&app, &user).await?;
    let offer = Offer {
        result_url: result_url(&given),
        ttl: ttl(&given),
        client_id: client(&app, &given).await?.map(|client| client.client_id),
        include_email: flag(&given, "includeEmailInRedirect"),
        ..Offer::of(TicketKind::EmailVerification, &user)
    };
    let (ticket, url) = draw(&app, offer);
    app.directory.tickets.insert(ticket).await?;
    Ok((StatusCode::CREATED, Json(json!({ "ticket": format!("{url}#") }))))
}
