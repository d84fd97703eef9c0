//! `GET /exports/users?ticket=…`: the file of an export, to whoever has its link, once.
//!
//! The secret is in the query, which no line of the log has. Whoever asks for the head alone, as programs do that look at links, takes
//! nothing out.

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::try_unfold;

use super::Shared;
use super::error::ApiError;
use crate::user_jobs::export;
use crate::user_jobs::records::Format;

/// Sends the file.
pub async fn users(State(app): State<Shared>, method: Method, RawQuery(query): RawQuery) -> Result<Response, ApiError> {
    let query = query.unwrap_or_default();
    let secret = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "ticket").map(|(_, value)| value.into_owned());
    let found = export::find(&app, &secret.unwrap_or_default()).await?.ok_or_else(not_found)?;
    let name = match found.format {
        Format::Json => "users.json.gz",
        Format::Csv => "users.csv.gz",
    };
    let mut response = if method == Method::HEAD {
        StatusCode::OK.into_response()
    } else {
        let file = export::take(&app, &found).await?.ok_or_else(not_found)?;
        let pieces = try_unfold(file, |mut file| async move { anyhow::Ok(file.read().await?.map(|bytes| (Bytes::from(bytes), file))) });
        Body::from_stream(pieces).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/gzip"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{}-{name}\"", app.config.tenant)) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(response)
}

fn not_found() -> ApiError {
    ApiError::not_found("The file does not exist, or it was fetched before.")
}
