//! Answers to a guest's requests that need no network: the server's own Management API for Rules, or the stubs of somebody who tries
//! one out.
//!
//! A Rule has a client of the Management API of its tenant (reference 3.5). Asking it over the network would mean a door in the egress
//! rules to the server itself, and a token that is good for whoever gets hold of it; this way there is neither.

use futures_util::future::BoxFuture;

use super::egress::{Answer, EgressError, Request, RequestLimits};

/// Answers requests in the place of the network.
pub trait Home: Send + Sync {
    /// Whether a request is for it. Others take the usual way, with the usual checks.
    fn takes(&self, request: &Request) -> bool;

    /// The answer.
    fn answer(&self, request: Request, limits: RequestLimits) -> BoxFuture<'static, Result<Answer, EgressError>>;
}
