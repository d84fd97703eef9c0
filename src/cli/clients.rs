//! `anteroom clients …`: an application that users sign in to, or a machine that calls APIs.

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use reqwest::Method;
use serde_json::{Value, json};

use super::api::{self, Server, text};
use super::table::{cell, table};

/// What to do with applications.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create an application
    Create(CreateArgs),
    /// List applications; no secret is shown
    List(Server),
}

/// The application.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  anteroom clients create --name 'My App' --type regular-web --callback https://app.example.com/callback"
)]
pub struct CreateArgs {
    /// The name that people see
    #[arg(long)]
    pub name: String,
    /// What kind of application it is
    #[arg(long = "type", value_enum, default_value_t)]
    pub kind: Kind,
    /// A redirect_uri, compared exactly (repeatable)
    #[arg(long = "callback", value_name = "URL")]
    pub callbacks: Vec<String>,
    /// A URL to return to after logging out, compared exactly (repeatable)
    #[arg(long = "logout-url", value_name = "URL")]
    pub logout_urls: Vec<String>,
    #[command(flatten)]
    pub server: Server,
}

/// The four types.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Kind {
    /// On a server: keeps a secret
    #[default]
    RegularWeb,
    /// In a browser: keeps none
    Spa,
    /// Mobile or desktop: keeps none
    Native,
    /// Machine to machine: keeps a secret, and needs a grant for each API
    NonInteractive,
}

/// Runs the command.
///
/// # Errors
/// The server cannot be reached or refuses.
pub fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Create(args) => create(&args),
        Command::List(server) => list(&server),
    }
}

fn list(server: &Server) -> anyhow::Result<()> {
    api::block_on(async {
        let api = server.connect().await?;
        let query = [("fields", "client_secret,signing_keys"), ("include_fields", "false")];
        let clients = api.all("clients", "clients", &query).await?;
        let row = |client: &Value| ["/name", "/app_type", "/client_id"].map(|pointer| cell(client, pointer));
        let text = table(["NAME", "TYPE", "CLIENT ID"], clients.iter().map(row));
        api::print(server.json, &Value::Array(clients), &text)
    })
}

fn create(args: &CreateArgs) -> anyhow::Result<()> {
    let app_type = match args.kind {
        Kind::RegularWeb => "regular_web",
        Kind::Spa => "spa",
        Kind::Native => "native",
        Kind::NonInteractive => "non_interactive",
    };
    api::block_on(async {
        let api = args.server.connect().await?;
        let body = json!({ "name": args.name, "app_type": app_type, "callbacks": args.callbacks, "allowed_logout_urls": args.logout_urls });
        let client = api.call(Method::POST, "clients", &body).await.context("the application could not be created")?;
        let mut line = format!("created {}\nclient_id     {}", args.name, text(&client, "client_id")?);
        if let Some(secret) = client.get("client_secret").and_then(Value::as_str) {
            line.push_str(&format!("\nclient_secret {secret}"));
        }
        api::print(args.server.json, &client, &line)
    })
}
