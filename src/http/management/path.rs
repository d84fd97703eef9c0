//! The parameters in the path of a Management API request, refused in the API's own form where they are no text.

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::operation::Argument;
use crate::http::error::ApiError;

/// One text, or a tuple of as many as the path has parameters.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T> Argument for Path<T> {}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(values)) => Ok(Self(values)),
            Err(rejection) if rejection.status() == StatusCode::BAD_REQUEST => {
                let message = "Path validation error: 'The path is no UTF-8 when its percent signs are read'.";
                Err(ApiError::new(StatusCode::BAD_REQUEST, message).code("invalid_uri"))
            }
            // The handler asks for other parameters than its path has.
            Err(rejection) => Err(ApiError::internal(rejection)),
        }
    }
}
