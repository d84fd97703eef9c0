//! A try as its answer has it, for the Management API and the command line alike: what is told of an Action's try, and what only Rules
//! have: `user` and `context` as the callback gave them, what changed in them, and what would have been written.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::changes::changes;
use super::{Given, Tried};
use crate::contract::Effect;
use crate::pipeline::record::{called_again, words};
use crate::pipeline::rehearsal::{self, redact_json};
use crate::pipeline::rules::RULE;
use crate::sandbox::Failure;

/// What the engine shows of a Rule that called back without an error.
#[derive(Default, Deserialize)]
struct Shown {
    #[serde(default)]
    user: Map<String, Value>,
    #[serde(default)]
    context: Map<String, Value>,
    /// Why neither can be told.
    #[serde(default)]
    unreadable: Option<String>,
}

impl Tried {
    /// The answer.
    pub fn told(&self) -> Value {
        let mut told = rehearsal::told(&self.report);
        let Some(payload) = told.get_mut("payload").and_then(Value::as_object_mut) else { return told };
        if let Some(error) = self.error() {
            payload.insert("error".to_owned(), error);
        }
        if let Some(lines) = payload.get_mut("console").and_then(Value::as_array_mut) {
            lines.extend(self.report.steps.iter().filter_map(|step| called_again(RULE, step)).map(|line| json!(line)));
        }
        payload.extend(self.given.told(self.report.shown.as_deref()));
        payload.insert("writes".to_owned(), json!(self.writes));
        // All else was redacted by the sandbox.
        for name in ["effects", "error", "user", "context", "changes", "writes", "unreadable"] {
            if let Some(value) = payload.get_mut(name) {
                redact_json(value, &self.configuration);
            }
        }
        told
    }

    /// What the callback gave as an error, or what ended the Rule before it could.
    fn error(&self) -> Option<Value> {
        let denied = |effect: &Effect| match effect {
            Effect::AccessDeny { reason, code, .. } => Some(json!({
                "message": reason,
                "name": "UnauthorizedError",
                "stack": format!("UnauthorizedError: {reason}"),
                "id": code,
            })),
            _ => None,
        };
        match &self.report.outcome {
            Ok(effects) => effects.iter().find_map(denied),
            Err(failure) => Some(error(failure)),
        }
    }
}

fn error(failure: &Failure) -> Value {
    let mut error = rehearsal::error(failure);
    let said = failure.message();
    let told = words(RULE, failure.kind(), &said);
    if let Some(members) = error.as_object_mut() {
        members.insert("stack".to_owned(), failure.stack().replacen(&said, &told, 1).into());
        members.insert("message".to_owned(), told.into());
    }
    error
}

impl Given {
    /// `user`, `context` and what changed in them; null where the callback gave none.
    fn told(&self, shown: Option<&str>) -> Map<String, Value> {
        let shown: Option<Shown> = shown.map(|shown| serde_json::from_str(shown).unwrap_or_default());
        let (user, context, unreadable, changed) = match shown {
            Some(Shown { unreadable: Some(why), .. }) => (Value::Null, Value::Null, json!(why), json!({ "user": [], "context": [] })),
            Some(Shown { user, context, .. }) => {
                let changed = json!({ "user": changes(&self.user, &user), "context": changes(&self.context, &context) });
                (json!(user), json!(context), Value::Null, changed)
            }
            None => (Value::Null, Value::Null, Value::Null, json!({ "user": [], "context": [] })),
        };
        let mut out = Map::new();
        out.insert("user".to_owned(), user);
        out.insert("context".to_owned(), context);
        out.insert("changes".to_owned(), changed);
        if !unreadable.is_null() {
            out.insert("unreadable".to_owned(), unreadable);
        }
        out
    }
}
