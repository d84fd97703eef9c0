//! `anteroom users …`: users of database connections.

mod administrator;

use std::io::Read;

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use reqwest::Method;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::api::{self, Api, Server, list, text};
use super::table::{cell, table};
use crate::random::{SystemRandom, alphanumeric};

/// What to do with users.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Create a user of a database connection
    Create(CreateArgs),
    /// Find users
    List(ListArgs),
    /// Show a user, as JSON
    Show(ShowArgs),
    /// Give a user every permission of the Management API, by a role
    MakeAdministrator(AdministratorArgs),
}

/// Which users.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  anteroom users list --search 'email:*@example.com'\n  anteroom users list --search 'blocked:true AND logins_count:[10 TO *]'"
)]
pub struct ListArgs {
    /// A query in the Management API's search syntax [default: all]
    #[arg(long, value_name = "QUERY")]
    pub search: Option<String>,
    /// How many, at most 100
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u8).range(1..=100))]
    pub take: u8,
    #[command(flatten)]
    pub server: Server,
}

/// The user.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// A user_id, or an e-mail address
    #[arg(value_name = "USER")]
    pub user: String,
    #[command(flatten)]
    pub server: Server,
}

/// The user.
#[derive(Debug, Args)]
#[command(
    after_help = "The role is made where there is none. Its permissions can be taken from it one by one, and the role from the user, by the\nManagement API; both count at once. An administrator may change the password of everybody, and so does whoever has\nupdate:users: give that scope to nobody who is to be less than an administrator."
)]
pub struct AdministratorArgs {
    /// A user_id, or an e-mail address
    #[arg(value_name = "USER")]
    pub user: String,
    #[command(flatten)]
    pub server: Server,
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
    match command {
        Command::Create(args) => create(&args),
        Command::List(args) => find(&args),
        Command::Show(args) => show(&args),
        Command::MakeAdministrator(args) => administrator::make(&args),
    }
}

fn find(args: &ListArgs) -> anyhow::Result<()> {
    api::block_on(async {
        let api = args.server.connect().await?;
        let take = args.take.to_string();
        let mut query = vec![("page", "0"), ("per_page", take.as_str()), ("include_totals", "true")];
        query.extend(args.search.iter().map(|search| ("q", search.as_str())));
        let answer = api.get("users", &query).await?;
        let users = list(&answer, "users");
        let row = |user: &Value| ["/email", "/name", "/logins_count", "/last_login", "/user_id"].map(|pointer| cell(user, pointer));
        let total = answer.get("total").and_then(Value::as_u64).unwrap_or_default();
        let mut text = table(["E-MAIL", "NAME", "LOGINS", "LAST LOGIN", "USER ID"], users.iter().map(row));
        text.push_str(&format!("\n{} of {total}", users.len()));
        api::print(args.server.json, &Value::Array(users.to_vec()), &text)
    })
}

fn show(args: &ShowArgs) -> anyhow::Result<()> {
    api::block_on(async {
        let api = args.server.connect().await?;
        let user = named(&api, &args.user).await?;
        let text = serde_json::to_string_pretty(&user)?;
        api::print(args.server.json, &user, &text)
    })
}

/// The user with an id or an address.
async fn named(api: &Api, user: &str) -> anyhow::Result<Value> {
    if !user.contains('@') {
        return api.get(&format!("users/{}", api::encoded(user)), &[]).await;
    }
    let found = api.get("users-by-email", &[("email", user)]).await?;
    match list(&found, "users") {
        [] => bail!("there is no user with the address {user}"),
        [one] => Ok(one.clone()),
        _ => bail!("several users have the address {user}: name one by the user_id"),
    }
}

fn create(args: &CreateArgs) -> anyhow::Result<()> {
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
