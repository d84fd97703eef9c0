//! `anteroom actions build DIR`: the Action of a Rust crate as a component, ready to upload.
//!
//! It runs the author's own cargo, so that toolchain, lock file and profile are theirs, and adds what cargo lacks: the step from a
//! core module to a component, the name of the trigger, and a hint for each of the usual mishaps. Cargo's own progress would be
//! torn apart by the spinner, so its status lines become the spinner's text and only diagnostics are printed.

mod cargo;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::componentize;

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

The crate depends on `anteroom-guest`, is a `cdylib`, and has one function with the attribute
#[anteroom_guest::post_login] or #[anteroom_guest::pre_user_registration].";

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

/// Builds, writes the component, and prints what it is.
///
/// # Errors
/// The crate does not compile, is no Action, or the result cannot be written; the sentence says what to do.
pub fn run(args: BuildArgs) -> anyhow::Result<()> {
    cargo::require_target(&args.dir, args.target)?;
    let built = cargo::build(&args)?;
    let bytes = std::fs::read(&built.module).with_context(|| format!("cannot read {}", built.module.display()))?;
    let component = match args.target {
        Target::Unknown => componentize::componentize(&bytes)?,
        Target::Wasip2 => bytes,
    };
    let Some(trigger) = componentize::trigger_of(&component) else {
        bail!(
            "{} exports the handler of no trigger: put #[anteroom_guest::post_login] or #[anteroom_guest::pre_user_registration] on one function",
            built.package
        );
    };
    let path = args.output.unwrap_or_else(|| built.directory.join(format!("{}.wasm", built.package)));
    std::fs::write(&path, &component).with_context(|| format!("cannot write {}", path.display()))?;
    let sha256 = format!("{:x}", Sha256::digest(&component));
    let text = if args.json {
        json!({ "path": path, "trigger": trigger.id(), "size": component.len(), "sha256": sha256 }).to_string()
    } else {
        format!("{}\n  trigger  {}\n  size     {} bytes\n  sha256   {sha256}", path.display(), trigger.id(), component.len())
    };
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{text}").context("cannot write to the standard output")?;
    if !args.json && stdout.is_terminal() {
        let deploy = format!("anteroom actions deploy --name {} --component {} --trigger {}", built.package, path.display(), trigger.id());
        writeln!(stdout, "Next: {deploy}").context("cannot write to the standard output")?;
    }
    Ok(())
}
