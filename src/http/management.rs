//! `/api/v2`: the Management API (reference 2 and 4). One flat list of its endpoints; one file each.
//!
//! Around every handler stands the [`guard`]: token, scope, tenant log. A handler checks its query and its body against
//! tables, acts, and answers.

mod actions;
pub mod auth;
pub mod body;
mod clients;
pub mod guard;
pub mod merge;
pub mod paging;
pub mod query;
pub mod redact;
pub mod routes;
pub mod schema;
pub mod urls;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::any;

use self::routes::{Endpoint, Routes};
use super::Shared;
use super::error::ApiError;
use crate::sandbox::MAX_COMPONENT;

/// The endpoints.
pub fn routes(app: &Shared) -> (Router<Shared>, Vec<Endpoint>) {
    Routes::new(app.clone())
        // Actions
        .get("/actions/actions", &["read:actions"], "Get actions", actions::list)
        .post("/actions/actions", &["create:actions"], "Create an action", actions::create)
        .get("/actions/actions/{id}", &["read:actions"], "Get an action", actions::read)
        .patch("/actions/actions/{id}", &["update:actions"], "Update an action", actions::update)
        .delete("/actions/actions/{id}", &["delete:actions"], "Delete an action", actions::delete)
        .upload("/actions/actions/{id}/component", &["create:actions"], "Upload a component", MAX_COMPONENT, actions::put_component)
        .post("/actions/actions/{id}/deploy", &["create:actions"], "Deploy an action", actions::deploy)
        .get("/actions/actions/{id}/versions", &["read:actions"], "Get an action's versions", actions::list_versions)
        .get("/actions/actions/{id}/versions/{version}", &["read:actions"], "Get a specific version of an action", actions::read_version)
        .post(
            "/actions/actions/{id}/versions/{version}/deploy",
            &["create:actions"],
            "Roll back to a previous action version",
            actions::roll_back,
        )
        .get("/actions/executions/{id}", &["read:actions"], "Get an execution", actions::read_execution)
        .get("/actions/triggers", &["read:actions"], "Get triggers", actions::list_triggers)
        .get("/actions/triggers/{id}/bindings", &["read:actions"], "Get trigger bindings", actions::list_bindings)
        .patch("/actions/triggers/{id}/bindings", &["update:actions"], "Update trigger bindings", actions::replace_bindings)
        // Applications
        .get("/clients", &["read:clients", "read:client_keys", "read:client_summary"], "Get clients", clients::list)
        .post("/clients", &["create:clients"], "Create a client", clients::create)
        .get("/clients/{id}", &["read:clients", "read:client_keys", "read:client_summary"], "Get client by ID", clients::read)
        .patch("/clients/{id}", &["update:clients", "update:client_keys"], "Update a client", clients::update)
        .delete("/clients/{id}", &["delete:clients"], "Delete a client", clients::delete)
        .post("/clients/{id}/rotate-secret", &["update:client_keys"], "Rotate a client secret", clients::rotate_secret)
        .finish()
}

/// The whole API: its endpoints, and a JSON answer for every other path below `/api/v2`.
pub fn router(app: &Shared) -> Router<Shared> {
    let (router, _) = routes(app);
    router.route("/api/v2", any(unknown)).route("/api/v2/{*rest}", any(unknown)).method_not_allowed_fallback(unknown)
}

async fn unknown() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "Not Found")
}
