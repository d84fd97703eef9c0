//! `GET /api/v2/users` and `GET /api/v2/users-by-email`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::Value;

use super::search::{Asked, Sort, VOCABULARY, find};
use super::to_json;
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::{INCLUDE_TOTALS, MAX_PAGED, PAGE, PER_PAGE, Paging, with_totals_and_length};
use crate::http::management::query::{FIELDS, INCLUDE_FIELDS, Param, Params, Query, query_of};
use crate::http::management::search::{Node, parse};
use crate::identity::User;
use crate::identity::user::normalize_identifier;
use crate::storage::{Direction, Stored};

query_of!(
    Known = [
        PAGE,
        PER_PAGE,
        INCLUDE_TOTALS,
        Param::text("sort"),
        Param::text("connection"),
        FIELDS,
        INCLUDE_FIELDS,
        Param::text("q"),
        Param::text("search_engine"),
        /* An order of equals: without effect on answers that are exact. */ Param::flag("primary_order")
    ]
);
query_of!(ByEmailQuery = [Param::required("email"), FIELDS, INCLUDE_FIELDS]);

/// Users that are counted for a total where the roster has no room for them: keys alone are read.
const MAX_COUNTED: usize = 10_000_000;

/// Lists users.
pub async fn list(State(app): State<Shared>, query: Query<Known>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let projection = params.projection();
    let Paging::Page { page, per_page, totals } = Paging::of(&params)? else {
        return Err(ApiError::invalid_query("'Additional properties not allowed: take'."));
    };
    let start = page.saturating_mul(per_page);
    if start.saturating_add(per_page) > MAX_PAGED {
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "You can only page through the first 1000 records."));
    }
    if params.text("search_engine").is_some_and(|engine| engine != "v3") {
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "You are not allowed to use another search_engine than v3."));
    }
    let (found, total) = users(&app, &params, start + per_page, totals).await?;
    let items: Vec<Value> = found.iter().skip(start).take(per_page).map(|user| projection.apply(to_json(user))).collect();
    if !totals {
        return Ok(Json(Value::Array(items)));
    }
    Ok(Json(with_totals_and_length("users", start, per_page, total, items)))
}

async fn users(app: &App, params: &Params, wanted: usize, count: bool) -> Result<(Vec<Stored<User>>, usize), ApiError> {
    let sort = params.text("sort").map(Sort::of).transpose()?;
    let mut all = Vec::new();
    if let Some(q) = params.text("q") {
        all.push(parse(q, &VOCABULARY)?);
    }
    all.extend(params.text("connection").map(|name| Node::is("identities.connection", name)));
    if all.is_empty() && sort.is_none() {
        let total = match count {
            true => match app.roster.ask(BTreeMap::len).await? {
                Some(total) => total,
                None => app.directory.users.count(MAX_COUNTED).await?,
            },
            false => 0,
        };
        return Ok((app.directory.users.page(None, wanted, Direction::Forward).await?, total));
    }
    find(app, &Asked { node: &Node::All(all), sort: sort.as_ref(), wanted, count }).await
}

/// Lists the users of an address, in all connections.
pub async fn by_email(State(app): State<Shared>, query: Query<ByEmailQuery>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let projection = params.projection();
    let email = params.required("email")?;
    let found = app.directory.users.list_by("email", &normalize_identifier(email), None, MAX_PAGED).await?;
    Ok(Json(found.iter().map(|user| projection.apply(to_json(user))).collect()))
}
