//! Errors on the wire, mapped once: public text here, log text to the log.
//!
//! Two forms, because there are two contracts: the Management API's `{statusCode, error, message, errorCode?}` (reference 4.1)
//! and OAuth's `{error, error_description}` (RFC 6749 section 5.2, reference 5.1).

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::storage::StoreError;

/// An error of the Management API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// The status.
    pub status: StatusCode,
    /// The sentence.
    pub message: String,
    /// The code, where Auth0 has one.
    pub code: Option<&'static str>,
}

impl ApiError {
    /// An error without a code.
    pub fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), code: None }
    }

    /// The same with a code.
    #[must_use]
    pub fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    /// 400 `invalid_body` (reference 4.1).
    pub fn invalid_body(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, format!("Payload validation error: {}", message.into())).code("invalid_body")
    }

    /// 400 `invalid_query_string`.
    pub fn invalid_query(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, format!("Query validation error: {}", message.into())).code("invalid_query_string")
    }

    /// 404.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    /// 403 of a tenant that is full.
    pub fn full() -> Self {
        Self::new(StatusCode::FORBIDDEN, "You reached the limit of entities of this type for this tenant.").code("too_many_entities")
    }

    /// 409.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, message)
    }

    /// 500; the cause goes to the log alone.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "a Management API request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "An internal error occurred.")
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(_) => Self::conflict("The record was changed by somebody else; read it again and repeat the change."),
            other => Self::internal(other),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let reason = self.status.canonical_reason().unwrap_or("Error");
        let mut body = json!({ "statusCode": self.status.as_u16(), "error": reason, "message": self.message });
        if let (Some(code), Some(object)) = (self.code, body.as_object_mut()) {
            object.insert("errorCode".to_owned(), code.into());
        }
        (self.status, Json(body)).into_response()
    }
}

/// Characters of an OAuth error's sentence.
const MAX_DESCRIPTION: usize = 1024;

/// An error of an OAuth endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OAuthError {
    /// The status.
    pub status: StatusCode,
    /// The code of RFC 6749 or Auth0.
    pub error: &'static str,
    /// The sentence.
    pub description: String,
}

impl OAuthError {
    /// An error with its status.
    pub fn new(status: StatusCode, error: &'static str, description: impl Into<String>) -> Self {
        // What the caller wrote is repeated to them, but on one line and not at any length (RFC 6749 section 5.2: no control characters).
        let description = description.into().chars().filter(|c| !c.is_control()).take(MAX_DESCRIPTION).collect();
        Self { status, error, description }
    }

    /// 400 `invalid_request`.
    pub fn invalid_request(description: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", description)
    }

    /// 401 `invalid_client`.
    pub fn invalid_client(description: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", description)
    }

    /// 403 `invalid_grant`, Auth0's status for it.
    pub fn invalid_grant(description: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "invalid_grant", description)
    }

    /// 500; the cause goes to the log alone.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "an OAuth request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "server_error", "An internal error occurred.")
    }
}

impl From<StoreError> for OAuthError {
    fn from(error: StoreError) -> Self {
        Self::internal(error)
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let body = Json(json!({ "error": self.error, "error_description": self.description }));
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        // RFC 6749 section 5.1: token answers, good or bad, are not cached.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"anteroom\""));
        }
        response
    }
}

/// The answer after a handler panicked, which fails one request and nothing else. The panic's own text is in the log.
pub fn after_panic(_: Box<dyn std::any::Any + Send>) -> Response {
    OAuthError::internal("a handler panicked").into_response()
}
