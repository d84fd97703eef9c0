//! Binding an Action behind the others of its trigger.

use anyhow::Context;
use reqwest::Method;
use serde_json::{Value, json};

use crate::cli::api::{Api, list, progress, text};
use crate::contract::Trigger;

/// Binds the Action behind the others, unless it is bound.
pub async fn bind(api: &Api, id: &str, name: &str, trigger: Trigger) -> anyhow::Result<()> {
    let path = format!("actions/triggers/{}/bindings", trigger.id());
    let bound = api.get(&path, &[]).await?;
    let bound = list(&bound, "bindings");
    if bound.iter().any(|binding| binding.pointer("/action/id").and_then(Value::as_str) == Some(id)) {
        progress(&format!("bound to {} already", trigger.id()));
        return Ok(());
    }
    let mut refs = bound
        .iter()
        .map(|binding| Ok(json!({ "ref": { "type": "binding_id", "value": text(binding, "id")? } })))
        .collect::<anyhow::Result<Vec<Value>>>()?;
    refs.push(json!({ "ref": { "type": "action_id", "value": id }, "display_name": name }));
    api.call(Method::PATCH, &path, &json!({ "bindings": refs })).await.context("the Action could not be bound")?;
    progress(&format!("bound to {}", trigger.id()));
    Ok(())
}
