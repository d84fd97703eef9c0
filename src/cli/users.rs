//! `anteroom users create`: a user of a database connection.

use std::io::Read;

use anyhow::Context;
use clap::{Args, Subcommand};
use reqwest::Method;
use serde_json::json;
use zeroize::Zeroizing;

use super::api::{self, Server, text};
use crate::random::{SystemRandom, alphanumeric};

/// What to do with users.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a user of a database connection
    Create(CreateArgs),
}

/// The user.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  anteroom users create --email ann@example.com\n  anteroom users create --email ann@example.com --password-stdin < password.txt\n\nWithout --password-stdin a password is made up and printed once."
)]
pub struct CreateArgs {
    /// The e-mail address
    #[arg(long)]
    pub email: String,
    /// Read the password from the first line of the standard input
    #[arg(long)]
    pub password_stdin: bool,
    /// The database connection
    #[arg(long, default_value = "Username-Password-Authentication")]
    pub connection: String,
    /// Say that the address belongs to the user
    #[arg(long)]
    pub email_verified: bool,
    #[command(flatten)]
    pub server: Server,
}

/// The largest password that is read.
const MAX_PASSWORD: u64 = 4096;

/// Runs the command.
///
/// # Errors
/// The server cannot be reached or refuses, such as a password that is too weak for the connection.
pub fn run(command: Command) -> anyhow::Result<()> {
    let Command::Create(args) = command;
    let given = args.password_stdin.then(read_password).transpose()?;
    let made = given.is_none();
    // 20 letters and digits and one of each class that a policy may ask for.
    let password = given.unwrap_or_else(|| Zeroizing::new(format!("{}aA1!", alphanumeric(&SystemRandom, 20))));
    api::block_on(async {
        let api = args.server.connect().await?;
        let body = json!({
            "connection": args.connection, "email": args.email, "password": *password, "email_verified": args.email_verified, "verify_email": false,
        });
        let mut user = api.call(Method::POST, "users", &body).await.context("the user could not be created")?;
        let mut line = format!("created {} ({})", args.email, text(&user, "user_id")?);
        if made {
            line.push_str(&format!("\npassword {}", *password));
            if let Some(object) = user.as_object_mut() {
                object.insert("password".to_owned(), password.as_str().into());
            }
        }
        api::print(args.server.json, &user, &line)
    })
}

fn read_password() -> anyhow::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    std::io::stdin().take(MAX_PASSWORD).read_to_string(&mut text).context("cannot read the password")?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}
