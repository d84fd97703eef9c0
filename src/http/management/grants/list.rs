//! `GET /api/v2/grants`.
//!
//! Consents grow with the users, so they are read in chunks: those of one user by the index, all others in the order of their
//! ids, and never more than [`MAX_SCANNED`].

use std::ops::Range;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::CHUNK;
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::{INCLUDE_TOTALS, PAGE, PER_PAGE, with_totals};
use crate::http::management::query::{Param, Params, Query, query_of};
use crate::identity::Consent;
use crate::storage::{Direction, StoreError};

query_of!(Known = [PAGE, PER_PAGE, INCLUDE_TOTALS, Param::text("user_id"), Param::text("client_id"), Param::text("audience")]);

/// Consents that one request looks at: a filter that matches nothing must not read for ever.
const MAX_SCANNED: usize = 100_000;

/// Lists what users have allowed.
pub async fn list(State(app): State<Shared>, query: Query<Known>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let per_page = params.number("per_page").unwrap_or(50);
    let start = params.number("page").unwrap_or(0).saturating_mul(per_page);
    let totals = params.flag("include_totals").unwrap_or(false);
    let wanted = start..start.saturating_add(per_page);
    if wanted.end > MAX_SCANNED {
        return Err(ApiError::invalid_query("'Only the first 100000 records can be paged; filter by user_id' on property page."));
    }
    let (found, total) = scan(&app, &params, wanted, totals).await?;
    let items: Vec<Value> = found.iter().map(wire).collect();
    Ok(Json(if totals { with_totals("grants", start, per_page, total, items) } else { Value::Array(items) }))
}

/// Those that match, from the `wanted` places of the list; with `count`, also how many match in all.
async fn scan(app: &App, params: &Params, wanted: Range<usize>, count: bool) -> Result<(Vec<Consent>, usize), StoreError> {
    let consents = &app.directory.consents;
    let (mut found, mut total, mut scanned) = (Vec::new(), 0, 0);
    let mut after: Option<String> = None;
    while scanned < MAX_SCANNED && (count || total < wanted.end) {
        let chunk = match params.text("user_id") {
            Some(user_id) => consents.list_by("user", user_id, after.as_deref(), CHUNK).await?,
            None => consents.page(after.as_deref(), CHUNK, Direction::Forward).await?,
        };
        scanned += chunk.len();
        after = chunk.last().map(|consent| consent.id.clone());
        let last = chunk.len() < CHUNK;
        for consent in chunk.into_iter().map(|stored| stored.value).filter(|consent| matches(consent, params)) {
            if wanted.contains(&total) {
                found.push(consent);
            }
            total += 1;
        }
        if last {
            break;
        }
    }
    Ok((found, total))
}

fn matches(consent: &Consent, params: &Params) -> bool {
    params.text("client_id").is_none_or(|client| client == consent.client_id)
        && params.text("audience").is_none_or(|audience| audience == consent.audience)
}

fn wire(consent: &Consent) -> Value {
    json!({
        "id": consent.id,
        "clientID": consent.client_id,
        "user_id": consent.user_id,
        "audience": consent.audience,
        "scope": consent.scope,
    })
}
