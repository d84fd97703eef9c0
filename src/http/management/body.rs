//! The JSON body of a Management API request. What it may hold is a table, which the handler's signature names: `Body<Create>`.

use std::marker::PhantomData;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use super::operation::{Argument, BodyOf, Takes};
use super::schema::{Kind, Schema};
use crate::http::error::ApiError;

/// The type of a body's table: made with [`body_of!`].
pub trait Table {
    /// What the body is.
    const KIND: &'static Kind;
}

/// Gives a table a type: `body_of!(Create = CREATE)` for the members of an object, `body_of!(Names: Kind::List(…))` for anything else.
macro_rules! body_of {
    ($(#[$meta:meta])* $name:ident = $schema:expr) => {
        crate::http::management::body::body_of!($(#[$meta])* $name: $crate::http::management::schema::Kind::Object(&$schema));
    };
    ($(#[$meta:meta])* $name:ident: $kind:expr) => {
        #[doc = "The table of a body."]
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name;

        impl $crate::http::management::body::Table for $name {
            const KIND: &'static $crate::http::management::schema::Kind = &$kind;
        }
    };
}
pub(crate) use body_of;

body_of!(Nothing = Schema(&[]));

/// A parsed body, not yet checked: what it is for may have to be found first.
#[derive(Debug)]
pub struct Body<T = Nothing> {
    value: Value,
    table: PhantomData<T>,
}

impl<T: Table> Body<T> {
    /// The members, checked against the table.
    ///
    /// # Errors
    /// 400 `invalid_body`.
    pub fn check(self) -> Result<Map<String, Value>, ApiError> {
        match self.value()? {
            Value::Object(members) => Ok(members),
            _ => Ok(Map::new()),
        }
    }

    /// The same for the few bodies that are not objects.
    ///
    /// # Errors
    /// 400 `invalid_body`.
    pub fn value(self) -> Result<Value, ApiError> {
        T::KIND.check_body(&self.value)?;
        Ok(self.value)
    }
}

impl<T: Table> Argument for Body<T> {
    const TAKES: Takes = Takes { query: None, body: Some(BodyOf { media: "application/json", kind: Some(T::KIND) }) };
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

impl<S: Send + Sync, T> FromRequest<S> for Body<T> {
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
        let value = match bytes.is_empty() {
            true => Value::Object(Map::new()),
            false => serde_json::from_slice(&bytes).map_err(|_| malformed())?,
        };
        Ok(Self { value, table: PhantomData })
    }
}
