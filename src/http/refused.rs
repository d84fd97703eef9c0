//! The log event of an application's request that was refused.
//!
//! Who has proved nothing may not fill the log; and a fault of the server's own is in the server's log.

use axum::http::StatusCode;
use serde_json::json;

use super::error::OAuthError;
use crate::app::App;
use crate::identity::{Client, Origin};

/// Writes the event. A log that cannot be written does not change the answer, which is a refusal already.
pub async fn tell(app: &App, kind: &str, origin: &Origin, client: &Client, error: &OAuthError) {
    if error.status == StatusCode::INTERNAL_SERVER_ERROR || app.limits.record_for(&origin.ip).is_err() {
        return;
    }
    let mut event = app.audit.event(kind).describe(&error.description);
    client.mark(&mut event);
    origin.mark(&mut event);
    event.details.insert("error".to_owned(), json!({ "oauthError": error.error, "message": error.description }));
    if let Err(error) = app.audit.write(event).await {
        tracing::error!(%error, kind, "a request that was refused left no event");
    }
}
