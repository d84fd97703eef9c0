//! `anteroom actions …`: from source to a running Action.

pub mod build;
mod deploy;
mod list;
mod logs;

use clap::Subcommand;

/// What to do with Actions.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the component of an Action written in Rust
    Build(build::BuildArgs),
    /// Make a component a running version: create or find the Action, upload, build, deploy, bind
    Deploy(deploy::DeployArgs),
    /// List Actions with their builds and running versions
    List(list::ListArgs),
    /// Show the last runs of Actions: verdict, fuel, console lines, errors
    Logs(logs::LogsArgs),
}

/// Runs the command.
///
/// # Errors
/// What the command could not do.
pub fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Build(args) => build::run(args),
        Command::Deploy(args) => deploy::run(args),
        Command::List(args) => list::run(args),
        Command::Logs(args) => logs::run(args),
    }
}
