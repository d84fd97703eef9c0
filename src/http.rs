//! The wire: one flat route list and the layers around it. Nothing outside this module knows of axum.
//!
//! A handler extracts, authorises, acts and answers, in about ten lines; what it does lives below.

pub mod dbconnections;
pub mod error;
pub mod extract;
pub mod health;

use std::sync::Arc;

pub use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

/// The state of every handler.
pub type Shared = Arc<App>;

/// The largest request body but for component uploads and user imports, in bytes.
pub const MAX_BODY: usize = 256 * 1024;

/// Every route of the server.
pub fn build_router(app: Shared) -> Router {
    Router::new()
        // Authentication API
        .route("/dbconnections/signup", post(dbconnections::signup::signup))
        // Operations
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .layer(axum::extract::DefaultBodyLimit::max(MAX_BODY))
        .with_state(app)
}
