//! `anteroom actions deploy`: a component becomes a running version: create or find the Action, upload, wait for the build, deploy,
//! bind.
//!
//! Every step can be repeated: running the command again after any failure ends in the same state.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use reqwest::Method;
use serde_json::{Value, json};

use crate::cli::api::{self, Api, Server, list, progress, text};
use crate::componentize::trigger_of;
use crate::contract::Trigger;

/// How long a build may take: the server compiles one component at a time, each within a minute.
const PATIENCE: Duration = Duration::from_secs(180);
const POLL: Duration = Duration::from_millis(250);

/// What to deploy.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct DeployArgs {
    /// The component, as `anteroom actions build` leaves it
    #[arg(long, value_name = "FILE")]
    pub component: PathBuf,
    /// The Action's name; an Action of that name gets a new version [default: the file's name]
    #[arg(long)]
    pub name: Option<String>,
    /// Bind the Action to this trigger, behind what is bound already
    #[arg(long, value_name = "TRIGGER")]
    pub trigger: Option<String>,
    /// A secret of the Action: its value is read from the environment variable of the same name (repeatable; replaces all)
    #[arg(long = "secret", value_name = "NAME")]
    pub secrets: Vec<String>,
    #[command(flatten)]
    pub server: Server,
}

const EXAMPLES: &str = "\
Example:
  export ANTEROOM_CLIENT_ID=… ANTEROOM_CLIENT_SECRET=…
  anteroom actions deploy --name add-claims --component add-claims.wasm --trigger post-login

Without --trigger the Action is deployed but runs nowhere until it is bound.";

/// Runs the command.
///
/// # Errors
/// The file is no Action, the server refuses a step, or the build fails; each in a sentence.
pub fn run(args: DeployArgs) -> anyhow::Result<()> {
    let component = std::fs::read(&args.component).with_context(|| format!("cannot read {}", args.component.display()))?;
    let Some(trigger) = trigger_of(&component) else {
        bail!("{} is no component of an Action; build one with `anteroom actions build`", args.component.display());
    };
    if let Some(wanted) = args.trigger.as_deref().filter(|wanted| *wanted != trigger.id()) {
        bail!("the component is made for {}, not for {wanted}", trigger.id());
    }
    let stem = args.component.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = args.name.clone().or(stem).context("--name is missing")?;
    api::block_on(deploy(args, name, trigger, component))
}

async fn deploy(args: DeployArgs, name: String, trigger: Trigger, component: Vec<u8>) -> anyhow::Result<()> {
    let api = args.server.connect().await?;
    let id = create_or_update(&api, &name, trigger, &args.secrets).await?;
    progress(&format!("uploading {} bytes", component.len()));
    api.put_component(&format!("actions/actions/{id}/component"), component).await.context("the component was refused")?;
    wait_until_built(&api, &id).await?;
    let version = api.call(Method::POST, &format!("actions/actions/{id}/deploy"), &json!({})).await.context("the deploy failed")?;
    let number = version.get("number").and_then(Value::as_u64).unwrap_or_default();
    progress(&format!("deployed as version {number}"));
    if args.trigger.is_some() {
        bind(&api, &id, &name, trigger).await?;
    }
    let result = json!({ "id": id, "name": name, "version": number, "trigger": trigger.id(), "bound": args.trigger.is_some() });
    api::print(args.server.json, &result, &format!("{name} version {number} is deployed ({id})"))
}

/// The id of the Action with this name, made if there is none.
async fn create_or_update(api: &Api, name: &str, trigger: Trigger, secrets: &[String]) -> anyhow::Result<String> {
    let secrets = secrets
        .iter()
        .map(|name| {
            let value = std::env::var(name).with_context(|| format!("--secret {name}: the environment variable {name} is not set"))?;
            Ok(json!({ "name": name, "value": value }))
        })
        .collect::<anyhow::Result<Vec<Value>>>()?;
    let found = api.get("actions/actions", &[("actionName", name)]).await?;
    let found = list(&found, "actions").iter().find(|action| action.get("name").and_then(Value::as_str) == Some(name));
    let Some(action) = found else {
        progress(&format!("creating {name} for {}", trigger.id()));
        let triggers = json!([{ "id": trigger.id(), "version": trigger.version() }]);
        let body = json!({ "name": name, "supported_triggers": triggers, "secrets": secrets });
        let action = api.call(Method::POST, "actions/actions", &body).await.context("the Action could not be created")?;
        return text(&action, "id").map(str::to_owned);
    };
    let id = text(action, "id")?.to_owned();
    progress(&format!("updating {name}"));
    if !secrets.is_empty() {
        api.call(Method::PATCH, &format!("actions/actions/{id}"), &json!({ "secrets": secrets })).await?;
    }
    Ok(id)
}

async fn wait_until_built(api: &Api, id: &str) -> anyhow::Result<()> {
    progress("waiting for the build");
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let action = api.get(&format!("actions/actions/{id}"), &[]).await?;
        match text(&action, "status")? {
            "built" => return Ok(()),
            "failed" => {
                let why = action.pointer("/errors/0/msg").and_then(Value::as_str).unwrap_or("no reason was given");
                bail!("the build failed: {why}");
            }
            _ => tokio::time::sleep(POLL).await,
        }
    }
    bail!("the build has not ended after {} s; look again with `anteroom actions list`", PATIENCE.as_secs())
}

/// Binds the Action behind the others, unless it is bound.
async fn bind(api: &Api, id: &str, name: &str, trigger: Trigger) -> anyhow::Result<()> {
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
