//! `anteroom config check`: the effective configuration, without its secrets, or what is wrong with it.

use std::io::Write;

use anyhow::Context;
use clap::Subcommand;

use crate::config::{self, Overrides};

/// What to do with the configuration.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the settings and print those in force, secrets left out
    #[command(
        after_help = "Example:\n  anteroom config check --config anteroom.toml\n\nExit code 3 means that a setting is wrong; the error names it."
    )]
    Check(Box<Overrides>),
}

/// Runs the command.
pub fn run(command: Command) -> anyhow::Result<()> {
    let Command::Check(overrides) = command;
    let config = config::load(*overrides, super::env)?;
    let mut text = toml::to_string_pretty(&config).context("cannot print the configuration")?;
    let secrets = [
        ("ANTEROOM_MASTER_KEY", config.master_key.is_some()),
        ("ANTEROOM_ADMIN_EMAIL", config.first_start.admin_email.is_some()),
        ("ANTEROOM_ADMIN_PASSWORD", config.first_start.admin_password.is_some()),
        ("ANTEROOM_CLIENT_ID", config.first_start.client_id.is_some()),
        ("ANTEROOM_CLIENT_SECRET", config.first_start.client_secret.is_some()),
    ];
    for (name, _) in secrets.iter().filter(|(_, set)| *set) {
        text.push_str(&format!("# {name} is set\n"));
    }
    std::io::stdout().lock().write_all(text.as_bytes()).context("cannot write to the standard output")
}
