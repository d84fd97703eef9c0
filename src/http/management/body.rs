//! The JSON body of a Management API request. What it may hold is the endpoint's [schema](super::schema::Schema).

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use super::schema::Schema;
use crate::http::error::ApiError;

/// A parsed body, not yet checked.
#[derive(Debug)]
pub struct Body(Value);

impl Body {
    /// The members, checked against `schema`.
    ///
    /// # Errors
    /// 400 `invalid_body`.
    pub fn check(self, schema: &Schema) -> Result<Map<String, Value>, ApiError> {
        schema.check(self.0)
    }

    /// The value as it came, for the few bodies that are not objects.
    pub fn into_value(self) -> Value {
        self.0
    }
}

/// Whether the content type is JSON.
pub fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case("application/json")
}

/// 413.
pub fn too_large(limit: usize) -> ApiError {
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, format!("The body is larger than {limit} bytes.")).code("invalid_body")
}

fn malformed() -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, "Invalid request payload JSON format").code("invalid_body")
}

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let json = is_json(request.headers());
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => too_large(crate::http::MAX_BODY),
            _ => malformed(),
        })?;
        if !json && !bytes.is_empty() {
            let message = "The content type must be application/json.";
            return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, message).code("invalid_body"));
        }
        if bytes.is_empty() {
            return Ok(Self(Value::Object(Map::new())));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(|_| malformed())
    }
}
