//! How an endpoint of the Management API comes to be: path, scopes and one sentence in the same line as its handler.
//!
//! There is no way to add a route without saying which scopes open it, and the guard is put around each handler here, so that
//! no endpoint can be reached unguarded by forgetting something. What else is known of an endpoint is read from its handler's
//! signature ([`Operation`]).

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodFilter, MethodRouter, on};

use super::guard::{self, Guarded};
use super::operation::{Answer, Operation, Takes};
use crate::http::{MAX_BODY, Shared};

/// What is known of one endpoint beside its handler.
#[derive(Debug, Clone, Copy)]
pub struct Endpoint {
    /// The method.
    pub method: &'static str,
    /// The path below `/api/v2`, with `{parameters}`.
    pub path: &'static str,
    /// Any of these opens it.
    pub scopes: &'static [&'static str],
    /// One sentence, for the tenant log and the description.
    pub summary: &'static str,
    /// What it takes beside its path.
    pub takes: Takes,
    /// How it answers when all is well.
    pub answers: fn() -> Vec<Answer>,
    /// Errors that follow from nothing else: see [`Endpoint::errors`].
    pub also: &'static [u16],
}

impl Endpoint {
    /// The group: the first part of the path.
    pub fn group(&self) -> &'static str {
        self.path.trim_start_matches('/').split('/').next().unwrap_or_default()
    }

    /// The names of the parameters in the path.
    pub fn path_params(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
    }

    /// Statuses of its errors, in order. Most follow from what it is: who asks may be unknown or not allowed; what is named in the path
    /// may not be there; what is changed may have been changed meanwhile, or have no place now; a body may be of any kind and size.
    pub fn errors(&self) -> Vec<u16> {
        // 413 also where a JSON body comes that is not asked for: the guard reads it for the tenant log.
        let mut all = vec![401, 403, 413, 500];
        all.extend_from_slice(self.also);
        if self.takes.query.is_some() || self.takes.body.is_some() || self.path_params().next().is_some() {
            all.push(400);
        }
        if self.path_params().next().is_some() {
            all.push(404);
        }
        if self.method != "GET" {
            all.extend([409, 503]);
        }
        if self.takes.body.is_some() {
            all.push(415);
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether this status is one that the description tells of.
    pub fn tells_of(&self, status: u16) -> bool {
        (self.answers)().iter().any(|answer| answer.status == status) || self.errors().contains(&status)
    }
}

/// The endpoint that was added last, to which something may still be added.
struct Last {
    endpoint: Endpoint,
    route: MethodRouter<Shared>,
}

/// The endpoints that were added so far.
pub struct Routes {
    app: Shared,
    router: Router<Shared>,
    endpoints: Vec<Endpoint>,
    last: Option<Last>,
}

impl Routes {
    /// None.
    pub fn new(app: Shared) -> Self {
        Self { app, router: Router::new(), endpoints: Vec::new(), last: None }
    }

    /// Adds one; `body_limit` in bytes.
    fn add<H, T>(mut self, method: MethodFilter, (name, path): Named, about: About, body_limit: usize, handler: H) -> Self
    where
        H: Operation<T>,
        T: 'static,
    {
        self.seal();
        let (scopes, summary) = about;
        let endpoint = Endpoint { method: name, path, scopes, summary, takes: H::TAKES, answers: H::answers, also: &[] };
        self.last = Some(Last { endpoint, route: on(method, handler).layer(DefaultBodyLimit::max(body_limit)) });
        self
    }

    /// Puts the guard around the last one, about which all is known now.
    fn seal(&mut self) {
        let Some(Last { endpoint, route }) = self.last.take() else { return };
        let guarded = Guarded { app: self.app.clone(), endpoint };
        let route = route.layer(from_fn_with_state(guarded, guard::run));
        self.router = std::mem::take(&mut self.router).route(&format!("/api/v2{}", endpoint.path), route);
        self.endpoints.push(endpoint);
    }

    /// Says which errors the last one answers with beside those that follow from what it is.
    #[must_use]
    pub fn also(mut self, statuses: &'static [u16]) -> Self {
        if let Some(last) = &mut self.last {
            last.endpoint.also = statuses;
        }
        self
    }

    /// Adds a `GET`.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, scopes: &'static [&'static str], summary: &'static str, handler: H) -> Self
    where
        H: Operation<T>,
        T: 'static,
    {
        self.add(MethodFilter::GET, ("GET", path), (scopes, summary), MAX_BODY, handler)
    }

    /// Adds a `POST`.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, scopes: &'static [&'static str], summary: &'static str, handler: H) -> Self
    where
        H: Operation<T>,
        T: 'static,
    {
        self.add(MethodFilter::POST, ("POST", path), (scopes, summary), MAX_BODY, handler)
    }

    /// Adds a `PATCH`.
    #[must_use]
    pub fn patch<H, T>(self, path: &'static str, scopes: &'static [&'static str], summary: &'static str, handler: H) -> Self
    where
        H: Operation<T>,
        T: 'static,
    {
        self.add(MethodFilter::PATCH, ("PATCH", path), (scopes, summary), MAX_BODY, handler)
    }

    /// Adds a `PUT`.
    #[must_use]
    pub fn put<H, T>(self, path: &'static str, scopes: &'static [&'static str], summary: &'static str, handler: H) -> Self
    where
        H: Operation<T>,
        T: 'static,
    {
        self.add(MethodFilter::PUT, ("PUT", path), (scopes, summary), MAX_BODY, handler)
    }

    /// Adds a `PUT` that takes a file of up to `limit` bytes.
    #[must_use]
    pub fn upload<H, T>(self, path: &'static str, scopes: &'static [&'static str], summary: &'static str, limit: usize, handler: H) -> Self
    where
        H: Operation<T>,
        T: 'static,
    {
        self.add(MethodFilter::PUT, ("PUT", path), (scopes, summary), limit, handler)
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
        H: Operation<T>,
        T: 'static,
    {
        self.add(MethodFilter::POST, ("POST", path), (scopes, summary), limit, handler)
    }

    /// Adds a `DELETE`.
    #[must_use]
    pub fn delete<H, T>(self, path: &'static str, scopes: &'static [&'static str], summary: &'static str, handler: H) -> Self
    where
        H: Operation<T>,
        T: 'static,
    {
        self.add(MethodFilter::DELETE, ("DELETE", path), (scopes, summary), MAX_BODY, handler)
    }

    /// The router, and what it serves.
    pub fn finish(mut self) -> (Router<Shared>, Vec<Endpoint>) {
        self.seal();
        (self.router, self.endpoints)
    }
}

/// A method's name, and a path.
type Named = (&'static str, &'static str);
/// Scopes, and a summary.
type About = (&'static [&'static str], &'static str);
