//! `/u/mfa-recovery-code-challenge`: the recovery code of who has no app at hand.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::CookieJar;

use super::Desk;
use crate::app::App;
use crate::http::Shared;
use crate::http::extract::{Fields, Origin};
use crate::http::pages::error::{Problem, shown};
use crate::http::pages::posted::Posted;
use crate::identity::authenticator::FactorKind;
use crate::login::factor;

const KIND: FactorKind = FactorKind::RecoveryCode;
const TEMPLATE: &str = "mfa_recovery_challenge.html";
const WRONG: &str = "This recovery code is not right. Each one can be used once.";

/// `GET /u/mfa-recovery-code-challenge`.
pub async fn get(State(app): State<Shared>, origin: Origin, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    let desk = match Desk::open(&app, &origin, &jar, query.as_deref()).await {
        Ok(desk) => desk,
        Err(answer) => return answer,
    };
    desk.elsewhere(Some(KIND)).unwrap_or_else(|| desk.frame.page(StatusCode::OK, TEMPLATE, desk.said(None)))
}

/// `POST /u/mfa-recovery-code-challenge`.
pub async fn post(State(app): State<Shared>, origin: Origin, posted: Posted) -> Response {
    let (desk, fields) = match Desk::submit(&app, &origin, &posted).await {
        Ok(submitted) => submitted,
        Err(answer) => return answer,
    };
    shown(&app, attempt(&app, &origin, &posted.jar, desk, &fields).await).await
}

async fn attempt(app: &App, origin: &Origin, jar: &CookieJar, desk: Desk, fields: &Fields) -> Result<Response, Problem> {
    if let Some(elsewhere) = desk.elsewhere(Some(KIND)) {
        return Ok(elsewhere);
    }
    if let Err(refused) = desk.count(app, origin, KIND).await {
        return refused.into_response(|status, said| desk.frame.page(status, TEMPLATE, desk.said(Some(said))));
    }
    // A browser is remembered for the app: who has lost it is to see that it is gone.
    let outcome = factor::prove(app, desk.at(origin), KIND, fields.get("code").unwrap_or_default(), false).await.map_err(super::changed)?;
    Ok(match desk.after(app, origin, jar, outcome).await? {
        Ok(answer) => answer,
        Err(desk) => desk.frame.page(StatusCode::BAD_REQUEST, TEMPLATE, desk.said(Some(WRONG))),
    })
}
