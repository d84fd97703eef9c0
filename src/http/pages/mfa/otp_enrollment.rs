//! `/u/mfa-otp-enrollment`: sets up an authenticator app, by a picture or a key to be typed, and a first code of it.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;

use super::{Desk, Said, WRONG, remembers, typed};
use crate::app::App;
use crate::http::Shared;
use crate::http::extract::{Fields, Origin};
use crate::http::pages::error::{Problem, shown};
use crate::http::pages::posted::Posted;
use crate::identity::authenticator::FactorKind;
use crate::login::factor;
use crate::mfa::otp;

const TEMPLATE: &str = "mfa_otp_enrollment.html";

#[derive(Serialize)]
struct Offer {
    /// The key, to be typed.
    key: String,
    /// The same as a URL, for an app on the same device.
    url: String,
    /// And as a picture: the path of its dark squares, and how many squares it is wide with the border that readers need.
    path: String,
    size: usize,
    #[serde(flatten)]
    said: Said,
}

/// `GET /u/mfa-otp-enrollment`.
pub async fn get(State(app): State<Shared>, origin: Origin, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    let desk = match Desk::open(&app, &origin, &jar, query.as_deref()).await {
        Ok(desk) => desk,
        Err(answer) => return answer,
    };
    let answer = match desk.elsewhere(None) {
        Some(elsewhere) => Ok(elsewhere),
        None => show(&app, &origin, &desk, StatusCode::OK, None).await,
    };
    shown(&app, answer).await
}

/// `POST /u/mfa-otp-enrollment`.
pub async fn post(State(app): State<Shared>, origin: Origin, posted: Posted) -> Response {
    let (desk, fields) = match Desk::submit(&app, &origin, &posted).await {
        Ok(submitted) => submitted,
        Err(answer) => return answer,
    };
    shown(&app, attempt(&app, &origin, &posted.jar, desk, &fields).await).await
}

async fn attempt(app: &App, origin: &Origin, jar: &CookieJar, desk: Desk, fields: &Fields) -> Result<Response, Problem> {
    if let Some(elsewhere) = desk.elsewhere(None) {
        return Ok(elsewhere);
    }
    if let Err(refused) = desk.count(app, origin, FactorKind::Otp).await {
        let page = show(app, origin, &desk, StatusCode::TOO_MANY_REQUESTS, Some(super::TOO_MANY)).await?;
        return refused.into_response(|_, _| page);
    }
    let outcome = factor::enroll(app, desk.at(origin), &typed(fields), remembers(fields)).await.map_err(super::changed)?;
    match desk.after(app, origin, jar, outcome).await? {
        Ok(answer) => Ok(answer),
        Err(desk) => show(app, origin, &desk, StatusCode::BAD_REQUEST, Some(WRONG)).await,
    }
}

async fn show(app: &App, origin: &Origin, desk: &Desk, status: StatusCode, error: Option<&'static str>) -> Result<Response, Problem> {
    let key = factor::offered(app, desk.at(origin)).await.map_err(super::changed)?;
    let user = &desk.user;
    let account = user.email.as_deref().or(user.username.as_deref()).unwrap_or(&user.user_id);
    let internal = || Problem::internal(anyhow::anyhow!("the key of an app cannot be shown"));
    let shown = otp::shown(&key, &desk.held.context.tenant.shown_name(), account).ok_or_else(internal)?;
    let (path, size) = picture(&shown.url).ok_or_else(internal)?;
    let offer = Offer { key: shown.typed, url: shown.url, path, size, said: desk.said(error) };
    Ok(desk.frame.page(status, TEMPLATE, offer))
}

/// The dark squares of a QR code as the path of an SVG, one line of squares after another, inside a border of four.
fn picture(text: &str) -> Option<(String, usize)> {
    const BORDER: usize = 4;
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (width, colors) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (y, row) in colors.chunks(width).enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + BORDER, y + BORDER));
        }
    }
    Some((path, width + 2 * BORDER))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_a_border_and_its_finder_in_the_corner() {
        let (path, size) = picture("otpauth://totp/x").unwrap();
        assert!(path.starts_with("M4 4h1v1h-1zM5 4h1v1h-1z"), "{path}");
        assert!(size >= 21 + 8 && !path.contains(&format!("M{} ", size - 4)));
    }
}
