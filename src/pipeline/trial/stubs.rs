//! What other servers would answer, so that a Rule can be tried without them.
//!
//! Once there are stubs, an empty list of them included, a request that none is for is refused. It does not go out: a try of a Rule that
//! books or pays must not do so because an address was mistyped.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::sandbox::{Answer, EgressError, Request};

/// Characters of an address in a refusal.
const MAX_SHOWN: usize = 200;

/// One answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stub {
    /// The method that it is for; every one, if not given.
    #[serde(default)]
    method: Option<String>,
    /// The address that it is for, with its query; `*` stands for any characters.
    url: String,
    /// The status.
    #[serde(default = "ok")]
    status: u16,
    /// Header fields.
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// The body: a text as it is, anything else as JSON.
    #[serde(default)]
    body: Value,
}

fn ok() -> u16 {
    200
}

impl Stub {
    /// Reads one stub or a list of them.
    ///
    /// # Errors
    /// A sentence.
    pub fn read(given: Value) -> Result<Vec<Self>, String> {
        let list = match given {
            Value::Array(list) => list,
            one => vec![one],
        };
        list.into_iter().map(Self::one).collect()
    }

    fn one(given: Value) -> Result<Self, String> {
        let stub: Self =
            serde_json::from_value(given).map_err(|error| format!("a stub is {{url, method, status, headers, body}}: {error}"))?;
        match stub.status {
            200..=599 => Ok(stub),
            status => Err(format!("the status of a stub is 200 to 599, and not {status}")),
        }
    }

    fn is_for(&self, request: &Request, url: &str) -> bool {
        let method = self.method.as_deref().is_none_or(|method| method.eq_ignore_ascii_case(&request.method));
        method && (matches(&self.url, &request.url) || matches(&self.url, url))
    }

    fn answer(&self, url: &str, most: usize) -> Result<Answer, EgressError> {
        let (body, kind) = match &self.body {
            Value::Null => (Vec::new(), None),
            Value::String(text) => (text.clone().into_bytes(), Some("text/plain; charset=utf-8")),
            other => (other.to_string().into_bytes(), Some("application/json")),
        };
        if body.len() > most {
            return Err(EgressError::TooLarge(most));
        }
        let mut headers: Vec<(String, String)> =
            self.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect();
        if let Some(kind) = kind
            && !headers.iter().any(|(name, _)| name == "content-type")
        {
            headers.push(("content-type".to_owned(), kind.to_owned()));
        }
        Ok(Answer { status: self.status, headers, body, url: url.to_owned() })
    }
}

/// The answer of the first stub that is for a request.
///
/// # Errors
/// There is none.
pub fn answer(stubs: &[Stub], request: &Request, most: usize) -> Result<Answer, EgressError> {
    let parsed = Url::parse(&request.url).map_err(|error| EgressError::Invalid(error.to_string()))?;
    let url = parsed.as_str();
    match stubs.iter().find(|stub| stub.is_for(request, url)) {
        Some(stub) => stub.answer(url, most),
        None => {
            let (method, shown): (String, String) = (request.method.chars().take(64).collect(), url.chars().take(MAX_SHOWN).collect());
            Err(EgressError::NotAllowed(format!("no stub is for {method} {shown}, and with stubs nothing goes out")))
        }
    }
}

/// Whether a text is what a pattern says, in which `*` stands for any characters. Goes back to the last star alone, so it takes no longer
/// than the product of both lengths.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t, mut star) = (0, 0, None);
    while let Some(byte) = text.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(own) if own == byte => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    p = at + 1;
                    t = from + 1;
                    star = Some((at, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, text, is) in [
            ("https://a.test/x", "https://a.test/x", true),
            ("https://a.test/x", "https://a.test/xy", false),
            ("https://a.test/*", "https://a.test/", true),
            ("https://a.test/*/end?*", "https://a.test/1/2/end?q", true),
            ("https://a.test/*/end", "https://a.test/1/2/en", false),
            ("*b*b", "aabab", true),
            ("*", "", true),
            ("", "x", false),
        ] {
            assert_eq!(matches(pattern, text), is, "{pattern} {text}");
        }
        let long = "a".repeat(4000);
        assert!(!matches(&format!("{}b", "a*".repeat(200)), &long), "and it ends");
    }

    #[test]
    fn what_is_no_stub_is_said() {
        for (given, told) in [
            (json!({ "url": "x", "code": 200 }), "unknown field `code`"),
            (json!({ "status": 200 }), "missing field `url`"),
            (json!({ "url": "x", "status": 99 }), "and not 99"),
            (json!({ "url": "x", "headers": { "a": 1 } }), "expected a string"),
            (json!([{ "url": "x" }, 7]), "invalid type"),
        ] {
            let error = Stub::read(given.clone()).unwrap_err();
            assert!(error.contains(told), "{given}: {error}");
        }
    }
}
