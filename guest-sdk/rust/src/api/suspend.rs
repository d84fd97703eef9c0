//! `api.redirect` and `api.prompt`: the flow stops after this Action until the user comes back. An Action does one of the two.

use serde::Serialize;
use serde_json::Value;

use crate::effect::{Effect, Refusal};
use crate::event::Object;
use crate::host::{Asks, json};

/// `api.redirect`.
pub struct Redirect<'api>(pub(crate) &'api dyn Asks);

impl Redirect<'_> {
    /// Sends the user to an absolute URL of the web, which holds the query.
    pub fn send_user_to(&mut self, url: impl Into<String>) -> Result<(), Refusal> {
        self.0.ask(Effect::Redirect { url: url.into() })
    }
}

/// `api.prompt`.
pub struct Prompt<'api>(pub(crate) &'api dyn Asks);

impl Prompt<'_> {
    /// Shows a form, once. Values of its fields and its variables are JSON objects, or `None::<()>`; together they have at most 24 KB.
    pub fn render(&mut self, prompt_id: impl Into<String>, fields: impl Serialize, vars: impl Serialize) -> Result<(), Refusal> {
        let fields = object(json(fields)?, "The fields of the prompt")?;
        let vars = object(json(vars)?, "The vars of the prompt")?;
        self.0.ask(Effect::RenderPrompt { prompt_id: prompt_id.into(), fields, vars })
    }
}

/// An object, or nothing.
fn object(value: Value, what: &str) -> Result<Option<Object>, Refusal> {
    match value {
        Value::Null => Ok(None),
        Value::Object(object) => Ok(Some(object)),
        _ => Err(Refusal::Invalid(format!("{what} must be an object."))),
    }
}
