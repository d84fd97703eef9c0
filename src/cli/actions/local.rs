//! A sandbox on the author's desk: what a server has for its Actions, without the server.
//!
//! It is built from the same parts and from the same configuration, so that the limits, the rules about requests and the packages
//! are those of a login. Places are not reserved ahead: one call at a time needs no pool, and a command should start at once.

mod cache;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{anyhow, bail};
use clap::Args;
use url::Url;

use super::excerpt::excerpt;
use super::file::{ActionFile, Program as Kind};
use super::handlers;
use super::packages;
use super::secrets::Secrets;
use crate::cli::env;
use crate::clock::SystemClock;
use crate::config::{self, Overrides};
use crate::contract::{Entry, Event, Trigger};
use crate::pipeline::Loaded;
use crate::pipeline::rehearsal::rehearse;
use crate::random::{Random, SystemRandom};
use crate::sandbox::{ConsoleLine, EgressPolicy, Limits, Program, Report, Sandbox, SandboxOptions, ScriptError, clean};
use crate::scripts::build::{self, BuildError, Written};
use crate::scripts::bundle::BundleOptions;
use crate::scripts::npm::{Dependency, NpmError};
use crate::scripts::packages::{PackageSource, PackagesError};
use crate::scripts::source::{Language, SourceError};

/// Calls at once: the commands make one after the other.
const PLACES: usize = 2;

/// How the sandbox is set up.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Sandbox")]
pub struct LocalArgs {
    /// Server that the Action may call: https://HOST or https://HOST:PORT; http:// allows plain http to it (repeatable) [default: any public host, over https]
    #[arg(long = "allow-host", value_name = "URL")]
    pub allow_hosts: Vec<String>,
    /// Let it call no server
    #[arg(long, conflicts_with = "allow_hosts")]
    pub no_egress: bool,
    /// Let it reach loopback and private addresses
    #[arg(long, env = "ANTEROOM_ALLOW_PRIVATE_EGRESS", value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub allow_private_egress: Option<bool>,
    /// npm registry for packages [default: npm_config_registry, as npm itself; without it there are no packages]
    #[arg(long, env = "ANTEROOM_NPM_REGISTRY", value_name = "URL")]
    pub npm_registry: Option<Url>,
    /// Directory of archives (npm pack) to take packages from instead of a registry
    #[arg(long, env = "ANTEROOM_NPM_DIRECTORY", value_name = "DIR")]
    pub npm_directory: Option<PathBuf>,
    /// Configuration file of a server, to have its limits, its rules about requests and its packages
    #[arg(long, env = "ANTEROOM_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where compiled code and packages are kept between runs [default: the user's cache directory]
    #[arg(long, env = "ANTEROOM_CACHE_DIR", value_name = "DIR")]
    pub cache_dir: Option<PathBuf>,
}

/// The sandbox, and what an Action gets in it.
pub struct Local {
    sandbox: Sandbox,
    packages: PackageSource,
    /// How much an Action may use.
    pub limits: Limits,
    egress: EgressPolicy,
}

/// An Action that is ready to run.
pub struct Ready {
    /// What runs.
    pub program: Arc<Program>,
    /// The trigger that it is for.
    pub trigger: Trigger,
    /// Why its top level runs at each call, if it does.
    pub late: Option<String>,
    /// What its top level wrote while it was built.
    pub console: Vec<ConsoleLine>,
}

impl Local {
    /// Sets the sandbox up.
    ///
    /// # Errors
    /// A setting is wrong, or the cache directory cannot be used.
    pub fn start(args: &LocalArgs) -> anyhow::Result<Self> {
        let overrides = Overrides {
            config: args.config.clone(),
            allow_private_egress: args.allow_private_egress,
            npm_registry: args.npm_registry.clone(),
            npm_directory: args.npm_directory.clone(),
            ..Overrides::default()
        };
        let config = config::load(overrides, env)?;
        let egress = match (args.no_egress, args.allow_hosts.is_empty()) {
            (true, _) => EgressPolicy::Nothing,
            (false, false) => EgressPolicy::Hosts(args.allow_hosts.clone()),
            (false, true) => config.sandbox.egress(),
        };
        egress.validate().map_err(|reason| anyhow!("--allow-host: {reason}"))?;
        let random: Arc<dyn Random> = Arc::new(SystemRandom);
        let dir = cache::directory(args.cache_dir.as_deref(), env)?;
        let key = cache::key(&dir, &*random)?;
        let options = SandboxOptions { concurrency: PLACES, pooling: false, ..config.sandbox.options(&dir, &key) };
        let bundle = BundleOptions { program: options.compile.program.clone(), ..BundleOptions::default() };
        let packages = PackageSource::new(config.npm.options(&dir), bundle);
        let sandbox = Sandbox::start(options, Arc::new(SystemClock), random)?;
        Ok(Self { sandbox, packages, limits: config.sandbox.limits, egress })
    }

