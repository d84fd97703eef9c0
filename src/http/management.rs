//! `/api/v2`: the Management API (reference 2 and 4). One flat list of its endpoints; one file each.
//!
//! Around every handler stands the [`guard`]: token, scope, tenant log. A handler checks its query and its body against
//! tables, acts, and answers.

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

/// The endpoints.
pub fn routes(app: &Shared) -> (Router<Shared>, Vec<Endpoint>) {
    Routes::new(app.clone())
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
