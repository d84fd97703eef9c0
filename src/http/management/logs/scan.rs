//! How events are read: from the newest or the oldest, those of one user by the index, until the end of their retention.

use super::filter::{Searched, user};
use crate::app::App;
use crate::audit::LogEvent;
use crate::http::error::ApiError;
use crate::http::management::search::Node;
use crate::storage::{Direction, Stored};

/// Events read from the store at a time.
const CHUNK: usize = 500;
/// Events that one request looks at: a filter that matches nothing must not read for ever.
const MAX_SCANNED: usize = 100_000;

/// What is asked for.
pub struct Asked<'a> {
    /// Which events.
    pub node: &'a Node,
    /// The id that they begin beyond.
    pub after: Option<&'a str>,
    /// Which end comes first.
    pub direction: Direction,
    /// How many from there.
    pub wanted: usize,
    /// Whether all are to be counted.
    pub count: bool,
}

/// The first `wanted` events that match, and how many match where that is asked for.
pub async fn scan(app: &App, asked: &Asked<'_>) -> Result<(Vec<Stored<LogEvent>>, usize), ApiError> {
    app.audit.later.settled().await;
    let now = app.clock.now();
    let user = user(asked.node);
    let (mut found, mut total, mut scanned) = (Vec::new(), 0, 0);
    let mut after = asked.after.map(str::to_owned);
    while (found.len() < asked.wanted || asked.count) && scanned < MAX_SCANNED {
        let events = &app.audit.events;
        let chunk = match user {
            Some(user) => events.page_by("user", user, after.as_deref(), CHUNK, asked.direction).await?,
            None => events.page(after.as_deref(), CHUNK, asked.direction).await?,
        };
        let last = chunk.len() < CHUNK;
        scanned += chunk.len();
        after = chunk.last().map(|event| event.log_id.clone());
        for event in chunk {
            if event.expires_at > now && asked.node.matches(&Searched(&event)) {
                total += 1;
                if found.len() < asked.wanted {
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
