//! `anteroom rules …`: Rules on their author's desk.

mod report;
mod test;

use clap::Subcommand;

/// What to do with Rules.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a Rule here, without a server: what it called back with, what it changed, console lines, fuel
    Test(Box<test::TestArgs>),
}

/// Runs the command.
///
/// # Errors
/// What the command could not do.
pub fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Test(args) => test::run(*args),
    }
}
