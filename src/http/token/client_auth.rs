//! Which application asks, and whether it is the one that it says (RFC 6749 section 2.3).
//!
//! A secret may come in the body or in HTTP Basic, whichever the application was registered for: both carry the same secret, and
//! Auth0 takes either. It may come in one place only, and a public application has none to bring.

use axum::http::{HeaderMap, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::app::App;
use crate::http::error::OAuthError;
use crate::http::extract::Fields;
use crate::identity::Client;

/// What client authentication the token endpoint takes, for discovery.
pub const METHODS: [&str; 3] = ["client_secret_basic", "client_secret_post", "none"];

/// The application that the request names, not yet authenticated.
pub struct Found {
    /// The application.
    pub client: Client,
    secret: Option<Zeroizing<String>>,
}

fn refused() -> OAuthError {
    OAuthError::invalid_client("Client authentication failed.")
}

/// Reads who asks. An unknown application gets the answer of a wrong secret.
pub async fn identify(app: &App, headers: &HeaderMap, fields: &Fields) -> Result<Found, OAuthError> {
    if fields.get("client_assertion").is_some() || fields.get("client_assertion_type").is_some() {
        return Err(OAuthError::invalid_client("Client assertions are not supported."));
    }
    let posted = fields.get("client_secret").map(|secret| Zeroizing::new(secret.to_owned()));
    let (client_id, secret) = match basic(headers)? {
        Some(_) if posted.is_some() => {
            return Err(OAuthError::invalid_request("The client used more than one method to authenticate."));
        }
        Some((client_id, _)) if fields.get("client_id").is_some_and(|named| named != client_id) => {
            return Err(OAuthError::invalid_request("The client_id in the body is not the one in the Authorization header."));
        }
        Some((client_id, secret)) => (client_id, Some(secret)),
        None => (fields.require("client_id")?.to_owned(), posted),
    };
    let found = app.directory.clients.get(&client_id).await?;
    // The global client holds the tenant's defaults; nobody logs in with it.
    let client = found.map(|stored| stored.value).filter(|client| !client.global).ok_or_else(refused)?;
    Ok(Found { client, secret })
}

impl Found {
    /// Compares the secret in constant time.
    pub fn authenticate(&self, app: &App) -> Result<(), OAuthError> {
        match (self.client.is_public(), &self.secret) {
            (true, None) => return Ok(()),
            (true, Some(_)) => return Err(OAuthError::invalid_client("This application has no secret; send none.")),
            (false, None) => return Err(refused()),
            (false, Some(_)) => {}
        }
        let sealed = self.client.client_secret.as_deref().ok_or_else(refused)?;
        let expected = app.vault.open_text(&Client::secret_purpose(&self.client.client_id), sealed).map_err(OAuthError::internal)?;
        let given = self.secret.as_deref().map(String::as_bytes).unwrap_or_default();
        let same = !expected.is_empty() && bool::from(expected.as_bytes().ct_eq(given));
        if same { Ok(()) } else { Err(refused()) }
    }
}

/// The application, authenticated.
pub async fn authenticated(app: &App, headers: &HeaderMap, fields: &Fields) -> Result<Client, OAuthError> {
    let found = identify(app, headers, fields).await?;
    found.authenticate(app)?;
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
