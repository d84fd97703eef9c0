//! Reads of what this server does not have, for clients that ask for everything: `a0deploy export` ends with an error at a 404 of
//! these paths (reference 8.3), and an empty list is true of a tenant that cannot have any.
//!
//! They exist for reading only: creating one is a 404 as before. Groups that the tool goes on without at a 404 or 501 are not here.

use axum::Json;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::paging::{Checkpoints, FROM, INCLUDE_TOTALS, PAGE, PER_PAGE, Paged, Paging, TAKE};
use super::query::{FIELDS, INCLUDE_FIELDS, Knows, Param, Query, query_of};
use crate::http::error::ApiError;

const HYDRATE: Param = Param::text("hydrate");

query_of!(Flows = [PAGE, PER_PAGE, INCLUDE_TOTALS, FROM, TAKE, HYDRATE, Param::text("synchronous")]);
query_of!(Forms = [PAGE, PER_PAGE, INCLUDE_TOTALS, FROM, TAKE, HYDRATE]);
query_of!(
    Renderings = [
        PAGE,
        PER_PAGE,
        INCLUDE_TOTALS,
        FROM,
        TAKE,
        FIELDS,
        INCLUDE_FIELDS,
        Param::text("prompt"),
        Param::text("screen"),
        Param::text("rendering_mode"),
    ]
);
query_of!(Disabled = [Param::flag("disabled")]);

fn empty<K: Knows>(plural: &str, query: Query<K>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    Ok(Json(Paging::of(&params)?.answer(plural, Vec::new())))
}

/// No flows.
pub async fn flows(query: Query<Flows>) -> Result<Json<Value>, ApiError> {
    empty("flows", query)
}

/// No connections of flows.
pub async fn flow_connections(query: Query<Paged>) -> Result<Json<Value>, ApiError> {
    empty("connections", query)
}

/// No forms.
pub async fn forms(query: Query<Forms>) -> Result<Json<Value>, ApiError> {
    empty("forms", query)
}

/// No event streams.
pub async fn event_streams(query: Query<Checkpoints>) -> Result<Json<Value>, ApiError> {
    // This list is an object in either style.
    Paging::of(&query.params()?)?;
    Ok(Json(json!({ "eventStreams": [] })))
}

/// No self-service profiles.
pub async fn self_service_profiles(query: Query<Paged>) -> Result<Json<Value>, ApiError> {
    empty("self_service_profiles", query)
}

/// No policies of multi-factor authentication: nobody is asked for a second factor. The list has one form only.
pub async fn mfa_policies(query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    Ok(Json(json!([])))
}

/// No providers of text messages.
pub async fn phone_providers(query: Query<Disabled>) -> Result<Json<Value>, ApiError> {
    query.params()?;
    Ok(Json(json!({ "providers": [] })))
}

/// No screens that are rendered in another way than the server's own.
pub async fn renderings(query: Query<Renderings>) -> Result<Json<Value>, ApiError> {
    empty("configs", query)
}

/// No templates of text messages.
pub async fn phone_templates(query: Query<Disabled>) -> Result<Json<Value>, ApiError> {
    query.params()?;
    Ok(Json(json!({ "templates": [] })))
}

/// No supplemental signals.
pub async fn supplemental_signals(query: Query) -> Result<Json<Value>, ApiError> {
    refused(query, "Supplemental signals are not a feature of this server.")
}

/// No detection of bots and no captcha.
pub async fn bots(query: Query) -> Result<Json<Value>, ApiError> {
    refused(query, "This server does not detect bots.")
}

/// Not a list but a setting: it has no empty form, and 403 is the one refusal that the tool takes for an answer.
fn refused(query: Query, message: &str) -> Result<Json<Value>, ApiError> {
    query.none()?;
    Err(ApiError::new(StatusCode::FORBIDDEN, message).code("feature_not_enabled"))
}
