//! `anteroom actions …`: from source to a running Action.

pub mod build;

use clap::Subcommand;

/// What to do with Actions.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the component of an Action written in Rust
    Build(build::BuildArgs),
}

/// Runs the command.
///
/// # Errors
/// What the command could not do.
pub fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Build(args) => build::run(args),
    }
}
