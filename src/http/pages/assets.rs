//! `GET /u/assets/{file}`: the stylesheet under the hash of its content, kept by browsers for a year, and the icon of the tab.

use axum::extract::{OriginalUri, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::look::Look;
use crate::http::Shared;

const ICON: &str = include_str!("templates/icon.svg");

/// The icon. Its name has no hash: it is not worth a second look at the tenant.
pub async fn icon() -> Response {
    ([(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")], ICON).into_response()
}

/// The stylesheet; a path with another hash is not there, so that no cache keeps the wrong text under a name.
pub async fn get(State(app): State<Shared>, OriginalUri(uri): OriginalUri) -> Response {
    match Look::of(&app).await.css_at(uri.path()) {
        Some(css) => {
            let headers =
                [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
            (headers, css).into_response()
        }
        None => (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-store")], "Not found\n").into_response(),
    }
}
