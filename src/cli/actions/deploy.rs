//! `anteroom actions deploy`: a script or a component becomes a running version: create or find the Action, upload, wait for the
//! build, deploy, bind.
//!
//! Every step can be repeated: running the command again after any failure ends in the same state.

mod bind;
mod draft;
mod wait;

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use reqwest::Method;
use serde_json::{Value, json};

use super::file::{ActionFile, Program};
use super::packages::{dependencies, dependency};
use super::secrets::SecretArgs;
use super::trigger_of_id;
use crate::cli::api::{self, Server, progress};
use crate::contract::{BindingPolicy, Trigger};
use crate::scripts::npm::Dependency;

/// What to deploy.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE, after_long_help = EXAMPLES)]
pub struct DeployArgs {
    /// A script (.js, .ts), a component (.wasm), or the folder of a Rust crate, which is built first
    #[arg(value_name = "FILE", required_unless_present = "component", conflicts_with = "component")]
    pub file: Option<PathBuf>,
    /// The same, as a flag: a component, as `anteroom actions build` leaves it
    #[arg(long, value_name = "FILE")]
    pub component: Option<PathBuf>,
    /// The Action's name; an Action of that name gets a new version [default: the file's name]
    #[arg(long)]
    pub name: Option<String>,
    /// Bind the Action to this trigger, behind what is bound already
    #[arg(long, value_name = "TRIGGER", value_parser = trigger_of_id)]
    pub trigger: Option<Trigger>,
    /// The secrets of the Action; given at all, they replace those that it has
    #[command(flatten)]
    pub secrets: SecretArgs,
    /// npm package that the script may require (repeatable) [default: what it requires of the package.json beside it]
    #[arg(long = "dependency", value_name = "NAME@VERSION", value_parser = dependency)]
    pub dependencies: Vec<Dependency>,
    #[command(flatten)]
    pub server: Server,
}

const EXAMPLE: &str = "\
Example:
  export ANTEROOM_CLIENT_ID=… ANTEROOM_CLIENT_SECRET=…
  anteroom actions deploy claims.ts --name add-claims --trigger post-login

'--help' tells more.";

const EXAMPLES: &str = "\
Examples:
  export ANTEROOM_CLIENT_ID=… ANTEROOM_CLIENT_SECRET=…
  anteroom actions deploy restrict.js --trigger pre-user-registration
  anteroom actions deploy claims.ts --name add-claims --trigger post-login --secret API_KEY --dependency jsonwebtoken@9
  anteroom actions deploy --name add-claims --component add-claims.wasm --trigger post-login

Without --trigger the Action is deployed but runs nowhere until it is bound. Secrets that are
given replace all that the Action has. `anteroom actions test` tries the same file before.";

/// Runs the command.
///
/// # Errors
/// The file is no Action, the server refuses a step, or the build fails; each in a sentence.
pub fn run(args: DeployArgs) -> anyhow::Result<()> {
    let path = args.file.as_ref().or(args.component.as_ref()).context("name the file of an Action")?;
    let file = ActionFile::read(path)?;
    let trigger = match (args.trigger, &file.program) {
        (Some(wanted), Program::Component { trigger, .. }) if wanted != *trigger => {
            bail!("the component is made for {}, not for {}", trigger.id(), wanted.id())
        }
        (Some(wanted), _) => wanted,
        (None, _) => file.trigger()?,
    };
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = args.name.clone().or(stem).context("--name is missing")?;
    api::block_on(deploy(&args, &file, &name, trigger))
}

async fn deploy(args: &DeployArgs, file: &ActionFile, name: &str, trigger: Trigger) -> anyhow::Result<()> {
    let api = args.server.connect().await?;
    let mut draft = draft::Draft { name, trigger, secrets: None, code: None };
    if !args.secrets.is_empty() {
        draft.secrets = Some(args.secrets.read()?);
    }
    if let Program::Script { code, language } = &file.program {
        draft.code = Some(draft::Code { text: code, language: *language, dependencies: dependencies(file, &args.dependencies).await? });
    }
    let id = draft.put(&api).await?;
    if let Program::Component { bytes, .. } = &file.program {
        progress(&format!("uploading {} bytes", bytes.len()));
        api.put_component(&format!("actions/actions/{id}/component"), bytes.clone()).await.context("the component was refused")?;
    }
    wait::until_built(&api, &id, file).await?;
    let version = api.call(Method::POST, &format!("actions/actions/{id}/deploy"), &json!({})).await.context("the deploy failed")?;
    let number = version.get("number").and_then(Value::as_u64).unwrap_or_default();
    progress(&format!("deployed as version {number}"));
    let of_entity = trigger.binding_policy() == BindingPolicy::Entity;
    match args.trigger {
        Some(_) if of_entity => progress(&format!("{} runs where a token exchange profile names it; bound to none here", trigger.id())),
        Some(_) => bind::bind(&api, &id, name, trigger).await?,
        None => {}
    }
    let bound = args.trigger.is_some() && !of_entity;
    let result = json!({ "id": id, "name": name, "version": number, "trigger": trigger.id(), "bound": bound });
    api::print(args.server.json, &result, &format!("{name} version {number} is deployed ({id})"))
}
