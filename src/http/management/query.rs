//! The query string of a Management API request: known parameters only, each once, each of its type.

use std::collections::BTreeMap;
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde_json::Value;

use crate::http::error::ApiError;

/// The parameters as they came; [`Query::only`] comes first in every handler.
#[derive(Debug, Default)]
pub struct Query {
    pairs: Vec<(String, String)>,
}

/// Parameters that an endpoint knows.
#[derive(Debug)]
pub struct Params(BTreeMap<String, String>);

fn fault(reason: &str, name: &str) -> ApiError {
    ApiError::invalid_query(format!("'{reason}' on property {name}."))
}

impl Query {
    /// The parameters, if `known` names them all and none comes twice.
    ///
    /// # Errors
    /// 400 `invalid_query_string`.
    pub fn only(self, known: &[&str]) -> Result<Params, ApiError> {
        let mut params = BTreeMap::new();
        for (name, value) in self.pairs {
            if !known.contains(&name.as_str()) {
                let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
                return Err(ApiError::invalid_query(format!("'Additional properties not allowed: {name}'.")));
            }
            if params.insert(name.clone(), value).is_some() {
                return Err(fault("The parameter comes more than once", &name));
            }
        }
        Ok(Params(params))
    }

    /// No parameter is taken.
    ///
    /// # Errors
    /// 400 `invalid_query_string`.
    pub fn none(self) -> Result<(), ApiError> {
        self.only(&[]).map(drop)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes()).map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
        Ok(Self { pairs })
    }
}

impl Params {
    /// Text; an empty one counts as absent.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|v| !v.is_empty())
    }

    /// `true` or `false`.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.text(name) {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(fault("Expected type boolean but found type string", name)),
        }
    }

    /// A whole number in a range.
    pub fn number(&self, name: &str, least: usize, most: usize) -> Result<Option<usize>, ApiError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let number: i64 = text.parse().map_err(|_| fault("Expected type integer but found type string", name))?;
        match usize::try_from(number) {
            Ok(n) if n < least => Err(fault(&format!("Value {n} is less than minimum {least}"), name)),
            Ok(n) if n > most => Err(fault(&format!("Value {n} is greater than maximum {most}"), name)),
            Ok(n) => Ok(Some(n)),
            Err(_) => Err(fault(&format!("Value {number} is less than minimum {least}"), name)),
        }
    }

    /// `fields` and `include_fields`.
    ///
    /// # Errors
    /// 400 for an `include_fields` that is no boolean.
    pub fn projection(&self) -> Result<Projection, ApiError> {
        let include = self.flag("include_fields")?.unwrap_or(true);
        let names = self.text("fields").map(|all| all.split(',').map(|name| name.trim().to_owned()).collect());
        Ok(Projection { names, include })
    }
}

/// Which members an answer shows.
#[derive(Debug)]
pub struct Projection {
    names: Option<Vec<String>>,
    include: bool,
}

impl Projection {
    /// Whether `name` is asked for by its name.
    pub fn names(&self, name: &str) -> bool {
        self.include && self.names.as_ref().is_some_and(|all| all.iter().any(|n| n == name))
    }

    /// `value` with only the members that are asked for.
    pub fn apply(&self, mut value: Value) -> Value {
        if let (Some(names), Some(object)) = (&self.names, value.as_object_mut()) {
            object.retain(|name, _| names.iter().any(|n| n == name) == self.include);
        }
        value
    }
}
