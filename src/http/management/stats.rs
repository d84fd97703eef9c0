//! `GET /api/v2/stats/active-users` and `/daily` (reference 4.2 "stats"): counted as the tenant log is written
//! ([`crate::audit::stats`]). A day is one of UTC; no list of leaked passwords is asked, so none was found.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::paging::FROM;
use super::query::{Param, Params, Query, query_of};
use crate::audit::stats::day;
use crate::clock::iso_millis;
use crate::http::Shared;
use crate::http::error::ApiError;

query_of!(DailyQuery = [FROM, Param::text("to")]);

/// Days of one answer.
const MOST: usize = 1_000;
/// Days of an answer whose beginning nobody asks for.
const USUAL: i32 = 30;

/// The number alone.
pub async fn active_users(State(app): State<Shared>, query: Query) -> Result<Json<Value>, ApiError> {
    query.none()?;
    app.audit.count_up().await?;
    Ok(Json(app.audit.active_users().await?.into()))
}

/// Each day on which something was counted.
pub async fn daily(State(app): State<Shared>, query: Query<DailyQuery>) -> Result<Json<Value>, ApiError> {
    let params = query.params()?;
    let to = date(&params, "to")?.unwrap_or_else(|| day(app.clock.now()));
    let from = date(&params, "from")?.unwrap_or_else(|| to.saturating_sub(jiff::Span::new().days(USUAL - 1)));
    if from > to {
        return Err(ApiError::invalid_query("'The first day comes after the last' on property from."));
    }
    app.audit.count_up().await?;
    let days = app.audit.days(from, to, MOST).await?;
    let shown = days.iter().map(|day| {
        json!({
            "date": format!("{}T00:00:00.000Z", day.date),
            "logins": day.logins,
            "signups": day.signups,
            "leaked_passwords": 0,
            "created_at": iso_millis(day.created_at),
            "updated_at": iso_millis(day.updated_at),
        })
    });
    Ok(Json(shown.collect()))
}

fn date(params: &Params, name: &str) -> Result<Option<Date>, ApiError> {
    let Some(text) = params.text(name) else { return Ok(None) };
    let digits = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let date = if digits { Date::strptime("%Y%m%d", text).ok() } else { None };
    date.map(Some).ok_or_else(|| ApiError::invalid_query(format!("'String does not match pattern ^[0-9]{{8}}$' on property {name}.")))
}
