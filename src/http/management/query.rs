//! The query string of a Management API request: known parameters only, each once but for lists, each of its type. Which they are, the handler's
//! signature names: `Query<Known>`, or `Query` where there are none.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::marker::PhantomData;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde_json::Value;

use super::operation::{Argument, Takes};
use crate::faults::shorten;
use crate::http::error::ApiError;

/// What the value of a parameter must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Text, which the endpoint reads.
    Text,
    /// The same, and it may come several times: the values come to the endpoint with commas between them.
    Texts,
    /// `true` or `false`.
    Flag,
    /// A whole number from, to.
    Number(usize, usize),
}

/// One parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// What its value must be, unless it is empty, which counts as absent.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
}

impl Param {
    /// Text.
    pub const fn text(name: &'static str) -> Self {
        Self { name, shape: Shape::Text, required: false }
    }

    /// Texts.
    pub const fn texts(name: &'static str) -> Self {
        Self { name, shape: Shape::Texts, required: false }
    }

    /// Text that must be there.
    pub const fn required(name: &'static str) -> Self {
        Self { name, shape: Shape::Text, required: true }
    }

    /// `true` or `false`.
    pub const fn flag(name: &'static str) -> Self {
        Self { name, shape: Shape::Flag, required: false }
    }

    /// A whole number.
    pub const fn number(name: &'static str, least: usize, most: usize) -> Self {
        Self { name, shape: Shape::Number(least, most), required: false }
    }

    fn check(&self, value: &str) -> Result<(), ApiError> {
        match self.shape {
            _ if value.is_empty() => Ok(()),
            Shape::Text | Shape::Texts => Ok(()),
            Shape::Flag if matches!(value, "true" | "false") => Ok(()),
            Shape::Flag => Err(fault("Expected type boolean but found type string", self.name)),
            Shape::Number(least, most) => {
                let number: i64 = value.parse().map_err(|_| fault("Expected type integer but found type string", self.name))?;
                match usize::try_from(number) {
                    Ok(n) if n > most => Err(fault(&format!("Value {n} is greater than maximum {most}"), self.name)),
                    Ok(n) if n >= least => Ok(()),
                    _ => Err(fault(&format!("Value {number} is less than minimum {least}"), self.name)),
                }
            }
        }
    }
}

/// Which members an answer shows.
pub const FIELDS: Param = Param::text("fields");
/// Whether those of `fields` are shown or left out.
pub const INCLUDE_FIELDS: Param = Param::flag("include_fields");

/// The type of a list of parameters: made with [`query_of!`].
pub trait Knows {
    /// The parameters.
    const PARAMS: &'static [Param];
}

/// Gives a list of parameters a type: `query_of!(Known = [PAGE, Param::text("q")])`.
macro_rules! query_of {
    ($(#[$meta:meta])* $name:ident = $params:expr) => {
        #[doc = "Parameters of a query."]
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name;

        impl $crate::http::management::query::Knows for $name {
            const PARAMS: &'static [$crate::http::management::query::Param] = &$params;
        }
    };
}
pub(crate) use query_of;

query_of!(Nothing = []);
query_of!(Projected = [FIELDS, INCLUDE_FIELDS]);

/// The parameters as they came; [`Query::params`] comes first in every handler.
#[derive(Debug)]
pub struct Query<K = Nothing> {
    pairs: Vec<(String, String)>,
    known: PhantomData<K>,
}

/// Parameters that an endpoint knows.
#[derive(Debug)]
pub struct Params(BTreeMap<String, String>);

fn fault(reason: &str, name: &str) -> ApiError {
    ApiError::invalid_query(format!("'{reason}' on property {name}."))
}

impl<K: Knows> Query<K> {
    /// The parameters, if all are known and those required are there, each is of its type, and none comes twice that is no list.
    ///
    /// # Errors
    /// 400 `invalid_query_string`.
    pub fn params(self) -> Result<Params, ApiError> {
        let mut params: BTreeMap<String, String> = BTreeMap::new();
        for (name, value) in self.pairs {
            let Some(param) = K::PARAMS.iter().find(|param| param.name == name) else {
                let name = shorten(&name);
                return Err(ApiError::invalid_query(format!("'Additional properties not allowed: {name}'.")));
            };
            param.check(&value)?;
            match params.get_mut(&name) {
                Some(before) if param.shape == Shape::Texts => {
                    before.push(',');
                    before.push_str(&value);
                }
                Some(_) => return Err(fault("The parameter comes more than once", param.name)),
                None => drop(params.insert(name, value)),
            }
        }
        let params = Params(params);
        match K::PARAMS.iter().find(|param| param.required && params.text(param.name).is_none()) {
            Some(missing) => Err(ApiError::invalid_query(format!("'Missing required property: {}'.", missing.name))),
            None => Ok(params),
        }
    }
}

impl Query {
    /// No parameter is taken.
    ///
    /// # Errors
    /// 400 `invalid_query_string`.
    pub fn none(self) -> Result<(), ApiError> {
        self.params().map(drop)
    }
}

impl<K: Knows> Argument for Query<K> {
    const TAKES: Takes = Takes { query: Some(K::PARAMS), body: None };
}

impl<S: Send + Sync, K> FromRequestParts<S> for Query<K> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes()).map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
        Ok(Self { pairs, known: PhantomData })
    }
}

impl Params {
    /// Text that is there, because its parameter is [required](Param::required).
    ///
    /// # Errors
    /// 500 where the endpoint does not require it: it must not go on as if it were empty.
    pub fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.text(name).ok_or_else(|| ApiError::internal(format!("the parameter {name} is not required")))
    }

    /// Text; an empty one counts as absent.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|v| !v.is_empty())
    }

    /// What a [`Shape::Flag`] says.
    pub fn flag(&self, name: &str) -> Option<bool> {
        self.text(name).map(|value| value == "true")
    }

    /// What a [`Shape::Number`] says.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.text(name).and_then(|value| value.parse().ok())
    }

    /// `fields` and `include_fields`.
    pub fn projection(&self) -> Projection {
        let names = self.text("fields").map(|all| all.split(',').map(|name| name.trim().to_owned()).collect());
        Projection { names, include: self.flag("include_fields").unwrap_or(true) }
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
