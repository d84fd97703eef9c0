//! `/u/email-verification`: the link that proves an address leads here, and a button proves it: somebody who signs up with another's
//! address would otherwise have it proved by a machine.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum_extra::extract::CookieJar;

use super::button;
use super::error::shown;
use super::posted::Posted;
use crate::http::Shared;
use crate::http::extract::Origin;
use crate::identity::TicketKind;
use crate::recovery::verification;

/// `GET /u/email-verification`.
pub async fn get(State(app): State<Shared>, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    button::page(&app, &jar, query.as_deref(), TicketKind::EmailVerification, "email_verification.html").await
}

/// `POST /u/email-verification`.
pub async fn post(State(app): State<Shared>, origin: Origin, posted: Posted) -> Response {
    let answered = async {
        let visit = button::pressed(&app, &origin, &posted).await?;
        let proved = verification::prove(&app, &origin, &visit.secret).await;
        button::answer(&app, visit, proved, "Email verified", "Your email was verified. You can continue using the application.").await
    };
    shown(&app, answered.await).await
}
