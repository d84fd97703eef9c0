//! `/u/mfa-recovery-code`: shows a new recovery code, once, and goes on when its user has kept it.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use serde::Serialize;

use super::Desk;
use crate::app::App;
use crate::http::Shared;
use crate::http::authorize::complete::to_page;
use crate::http::authorize::continuation;
use crate::http::extract::Origin;
use crate::http::pages::error::{Problem, shown};
use crate::http::pages::posted::Posted;
use crate::login::factor;
use crate::mfa::recovery_code::grouped;

#[derive(Serialize)]
struct Shown {
    code: Option<String>,
}

/// `GET /u/mfa-recovery-code`.
pub async fn get(State(app): State<Shared>, origin: Origin, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    let desk = match Desk::open(&app, &origin, &jar, query.as_deref()).await {
        Ok(desk) => desk,
        Err(answer) => return answer,
    };
    shown(&app, show(&app, &desk)).await
}

fn show(app: &App, desk: &Desk) -> Result<Response, Problem> {
    if desk.waiting.proved.is_none() {
        return Ok(to_page(desk.waiting.page(), &desk.state));
    }
    let code = factor::new_code(app, &desk.held.login).map_err(Problem::internal)?;
    Ok(desk.frame.page(StatusCode::OK, "mfa_recovery_code.html", Shown { code: code.as_deref().map(grouped) }))
}

/// `POST /u/mfa-recovery-code`: its user has kept it.
pub async fn post(State(app): State<Shared>, origin: Origin, posted: Posted) -> Response {
    let desk = match Desk::submit(&app, &origin, &posted).await {
        Ok((desk, _)) => desk,
        Err(answer) => return answer,
    };
    if desk.waiting.proved.is_none() {
        return to_page(desk.waiting.page(), &desk.state);
    }
    shown(&app, continuation::go_on(&app, &origin, &posted.jar, desk.held, None).await).await
}
