//! A stream's receiver: what may be in it, and what of it is secret.

use serde_json::{Map, Value};
use url::Url;

use super::schema;
use crate::app::App;
use crate::audit::LogStream;
use crate::http::error::ApiError;

/// Members that are sealed. The address of a Sumo Logic source is one: whoever knows it may send.
pub const SECRETS: [&str; 7] = [
    "httpAuthorization",
    "httpCustomHeaders",
    "datadogApiKey",
    "splunkToken",
    "sumoSourceAddress",
    "segmentWriteKey",
    "mixpanelServiceAccountPassword",
];

/// What stands for a secret in answers.
const SHOWN: &str = "*****";

/// Refuses what a receiver of the type `kind` cannot have.
///
/// # Errors
/// 400 that names the member.
pub fn check(app: &App, kind: &str, sink: &Map<String, Value>) -> Result<(), ApiError> {
    schema::sink(kind).check_member("sink", &Value::Object(sink.clone()))?;
    let plain = |url: &Url| url.scheme() == "http" && app.config.sandbox.allow_private_egress;
    match sink.get("httpEndpoint").and_then(Value::as_str).map(Url::parse) {
        None => Ok(()),
        Some(Ok(url)) if (url.scheme() == "https" || plain(&url)) && url.username().is_empty() && url.password().is_none() => Ok(()),
        Some(_) => {
            let reason = "String does not match pattern ^https://";
            Err(ApiError::invalid_body(format!("'{reason}' on property sink.httpEndpoint.")))
        }
    }
}

/// The secrets of `before` for which `given` holds nothing but their placeholders.
///
/// # Errors
/// 400 where they would go elsewhere than before.
pub fn kept(app: &App, before: &LogStream, given: &Map<String, Value>) -> Result<Map<String, Value>, ApiError> {
    let Some(sealed) = &before.sealed else { return Ok(Map::new()) };
    let opened = app.vault.open(&LogStream::secret_purpose(&before.id), sealed).map_err(ApiError::internal)?;
    let mut secrets: Map<String, Value> = serde_json::from_slice(&opened).map_err(ApiError::internal)?;
    secrets.retain(|name, value| given.get(name) == Some(&placeholder(value)));
    match secrets.keys().next() {
        Some(name) if place(&before.sink) != place(given) => Err(anew(name, "because it would go elsewhere")),
        _ => Ok(secrets),
    }
}

fn anew(name: &str, why: &str) -> ApiError {
    ApiError::invalid_body(format!("'The secret must be given anew, {why}' on property sink.{name}."))
}

/// Everything that says where a stream goes. The path, too: behind one host many may receive, each on a path of their own.
fn place(sink: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut place: Vec<_> = sink.iter().filter(|(name, _)| !SECRETS.contains(&name.as_str()) && !name.starts_with("httpContent")).collect();
    place.sort_by_key(|(name, _)| *name);
    place
}

/// `given` with placeholders for its secrets, and these, but for what `kept` has of them, sealed.
///
/// # Errors
/// 400 for a placeholder that stands for nothing: it would be sent as the secret.
pub fn seal(
    app: &App,
    id: &str,
    mut given: Map<String, Value>,
    mut kept: Map<String, Value>,
) -> Result<(Map<String, Value>, Option<String>), ApiError> {
    for name in SECRETS {
        if let Some(value) = given.get_mut(name).filter(|_| !kept.contains_key(name)) {
            if shows(value) {
                return Err(anew(name, "because a placeholder stands for the whole of what is there"));
            }
            let shown = placeholder(value);
            kept.insert(name.to_owned(), std::mem::replace(value, shown));
        }
    }
    let sealed = (!kept.is_empty()).then(|| {
        let text = zeroize::Zeroizing::new(Value::Object(kept).to_string());
        app.vault.seal(&LogStream::secret_purpose(id), text.as_bytes())
    });
    Ok((given, sealed))
}

/// Whether a placeholder is among these.
fn shows(secret: &Value) -> bool {
    match secret {
        Value::Array(fields) => fields.iter().filter_map(|field| field.get("value")).any(shows),
        value => value == SHOWN,
    }
}

/// What is shown of a secret: of header fields their names.
fn placeholder(secret: &Value) -> Value {
    match secret {
        Value::Array(fields) => fields
            .iter()
            .map(|field| {
                let mut field = field.clone();
                if let Some(value) = field.get_mut("value") {
                    *value = SHOWN.into();
                }
                field
            })
            .collect(),
        _ => SHOWN.into(),
    }
}
