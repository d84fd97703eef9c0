//! `anteroom actions build DIR`: the Action of a Rust crate as a component, ready to upload.
//!
//! It runs the author's own cargo, so that toolchain, lock file and profile are theirs, and adds what cargo lacks: the step from a
//! core module to a component, the name of the trigger, and a hint for each of the usual mishaps. Cargo's own progress would be
//! torn apart by the spinner, so its status lines become the spinner's text and only diagnostics are printed.

mod cargo;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::componentize;
use crate::contract::Trigger;

/// What to build.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct BuildArgs {
    /// The folder of the crate, with its Cargo.toml
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// The target to compile for; both become the same kind of component
    #[arg(long, value_enum, default_value_t)]
    pub target: Target,
    /// The cargo profile
    #[arg(long, default_value = "release")]
    pub profile: String,
    /// Where the component goes [default: DIR/PACKAGE.wasm]
    #[arg(long, short)]
    pub output: Option<PathBuf>,
    /// Build without the network
    #[arg(long)]
    pub offline: bool,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

const EXAMPLES: &str = "\
Example:
  anteroom actions build examples-actions/rust/add-claims

The crate depends on `anteroom-guest`, is a `cdylib`, and has one function with the attribute of its trigger:
#[anteroom_guest::post_login], #[anteroom_guest::credentials_exchange], and so on for every trigger.";

/// A target that Actions are compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Target {
    /// Nothing but the Action: the smallest component
    #[default]
    #[value(name = "wasm32-unknown-unknown")]
    Unknown,
    /// For crates that need a standard library with a console; files, sockets and the environment are empty
    #[value(name = "wasm32-wasip2")]
    Wasip2,
}

impl Target {
    /// Its name in rustc.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "wasm32-unknown-unknown",
            Self::Wasip2 => "wasm32-wasip2",
        }
    }
}

impl BuildArgs {
    /// As `anteroom actions build DIR` has them.
    pub fn of(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), target: Target::default(), profile: "release".to_owned(), output: None, offline: false, json: false }
    }
}

/// What a crate became.
pub struct Component {
    /// The package's name.
    pub package: String,
    /// The folder of its manifest.
    pub directory: PathBuf,
    /// The trigger whose handler it exports.
    pub trigger: Trigger,
    /// The component.
    pub bytes: Vec<u8>,
}

/// Builds the component of a crate, and writes nothing.
///
/// # Errors
/// The crate does not compile or is no Action; the sentence says what to do.
pub fn component(args: &BuildArgs) -> anyhow::Result<Component> {
    cargo::require_target(&args.dir, args.target)?;
    let cargo::Built { package, directory, module } = cargo::build(args)?;
    let bytes = std::fs::read(&module).with_context(|| format!("cannot read {}", module.display()))?;
    let bytes = match args.target {
        Target::Unknown => componentize::componentize(&bytes)?,
        Target::Wasip2 => bytes,
    };
    let Some(trigger) = componentize::trigger_of(&bytes) else {
        bail!(
            "{package} exports the handler of no trigger: put the attribute of its trigger on one function: {}",
            componentize::attributes()
        );
    };
    Ok(Component { package, directory, trigger, bytes })
}

/// Builds, writes the component, and prints what it is.
///
/// # Errors
/// As [`component`], or the result cannot be written.
pub fn run(args: BuildArgs) -> anyhow::Result<()> {
    let Component { package, directory, trigger, bytes } = component(&args)?;
    let path = args.output.unwrap_or_else(|| directory.join(format!("{package}.wasm")));
    std::fs::write(&path, &bytes).with_context(|| format!("cannot write {}", path.display()))?;
    let sha256 = format!("{:x}", Sha256::digest(&bytes));
    let text = if args.json {
        json!({ "path": path, "trigger": trigger.id(), "size": bytes.len(), "sha256": sha256 }).to_string()
    } else {
        format!("{}\n  trigger  {}\n  size     {} bytes\n  sha256   {sha256}", path.display(), trigger.id(), bytes.len())
    };
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{text}").context("cannot write to the standard output")?;
    if !args.json && stdout.is_terminal() {
        let deploy = format!("anteroom actions deploy --name {package} --component {} --trigger {}", path.display(), trigger.id());
        writeln!(stdout, "Next: {deploy}").context("cannot write to the standard output")?;
    }
    Ok(())
}
