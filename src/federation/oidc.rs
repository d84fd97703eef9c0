//! An OpenID Connect provider: the code flow with PKCE, as any relying party runs it (OpenID Connect Core section 3.1).
//!
//! The implicit flow is not run: its ID token would come through the browser by a form of another site. A user is told apart by `sub`
//! inside the connection, and by nothing else.

use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use jiff::SignedDuration;
use serde_json::{Map, Value};
use url::Url;
use url::form_urlencoded::{Serializer, byte_serialize};

use super::options::{Endpoints, Options, Upstream};
use super::{Asked, Begun, FederationError, Kept, Person, Provider, Returned};
use crate::app::App;
use crate::identity::Connection;
use crate::random::url_safe;
use crate::sandbox::Request;
use crate::token::foreign::{self, Expected, ForeignError};
use crate::token::hash;

/// Characters of a provider's own error that the log keeps.
const MAX_REASON: usize = 200;

/// The provider of the strategies `oidc` and `google-oauth2`.
pub struct OpenIdConnect;

#[async_trait]
impl Provider for OpenIdConnect {
    async fn begin(&self, app: &App, connection: &Connection, asked: &Asked<'_>) -> Result<Begun, FederationError> {
        let options = Options::of(connection);
        let endpoints = endpoints(app, &options).await?;
        let nonce = url_safe(&*app.random, 43);
        let verifier = options.pkce().then(|| url_safe(&*app.random, 43));
        let mut location = endpoints.authorization.clone();
        {
            let mut query = location.query_pairs_mut();
            query.append_pair("response_type", "code").append_pair("client_id", options.client_id()?);
            query.append_pair("redirect_uri", asked.callback.as_str()).append_pair("scope", &options.scope());
            query.append_pair("state", asked.state).append_pair("nonce", &nonce);
            if let Some(verifier) = &verifier {
                query.append_pair("code_challenge", &hash(verifier)).append_pair("code_challenge_method", "S256");
            }
            if let Some(hint) = asked.login_hint {
                query.append_pair("login_hint", hint);
            }
            if let Some(prompt) = asked.prompt {
                // Google knows no other way to have somebody come anew.
                query.append_pair("prompt", if options.is_google() { "select_account" } else { prompt });
            }
            if let Some(max_age) = asked.max_age {
                query.append_pair("max_age", &max_age.to_string());
            }
            let set =
                [("login_hint", asked.login_hint.is_some()), ("prompt", asked.prompt.is_some()), ("max_age", asked.max_age.is_some())];
            for (name, from) in options.upstream_params() {
                let value = match from {
                    Upstream::Value(value) => Some(value),
                    Upstream::Alias(parameter) => asked.request.get(parameter).map(String::as_str),
                };
                if let Some(value) = value.filter(|_| !is_ours(&name) && !set.contains(&(name.as_str(), true))) {
                    query.append_pair(&name, value);
                }
            }
        }
        let now = app.clock.now();
        let oldest = asked.max_age.map(|seconds| now.saturating_sub(SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX))));
        let proved_after = if asked.prompt == Some("login") { Some(now) } else { oldest.and_then(Result::ok) };
        Ok(Begun { location, kept: Kept { nonce, verifier, proved_after } })
    }

    async fn finish(&self, app: &App, connection: &Connection, begun: &Kept, back: &Returned<'_>) -> Result<Person, FederationError> {
        let options = Options::of(connection);
        let endpoints = endpoints(app, &options).await?;
        let named = back.iss.map(|iss| iss == endpoints.issuer);
        if named == Some(false) || (named.is_none() && endpoints.says_issuer) {
            return Err(FederationError::OtherIssuer);
        }
        let code = back.code.ok_or_else(|| FederationError::Malformed("answer has no code".to_owned()))?;
        let tokens = redeem(app, redemption(app, &options, &endpoints, begun, back.callback, code)?).await?;
        let token = |name: &str| tokens.get(name).and_then(Value::as_str);
        let id_token = token("id_token").ok_or_else(|| FederationError::Malformed("answer to the code has no id_token".to_owned()))?;
        let mut claims = verified(app, &options, &endpoints, begun, id_token).await?;
        let wanted = options.scope();
        let lacks = |scope: &str, claim: &str| wanted.split(' ').any(|word| word == scope) && !claims.contains_key(claim);
        if (lacks("email", "email") || lacks("profile", "name"))
            && let (Some(endpoint), Some(access_token)) = (&endpoints.userinfo, token("access_token"))
        {
            for (name, value) in userinfo(app, endpoint, access_token, &claims).await? {
                claims.entry(name).or_insert(value);
            }
        }
        let sub = claims.get("sub").and_then(Value::as_str).unwrap_or_default();
        Ok(Person { id: sub.to_owned(), claims })
    }
}

