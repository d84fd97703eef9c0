//! `response_mode=web_message`: a page that posts the answer to the page which opened or frames it, and to nobody else.
//!
//! The browser delivers the message to one origin only, that of the callback, and that has been found among the application's web
//! origins. The same origin alone may frame the page; it is the only answer of this server that anybody may frame, and it shows nothing.
//! No value is ever in the script: it is one text, allowed by its hash, and reads the values from attributes.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::Serialize;
use serde_json::{Map, Value};

use super::target::origin;
use crate::app::App;
use crate::http::pages::error::Problem;
use crate::http::pages::look::Look;
use crate::http::pages::{render, script};
use crate::http::security::MayBeFramed;

/// What the page holds.
#[derive(Serialize)]
struct Message<'a> {
    target: &'a str,
    response: String,
}

/// The page that posts `fields` to the origin of `redirect_uri`.
pub async fn page(app: &App, redirect_uri: &str, fields: &[(&str, &str)]) -> Response {
    let Some(target) = origin(redirect_uri) else {
        return Problem::internal("a message has no origin to go to").show(app).await;
    };
    let response: Map<String, Value> = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    let values = Message { target: &target, response: Value::Object(response).to_string() };
    let mut shown = render::page(&Look::of(app).await, StatusCode::OK, "web_message.html", values, None);
    let policy = format!("default-src 'none'; frame-ancestors {target}; base-uri 'none'; form-action 'none'");
    match HeaderValue::from_str(&policy) {
        Ok(policy) => drop(shown.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy)),
        Err(error) => return Problem::internal(error).show(app).await,
    }
    shown.extensions_mut().insert(MayBeFramed);
    script::allow(shown, &script::WEB_MESSAGE)
}
