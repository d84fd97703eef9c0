//! `/api/v2/branding`: colours, logo, icon and font (reference 4.2). The primary colour and the logo have effect on the hosted
//! pages ([`look`](crate::http::pages::look)); the rest is stored and given back.

pub mod template;
pub mod themes;

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::body::{Body, body_of};
use super::documents;
use super::query::Query;
use super::schema::{Field, Kind, Schema};
use super::urls;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::identity::setting::BRANDING;

const BODY: Schema = Schema(&[
    Field::nullable(
        "colors",
        Kind::Object(&Schema(&[Field::nullable("primary", Kind::Checked(colour)), Field::nullable("page_background", Kind::Any)])),
    ),
    Field::nullable("favicon_url", Kind::Checked(urls::https_or_empty)),
    Field::nullable("logo_url", Kind::Checked(urls::https_or_empty)),
    Field::nullable("font", Kind::Object(&Schema(&[Field::nullable("url", Kind::Checked(urls::https_or_empty))]))),
]);
body_of!(Given = BODY);

/// A background of two colours.
const GRADIENT: Schema = Schema(&[
    Field::required("type", Kind::OneOf(&["linear-gradient"])),
    Field::required("start", Kind::Checked(colour)),
    Field::required("end", Kind::Checked(colour)),
    Field::required("angle_deg", Kind::Integer(0, 360)),
]);

/// Objects whose members are set one by one.
const MERGED: [&str; 2] = ["colors", "font"];

/// Shows what was set.
pub async fn read(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    Ok(Json(Value::Object(documents::read(&app, BRANDING).await?)))
}

/// Changes what is given; null removes.
pub async fn update(State(app): State<Shared>, body: Body<Given>) -> Result<Json<Value>, ApiError> {
    let changes = body.check()?;
    match changes.get("colors").and_then(|colors| colors.get("page_background")) {
        None | Some(Value::Null) => {}
        Some(Value::String(text)) => {
            colour(text).map_err(|reason| ApiError::invalid_body(format!("'{reason}' on property colors.page_background.")))?;
        }
        Some(gradient) => drop(GRADIENT.check(gradient.clone())?),
    }
    let after = documents::change(&app, BRANDING, |members| documents::lay(members, changes.clone(), &MERGED)).await?;
    Ok(Json(Value::Object(after)))
}

/// `#rgb`, `#rgba`, `#rrggbb` or `#rrggbbaa`.
pub(super) fn colour(text: &str) -> Result<(), String> {
    let digits = text.strip_prefix('#').unwrap_or_default();
    if matches!(digits.len(), 3 | 4 | 6 | 8) && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(())
    } else {
        Err("String does not match pattern: ^#(([0-9a-fA-F]{3}){1,2}|([0-9a-fA-F]{4}){1,2})$".to_owned())
    }
}
