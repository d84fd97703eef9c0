//! The styles of pagination (reference 4.1): plain, with totals, and by checkpoint.
//!
//! Lists that an operator fills by hand are read whole and cut here. Users and logs, which grow without bound, use the same
//! [`Paging`] and read their pages from the store.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::query::{Param, Params, query_of};
use crate::http::error::ApiError;

/// The number of a page.
pub const PAGE: Param = Param::number("page", 0, 1_000_000);
/// Its items.
pub const PER_PAGE: Param = Param::number("per_page", 0, 100);
/// Whether the answer tells how many there are in all.
pub const INCLUDE_TOTALS: Param = Param::flag("include_totals");
/// Where a page by checkpoint begins.
pub const FROM: Param = Param::text("from");
/// Its items.
pub const TAKE: Param = Param::number("take", 1, 100);

query_of!(Pages = [PAGE, PER_PAGE, INCLUDE_TOTALS]);
query_of!(Paged = [PAGE, PER_PAGE, INCLUDE_TOTALS, FROM, TAKE]);
query_of!(Checkpoints = [FROM, TAKE]);
query_of!(CheckpointsWithTotals = [FROM, TAKE, INCLUDE_TOTALS]);

/// Records that `page` can reach in users and logs (reference 4.1).
pub const MAX_PAGED: usize = 1000;

/// Which part of a list is asked for.
#[derive(Debug, PartialEq, Eq)]
pub enum Paging {
    /// By number.
    Page {
        /// From 0.
        page: usize,
        /// Items a page.
        per_page: usize,
        /// Whether the answer is an object with totals.
        totals: bool,
    },
    /// From a checkpoint.
    Checkpoint {
        /// The id that the page begins after.
        after: Option<String>,
        /// Items a page.
        take: usize,
    },
}

impl Paging {
    /// Reads the parameters.
    ///
    /// # Errors
    /// 400 for styles mixed, or a checkpoint that this server did not make.
    pub fn of(params: &Params) -> Result<Self, ApiError> {
        let page = params.number("page");
        let per_page = params.number("per_page");
        let take = params.number("take");
        let from = params.text("from");
        if from.is_none() && take.is_none() {
            let totals = params.flag("include_totals").unwrap_or(false);
            return Ok(Self::Page { page: page.unwrap_or(0), per_page: per_page.unwrap_or(50), totals });
        }
        if page.is_some() {
            return Err(ApiError::invalid_query("'page cannot be used together with from and take' on property page."));
        }
        let after = from.map(decode).transpose()?;
        Ok(Self::Checkpoint { after, take: take.unwrap_or(50) })
    }

    /// The same for a list that is paged by checkpoint alone.
    #[must_use]
    pub fn by_checkpoint(self) -> Self {
        match self {
            Self::Page { per_page, .. } => Self::Checkpoint { after: None, take: per_page },
            checkpoint => checkpoint,
        }
    }

    /// The answer for a list that is here whole, as (id, item) ordered by id.
    pub fn answer(&self, plural: &str, mut all: Vec<(String, Value)>) -> Value {
        match self {
            Self::Page { page, per_page, totals } => {
                let total = all.len();
                let start = page.saturating_mul(*per_page);
                let items: Vec<Value> = all.into_iter().skip(start).take(*per_page).map(|(_, item)| item).collect();
                if *totals { with_totals(plural, start, *per_page, total, items) } else { Value::Array(items) }
            }
            Self::Checkpoint { after, take } => {
                if let Some(after) = after {
                    all.retain(|(id, _)| id > after);
                }
                let more = all.len() > *take;
                all.truncate(*take);
                let next = all.last().filter(|_| more).map(|(id, _)| id.clone());
                checkpoint(plural, next, all.into_iter().map(|(_, item)| item).collect())
            }
        }
    }
}

/// `{start, limit, total, <plural>}`.
pub fn with_totals(plural: &str, start: usize, limit: usize, total: usize, items: Vec<Value>) -> Value {
    let mut out = Map::new();
    out.insert("start".to_owned(), json!(start));
    out.insert("limit".to_owned(), json!(limit));
    out.insert("total".to_owned(), json!(total));
    out.insert(plural.to_owned(), Value::Array(items));
    Value::Object(out)
}

/// `{start, limit, total, length, <plural>}`, of which the last two say the same.
pub fn with_totals_and_length(plural: &str, start: usize, limit: usize, total: usize, items: Vec<Value>) -> Value {
    let length = items.len();
    let mut answer = with_totals(plural, start, limit, total, items);
    if let Some(members) = answer.as_object_mut() {
        members.insert("length".to_owned(), length.into());
    }
    answer
}

/// `{next?, <plural>}`.
pub fn checkpoint(plural: &str, next: Option<String>, items: Vec<Value>) -> Value {
    let mut out = Map::new();
    if let Some(next) = next {
        out.insert("next".to_owned(), URL_SAFE_NO_PAD.encode(next).into());
    }
    out.insert(plural.to_owned(), Value::Array(items));
    Value::Object(out)
}

fn decode(from: &str) -> Result<String, ApiError> {
    let bytes = URL_SAFE_NO_PAD.decode(from).ok().filter(|bytes| bytes.len() <= 512);
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.ok_or_else(|| ApiError::invalid_query("'The checkpoint is not one of this server' on property from."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> Vec<(String, Value)> {
        (0..5).map(|n| (format!("id{n}"), json!(n))).collect()
    }

    #[test]
    fn a_page_past_the_end_is_empty() {
        let paging = Paging::Page { page: 9, per_page: 2, totals: false };
        assert_eq!(paging.answer("things", list()), json!([]));
    }

    #[test]
    fn checkpoints_lead_through_the_whole_list_and_then_end() {
        let mut after = None;
        let mut seen = Vec::new();
        loop {
            let answer = Paging::Checkpoint { after: after.take(), take: 2 }.answer("things", list());
            seen.extend(answer["things"].as_array().unwrap().clone());
            match answer.get("next") {
                Some(next) => after = Some(decode(next.as_str().unwrap()).unwrap()),
                None => break,
            }
        }
        assert_eq!(Value::Array(seen), json!([0, 1, 2, 3, 4]));
    }

    #[test]
    fn totals_tell_where_the_page_is() {
        let answer = Paging::Page { page: 1, per_page: 2, totals: true }.answer("things", list());
        assert_eq!(answer, json!({"start":2,"limit":2,"total":5,"things":[2,3]}));
    }
}
