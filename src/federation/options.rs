//! The options of a connection to an OpenID Connect provider, as the Management API takes them (reference 4.2), read into what a login needs.

use serde_json::Value;
use url::Url;
use zeroize::Zeroizing;

use super::FederationError;
use crate::app::App;
use crate::identity::Connection;
use crate::identity::connection::GOOGLE;
use crate::storage::StoreError;
use crate::token::foreign::ALGORITHMS;

/// The option that is sealed.
pub const SECRET: &str = "client_secret";
/// What a provider is asked for where the options say nothing.
const SCOPE: &str = "openid profile email";

/// What [`SECRET`] is sealed for.
pub fn secret_purpose(connection_id: &str) -> String {
    format!("connection/{connection_id}/{SECRET}")
}

/// The endpoints of a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// `iss` of its ID tokens.
    pub issuer: String,
    /// Where browsers go.
    pub authorization: Url,
    /// Where codes are redeemed.
    pub token: Url,
    /// Where its keys are.
    pub jwks: Url,
    /// Where it tells more of a user.
    pub userinfo: Option<Url>,
    /// Whether its answers say who they are from (RFC 9207).
    pub says_issuer: bool,
    /// How we may prove ourselves; nothing where it does not say.
    pub authentication: Vec<String>,
}

/// A connection's options.
pub struct Options<'a> {
    connection: &'a Connection,
}

impl<'a> Options<'a> {
    /// Those of a connection.
    pub fn of(connection: &'a Connection) -> Self {
        Self { connection }
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.connection.options.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// Who we are to the provider.
    pub fn client_id(&self) -> Result<&'a str, FederationError> {
        self.text("client_id").ok_or(FederationError::Incomplete("client_id"))
    }

    /// Our secret.
    pub fn client_secret(&self, app: &App) -> Result<Option<Zeroizing<String>>, FederationError> {
        let Some(sealed) = self.text(SECRET) else { return Ok(None) };
        let opened = app.vault.open_text(&secret_purpose(&self.connection.id), sealed);
        opened.map(Some).map_err(|error| FederationError::Store(StoreError::Backend(error.into())))
    }

    /// The scopes that the provider is asked for; `openid` is always one.
    pub fn scope(&self) -> String {
        let mut words: Vec<&str> = match self.connection.options.get("scope") {
            Some(Value::String(text)) => text.split_whitespace().collect(),
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        if words.is_empty() {
            words = SCOPE.split(' ').collect();
        }
        if self.is_google() {
            words.extend(["profile", "email"]);
        }
        words.insert(0, "openid");
        let mut scope: Vec<&str> = Vec::new();
        for word in words {
            if !scope.contains(&word) {
                scope.push(word);
            }
        }
        scope.join(" ")
    }

    /// Whether it is the preset for Google.
    pub fn is_google(&self) -> bool {
        self.connection.strategy == GOOGLE
    }

    /// Where the provider describes itself.
    pub fn discovery_url(&self) -> Option<&'a str> {
        if self.is_google() { None } else { self.text("discovery_url") }
    }

    /// Whether a proof of the code's origin is sent (RFC 7636).
    pub fn pkce(&self) -> bool {
        let settings = self.connection.options.get("connection_settings");
        settings.and_then(|settings| settings.get("pkce")).and_then(Value::as_str) != Some("disabled")
    }

    /// The algorithms that its ID tokens may be signed with.
    pub fn algorithms(&self) -> Vec<String> {
        let named = self.connection.options.get("id_token_signed_response_algs").and_then(Value::as_array);
        let named: Vec<String> = named.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
        if named.is_empty() { ALGORITHMS.iter().map(|name| (*name).to_owned()).collect() } else { named }
    }

    /// How we prove ourselves, if the connection says it.
    pub fn authentication(&self) -> Option<&'a str> {
        self.text("token_endpoint_auth_method")
    }

    /// Parameters that the request to the provider takes: fixed values, and those that are passed on from our own request.
    pub fn upstream_params(&self) -> Vec<(String, Upstream<'a>)> {
        let Some(Value::Object(all)) = self.connection.options.get("upstream_params") else { return Vec::new() };
        let one = |param: &'a Value| {
            let text = |name: &str| param.get(name).and_then(Value::as_str);
            text("value").map(Upstream::Value).or_else(|| text("alias").map(Upstream::Alias))
        };
        all.iter().filter_map(|(name, param)| Some((name.clone(), one(param)?))).collect()
    }

    /// The endpoints that the options name themselves, or that the preset knows; `None` where discovery tells them.
    pub fn endpoints(&self) -> Result<Option<Endpoints>, FederationError> {
        if self.is_google() {
            return google().map(Some).ok_or(FederationError::Incomplete("endpoints"));
        }
        if self.discovery_url().is_some() {
            return Ok(None);
        }
        let url = |name: &'static str| {
            let found = self.text(name).and_then(|text| Url::parse(text).ok());
            found.ok_or(FederationError::Incomplete(name))
        };
        Ok(Some(Endpoints {
            issuer: self.text("issuer").ok_or(FederationError::Incomplete("discovery_url, nor an issuer"))?.to_owned(),
            authorization: url("authorization_endpoint")?,
            token: url("token_endpoint")?,
            jwks: url("jwks_uri")?,
            userinfo: self.text("userinfo_endpoint").and_then(|text| Url::parse(text).ok()),
            says_issuer: false,
            authentication: Vec::new(),
        }))
    }
}

/// Where the value of a parameter comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upstream<'a> {
    /// Always this.
    Value(&'a str),
    /// What our own request has in the parameter of this name.
    Alias(&'a str),
}

/// As in Google's own description of itself, which has not changed in years. It is not asked for, so that a login needs one request less.
fn google() -> Option<Endpoints> {
    let url = |text| Url::parse(text).ok();
    Some(Endpoints {
        issuer: "https://accounts.google.com".to_owned(),
        authorization: url("https://accounts.google.com/o/oauth2/v2/auth")?,
        token: url("https://oauth2.googleapis.com/token")?,
        jwks: url("https://www.googleapis.com/oauth2/v3/certs")?,
        userinfo: url("https://openidconnect.googleapis.com/v1/userinfo"),
        says_issuer: false,
        authentication: vec!["client_secret_post".to_owned()],
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::identity::connection::OIDC;

    fn connection(strategy: &str, options: Value) -> Connection {
        serde_json::from_value(json!({ "id": "con_1", "name": "c", "strategy": strategy, "options": options })).unwrap()
    }

    #[test]
    fn google_is_known_and_always_asked_for_profile_and_address() {
        let connection =
            connection(GOOGLE, json!({ "client_id": "x", "scope": ["email", "calendar"], "discovery_url": "https://evil.example" }));
        let options = Options::of(&connection);
        assert_eq!(options.endpoints().unwrap().unwrap().issuer, "https://accounts.google.com");
        assert_eq!(options.scope(), "openid email calendar profile");
    }

    #[test]
    fn what_is_missing_is_named() {
        let connection =
            connection(OIDC, json!({ "client_id": "x", "issuer": "https://op.example", "authorization_endpoint": "https://op.example/a" }));
        let error = Options::of(&connection).endpoints().unwrap_err();
        assert_eq!(error.to_string(), "the connection has no token_endpoint");
    }
}
