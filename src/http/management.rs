//! `/api/v2`: the Management API (reference 2 and 4). One flat [list](endpoints) of its endpoints; one file each.
//!
//! Around every handler stands the [`guard`]: token, scope, tenant log. A handler checks its query and its body against
//! tables, acts, and answers.

mod absent;
mod actions;
pub mod attack_protection;
pub mod auth;
pub mod body;
mod branding;
mod client_grants;
mod clients;
mod connections;
mod custom_domains;
mod device_credentials;
mod documents;
pub mod emails;
mod endpoints;
mod entity_metadata;
mod grants;
pub mod guard;
mod guardian;
pub mod home;
mod hooks;
mod jobs;
mod log_streams;
mod logs;
pub mod merge;
pub mod openapi;
pub mod operation;
mod organizations;
pub mod paging;
pub mod path;
pub mod prompts;
pub mod query;
pub mod redact;
mod refresh_tokens;
mod resource_servers;
mod roles;
pub mod routes;
mod rules;
pub mod schema;
pub mod search;
mod sessions;
mod signing_keys;
mod stats;
mod tenant_settings;
mod tickets;
mod token_exchange_profiles;
pub mod urls;
mod user_blocks;
mod users;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{any, get};

pub use self::endpoints::routes;
use super::Shared;
use super::error::ApiError;

/// The whole API: its endpoints, and a JSON answer for every other path below `/api/v2`.
pub fn router(app: &Shared) -> Router<Shared> {
    let (router, _) = routes(app);
    let router = router.route(&format!("/api/v2{}", openapi::PATH), get(openapi::show));
    router.route("/api/v2", any(unknown)).route("/api/v2/{*rest}", any(unknown)).method_not_allowed_fallback(unknown)
}

async fn unknown() -> ApiError {
    ApiError::new(StatusCode::NOT_FOUND, "Not Found")
}
