//! `POST /api/v2/rules/{id}/test`: runs a Rule once with a user and a context, in the same sandbox, without effects. Ours alone.
//!
//! It takes update:rules, for running code is a power, not a read; whoever has it could write the same code into a Rule and have it run
//! at the next login. With `script`, that text runs in the place of the stored one, so that an editor can try before it saves.

use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::schema::Test;
use super::{inexistent, refused};
use crate::app::App;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::path::Path;
use crate::pipeline::trial::{self, Place, Stub, Trial};
use crate::rules::RuleConfig;
use crate::rules::change::{self, ChangeError, written};

/// Tries a Rule.
pub async fn test(State(app): State<Shared>, Path(id): Path<String>, body: Body<Test>) -> Result<Json<Value>, ApiError> {
    let rule = app.rules.rules.get(&id).await?.ok_or_else(inexistent)?;
    let mut given = body.check()?;
    let mut rule = written(&rule);
    if let Some(Value::String(script)) = given.remove("script") {
        rule.script = script;
    }
    let trial = trial(&app, given).await?;
    let built = change::alone(&app, &rule).await.map_err(refused)?;
    let ready = trial::ready(&app.sandbox, built).await.map_err(|error| refused(ChangeError::Build(error)))?;
    let mut api = app.config.public_url.clone();
    api.set_path("/api/v2/");
    let place = Place {
        sandbox: &app.sandbox,
        limits: app.config.sandbox.limits.clone(),
        egress: app.config.sandbox.egress(),
        api,
        random: app.random.as_ref(),
    };
    Ok(Json(trial::run(place, &ready, trial).await.told()))
}

/// What the Rule is tried with. A `configuration` stands for all of the tenant's own.
async fn trial(app: &App, mut given: Map<String, Value>) -> Result<Trial, ApiError> {
    let mut object = |name: &str| match given.remove(name) {
        Some(Value::Object(members)) => Some(members),
        _ => None,
    };
    let (user, context) = (object("user").unwrap_or_default(), object("context").unwrap_or_default());
    let configuration = match object("configuration") {
        None => stored(app).await?,
        Some(members) => members
            .into_iter()
            .map(|(key, value)| match value {
                Value::String(text) => Ok((key, Zeroizing::new(text))),
                _ => Err(ApiError::invalid_body("'Expected an object of texts' on property configuration.")),
            })
            .collect::<Result<_, _>>()?,
    };
    let now = match given.remove("now") {
        Some(Value::String(text)) => Some(time(&text).map_err(|why| ApiError::invalid_body(format!("'{why}' on property now.")))?),
        _ => None,
    };
    let stubs = given.remove("stubs").map(Stub::read).transpose();
    let stubs = stubs.map_err(|why| ApiError::invalid_body(format!("'{why}' on property stubs.")))?;
    Ok(Trial { user, context, configuration, stubs, now })
}

async fn stored(app: &App) -> Result<std::collections::BTreeMap<String, Zeroizing<String>>, ApiError> {
    let mut values = std::collections::BTreeMap::new();
    for config in app.rules.configs.all().await? {
        let value = app.vault.open_text(&RuleConfig::purpose(&config.key), &config.sealed).map_err(ApiError::internal)?;
        values.insert(config.key.clone(), value);
    }
    Ok(values)
}

/// A time as a body has it: `2026-11-20T10:00:00Z`, of this age of the world.
pub(super) fn time(text: &str) -> Result<Timestamp, String> {
    let parsed: Timestamp = text.parse().map_err(|_| "Not a time such as 2026-11-20T10:00:00.000Z".to_owned())?;
    if parsed.as_millisecond() < 0 { Err("Before 1970".to_owned()) } else { Ok(parsed) }
}
