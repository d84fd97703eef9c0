//! The Management API as Rules ask it: in this process, by this login's own right (reference 3.5).
//!
//! A login's requests carry a word that was made for it and means nothing anywhere else: not on the network, not after the login. So a
//! Rule that gives it away has given nothing away. It stands for reading and changing users, as there. A request with another token is
//! answered as the network would answer it.

use std::sync::{Arc, Weak};

use axum::body::{Body, to_bytes};
use axum::extract::Request as HttpRequest;
use axum::http::{HeaderName, HeaderValue, Uri, header};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use subtle::ConstantTimeEq;
use tower::ServiceExt;
use url::Url;

use super::auth::Caller;
use crate::app::App;
use crate::contract::rules::Management;
use crate::http::Shared;
use crate::pipeline::Homes;
use crate::sandbox::{Answer, EgressError, Home, Request, RequestLimits};

/// What Rules may do (reference 3.5).
const SCOPES: [&str; 2] = ["read:users", "update:users"];
/// Who Rules are in the tenant log.
const NAME: &str = "rules";

/// A caller whom the server itself lets in. No request from the network has one: it is no header.
#[derive(Clone)]
pub struct Inside(pub Caller);

/// Opens the API for one login after the other.
pub struct ManagementHomes {
    app: Weak<App>,
    base: Url,
}

impl ManagementHomes {
    /// The API of this server. It does not keep the server alive.
    pub fn new(app: &Shared) -> Self {
        let mut base = app.config.public_url.clone();
        base.set_path("/api/v2/");
        Self { app: Arc::downgrade(app), base }
    }
}

impl Homes for ManagementHomes {
    fn open(&self, token: &str) -> (Management, Arc<dyn Home>) {
        let management = Management {
            domain: self.base.host_str().unwrap_or_default().to_owned(),
            base_url: self.base.as_str().trim_end_matches('/').to_owned(),
            token: token.to_owned(),
        };
        (management, Arc::new(ManagementHome { app: self.app.clone(), base: self.base.clone(), token: token.to_owned() }))
    }
}

struct ManagementHome {
    app: Weak<App>,
    base: Url,
    token: String,
}

impl Home for ManagementHome {
    fn takes(&self, request: &Request) -> bool {
        Url::parse(&request.url).is_ok_and(|url| url.origin() == self.base.origin() && url.path().starts_with(self.base.path()))
    }

    fn answer(&self, request: Request, limits: RequestLimits) -> BoxFuture<'static, Result<Answer, EgressError>> {
        let (app, token) = (self.app.upgrade(), self.token.clone());
        async move {
            let app = app.ok_or_else(|| EgressError::Connection("the server is stopping".to_owned()))?;
            let url = request.url.clone();
            let sent = request.body.as_ref().map_or(0, bytes::Bytes::len);
            if sent > limits.request {
                return Err(EgressError::TooLarge(limits.request));
            }
            let request = inside(request, &token)?;
            let router = super::router(&app).with_state(app);
            let response = match router.oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            };
            let status = response.status().as_u16();
            let text = |(name, value): (&HeaderName, &HeaderValue)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()));
            let headers = response.headers().iter().filter_map(text).collect();
            let body = to_bytes(response.into_body(), limits.response).await.map_err(|_| EgressError::TooLarge(limits.response))?;
            Ok(Answer { status, headers, body: body.to_vec(), url })
        }
        .boxed()
    }
}

/// The request as the router takes it; with the right of the login if it carries the login's word.
fn inside(request: Request, token: &str) -> Result<HttpRequest, EgressError> {
    let invalid = |error: String| EgressError::Invalid(error);
    let url = Url::parse(&request.url).map_err(|error| invalid(error.to_string()))?;
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let uri: Uri = target.parse().map_err(|_| invalid("the URL is no request target".to_owned()))?;
    let mut built = HttpRequest::builder().method(request.method.as_str()).uri(uri);
    let expected = format!("Bearer {token}");
    let mut known = false;
    for (name, value) in &request.headers {
        if name.eq_ignore_ascii_case(header::AUTHORIZATION.as_str()) {
            known = bool::from(value.as_bytes().ct_eq(expected.as_bytes()));
        }
        // No address is believed that a Rule makes up.
        if !name.to_ascii_lowercase().starts_with("x-forwarded") && !name.eq_ignore_ascii_case("forwarded") {
            built = built.header(name, value);
        }
    }
    let mut request = built.body(request.body.map_or_else(Body::empty, Body::from)).map_err(|error| invalid(error.to_string()))?;
    if known {
        let scopes = SCOPES.map(str::to_owned).to_vec();
        let caller = Caller { subject: NAME.to_owned(), client_id: NAME.to_owned(), user_id: None, jti: None, scopes };
        request.extensions_mut().insert(Inside(caller));
    }
    Ok(request)
}
