//! The command line: one file per command, help that teaches, and exit codes that scripts can act on.
//!
//! | code | meaning |
//! |---|---|
//! | 0 | done |
//! | 1 | it failed; the standard error says why |
//! | 2 | the command line is wrong |
//! | 3 | a setting is wrong |
//!
//! What a command gives goes to the standard output, as text or with `--json` as one JSON value; progress and errors go to the
//! standard error, so that the output can be piped.

mod actions;
mod api;
mod clients;
mod config;
mod files;
mod login;
mod logs;
mod migrate;
mod rules;
mod serve;
mod table;
mod tenant;
mod triggers;
mod users;
mod verdict;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{ConfigError, Overrides, overrides::SECRETS_HELP};

/// The exit code of a wrong setting.
const WRONG_SETTING: u8 = 3;

/// A self-hosted, Auth0-compatible identity server whose decisions are programmed in WebAssembly.
#[derive(Debug, Parser)]
#[command(name = "anteroom", version, max_term_width = 110, after_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXAMPLES: &str = "\
Examples:
  anteroom serve                                   a server on http://localhost:8080, data in ./data
  anteroom serve --tls-self-signed                 the same on https://localhost:8080, for clients that insist on TLS
  anteroom login --url https://id.example.com      act as yourself, by a browser, instead of as a machine
  anteroom actions test restrict.js                what an Action does, without a server
  anteroom actions deploy restrict.js --trigger pre-user-registration
  anteroom migrate ./tenant                        what of an Auth0 tenant runs here unchanged
  anteroom tenant import ./tenant --dry-run        what bringing it in would change

'anteroom COMMAND --help' tells more about each.";

/// One command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the server
    #[command(after_long_help = SECRETS_HELP)]
    Serve(Box<Overrides>),
    /// Build, test, deploy and watch Actions
    #[command(subcommand)]
    Actions(actions::Command),
    /// Test, deploy and list Rules
    #[command(subcommand)]
    Rules(rules::Command),
    /// Create and list applications
    #[command(subcommand)]
    Clients(clients::Command),
    /// Look at the configuration
    #[command(subcommand)]
    Config(config::Command),
    /// Say of an export of an Auth0 tenant what runs here as it is: Rules, Hooks and Actions
    Migrate(Box<migrate::MigrateArgs>),
    /// Log in, so that the commands act as you
    Login(login::LoginArgs),
    /// Log out, and end what the login gave
    Logout(login::LogoutArgs),
    /// Follow the tenant log
    #[command(subcommand)]
    Logs(logs::Command),
    /// Write the tenant's configuration into files, and bring it in from there
    #[command(subcommand)]
    Tenant(tenant::Command),
    /// Say which Actions run where, and in which order
    #[command(subcommand)]
    Triggers(triggers::Command),
    /// Create and find users
    #[command(subcommand)]
    Users(users::Command),
    /// Compile a component from the standard input: the server starts this itself, with limits of the process
    #[command(hide = true, disable_help_flag = true)]
    CompileComponent {
        /// What the sandbox passes on.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
    /// Render an e-mail's templates: the server starts this itself, with limits of the process
    #[command(hide = true)]
    RenderMail,
    /// Bundle npm packages for an Action: the server starts this itself, with limits of the process
    #[command(hide = true, disable_help_flag = true)]
    BundlePackages {
        /// What the server passes on.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
}

/// The command of this process, or the exit code after help, version or a usage error was printed.
pub fn parse() -> Result<Command, ExitCode> {
    Cli::try_parse().map(|cli| cli.command).map_err(|error| {
        // A closed standard output is no reason to fail.
        let _ = error.print();
        ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
    })
}

/// Runs a command to its end.
pub fn run(command: Command) -> ExitCode {
    let result = match command {
        Command::Serve(overrides) => serve::run(*overrides),
        Command::Actions(command) => actions::run(command),
        Command::Rules(command) => rules::run(command),
        Command::Clients(command) => clients::run(command),
        Command::Config(command) => config::run(command),
        Command::Login(args) => login::log_in(&args),
        Command::Logout(args) => login::log_out(&args),
        Command::Logs(command) => logs::run(command),
        Command::Migrate(args) => migrate::run(&args),
        Command::Tenant(command) => tenant::run(command),
        Command::Triggers(command) => triggers::run(command),
        Command::Users(command) => users::run(command),
        Command::BundlePackages { args } => return crate::scripts::bundle::bundle_in_child(args.into_iter()),
        Command::RenderMail => return crate::mail::render::render_in_child(),
        Command::CompileComponent { args } => return crate::sandbox::compile_in_child(args.into_iter()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(if error.downcast_ref::<ConfigError>().is_some() { WRONG_SETTING } else { 1 })
        }
    }
}

/// A variable of the environment, if it is text.
fn env(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