    /// Makes an Action ready for `trigger`, or for the one whose handler it exports. `dependencies` replace those of its `package.json`.
    ///
    /// # Errors
    /// It does not build: what is wrong, and where in the author's file.
    pub async fn build(&self, file: &ActionFile, trigger: Option<Trigger>, dependencies: &[Dependency]) -> anyhow::Result<Ready> {
        match &file.program {
            Kind::Component { bytes, trigger: own } => {
                if let Some(wanted) = trigger.filter(|wanted| wanted != own) {
                    bail!("{} is made for {}, not for {}", file.name, own.id(), wanted.id());
                }
                let bytes = bytes::Bytes::from(bytes.clone());
                let prepared = self.sandbox.prepare(bytes.clone(), *own).await?;
                let program = self.sandbox.load(&prepared.sha256, *own, async { Ok(bytes) }).await?;
                Ok(Ready { program, trigger: *own, late: None, console: Vec::new() })
            }
            Kind::Script { code, language } => {
                let dependencies = packages::dependencies(file, dependencies).await?;
                let script = Script { file, code, language: *language, dependencies };
                self.script(&script, trigger).await
            }
        }
    }

    /// Calls an Action once. What it asks for is told and not done; requests to other servers are made.
    pub async fn rehearse(&self, ready: &Ready, secrets: &Arc<Secrets>, event: Event, entry: Entry) -> Report {
        let loaded = Loaded {
            program: ready.program.clone(),
            limits: self.limits.clone(),
            secrets: secrets.clone(),
            module_secrets: Arc::default(),
            egress: self.egress.clone(),
        };
        rehearse(&self.sandbox, loaded, event, entry).await
    }

    async fn script(&self, script: &Script<'_>, wanted: Option<Trigger>) -> anyhow::Result<Ready> {
        let named = handlers::named_in(script.code);
        // A build is for a trigger, and what is exported is known after it: a text that names one handler is built once.
        let first = wanted.or(named.first().copied()).unwrap_or(Trigger::PostLogin);
        let (ready, exports) = self.attempt(script, first).await?;
        if wanted.is_some() {
            return Ok(ready);
        }
        let found = exports.map_or(named, |exports| handlers::exported(&exports));
        let trigger = handlers::the_only(&script.file.name, &found)?;
        if trigger == first { Ok(ready) } else { Ok(self.attempt(script, trigger).await?.0) }
    }

    async fn attempt(&self, script: &Script<'_>, trigger: Trigger) -> anyhow::Result<(Ready, Option<Vec<String>>)> {
        let written = Written {
            trigger,
            file: script.file.name.clone(),
            code: script.code.to_owned(),
            language: script.language,
            dependencies: script.dependencies.clone(),
            modules: Vec::new(),
            lock: None,
        };
        let built = build::build(&self.sandbox, &self.packages, written).await.map_err(|error| explain(&error, script))?;
        let prepared = built.prepared;
        let program = self.sandbox.load_script(built.source).await?;
        // The next run builds anew, in milliseconds; an image for every save of a file would fill the disk.
        self.sandbox.forget(&prepared.sha256).await;
        Ok((Ready { program, trigger, late: prepared.late, console: prepared.console }, prepared.exports))
    }
}

/// A script that is to be built.
struct Script<'a> {
    file: &'a ActionFile,
    code: &'a str,
    language: Language,
    dependencies: Vec<Dependency>,
}

/// What is wrong, in words for whoever has no server and no log of it, and the line where it is.
fn explain(error: &BuildError, script: &Script<'_>) -> anyhow::Error {
    let said = match error {
        BuildError::Script(ScriptError::Internal(reason)) | BuildError::Source(SourceError::Internal { reason, .. }) => {
            format!("it cannot be built, and that is not its fault: {reason}")
        }
        BuildError::Packages(PackagesError::Npm(NpmError::NoOrigin { name })) => format!(
            "it needs the npm package {name}, and there is no registry: set --npm-registry (or npm_config_registry), or --npm-directory"
        ),
        other => other.to_string(),
    };
    let said = if said.contains(&script.file.name) { said } else { format!("{}: {said}", script.file.name) };
    let said = clean(&said);
    match excerpt(&said, &script.file.name, script.code) {
        Some(lines) => anyhow!("{said}\n{lines}"),
        None => anyhow!(said),
    }
}
