//! `/u/unblock`: the link of the mail about attempts at an account leads here, and a button lets its user try again.

use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum_extra::extract::CookieJar;

use super::button;
use super::error::shown;
use super::posted::Posted;
use crate::http::Shared;
use crate::http::extract::Origin;
use crate::identity::TicketKind;
use crate::recovery::unblock;

/// `GET /u/unblock`.
pub async fn get(State(app): State<Shared>, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    button::page(&app, &jar, query.as_deref(), TicketKind::Unblock, "unblock.html").await
}

/// `POST /u/unblock`.
pub async fn post(State(app): State<Shared>, origin: Origin, posted: Posted) -> Response {
    let answered = async {
        let visit = button::pressed(&app, &origin, &posted).await?;
        let lifted = unblock::lift(&app, &origin, &visit.secret).await;
        button::answer(&app, visit, lifted, "Account unblocked", "Your account has been unblocked. You can log in again.").await
    };
    shown(&app, answered.await).await
}
