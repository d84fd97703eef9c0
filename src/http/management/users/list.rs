//! `GET /api/v2/users` and `GET /api/v2/users-by-email`.
//!
//! Of the search language, this takes `email:"…"` and `user_id:"…"`, which the indexes answer exactly; anything else is refused
//! rather than answered with the wrong users.

use axum::Json;
use axum::extract::State;
use serde_json::Value;

use super::to_json;
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::paging::{MAX_PAGED, Paging, with_totals};
use crate::http::management::query::Query;
use crate::identity::User;
use crate::identity::user::normalize_identifier;
use crate::storage::{Direction, Stored};

const KNOWN: [&str; 8] = ["page", "per_page", "include_totals", "connection", "fields", "include_fields", "q", "search_engine"];

/// Lists users.
pub async fn list(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    let params = query.only(&KNOWN)?;
    let projection = params.projection()?;
    let Paging::Page { page, per_page, totals } = Paging::of(&params)? else {
        return Err(ApiError::invalid_query("'Additional properties not allowed: take'."));
    };
    let start = page.saturating_mul(per_page);
    if start.saturating_add(per_page) > MAX_PAGED {
        return Err(ApiError::new(axum::http::StatusCode::BAD_REQUEST, "You can only page through the first 1000 records."));
    }
    if params.text("search_engine").is_some_and(|engine| engine != "v3") {
        return Err(ApiError::new(axum::http::StatusCode::BAD_REQUEST, "You are not allowed to use another search_engine than v3."));
    }
    let connection = params.text("connection");
    let wanted = start + per_page;
    let (found, total) = match (params.text("q"), connection) {
        (Some(q), _) => {
            let mut found = search(&app, q).await?;
            found.retain(|user| connection.is_none_or(|name| name == user.connection));
            let total = found.len();
            (found, total)
        }
        (None, Some(name)) => {
            let found = app.directory.users.list_by("connection", name, None, if totals { usize::MAX } else { wanted }).await?;
            let total = found.len();
            (found, total)
        }
        (None, None) => {
            let total = if totals { count(&app).await? } else { 0 };
            (app.directory.users.page(None, wanted, Direction::Forward).await?, total)
        }
    };
    let items: Vec<Value> = found.iter().skip(start).take(per_page).map(|user| projection.apply(to_json(user))).collect();
    if !totals {
        return Ok(Json(Value::Array(items)));
    }
    let length = items.len();
    let mut answer = with_totals("users", start, per_page, total, items);
    if let Some(members) = answer.as_object_mut() {
        members.insert("length".to_owned(), length.into());
    }
    Ok(Json(answer))
}

/// Lists the users of an address, in all connections.
pub async fn by_email(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    let params = query.only(&["email", "fields", "include_fields"])?;
    let projection = params.projection()?;
    let email = params.text("email").ok_or_else(|| ApiError::invalid_query("'Missing required property: email'."))?;
    let found = app.directory.users.list_by("email", &normalize_identifier(email), None, MAX_PAGED).await?;
    Ok(Json(found.iter().map(|user| projection.apply(to_json(user))).collect()))
}

async fn search(app: &App, q: &str) -> Result<Vec<Stored<User>>, ApiError> {
    let unsupported = || ApiError::invalid_query("'This server searches for email:\"…\" and user_id:\"…\"' on property q.");
    let (field, value) = q.trim().split_once(':').ok_or_else(unsupported)?;
    let value = match value.strip_prefix('"') {
        Some(quoted) => quoted.strip_suffix('"').ok_or_else(unsupported)?,
        None => value,
    };
    if value.is_empty() || value.contains(['"', ' ', '*', '?', '(', '[', '{', '\\']) {
        return Err(unsupported());
    }
    match field {
        "email" => Ok(app.directory.users.list_by("email", &normalize_identifier(value), None, MAX_PAGED).await?),
        "user_id" => Ok(app.directory.users.get(value).await?.into_iter().collect()),
        _ => Err(unsupported()),
    }
}

async fn count(app: &App) -> Result<usize, ApiError> {
    let mut total = 0;
    let mut after: Option<String> = None;
    loop {
        let page = app.directory.users.page(after.as_deref(), 1000, Direction::Forward).await?;
        total += page.len();
        match page.last() {
            Some(last) if page.len() == 1000 => after = Some(last.user_id.clone()),
            _ => return Ok(total),
        }
    }
}
