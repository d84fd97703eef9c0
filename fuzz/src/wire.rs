//! How an input is read as a request: `METHOD /path?query`, header lines, an empty line, the body. Lines end with `\n`, so that
//! seeds can be read and written by hand.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, Uri};

/// Head and body; without an empty line all is head.
pub fn split(data: &[u8]) -> (&[u8], &[u8]) {
    match data.windows(2).position(|two| two == b"\n\n") {
        Some(at) => (&data[..at], &data[at + 2..]),
        None => (data, b""),
    }
}

/// The request, as far as a port would have taken it: what HTTP itself refuses is hyper's business.
pub fn request(data: &[u8]) -> Option<Request<Body>> {
    let (head, body) = split(data);
    let mut lines = head.split(|byte| *byte == b'\n');
    let mut first = lines.next()?.splitn(2, |byte| *byte == b' ');
    let method = Method::from_bytes(first.next()?).ok()?;
    let uri = Uri::try_from(first.next()?).ok().filter(|uri| uri.path().starts_with('/'))?;
    let mut request = Request::builder().method(method).uri(uri).body(Body::from(body.to_vec())).ok()?;
    for line in lines {
        let at = line.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&line[..at]).ok()?;
        let value = HeaderValue::from_bytes(line[at + 1..].trim_ascii()).ok()?;
        // hyper has counted the body, or read it to its end.
        if name != "content-length" && name != "transfer-encoding" {
            request.headers_mut().append(name, value);
        }
    }
    Some(request)
}

/// A `GET` with what follows `?`, percent-encoded where it cannot stand as it is.
pub fn get(path: &str, query: &[u8]) -> Option<Request<Body>> {
    let mut target = format!("{path}?");
    for byte in query {
        match byte {
            b'!'..=b'~' if !matches!(byte, b'#' | b'"' | b'<' | b'>' | b'`' | b'{' | b'}') => target.push(char::from(*byte)),
            _ => target.push_str(&format!("%{byte:02X}")),
        }
    }
    Request::builder().uri(target).body(Body::empty()).ok()
}

/// Name and value of each field of a form.
pub fn pairs(form: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(form).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}
