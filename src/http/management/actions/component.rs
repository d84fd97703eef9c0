//! `PUT /api/v2/actions/actions/{id}/component`: ours. The body is the component, as it is.
//!
//! A body may have 32 MiB and components are compiled one at a time, so an upload waits for one of a few places before its body is
//! read: what many uploads at once hold is bounded, and the wait costs a connection alone.

use std::convert::Infallible;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::{StatusCode, header};
use serde_json::Value;

use super::view;
use crate::actions::lifecycle::upload::upload;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::operation::{Argument, BodyOf, Takes};
use crate::http::management::path::Path;

/// The component, whose bytes are not read before there is a place for them.
pub struct Component(Request);

impl<S: Send + Sync> FromRequest<S> for Component {
    type Rejection = Infallible;

    async fn from_request(request: Request, _: &S) -> Result<Self, Infallible> {
        Ok(Self(request))
    }
}

impl Argument for Component {
    const TAKES: Takes = Takes { query: None, body: Some(BodyOf { media: "application/wasm", kind: None }) };
}

/// Checks, compiles and keeps a component as the draft's program; a refused one is not stored.
pub async fn put(State(app): State<Shared>, Path(id): Path<String>, Component(request): Component) -> Result<Json<Value>, ApiError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.trim().eq_ignore_ascii_case("application/wasm") {
        return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "The content type must be application/wasm."));
    }
    let _place = app.uploads.acquire().await.map_err(ApiError::internal)?;
    let bytes = Bytes::from_request(request, &app).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let most = crate::sandbox::MAX_COMPONENT >> 20;
            ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, format!("The component is larger than {most} MiB. Optimise it for size."))
        }
        status => ApiError::new(status, "The body could not be read."),
    })?;
    let action = upload(&app, &id, bytes).await?;
    Ok(Json(view::action(&app, &action).await?))
}
