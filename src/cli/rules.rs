//! `anteroom rules …`: Rules on their author's desk, and at a server.

mod deploy;
mod list;
mod report;
mod test;

use clap::Subcommand;

use super::api::Server;

/// What to do with Rules.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a Rule here, without a server: what it called back with, what it changed, console lines, fuel
    Test(Box<test::TestArgs>),
    /// Make a Rule of a file, or give the Rule of its name this text
    Deploy(deploy::DeployArgs),
    /// List Rules in their order
    List(Server),
}

/// Runs the command.
///
/// # Errors
/// What the command could not do.
pub fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Test(args) => test::run(*args),
        Command::Deploy(args) => deploy::run(&args),
        Command::List(server) => list::run(&server),
    }
}
