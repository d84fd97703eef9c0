//! Which application asks, and whether it is the one that it says (RFC 6749 section 2.3, RFC 7523 section 2.2).
//!
//! A secret may come in the body or in HTTP Basic, whichever the application was registered for: both carry the same secret, and
//! Auth0 takes either. An application that signs proves itself by that alone: its secret, if it has one, opens nothing. A request has one
//! proof only, and a public application has none to bring.

use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::app::App;
use crate::http::error::OAuthError;
use crate::http::extract::Fields;
use crate::identity::Client;
use crate::token::assertion::{self, AssertionError};
use crate::token::client_signed;

/// What client authentication the token endpoint takes, for discovery.
pub const METHODS: [&str; 4] = ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"];

/// What an application brings to prove itself.
enum Proof {
    Nothing,
    Secret(Zeroizing<String>),
    Assertion(String),
}

/// The application that the request names, not yet authenticated.
pub struct Found {
    /// The application.
    pub client: Client,
    proof: Proof,
}

fn refused() -> OAuthError {
    OAuthError::invalid_client("Client authentication failed.")
}

fn several() -> OAuthError {
    OAuthError::invalid_request("The client used more than one method to authenticate.")
}

/// Reads who asks. An unknown application gets the answer of a wrong secret.
pub async fn identify(app: &App, headers: &HeaderMap, fields: &Fields) -> Result<Found, OAuthError> {
    let posted = fields.get("client_secret").map(|secret| Zeroizing::new(secret.to_owned()));
    let (client_id, proof) = match (basic(headers)?, signed(fields)?) {
        (Some(_), Some(_)) => return Err(several()),
        (Some(_), None) | (None, Some(_)) if posted.is_some() => return Err(several()),
        (Some((client_id, _)), _) if fields.get("client_id").is_some_and(|named| named != client_id) => {
            return Err(OAuthError::invalid_request("The client_id in the body is not the one in the Authorization header."));
        }
        (Some((client_id, secret)), None) => (client_id, Proof::Secret(secret)),
        // The client_id is optional beside a proof (RFC 7521 section 4.2), and must be the proof's own.
        (None, Some(assertion)) => {
            let claimed = assertion::claimed_client(&assertion).ok_or_else(refused)?;
            if fields.get("client_id").is_some_and(|named| named != claimed) {
                return Err(OAuthError::invalid_request("The client_id is not that of the client_assertion."));
            }
            (claimed, Proof::Assertion(assertion))
        }
        (None, None) => (fields.require("client_id")?.to_owned(), posted.map_or(Proof::Nothing, Proof::Secret)),
    };
    let found = app.directory.clients.get(&client_id).await?;
    // The global client holds the tenant's defaults; nobody logs in with it.
    let client = found.map(|stored| stored.value).filter(|client| !client.global).ok_or_else(refused)?;
    Ok(Found { client, proof })
}

/// The proof by a signature, if there is one.
fn signed(fields: &Fields) -> Result<Option<String>, OAuthError> {
    match (fields.get("client_assertion_type"), fields.get("client_assertion")) {
        (None, None) => Ok(None),
        (Some(assertion::TYPE), Some(assertion)) => Ok(Some(assertion.to_owned())),
        (Some(assertion::TYPE), None) => Err(OAuthError::invalid_request("Missing required parameter: client_assertion")),
        (None, Some(_)) => Err(OAuthError::invalid_request("Missing required parameter: client_assertion_type")),
        (Some(_), _) => Err(OAuthError::invalid_client("The client_assertion_type is not supported.")),
    }
}

impl Found {
    /// Checks the proof: a secret in constant time, a signature once.
    pub async fn authenticate(&self, app: &App) -> Result<(), OAuthError> {
        if let Some(ids) = self.client.signing_credentials() {
            return match &self.proof {
                Proof::Assertion(assertion) => self.check_signature(app, &ids, assertion).await,
                _ => Err(refused()),
            };
        }
        match (self.client.is_public(), &self.proof) {
            (true, Proof::Nothing) => Ok(()),
            (true, Proof::Secret(_)) => Err(OAuthError::invalid_client("This application has no secret; send none.")),
            (false, Proof::Secret(given)) => self.check_secret(app, given),
            (_, Proof::Nothing | Proof::Assertion(_)) => Err(refused()),
        }
    }

    fn check_secret(&self, app: &App, given: &str) -> Result<(), OAuthError> {
        let mut same = false;
        for sealed in self.client.secrets(app.clock.now()) {
            let expected = app.vault.open_text(&Client::secret_purpose(&self.client.client_id), sealed).map_err(OAuthError::internal)?;
            same |= !expected.is_empty() && bool::from(expected.as_bytes().ct_eq(given.as_bytes()));
        }
        if same { Ok(()) } else { Err(refused()) }
    }

    async fn check_signature(&self, app: &App, ids: &[&str], assertion: &str) -> Result<(), OAuthError> {
        let keys = client_signed::keys(app, &self.client, ids).await?;
        assertion::check(app, &self.client.client_id, &keys, assertion).await.map_err(|error| match error {
            AssertionError::Store(error) => OAuthError::internal(error),
            // Which keys there are is nobody's business who has none of them.
            AssertionError::Signed(_) => refused(),
            told => OAuthError::invalid_client(told.to_string()),
        })
    }
}

/// The application, authenticated.
pub async fn authenticated(app: &App, headers: &HeaderMap, fields: &Fields) -> Result<Client, OAuthError> {
    let found = identify(app, headers, fields).await?;
    found.authenticate(app).await?;
    Ok(found.client)
}

/// Name and secret of HTTP Basic, each form-decoded (RFC 6749 section 2.3.1).
fn basic(headers: &HeaderMap) -> Result<Option<(String, Zeroizing<String>)>, OAuthError> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(OAuthError::invalid_request("There is more than one Authorization header."));
    }
    let malformed = || OAuthError::new(StatusCode::UNAUTHORIZED, "invalid_client", "The Authorization header is malformed.");
    let text = value.to_str().map_err(|_| malformed())?;
    let (scheme, rest) = text.split_once(' ').ok_or_else(malformed)?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(OAuthError::invalid_client("Only HTTP Basic is taken in the Authorization header."));
    }
    let decoded = Zeroizing::new(STANDARD.decode(rest.trim()).map_err(|_| malformed())?);
    let decoded = std::str::from_utf8(&decoded).map_err(|_| malformed())?;
    let (name, secret) = decoded.split_once(':').ok_or_else(malformed)?;
    Ok(Some((form_decode(name), Zeroizing::new(form_decode(secret)))))
}

/// One form-encoded value, decoded. A raw `&` cannot occur in an encoded one; an unencoded secret keeps it.
fn form_decode(encoded: &str) -> String {
    let pair = format!("={}", encoded.replace('&', "%26"));
    url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_are_form_decoded() {
        assert_eq!(form_decode("a%3Ab+c%26d"), "a:b c&d");
        assert_eq!(form_decode("plain=&x"), "plain=&x");
        assert_eq!(form_decode(""), "");
    }
}
