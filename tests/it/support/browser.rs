//! A browser without a screen: keeps cookies, follows our own redirects, fills in forms. What a real one does is tested in
//! `tests/browser`.

use std::collections::BTreeMap;
use std::sync::Mutex;

use anteroom::identity::Client;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};

use super::TestServer;
use super::clients::Answer;
use super::story::CALLBACK;

/// The S256 challenge of the verifier in RFC 7636, appendix B.
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// That verifier.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// A browser at one server.
pub struct Browser<'a> {
    server: &'a TestServer,
    /// Cookies by name.
    pub cookies: Mutex<BTreeMap<String, String>>,
}

/// An answer, read whole.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: String,
}

impl Page {
    /// A header's text, empty where it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|v| v.to_str().unwrap()).unwrap_or_default()
    }

    /// The `Location`.
    pub fn location(&self) -> &str {
        self.headers.get(LOCATION).unwrap_or_else(|| panic!("no redirect: {} {}", self.status, self.body)).to_str().unwrap()
    }

    /// The parameters that a redirect to the callback brings.
    pub fn returned(&self) -> BTreeMap<String, String> {
        let location = self.location();
        assert!(location.starts_with(CALLBACK), "not a redirect to the application: {location}");
        parameters(location)
    }

    /// The value of the form's field.
    pub fn field(&self, name: &str) -> String {
        let (_, rest) = self.body.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("no {name} in {}", self.body));
        rest.split('"').next().unwrap().to_owned()
    }
}

/// The query or fragment of a URL.
pub fn parameters(url: &str) -> BTreeMap<String, String> {
    let (_, query) = url.split_once(['?', '#']).unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// An authorization request of `client`, with `more` in place of or beside the usual.
pub fn authorize(client: &Client, more: &[(&str, &str)]) -> String {
    let mut fields: BTreeMap<&str, &str> = BTreeMap::from([
        ("client_id", client.client_id.as_str()),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid email"),
        ("state", "xyz"),
        ("nonce", "n-0S6_WzA2Mj"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ]);
    fields.extend(more.iter().copied());
    fields.retain(|_, value| !value.is_empty());
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(fields);
    format!("/authorize?{}", query.finish())
}

impl<'a> Browser<'a> {
    /// A browser without cookies.
    pub fn new(server: &'a TestServer) -> Self {
        Self { server, cookies: Mutex::default() }
    }

    /// A cookie's value.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    /// Sets a cookie as somebody who can plant one would.
    pub fn plant(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    /// `GET path`, following nothing.
    pub async fn get(&self, path: &str) -> Page {
        self.send(self.server.http.get(format!("{}{path}", self.server.url))).await
    }

    /// Sends a form as our own page does.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Page {
        self.send(self.server.http.post(format!("{}{path}", self.server.url)).header("origin", &self.server.url).form(form)).await
    }

    /// Sends a request with the cookies, and keeps those that come back.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Page {
        let cookies: Vec<String> = self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if cookies.is_empty() { request } else { request.header(COOKIE, cookies.join("; ")) };
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        for cookie in headers.get_all(SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.lock().unwrap().remove(name);
            } else {
                self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
            }
        }
        Page { status, headers, body: response.text().await.unwrap() }
    }

    /// Begins a login: the path of the page that `/authorize` leads to, and the page.
    pub async fn begin(&self, authorize: &str) -> (String, Page) {
        let answer = self.get(authorize).await;
        let path = answer.location().to_owned();
        assert!(path.starts_with("/u/"), "not one of our pages: {path}");
        let page = self.get(&path).await;
        (path, page)
    }

    /// Fills in the page at `path` and sends it.
    pub async fn submit(&self, path: &str, page: &Page, fields: &[(&str, &str)]) -> Page {
        let csrf = page.field("csrf");
        let mut form = vec![("csrf", csrf.as_str())];
        form.extend(fields);
        self.post(path, &form).await
    }

    /// A whole login with a password.
    pub async fn log_in(&self, authorize: &str, email: &str, password: &str) -> Page {
        let (path, page) = self.begin(authorize).await;
        self.submit(&path, &page, &[("username", email), ("password", password)]).await
    }
}

impl TestServer {
    /// Redeems a code at an application of the story, with [`VERIFIER`].
    pub async fn redeem_code(&self, client: &Client, code: &str) -> Answer {
        let secret = format!("{} secret", client.name);
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", client.client_id.as_str()),
            ("client_secret", secret.as_str()),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.post_form("/oauth/token", &form).await
    }
}
