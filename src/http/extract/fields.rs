//! The fields of an OAuth request: a form or a JSON object (reference 5.1: both are taken at the same endpoints).
//!
//! A parameter that comes twice is refused (RFC 6749 section 3.1: "must not be included more than once"): two readers of one
//! request must never see two values.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::http::error::OAuthError;

/// Text fields of a form or a JSON object; other JSON values are kept beside them.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    texts: BTreeMap<String, String>,
    /// The members of a JSON object that are not text.
    pub others: serde_json::Map<String, serde_json::Value>,
}

impl Fields {
    /// The fields of a request that was read before.
    pub fn of(texts: BTreeMap<String, String>) -> Self {
        Self { texts, others: serde_json::Map::new() }
    }

    /// The field's text; an empty one counts as absent (RFC 6749 section 3.1).
    pub fn get(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str).filter(|v| !v.is_empty())
    }

    /// The field's text, or 400 `invalid_request` that names it.
    pub fn require(&self, name: &str) -> Result<&str, OAuthError> {
        self.get(name).ok_or_else(|| OAuthError::invalid_request(format!("Missing required parameter: {name}")))
    }

    /// All text fields.
    pub fn texts(&self) -> &BTreeMap<String, String> {
        &self.texts
    }

    /// Those of these names.
    #[must_use]
    pub fn only(&self, names: &[&str]) -> Self {
        let named = |name: &String| names.contains(&name.as_str());
        Self {
            texts: self.texts.iter().filter(|(name, _)| named(name)).map(|(name, text)| (name.clone(), text.clone())).collect(),
            others: self.others.iter().filter(|(name, _)| named(name)).map(|(name, value)| (name.clone(), value.clone())).collect(),
        }
    }

    /// Reads `application/x-www-form-urlencoded` text, as a body or a query string.
    pub fn from_form(form: &[u8]) -> Result<Self, OAuthError> {
        let mut out = Self::default();
        for (name, value) in url::form_urlencoded::parse(form) {
            if out.texts.insert(name.clone().into_owned(), value.into_owned()).is_some() {
                return Err(OAuthError::invalid_request(format!("Duplicate parameter: {name}")));
            }
        }
        Ok(out)
    }

    /// Reads a JSON object.
    pub fn from_json(json: &[u8]) -> Result<Self, OAuthError> {
        let Members(members) =
            serde_json::from_slice(json).map_err(|error| OAuthError::invalid_request(format!("The body is not a JSON object: {error}")))?;
        let mut out = Self::default();
        let mut seen = BTreeSet::new();
        for (name, value) in members {
            if !seen.insert(name.clone()) {
                return Err(OAuthError::invalid_request(format!("Duplicate parameter: {name}")));
            }
            match value {
                serde_json::Value::String(text) => drop(out.texts.insert(name, text)),
                serde_json::Value::Null => {}
                other => drop(out.others.insert(name, other)),
            }
        }
        Ok(out)
    }
}

/// The members of a JSON object as they come: a map would keep the last of two without a word.
struct Members(Vec<(String, serde_json::Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = OAuthError;

    async fn from_request(request: Request, state: &S) -> Result<Self, OAuthError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let body = Bytes::from_request(request, state).await.map_err(|rejection| {
            OAuthError::new(rejection.status(), "invalid_request", "The request body is too large or could not be read.")
        })?;
        match kind.as_str() {
            "application/x-www-form-urlencoded" => Self::from_form(&body),
            "application/json" => Self::from_json(&body),
            "" if body.is_empty() => Ok(Self::default()),
            other => Err(OAuthError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "invalid_request",
                format!("Content type '{other}' is not taken here; send application/x-www-form-urlencoded or application/json."),
            )),
        }
    }
}
