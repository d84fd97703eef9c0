//! Tells another system of every new user.
//!
//! Nobody waits for this Action, so that it may take its time; the user exists already, so that a failure is for the log alone. The
//! request carries the user's id as its idempotency key: the receiver can tell a repetition from a second user.

use std::time::Duration;

use anteroom_guest::post_user_registration::{Api, Event};
use anteroom_guest::{http, log, secrets};
use serde_json::json;

#[anteroom_guest::post_user_registration]
fn on_registered(event: &Event, _api: &mut Api) -> anteroom_guest::Result {
    let user = &event.user;
    let answer = http::post(secrets::require("WEBHOOK_URL")?)
        .header("authorization", format!("Bearer {}", secrets::require("WEBHOOK_TOKEN")?))
        .header("idempotency-key", &user.user_id)
        .json(&json!({
            "type": "user.registered",
            "user": { "user_id": user.user_id, "email": user.email, "created_at": user.created_at },
            "connection": event.connection.name,
        }))
        .timeout(Duration::from_secs(5))
        .send()?
        .error_for_status()?;
    log::info(format_args!("the webhook answers {}", answer.status));
    Ok(())
}

#[cfg(test)]
mod tests;
