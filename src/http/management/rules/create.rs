//! `POST /api/v2/rules`. A Rule without a place gets the one after the last.

use axum::extract::State;
use serde_json::{Map, Value};

use super::schema::Create;
use super::{refused, wire};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::operation::With;
use crate::random::prefixed;
use crate::rules::change::{self, Change, ChangeError};
use crate::rules::{Rule, STAGE};
use crate::storage::StoreError;
use crate::storage::collection::{Clash, clash};

/// Rules of one tenant: each would run at every login.
const MAX_RULES: usize = 500;
/// How often the place after the last is looked for while others create Rules too.
const TRIES: usize = 20;

/// Creates a Rule; enabled, where nothing else is said.
pub async fn create(State(app): State<Shared>, body: Body<Create>) -> Result<With<201>, ApiError> {
    let given = body.check()?;
    if app.rules.rules.count(MAX_RULES).await? >= MAX_RULES {
        return Err(ApiError::full());
    }
    let wanted = given.get("order").and_then(Value::as_i64);
    let mut tries = 0;
    loop {
        let order = match wanted {
            Some(order) => order,
            None => after_the_last(&app).await?,
        };
        tries += 1;
        let rule = rule(&app, &given, order);
        match change::rule(&app, &Change::Insert(rule.clone())).await {
            Ok(()) => return Ok(With(wire(&rule)?)),
            Err(ChangeError::Store(error)) if wanted.is_none() && tries < TRIES && lost_the_place(&error) => {}
            Err(error) => return Err(refused(error)),
        }
    }
}

fn rule(app: &App, given: &Map<String, Value>, order: i64) -> Rule {
    let text = |name: &str| given.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Rule {
        id: prefixed(&*app.random, "rul_"),
        name: text("name"),
        script: text("script"),
        order,
        enabled: given.get("enabled").and_then(Value::as_bool).unwrap_or(true),
        stage: STAGE.to_owned(),
    }
}

async fn after_the_last(app: &App) -> Result<i64, ApiError> {
    let last = app.rules.rules.all().await?.iter().map(|rule| rule.order).max();
    Ok(last.map_or(1, |last| last.saturating_add(1)))
}

/// Somebody else's Rule took the place between reading and writing.
fn lost_the_place(error: &StoreError) -> bool {
    matches!(error, StoreError::Conflict(key) if clash(key) == Clash::Unique("order".to_owned()))
}
