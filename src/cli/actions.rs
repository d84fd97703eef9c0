//! `anteroom actions …`: from source to a running Action.

pub mod build;
mod deploy;
mod dev;
mod event;
pub(super) mod excerpt;
pub(super) mod file;
mod handlers;
mod list;
pub(super) mod local;
mod logs;
mod packages;
pub(super) mod report;
pub(super) mod secrets;
mod test;

use clap::Subcommand;

use crate::contract::Trigger;

/// What to do with Actions.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the component of an Action written in Rust
    Build(build::BuildArgs),
    /// Run an Action here, without a server: verdict, effects, console lines, fuel
    Test(Box<test::TestArgs>),
    /// Test the scripts of a folder, and each again when it is saved
    Dev(Box<dev::DevArgs>),
    /// Make a script or a component a running version: create or find the Action, upload, build, deploy, bind
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
        Command::Test(args) => test::run(*args),
        Command::Dev(args) => dev::run(*args),
        Command::Deploy(args) => deploy::run(args),
        Command::List(args) => list::run(args),
        Command::Logs(args) => logs::run(args),
    }
}

/// Reads a trigger from the command line.
///
/// # Errors
/// A sentence that names all there are.
pub(super) fn trigger_of_id(id: &str) -> Result<Trigger, String> {
    let all = || Trigger::ALL.map(Trigger::id).join(", ");
    Trigger::from_id(id).ok_or_else(|| format!("there is no such trigger; there are {}", all()))
}
