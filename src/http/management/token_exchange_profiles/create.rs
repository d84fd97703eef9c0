//! `POST /api/v2/token-exchange-profiles`.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::schema::Create;
use super::{taken, wire};
use crate::contract::Trigger;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::operation::With;
use crate::identity::TokenExchangeProfile;
use crate::random::prefixed;
use crate::storage::Batch;

/// Profiles of one tenant, as many as it has Actions.
const MAX_PROFILES: usize = 100;

/// Creates a profile for a deployed Action of the trigger.
pub async fn create(State(app): State<Shared>, body: Body<Create>) -> Result<With<201>, ApiError> {
    let given = body.check()?;
    if app.directory.token_exchange_profiles.count(MAX_PROFILES).await? >= MAX_PROFILES {
        return Err(ApiError::full());
    }
    let refused = |why: &str| ApiError::new(StatusCode::BAD_REQUEST, why);
    let action = app.actions.actions.get(&text(&given, "action_id")).await?.ok_or_else(|| refused("Action not found"))?;
    if action.trigger != Trigger::CustomTokenExchange {
        return Err(refused("Action must have supported_triggers: custom-token-exchange"));
    }
    if action.deployed_version.is_none() {
        return Err(refused("Action is not deployed"));
    }
    let now = app.clock.now();
    let profile = TokenExchangeProfile {
        id: prefixed(&*app.random, "tep_"),
        name: text(&given, "name"),
        subject_token_type: text(&given, "subject_token_type"),
        action_id: action.id.clone(),
        created_at: now,
        updated_at: now,
    };
    let mut batch = Batch::new();
    // An Action that is deleted at this moment must not leave a profile behind: written as it is, it is another one to whoever deletes it.
    app.actions.actions.stage_update(&mut batch, &action, &action.value)?;
    app.directory.token_exchange_profiles.stage_insert(&mut batch, &profile)?;
    app.store.commit(batch).await.map_err(taken)?;
    Ok(With(wire(&profile)))
}

fn text(members: &Map<String, Value>, name: &str) -> String {
    members.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}
