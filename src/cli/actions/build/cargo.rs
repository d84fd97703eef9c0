//! The author's cargo, run and listened to.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};
use indicatif::ProgressBar;
use serde::Deserialize;

use super::{BuildArgs, Target};

/// What cargo left.
pub(super) struct Built {
    /// The package's name.
    pub package: String,
    /// The folder of its manifest.
    pub directory: PathBuf,
    /// The `.wasm` file.
    pub module: PathBuf,
}

/// A line that cargo writes with `--message-format=json`; fields that do not matter here are left out.
#[derive(Deserialize)]
#[serde(tag = "reason")]
enum Message {
    #[serde(rename = "compiler-artifact")]
    Artifact { manifest_path: PathBuf, target: ArtifactTarget, filenames: Vec<PathBuf> },
    #[serde(rename = "compiler-message")]
    Diagnostic { message: Diagnostic },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct ArtifactTarget {
    crate_types: Vec<String>,
}

#[derive(Deserialize)]
struct Diagnostic {
    rendered: Option<String>,
}

#[derive(Deserialize)]
struct Manifest {
    package: Package,
}

#[derive(Deserialize)]
struct Package {
    name: String,
}

/// Fails with the command that installs the target, unless the compiler that cargo would use in `dir` has it.
pub(super) fn require_target(dir: &Path, target: Target) -> anyhow::Result<()> {
    if !dir.join("Cargo.toml").is_file() {
        bail!("{} has no Cargo.toml: name the folder of the Action's crate", dir.display());
    }
    let output = Command::new("rustc").current_dir(dir).args(["--print", "target-libdir", "--target", target.name()]).output();
    let output = output.map_err(|error| not_found(error, "rustc"))?;
    let libdir = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    if !output.status.success() || !libdir.is_dir() {
        bail!("the compiler has no library for {target}. Run: rustup target add {target}", target = target.name());
    }
    Ok(())
}

/// A heap of 512 KiB that is there from the start, which few Actions outgrow. It costs nothing, because only touched pages count;
/// memory that a call grows costs the server two system calls that lock its memory map, and two threads then run no more Actions
/// than one. Together with the stack (1 MiB) and usual data it stays below the 2 MiB that a place of the pool keeps.
const INITIAL_HEAP: &str = r#"target.wasm32-unknown-unknown.rustflags=["-Clink-arg=--initial-heap=524288"]"#;

/// Builds the crate; diagnostics go to the standard error.
pub(super) fn build(args: &BuildArgs) -> anyhow::Result<Built> {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(&args.dir).args(["build", "--lib", "--message-format=json", "--target", args.target.name(), "--profile"]);
    cargo.args([args.profile.as_str(), "--config", INITIAL_HEAP]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    if args.offline {
        cargo.arg("--offline");
    }
    let mut child = cargo.spawn().map_err(|error| not_found(error, "cargo"))?;

    // Drawn only where the standard error is a terminal.
    let spinner = ProgressBar::new_spinner();
    spinner.enable_steady_tick(Duration::from_millis(100));
    let status = follow_status(&mut child, spinner.clone());
    let artifacts = read_messages(&mut child, &spinner);
    let exit = child.wait().context("cannot wait for cargo")?;
    let status = status.and_then(|thread| thread.join().ok()).unwrap_or_default();
    spinner.finish_and_clear();

    if !exit.success() {
        bail!("cargo build failed in {}\n{}", args.dir.display(), status.trim_end());
    }
    the_action(&args.dir, artifacts?)
}

/// Shows cargo's status lines in the spinner and keeps what is no progress: that is why a build failed before the compiler ran.
fn follow_status(child: &mut Child, spinner: ProgressBar) -> Option<std::thread::JoinHandle<String>> {
    let stderr = child.stderr.take()?;
    Some(std::thread::spawn(move || {
        let mut kept = String::new();
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            // Status lines are indented: a verb, right-aligned.
            if line.starts_with(' ') && !kept.contains("error") {
                spinner.set_message(line.trim().to_owned());
            } else {
                kept.push_str(&line);
                kept.push('\n');
            }
        }
        kept
    }))
}

/// The manifests and files of all `cdylib`s.
fn read_messages(child: &mut Child, spinner: &ProgressBar) -> anyhow::Result<Vec<(PathBuf, PathBuf)>> {
    let stdout = child.stdout.take().context("cargo has no standard output")?;
    let mut artifacts = Vec::new();
    for line in BufReader::new(stdout).lines() {
        let line = line.context("cannot read what cargo writes")?;
        // A build script's own output is no message of cargo's.
        match serde_json::from_str(&line).unwrap_or(Message::Other) {
            Message::Artifact { manifest_path, target, filenames } if target.crate_types.iter().any(|kind| kind == "cdylib") => {
                let module = filenames.into_iter().find(|file| file.extension().is_some_and(|extension| extension == "wasm"));
                artifacts.extend(module.map(|module| (manifest_path, module)));
            }
            Message::Diagnostic { message } => {
                spinner.suspend(|| eprint!("{}", message.rendered.unwrap_or_default()));
            }
            Message::Artifact { .. } | Message::Other => {}
        }
    }
    Ok(artifacts)
}

/// The one Action below `dir`.
fn the_action(dir: &Path, artifacts: Vec<(PathBuf, PathBuf)>) -> anyhow::Result<Built> {
    let root = dir.canonicalize().with_context(|| format!("cannot find {}", dir.display()))?;
    let mut actions = Vec::new();
    for (manifest, module) in artifacts {
        let manifest = manifest.canonicalize().with_context(|| format!("cannot find {}", manifest.display()))?;
        if let Some(directory) = manifest.parent().filter(|directory| directory.starts_with(&root)) {
            let text = std::fs::read_to_string(&manifest).with_context(|| format!("cannot read {}", manifest.display()))?;
            let Manifest { package } = toml::from_str(&text).with_context(|| format!("cannot read {}", manifest.display()))?;
            actions.push(Built { package: package.name, directory: directory.to_owned(), module });
        }
    }
    let names: Vec<&str> = actions.iter().map(|action| action.package.as_str()).collect();
    if names.len() > 1 {
        bail!("{} holds several crates ({}): name the folder of one", dir.display(), names.join(", "));
    }
    actions.pop().with_context(|| {
        format!("the crate in {} is no cdylib. Add to its Cargo.toml:\n\n[lib]\ncrate-type = [\"cdylib\", \"rlib\"]", dir.display())
    })
}

fn not_found(error: std::io::Error, program: &str) -> anyhow::Error {
    match error.kind() {
        std::io::ErrorKind::NotFound => anyhow::anyhow!("{program} was not found. Install Rust from https://rustup.rs"),
        _ => anyhow::Error::new(error).context(format!("cannot start {program}")),
    }
}
