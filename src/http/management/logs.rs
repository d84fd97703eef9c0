//! `GET /api/v2/logs` and `GET /api/v2/logs/{id}`: the tenant log (reference 6), until the end of its retention.

mod filter;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::Value;

use self::filter::Filter;
use super::paging::{MAX_PAGED, with_totals};
use super::query::Query;
use crate::app::App;
use crate::audit::LogEvent;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::storage::{Direction, Stored};

/// Events read from the store at a time.
const CHUNK: usize = 500;
/// Events that one request looks at: a filter that matches nothing must not read for ever.
const MAX_SCANNED: usize = 100_000;

const KNOWN: [&str; 10] = ["page", "per_page", "include_totals", "sort", "fields", "include_fields", "from", "take", "q", "search"];

/// Lists events: newest first by page, or in order of time from a checkpoint.
pub async fn list(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    let params = query.only(&KNOWN)?;
    let projection = params.projection()?;
    let show = |event: &LogEvent| projection.apply(event.to_json());
    let take = params.number("take", 1, 100)?;
    if take.is_some() || params.text("from").is_some() {
        let filter = Filter::none();
        let (events, _) = scan(&app, &filter, params.text("from"), Direction::Forward, take.unwrap_or(50), false).await?;
        return Ok(Json(events.iter().map(|event| show(event)).collect()));
    }
    let filter = Filter::of(params.text("q").or(params.text("search")))?;
    let direction = match params.text("sort") {
        None | Some("date:-1") => Direction::Backward,
        Some("date:1") => Direction::Forward,
        Some(_) => return Err(ApiError::invalid_query("'Events are sorted by date:1 or date:-1' on property sort.")),
    };
    let per_page = params.number("per_page", 0, 100)?.unwrap_or(50);
    let start = params.number("page", 0, 1_000_000)?.unwrap_or(0).saturating_mul(per_page);
    let totals = params.flag("include_totals")?.unwrap_or(false);
    if start.saturating_add(per_page) > MAX_PAGED {
        let message = "You can only page through the first 1000 records; go on with from and take.";
        return Err(ApiError::new(axum::http::StatusCode::BAD_REQUEST, message));
    }
    let (events, total) = scan(&app, &filter, None, direction, start + per_page, totals).await?;
    let items: Vec<Value> = events.iter().skip(start).map(|event| show(event)).collect();
    if !totals {
        return Ok(Json(Value::Array(items)));
    }
    let length = items.len();
    let mut answer = with_totals("logs", start, per_page, total, items);
    if let Some(members) = answer.as_object_mut() {
        members.insert("length".to_owned(), length.into());
    }
    Ok(Json(answer))
}

/// Shows one event.
pub async fn read(State(app): State<Shared>, Path(id): Path<String>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    let found = app.audit.events.get(&id).await?.filter(|event| event.expires_at > app.clock.now());
    found.map(|event| Json(event.to_json())).ok_or_else(|| ApiError::not_found("Log not found."))
}

/// The first `wanted` events that match beyond `after`, and how many match where that is asked for.
async fn scan(
    app: &App,
    filter: &Filter,
    after: Option<&str>,
    direction: Direction,
    wanted: usize,
    count: bool,
) -> Result<(Vec<Stored<LogEvent>>, usize), ApiError> {
    let now = app.clock.now();
    let (mut found, mut total, mut scanned) = (Vec::new(), 0, 0);
    let mut after = after.map(str::to_owned);
    while (found.len() < wanted || count) && scanned < MAX_SCANNED {
        let chunk = app.audit.events.page(after.as_deref(), CHUNK, direction).await?;
        let last = chunk.len() < CHUNK;
        scanned += chunk.len();
        after = chunk.last().map(|event| event.log_id.clone());
        for event in chunk {
            if event.expires_at > now && filter.matches(&event) {
                total += 1;
                if found.len() < wanted {
                    found.push(event);
                }
            }
        }
        if last {
            break;
        }
    }
    Ok((found, total))
}
