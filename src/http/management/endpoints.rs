//! The list of all endpoints: method, path, scopes and one sentence in the line of each handler.

mod applications;
mod programs;
mod tenant;
mod users;

use axum::Router;

use super::routes::{Endpoint, Routes};
use crate::http::Shared;

/// The endpoints.
pub fn routes(app: &Shared) -> (Router<Shared>, Vec<Endpoint>) {
    let routes = programs::add(Routes::new(app.clone()));
    tenant::add(users::add(app, applications::add(routes))).finish()
}
