//! `/api/v2/branding/templates/universal-login`: a page template, stored and given back. The hosted pages do not use it: their
//! content policy has no place for what an operator's template would bring along.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::{Body, body_of};
use crate::http::management::documents;
use crate::http::management::operation::{Bare, Either};
use crate::http::management::query::Query;
use crate::http::management::schema::{Field, Kind, Schema};

const NAME: &str = "branding/templates/universal-login";
/// Characters of a template.
const MAX: usize = 100_000;
const TEMPLATE: Kind = Kind::Text(1, MAX);

body_of!(Template: Kind::Either(&TEMPLATE, &Kind::Object(&Schema(&[Field::required("template", TEMPLATE)]))));

/// The tags that a template must hold, without their blanks.
const TAGS: [&str; 2] = ["{%-auth0:head-%}", "{%-auth0:widget-%}"];

/// Shows the template.
pub async fn read(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let set = documents::read(&app, NAME).await?;
    let body = set.get("body").ok_or_else(|| ApiError::not_found("The template does not exist").code("inexistent_template"))?;
    Ok(Json(json!({ "body": body })))
}

/// Sets the template, sent as a text or as `{template}`: 201 the first time, 204 afterwards.
pub async fn set(State(app): State<Shared>, body: Body<Template>) -> Result<Either<Bare<201>, Bare<204>>, ApiError> {
    let text = match body.value()? {
        Value::Object(mut members) => members.remove("template").unwrap_or_default(),
        text => text,
    };
    let squeezed: String = text.as_str().unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
    if let Some(missing) = TAGS.iter().find(|tag| !squeezed.contains(**tag)) {
        return Err(ApiError::invalid_body(format!("'The template lacks the tag {missing}' on property template.")));
    }
    let before = documents::read(&app, NAME).await?;
    documents::change(&app, NAME, |members| {
        members.insert("body".to_owned(), text.clone());
    })
    .await?;
    Ok(if before.is_empty() { Either::One(Bare) } else { Either::Other(Bare) })
}

/// Removes the template. One that is not there is no error.
pub async fn delete(State(app): State<Shared>, query: Query) -> Result<Bare<204>, ApiError> {
    query.none()?;
    documents::remove(&app, NAME).await?;
    Ok(Bare)
}
