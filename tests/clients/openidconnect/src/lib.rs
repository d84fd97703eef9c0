//! What the suite works with: the story that it is told, an HTTP client that trusts the server's authority, and a person's browser.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use openidconnect::{HttpRequest, HttpResponse};
use serde_json::Value;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use url::Url;

/// The tenant's applications and people, as `../test/openidconnect.test.js` made them.
pub static STORY: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(&std::env::var("STORY").expect("STORY")).expect("JSON"));

/// A text of the story, by its path.
pub fn told(pointer: &str) -> &'static str {
    STORY.pointer(pointer).and_then(Value::as_str).unwrap_or_else(|| panic!("the story has no {pointer}"))
}

thread_local! {
    /// Which of the people this test's is: each test has a thread of its own, and each account a limit of logins.
    static ADA: usize = {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        NEXT.fetch_add(1, Ordering::Relaxed)
    };
}

/// What the story tells of this test's person: `id`, `email` or `password`.
pub fn ada(what: &str) -> &'static str {
    ADA.with(|number| told(&format!("/people/{number}/{what}")))
}

/// The client that the library is given: no redirects, and the authority of `--tls-self-signed`.
static AGENT: LazyLock<Agent> = LazyLock::new(|| {
    let pem = std::fs::read(std::env::var("AUTHORITY").expect("AUTHORITY")).expect("the authority's certificate");
    let authority = Certificate::from_pem(&pem).expect("PEM");
    let tls = TlsConfig::builder().root_certs(RootCerts::new_with_certs(&[authority])).build();
    Agent::config_builder().tls_config(tls).max_redirects(0).http_status_as_error(false).build().into()
});

/// Sends a request of the library's.
pub fn http(request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
    let (parts, mut body) = AGENT.run(request)?.into_parts();
    Ok(HttpResponse::from_parts(parts, body.read_to_vec()?))
}

/// Where a browser arrived.
#[derive(Debug)]
pub struct Shown {
    /// The address.
    pub url: Url,
    /// What stands there; nothing is asked of the application's own addresses.
    pub page: Option<String>,
}

impl Shown {
    /// A parameter of the query or of the fragment.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let text = self.url.fragment().or(self.url.query()).unwrap_or_default();
        url::form_urlencoded::parse(text.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

/// A person's browser: cookies, redirects, and the hosted forms, filled in.
#[derive(Default)]
pub struct Browser {
    cookies: RefCell<BTreeMap<String, String>>,
}

impl Browser {
    fn send(&self, url: &Url, form: Option<&[(String, String)]>) -> HttpResponse {
        let cookies: Vec<String> = self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = openidconnect::http::Request::builder().uri(url.as_str()).header("cookie", cookies.join("; "));
        let mut body = Vec::new();
        if let Some(form) = form {
            let origin = url.origin().ascii_serialization();
            request = request.method("POST").header("origin", origin).header("content-type", "application/x-www-form-urlencoded");
            body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish().into_bytes();
        }
        let answer = http(request.body(body).unwrap()).unwrap();
        for cookie in answer.headers().get_all("set-cookie") {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            match rest.split(';').next().unwrap() {
                "" => drop(self.cookies.borrow_mut().remove(name)),
                value => drop(self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned())),
            }
        }
        answer
    }

    /// Follows redirects to the first page, or to the application.
    pub fn open(&self, url: Url) -> Shown {
        self.go(url, None)
    }

    fn go(&self, mut url: Url, mut form: Option<Vec<(String, String)>>) -> Shown {
        loop {
            if url.as_str().starts_with(told("/callback")) || url.as_str().starts_with(told("/goodbye")) {
                return Shown { url, page: None };
            }
            let answer = self.send(&url, form.take().as_deref());
            let Some(location) = answer.headers().get("location") else {
                return Shown { url, page: Some(String::from_utf8(answer.into_body()).unwrap()) };
            };
            url = url.join(location.to_str().unwrap()).unwrap();
        }
    }

    /// Sends the form of a page of the server's.
    pub fn submit(&self, shown: &Shown, fields: &[(&str, &str)]) -> Shown {
        let page = shown.page.as_deref().unwrap_or_else(|| panic!("there is no page at {}", shown.url));
        let value = |after: &str| {
            let (_, rest) = page.split_once(after).unwrap_or_else(|| panic!("no {after} in {page}"));
            rest.split('"').next().unwrap().replace("&#x2f;", "/").replace("&amp;", "&")
        };
        let action = shown.url.join(&value("<form method=\"post\" action=\"")).unwrap();
        let mut form = vec![("csrf".to_owned(), value("name=\"csrf\" value=\""))];
        form.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.go(action, Some(form))
    }

    /// Logs in on the way from `url`, and says `consent` where that is asked.
    pub fn log_in(&self, url: Url, consent: &str) -> Shown {
        self.go_on(self.open(url), consent)
    }

    /// The same from a page.
    pub fn go_on(&self, mut shown: Shown, consent: &str) -> Shown {
        loop {
            shown = match &shown.page {
                Some(page) if page.contains("action=\"/u/login") => {
                    self.submit(&shown, &[("username", ada("email")), ("password", ada("password"))])
                }
                Some(page) if page.contains("action=\"/u/consent") => self.submit(&shown, &[("action", consent)]),
                _ => return shown,
            };
        }
    }
}
