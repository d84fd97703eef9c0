//! The end of a login that connects a device (RFC 8628 section 3.3): there is no application to send the browser back to, so the answer
//! is laid down where the device asks for it, and the browser is shown a page.
//!
//! An answer is given once. Of two people who enter one code the first decides, and the other is told that it does not count any more.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde_json::json;

use super::complete::ended;
use super::context::Context;
use crate::app::App;
use crate::audit::LogEvent;
use crate::http::pages::error::Problem;
use crate::http::pages::look::Look;
use crate::http::pages::render;
use crate::identity::device_authorization::Approval;
use crate::identity::transaction::Authenticated;
use crate::identity::{DeviceAuthorization, Origin, Session};
use crate::storage::{Batch, StoreError, Stored};
use crate::token::devices;

/// What the last page says.
#[derive(Serialize)]
struct Done<'a> {
    connected: bool,
    application: &'a str,
}

/// Gives the device what the login granted, in the commit that ends the login.
pub async fn connect(
    app: &App,
    context: &Context,
    mut batch: Batch,
    device_hash: &str,
    session: &Session,
    authenticated: Authenticated,
) -> Result<Response, Problem> {
    let Some(device) = devices::open(app, device_hash).await.map_err(Problem::internal)? else {
        return Err(Problem::device());
    };
    let approval = Approval {
        user_id: authenticated.user_id,
        session_id: authenticated.session_id,
        scope: authenticated.scope,
        organization_id: context.organization.as_ref().map(|organization| organization.id.clone()),
        auth_time: session.authenticated_at,
        effects: authenticated.outcome,
    };
    devices::stage_approval(app, &mut batch, &device, approval).map_err(Problem::internal)?;
    app.store.commit(batch).await.map_err(ended)?;
    Ok(done(app, true, &context.client.shown_name()).await)
}

/// Tells the device that it gets nothing, and the browser the same without the reason, which is for the device's makers.
pub async fn refuse(app: &App, device_hash: &str, reason: &str) -> Response {
    let answered = async {
        let Some(device) = devices::open(app, device_hash).await.map_err(Problem::internal)? else { return Err(Problem::device()) };
        let event = event(app, "fdeac", &device, None).describe(reason);
        deny(app, &device, reason, event).await
    };
    match answered.await {
        Ok(page) => page,
        Err(problem) => problem.show(app).await,
    }
}

/// Ends a device's request, with the event that tells why.
pub async fn deny(app: &App, device: &Stored<DeviceAuthorization>, reason: &str, event: LogEvent) -> Result<Response, Problem> {
    let mut batch = Batch::new();
    // Control characters have no place in a sentence, and an Action's author may have put anything here.
    let told: String = reason.chars().filter(|c| !c.is_control()).take(1024).collect();
    devices::stage_denial(app, &mut batch, device, &told).map_err(Problem::internal)?;
    app.audit.stage(&mut batch, &event).map_err(Problem::internal)?;
    match app.store.commit(batch).await {
        Ok(_) => {}
        // Answered or redeemed at this moment: that stands.
        Err(StoreError::Conflict(_)) => return Err(Problem::device()),
        Err(error) => return Err(Problem::internal(error)),
    }
    let client = app.directory.clients.get(&device.request.client_id).await.map_err(Problem::internal)?;
    Ok(done(app, false, &client.as_ref().map(|client| client.shown_name()).unwrap_or_default()).await)
}

/// An event about a device.
pub fn event(app: &App, kind: &str, device: &DeviceAuthorization, origin: Option<&Origin>) -> LogEvent {
    let mut event = app.audit.event(kind);
    event.client_id = Some(device.request.client_id.clone());
    event.audience = device.request.audience.clone();
    event.scope = (!device.request.scope.is_empty()).then(|| device.request.scope.join(" "));
    event.ip = origin.map(|origin| origin.ip.clone());
    event.user_agent = origin.and_then(|origin| origin.user_agent.clone());
    event.hostname = origin.map(|origin| origin.hostname.clone());
    event.details.insert("device".to_owned(), json!({ "name": device.device_name }));
    event
}

async fn done(app: &App, connected: bool, application: &str) -> Response {
    render::page(&Look::of(app).await, StatusCode::OK, "device_done.html", Done { connected, application }, None)
}
