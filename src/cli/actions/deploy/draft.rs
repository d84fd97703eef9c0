//! The draft of an Action: made if there is none of the name, changed otherwise.

use anyhow::Context;
use reqwest::Method;
use serde_json::{Value, json};

use crate::cli::actions::secrets::Secrets;
use crate::cli::api::{Api, list, progress, text};
use crate::contract::Trigger;
use crate::scripts::npm::Dependency;
use crate::scripts::source::Language;

/// What the draft will be.
pub struct Draft<'a> {
    /// Its name.
    pub name: &'a str,
    /// The trigger that it is for.
    pub trigger: Trigger,
    /// All of its secrets; none leaves those that it has.
    pub secrets: Option<Secrets>,
    /// The source of a script; a component is uploaded for itself.
    pub code: Option<Code<'a>>,
}

/// The source of a script.
pub struct Code<'a> {
    /// The text.
    pub text: &'a str,
    /// What it is written in.
    pub language: Language,
    /// The npm packages that it may require.
    pub dependencies: Vec<Dependency>,
}

impl Draft<'_> {
    /// Creates or changes the draft; its id.
    pub async fn put(&self, api: &Api) -> anyhow::Result<String> {
        let mut body = serde_json::Map::new();
        body.insert("supported_triggers".to_owned(), json!([{ "id": self.trigger.id(), "version": self.trigger.version() }]));
        if let Some(secrets) = &self.secrets {
            let secrets: Vec<Value> = secrets.iter().map(|(name, value)| json!({ "name": name, "value": value.as_str() })).collect();
            body.insert("secrets".to_owned(), secrets.into());
        }
        if let Some(code) = &self.code {
            let runtime = match code.language {
                Language::TypeScript => "typescript",
                Language::JavaScript => "node22",
            };
            body.insert("code".to_owned(), code.text.into());
            body.insert("runtime".to_owned(), runtime.into());
            body.insert("dependencies".to_owned(), json!(code.dependencies));
        }
        let found = api.get("actions/actions", &[("actionName", self.name)]).await?;
        let found = list(&found, "actions").iter().find(|action| action.get("name").and_then(Value::as_str) == Some(self.name));
        let Some(action) = found else {
            progress(&format!("creating {} for {}", self.name, self.trigger.id()));
            body.insert("name".to_owned(), self.name.into());
            let action = api.call(Method::POST, "actions/actions", &body.into()).await.context("the Action could not be created")?;
            return text(&action, "id").map(str::to_owned);
        };
        let id = text(action, "id")?;
        progress(&format!("updating {}", self.name));
        api.call(Method::PATCH, &format!("actions/actions/{id}"), &body.into()).await.context("the Action could not be changed")?;
        Ok(id.to_owned())
    }
}