/// Parameters that the protocol itself sets: an option that set one would undo it.
fn is_ours(name: &str) -> bool {
    const OURS: [&str; 11] = [
        "response_type",
        "response_mode",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "request",
        "request_uri",
    ];
    OURS.contains(&name)
}

/// Where the provider's endpoints are: by its own description (OpenID Connect Discovery section 4.2) or by the connection's options.
async fn endpoints(app: &App, options: &Options<'_>) -> Result<Endpoints, FederationError> {
    if let Some(endpoints) = options.endpoints()? {
        return Ok(endpoints);
    }
    let address = options.discovery_url().ok_or(FederationError::Incomplete("discovery_url"))?;
    let document = app.providers.get("the provider's description", address, false).await?;
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    // What a provider names is held to what an operator may name, as it leads browsers as well.
    let web = |url: &Url| url.scheme() == "https" || (url.scheme() == "http" && app.config.sandbox.allow_private_egress);
    let url = |name: &'static str| {
        let found = text(name).and_then(|text| Url::parse(text).ok()).filter(web);
        found.ok_or_else(|| FederationError::Malformed(format!("description has no {name} with https")))
    };
    let issuer = text("issuer").ok_or_else(|| FederationError::Malformed("description has no issuer".to_owned()))?;
    // Section 4.3: whoever describes itself under an address is whom that address is of. Otherwise one provider could speak for another.
    let own = address.strip_suffix("/.well-known/openid-configuration").map(|base| base.trim_end_matches('/'));
    if own.is_some_and(|own| own != issuer.trim_end_matches('/')) {
        return Err(FederationError::Malformed("description is of another issuer".to_owned()));
    }
    let authentication = document.get("token_endpoint_auth_methods_supported").and_then(Value::as_array);
    Ok(Endpoints {
        issuer: issuer.to_owned(),
        authorization: url("authorization_endpoint")?,
        token: url("token_endpoint")?,
        jwks: url("jwks_uri")?,
        userinfo: url("userinfo_endpoint").ok(),
        says_issuer: document.get("authorization_response_iss_parameter_supported").and_then(Value::as_bool).unwrap_or(false),
        authentication: authentication.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
    })
}

