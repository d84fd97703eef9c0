//! Trying a draft with an event, without effects.

use serde_json::Value;

use super::LifecycleError;
use super::deploy::version_of;
use crate::app::App;
use crate::contract::Event;
use crate::sandbox::Report;

/// Runs the draft once.
pub async fn rehearse(app: &App, id: &str, event: &Value) -> Result<Report, LifecycleError> {
    let action = app.actions.actions.get(id).await?.ok_or(LifecycleError::NoAction)?;
    let version = version_of(app, &action)?;
    let event = Event::from_json(action.trigger, event)
        .map_err(|error| LifecycleError::Invalid(format!("The payload is no event of {}: {error}.", action.trigger.id())))?;
    app.pipeline.rehearse(&action, &version, event).await.map_err(LifecycleError::Invalid)
}
