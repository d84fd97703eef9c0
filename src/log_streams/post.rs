//! A portion over the network: one POST, whose answer's status is all that is read of it.
//!
//! The checks are those of an Action's request: the address behind the name is a public one, or one that the operator has allowed,
//! and the connection goes to it. Redirects are not followed: the operator has said where the log goes.

use bytes::Bytes;
use serde_json::{Map, Value};
use url::Url;

use super::Parts;
use super::file::lines;
use crate::audit::LogStream;
use crate::sandbox::{Egress, Request, RequestLimits};

/// Bytes of a request: a portion, or one event that is larger.
const MOST: usize = 4 << 20;

/// The form of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Array,
    Lines,
    Object,
}

/// A receiver.
pub(super) struct Post {
    egress: Egress,
    limits: RequestLimits,
    plain_http: bool,
    format: Format,
    /// Where to and with which header fields; or why not.
    target: Result<(Url, Vec<(String, String)>), String>,
}

impl Post {
    /// The receiver of `stream`. What is wrong with it is told at each sending.
    pub fn new(parts: &Parts, stream: &LogStream) -> Self {
        let format = match stream.sink.get("httpContentFormat").and_then(Value::as_str) {
            Some("JSONARRAY") => Format::Array,
            Some("JSONOBJECT") => Format::Object,
            _ => Format::Lines,
        };
        Self {
            egress: parts.sandbox.egress(),
            limits: RequestLimits { time: parts.settings.timeout(), request: MOST, response: 0 },
            plain_http: parts.plain_http,
            format,
            target: target(parts, stream),
        }
    }

    /// Whether each event is a request of its own.
    pub fn one_by_one(&self) -> bool {
        self.format == Format::Object
    }

    /// Sends events.
    ///
    /// # Errors
    /// A sentence for the operator, without anything secret.
    pub async fn send(&self, events: &[String]) -> Result<(), String> {
        let (url, headers) = self.target.as_ref().map_err(Clone::clone)?;
        let body = match self.format {
            Format::Array => format!("[{}]", events.join(",")),
            Format::Lines => lines(events),
            Format::Object => events.concat(),
        };
        let request = Request {
            method: "POST".to_owned(),
            url: url.to_string(),
            headers: headers.clone(),
            body: Some(Bytes::from(body)),
            follow_redirects: false,
        };
        let checked = self.egress.check_own(request, self.plain_http, self.limits).map_err(|error| error.to_string())?;
        match self.egress.deliver(checked).await {
            Ok(200..=299) => Ok(()),
            Ok(status) => Err(format!("the receiver answered {status}")),
            Err(error) => Err(error.to_string()),
        }
    }
}

fn target(parts: &Parts, stream: &LogStream) -> Result<(Url, Vec<(String, String)>), String> {
    let text = |members: &Map<String, Value>, name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
    let url = text(&stream.sink, "httpEndpoint").and_then(|url| Url::parse(&url).ok()).ok_or("the endpoint is no URL")?;
    let secrets: Map<String, Value> = match &stream.sealed {
        None => Map::new(),
        Some(sealed) => {
            let opened = parts.vault.open(&LogStream::secret_purpose(&stream.id), sealed).map_err(|error| error.to_string())?;
            serde_json::from_slice(&opened).map_err(|_| "the stored secrets cannot be read")?
        }
    };
    let mut headers =
        vec![("content-type".to_owned(), text(&stream.sink, "httpContentType").unwrap_or_else(|| "application/json".to_owned()))];
    headers.extend(text(&secrets, "httpAuthorization").map(|value| ("authorization".to_owned(), value)));
    for field in secrets.get("httpCustomHeaders").and_then(Value::as_array).into_iter().flatten() {
        let member = |name: &str| field.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        headers.push((member("header"), member("value")));
    }
    Ok((url, headers))
}