/// The request that redeems a code (RFC 6749 section 4.1.3).
fn redemption(
    app: &App,
    options: &Options<'_>,
    endpoints: &Endpoints,
    begun: &Kept,
    callback: &Url,
    code: &str,
) -> Result<Request, FederationError> {
    let client_id = options.client_id()?;
    let secret = options.client_secret(app)?;
    let mut headers = vec![
        ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
        ("accept".to_owned(), "application/json".to_owned()),
    ];
    let mut body = Serializer::new(String::new());
    body.append_pair("grant_type", "authorization_code").append_pair("code", code).append_pair("redirect_uri", callback.as_str());
    if let Some(verifier) = &begun.verifier {
        body.append_pair("code_verifier", verifier);
    }
    let posts = match options.authentication() {
        Some(method) => method == "client_secret_post",
        // Both are widely known; where a provider names neither, it knows the other (OpenID Connect Discovery section 3).
        None => endpoints.authentication.iter().any(|method| method == "client_secret_post"),
    };
    match &secret {
        None => drop(body.append_pair("client_id", client_id)),
        Some(secret) if posts => drop(body.append_pair("client_id", client_id).append_pair("client_secret", secret)),
        Some(secret) => {
            // RFC 6749 section 2.3.1: both parts are encoded as in a form first.
            let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
            let pair = STANDARD.encode(format!("{}:{}", encoded(client_id), encoded(secret)));
            headers.push(("authorization".to_owned(), format!("Basic {pair}")));
        }
    }
    let body = Some(Bytes::from(body.finish()));
    Ok(Request { method: "POST".to_owned(), url: endpoints.token.to_string(), headers, body, follow_redirects: false })
}

/// What the provider gives for the code.
async fn redeem(app: &App, request: Request) -> Result<Map<String, Value>, FederationError> {
    let answer = app.providers.send("the answer to the code", request).await?;
    let parsed = serde_json::from_slice::<Map<String, Value>>(&answer.body);
    match (answer.status, parsed) {
        (200, Ok(tokens)) => Ok(tokens),
        (200, Err(_)) => Err(FederationError::Malformed("answer to the code is no JSON object".to_owned())),
        (status, parsed) => {
            let told = |name: &str| parsed.as_ref().ok().and_then(|body| body.get(name)?.as_str().map(str::to_owned));
            let error = told("error").unwrap_or_else(|| format!("status {status}"));
            let reason = [Some(error), told("error_description")].into_iter().flatten().collect::<Vec<_>>().join(", ");
            let clean = |c: char| if c.is_control() { ' ' } else { c };
            Err(FederationError::Refused(reason.chars().map(clean).take(MAX_REASON).collect()))
        }
    }
}

async fn verified(
    app: &App,
    options: &Options<'_>,
    endpoints: &Endpoints,
    begun: &Kept,
    id_token: &str,
) -> Result<Map<String, Value>, FederationError> {
    let algorithms = options.algorithms();
    let expected = Expected {
        issuer: &endpoints.issuer,
        client_id: options.client_id()?,
        nonce: &begun.nonce,
        algorithms: &algorithms,
        proved_after: begun.proved_after,
        now: app.clock.now(),
    };
    let address = endpoints.jwks.as_str();
    let keys: Arc<Value> = app.providers.get("the provider's keys", address, false).await?;
    match foreign::verify(id_token, &keys, &expected) {
        Err(ForeignError::UnknownKey) => {
            let keys = app.providers.get("the provider's keys", address, true).await?;
            Ok(foreign::verify(id_token, &keys, &expected)?)
        }
        other => Ok(other?),
    }
}

/// What the provider tells beside its ID token (OpenID Connect Core section 5.3), if it is of the same user.
async fn userinfo(
    app: &App,
    endpoint: &Url,
    access_token: &str,
    claims: &Map<String, Value>,
) -> Result<Map<String, Value>, FederationError> {
    let headers =
        vec![("authorization".to_owned(), format!("Bearer {access_token}")), ("accept".to_owned(), "application/json".to_owned())];
    let request = Request { method: "GET".to_owned(), url: endpoint.to_string(), headers, body: None, follow_redirects: false };
    let what = "the provider's userinfo";
    let answer = app.providers.send(what, request).await?;
    if answer.status != 200 {
        return Err(FederationError::Unreachable { what, why: format!("the answer was {}", answer.status) });
    }
    let told: Map<String, Value> =
        serde_json::from_slice(&answer.body).map_err(|_| FederationError::Malformed("userinfo is no JSON object".to_owned()))?;
    if told.get("sub") != claims.get("sub") {
        return Err(FederationError::Malformed("userinfo is of another user".to_owned()));
    }
    Ok(told)
}
