//! `GET /api/v2/logs` and `GET /api/v2/logs/{id}`: the tenant log (reference 6), until the end of its retention.

mod filter;
mod scan;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::Value;

use self::filter::VOCABULARY;
use self::scan::{Asked, scan};
use super::paging::{FROM, INCLUDE_TOTALS, MAX_PAGED, PAGE, PER_PAGE, TAKE, with_totals_and_length};
use super::path::Path;
use super::query::{FIELDS, INCLUDE_FIELDS, Param, Params, Query, query_of};
use super::search::{Node, parse};
use crate::app::App;
use crate::audit::LogEvent;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::storage::Direction;

query_of!(
    Known =
        [PAGE, PER_PAGE, INCLUDE_TOTALS, Param::text("sort"), FIELDS, INCLUDE_FIELDS, FROM, TAKE, Param::text("q"), Param::text("search")]
);
query_of!(OfUserQuery = [PAGE, PER_PAGE, INCLUDE_TOTALS, Param::text("sort")]);

/// Lists events: newest first by page, or in order of time from a checkpoint.
pub async fn list(State(app): State<Shared>, query: Query<Known>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let take = params.number("take");
    if take.is_some() || params.text("from").is_some() {
        let projection = params.projection();
        let all = Node::All(Vec::new());
        let (after, wanted) = (params.text("from"), take.unwrap_or(50));
        let (events, _) = scan(&app, &Asked { node: &all, after, direction: Direction::Forward, wanted, count: false }).await?;
        return Ok(Json(events.iter().map(|event| projection.apply(event.to_json())).collect()));
    }
    let node = match params.text("q").or(params.text("search")) {
        Some(q) => parse(q, &VOCABULARY)?,
        None => Node::All(Vec::new()),
    };
    page(&app, &params, &node).await
}

/// Lists the events of one user, newest first.
pub async fn of_user(State(app): State<Shared>, Path(id): Path<String>, query: Query<OfUserQuery>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    page(&app, &params, &Node::is("user_id", &id)).await
}

async fn page(app: &App, params: &Params, node: &Node) -> Result<Json<Value>, ApiError> {
    let projection = params.projection();
    let show = |event: &LogEvent| projection.apply(event.to_json());
    let direction = match params.text("sort") {
        None | Some("date:-1") => Direction::Backward,
        Some("date:1") => Direction::Forward,
        Some(_) => return Err(ApiError::invalid_query("'Events are sorted by date:1 or date:-1' on property sort.")),
    };
    let per_page = params.number("per_page").unwrap_or(50);
    let start = params.number("page").unwrap_or(0).saturating_mul(per_page);
    let totals = params.flag("include_totals").unwrap_or(false);
    if start.saturating_add(per_page) > MAX_PAGED {
        let message = "You can only page through the first 1000 records; go on with from and take.";
        return Err(ApiError::new(StatusCode::BAD_REQUEST, message));
    }
    let asked = Asked { node, after: None, direction, wanted: start + per_page, count: totals };
    let (events, total) = scan(app, &asked).await?;
    let items: Vec<Value> = events.iter().skip(start).map(|event| show(event)).collect();
    if !totals {
        return Ok(Json(Value::Array(items)));
    }
    Ok(Json(with_totals_and_length("logs", start, per_page, total, items)))
}

/// Shows one event.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    app.audit.later.settled().await;
    let found = app.audit.events.get(&id).await?.filter(|event| event.expires_at > app.clock.now());
    found.map(|event| Json(event.to_json())).ok_or_else(|| ApiError::not_found("Log not found."))
}
