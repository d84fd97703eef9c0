//! Which pages' scripts may call the token endpoints: those of registered applications.
//!
//! A preflight names no application, so the set is that of all: allowed origins, web origins, and the origins of callbacks, as at
//! Auth0. It is kept in memory and read anew when an application changes. Credentials are never allowed: no endpoint here
//! listens to a cookie.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method, header};
use futures_util::FutureExt;
use tokio::sync::Mutex;
use tower_http::cors::{AllowOrigin, Any, CorsLayer};
use url::{Origin, Url};

use crate::app::App;
use crate::identity::Client;
use crate::storage::{Collection, StoreError, Watch};
use crate::token::dpop;

/// Seconds a browser may remember a preflight: Chromium forgets after two hours in any case.
const PREFLIGHT_SECONDS: u64 = 7200;

struct Known {
    changes: Watch,
    origins: Option<Arc<HashSet<String>>>,
}

/// The origins of all applications.
struct Origins {
    clients: Collection<Client>,
    known: Mutex<Known>,
}

fn origin_of(url: &str) -> Option<String> {
    match Url::parse(url).ok()?.origin() {
        origin @ Origin::Tuple(..) => Some(origin.ascii_serialization()),
        Origin::Opaque(_) => None,
    }
}

impl Origins {
    async fn current(&self) -> Result<Arc<HashSet<String>>, StoreError> {
        let mut known = self.known.lock().await;
        let mut changed = false;
        while let Some(Some(_)) = known.changes.next().now_or_never() {
            changed = true;
        }
        if let (false, Some(origins)) = (changed, &known.origins) {
            return Ok(origins.clone());
        }
        let clients = self.clients.all().await?;
        let urls = clients.iter().flat_map(|client| client.allowed_origins.iter().chain(&client.web_origins).chain(&client.callbacks));
        let origins: Arc<HashSet<String>> = Arc::new(urls.filter_map(|url| origin_of(url)).collect());
        known.origins = Some(origins.clone());
        Ok(origins)
    }

    async fn allows(&self, origin: &HeaderValue) -> bool {
        let Ok(origin) = origin.to_str() else { return false };
        match self.current().await {
            Ok(origins) => origins.contains(origin),
            Err(error) => {
                tracing::error!(%error, "the applications' origins could not be read; no origin is allowed");
                false
            }
        }
    }
}

fn headers() -> [HeaderName; 4] {
    // Auth0's SDKs announce themselves in `Auth0-Client`.
    [header::AUTHORIZATION, header::CONTENT_TYPE, HeaderName::from_static("auth0-client"), HeaderName::from_static(dpop::HEADER)]
}

/// For endpoints that scripts of applications call.
pub fn for_applications(app: &App) -> CorsLayer {
    let known = Mutex::new(Known { changes: app.store.watch(app.directory.clients.prefix()), origins: None });
    let origins = Arc::new(Origins { clients: app.directory.clients.clone(), known });
    let allowed = AllowOrigin::async_predicate(move |origin: HeaderValue, _parts: &axum::http::request::Parts| async move {
        origins.allows(&origin).await
    });
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(headers())
        .expose_headers([header::WWW_AUTHENTICATE])
        .max_age(Duration::from_secs(PREFLIGHT_SECONDS))
}

/// For documents that are public anyway.
pub fn for_everybody() -> CorsLayer {
    CorsLayer::new().allow_origin(Any).allow_methods([Method::GET]).allow_headers(headers()).max_age(Duration::from_secs(PREFLIGHT_SECONDS))
}
