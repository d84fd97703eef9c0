//! How an endpoint of the Management API comes to be: path, scopes and one sentence in the same line as its handler.
//!
//! There is no way to add a route without saying which scopes open it, and the guard is put around each handler here, so that
//! no endpoint can be reached unguarded by forgetting something.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, on};

use super::guard::{self, Guarded};
use crate::http::Shared;

/// What is known of one endpoint beside its handler.
#[derive(Debug, Clone, Copy)]
pub struct Endpoint {
    /// The method.
    pub method: &'static str,
    /// The path below `/api/v2`, with `{parameters}`.
    pub path: &'static str,
    /// Any of these opens it.
    pub scopes: &'static [&'static str],
    /// One sentence, for the tenant log.
    pub summary: &'static str,
}

/// The endpoints that were added so far.
pub struct Routes {
    app: Shared,
    router: Router<Shared>,
    endpoints: Vec<Endpoint>,
}

impl Routes {
    /// None.
    pub fn new(app: Shared) -> Self {
        Self { app, router: Router::new(), endpoints: Vec::new() }
    }

    /// Adds one; `body_limit` in bytes.
    fn add<H, T>(mut self, filter: MethodFilter, endpoint: Endpoint, body_limit: usize, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        let guarded = Guarded { app: self.app.clone(), endpoint };
        let route = on(filter, handler).layer(DefaultBodyLimit::max(body_limit)).layer(from_fn_with_state(guarded, guard::run));
        self.router = self.router.route(&format!("/api/v2{}", endpoint.path), route);
        self.endpoints.push(endpoint);
        self
    }

    /// Adds a `GET`.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, scopes: &'static [&'static str], summary: &'static str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(MethodFilter::GET, Endpoint { method: "GET", path, scopes, summary }, crate::http::MAX_BODY, handler)
    }

    /// Adds a `POST`.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, scopes: &'static [&'static str], summary: &'static str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(MethodFilter::POST, Endpoint { method: "POST", path, scopes, summary }, crate::http::MAX_BODY, handler)
    }

    /// Adds a `PATCH`.
    #[must_use]
    pub fn patch<H, T>(self, path: &'static str, scopes: &'static [&'static str], summary: &'static str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(MethodFilter::PATCH, Endpoint { method: "PATCH", path, scopes, summary }, crate::http::MAX_BODY, handler)
    }

    /// Adds a `PUT`.
    #[must_use]
    pub fn put<H, T>(self, path: &'static str, scopes: &'static [&'static str], summary: &'static str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(MethodFilter::PUT, Endpoint { method: "PUT", path, scopes, summary }, crate::http::MAX_BODY, handler)
    }

    /// Adds a `PUT` that takes a file of up to `limit` bytes.
    #[must_use]
    pub fn upload<H, T>(self, path: &'static str, scopes: &'static [&'static str], summary: &'static str, limit: usize, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(MethodFilter::PUT, Endpoint { method: "PUT", path, scopes, summary }, limit, handler)
    }

    /// Adds a `POST` that takes a form of up to `limit` bytes.
    #[must_use]
    pub fn post_form<H, T>(
        self,
        path: &'static str,
        scopes: &'static [&'static str],
        summary: &'static str,
        limit: usize,
        handler: H,
    ) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(MethodFilter::POST, Endpoint { method: "POST", path, scopes, summary }, limit, handler)
    }

    /// Adds a `DELETE`.
    #[must_use]
    pub fn delete<H, T>(self, path: &'static str, scopes: &'static [&'static str], summary: &'static str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(MethodFilter::DELETE, Endpoint { method: "DELETE", path, scopes, summary }, crate::http::MAX_BODY, handler)
    }

    /// The router, and what it serves.
    pub fn finish(self) -> (Router<Shared>, Vec<Endpoint>) {
        (self.router, self.endpoints)
    }
}
