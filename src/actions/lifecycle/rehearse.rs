//! Trying a draft with an event, without effects.

use serde_json::Value;

use super::LifecycleError;
use super::deploy::version_of;
use crate::app::App;
use crate::contract::{Entry, Event, Trigger};
use crate::sandbox::Report;

/// Runs the draft once, by the function that `entry` names.
pub async fn rehearse(app: &App, id: &str, event: &Value, entry: Entry) -> Result<Report, LifecycleError> {
    let action = app.actions.actions.get(id).await?.ok_or(LifecycleError::NoAction)?;
    let version = version_of(app, &action)?;
    let event = Event::from_json(action.trigger, event)
        .map_err(|error| LifecycleError::Invalid(format!("The payload is no event of {}: {error}.", action.trigger.id())))?;
    if entry == Entry::Continue && action.trigger != Trigger::PostLogin {
        let why = format!("Actions of {} are never continued.", action.trigger.id());
        return Err(LifecycleError::Invalid(why));
    }
    app.pipeline.rehearse(&action, &version, event, entry).await.map_err(LifecycleError::Invalid)
}
