//! `anteroom login` and `anteroom logout`: the commands act as a person, instead of as the machine-to-machine client.
//!
//! The device flow (RFC 8628) against the server itself: the command shows a link and a code, the person logs in wherever they have a
//! browser, and no password comes near the terminal. What a person may do then is what their permissions for the Management API say,
//! and who has been given none may do nothing.

mod kept;

pub use kept::{Kept, Login};

use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use serde_json::{Value, json};
use url::Url;

use super::api::{self, Connection, text};
use crate::bootstrap::CLI_CLIENT;
use crate::clock::{Clock, SystemClock};
use crate::identity::management_scopes::SCOPES;
use crate::sandbox::clean;
use crate::token::devices::GRANT_TYPE;

/// Seconds before its end at which a token is not used any more.
const MARGIN: i64 = 30;
/// Questions in a row that may go unanswered.
const PATIENCE: u32 = 5;

/// Where to log in, and as which application.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  anteroom login --url https://id.example.com\n  anteroom actions list\n\nA user may do what their permissions for the Management API say, and by default that is nothing. An operator gives them with\n'anteroom users make-administrator USER', or as roles. The tokens are kept in ~/.config/anteroom/credentials.json, readable by you\nalone. ANTEROOM_CLIENT_ID and ANTEROOM_CLIENT_SECRET come before them."
)]
pub struct LoginArgs {
    /// The application that the login is for, where it is not the one that the first start made
    #[arg(long, value_name = "ID", default_value = CLI_CLIENT)]
    pub application: String,
    #[command(flatten)]
    pub connection: Connection,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// Where to log out.
#[derive(Debug, Args)]
pub struct LogoutArgs {
    #[command(flatten)]
    pub connection: Connection,
}

/// Logs in.
///
/// # Errors
/// The server cannot be reached, does not know the application, or the person refused.
pub fn log_in(args: &LoginArgs) -> anyhow::Result<()> {
    api::block_on(async {
        let kept = Kept::open()?;
        let url = args.connection.server(&kept)?;
        let http = args.connection.http(&url)?;
        let scopes: Vec<&str> = SCOPES.iter().map(|(scope, _)| *scope).chain(["offline_access"]).collect();
        let form = json!({ "client_id": args.application, "scope": scopes.join(" "), "audience": url.join("/api/v2/")?.as_str() });
        let codes = api::send(http.post(url.join("/oauth/device/code")?).json(&form)).await.context("the login could not begin")?;
        invite(&codes)?;
        let form = json!({ "grant_type": GRANT_TYPE, "client_id": args.application, "device_code": text(&codes, "device_code")? });
        let tokens = wait(&http, url.join("/oauth/token")?, &form, &codes).await?;
        let login = Login::new(&args.application, &tokens, SystemClock.now().as_second())?;
        let granted = granted(&tokens);
        kept.change(|all| {
            all.put(&url, login);
            all.last = Some(url.clone());
        })?;
        let line = match granted {
            0 => format!("logged in to {url}, where you hold no permission of the Management API: ask an operator for a role"),
            granted => format!("logged in to {url} with {granted} scopes of the Management API"),
        };
        api::print(args.json, &json!({ "url": url.as_str(), "scopes": granted }), &line)
    })
}

/// Logs out: the refresh token ends at the server, and everything is forgotten here.
///
/// # Errors
/// Nobody is logged in there, or the server cannot be told; it is forgotten here all the same.
pub fn log_out(args: &LogoutArgs) -> anyhow::Result<()> {
    api::block_on(async {
        let kept = Kept::open()?;
        let url = args.connection.server(&kept)?;
        let login = kept.change(|all| all.take(&url))?.with_context(|| format!("nobody is logged in to {url}"))?;
        if let Some(token) = &login.refresh_token {
            let form = json!({ "client_id": login.application, "token": token });
            let told = async { api::send(args.connection.http(&url)?.post(url.join("/oauth/revoke")?).json(&form)).await };
            told.await.context("the tokens are forgotten here, but the server could not be told to end them")?;
        }
        api::print(false, &Value::Null, &format!("logged out of {url}"))
    })
}

/// The token to call the server's API with, exchanged for another if it is about to end.
///
/// # Errors
/// Nobody is logged in there, or the login has ended.
pub async fn token(kept: &Kept, http: &reqwest::Client, url: &Url) -> anyhow::Result<String> {
    let now = SystemClock.now().as_second();
    let good = |login: &Login| login.expires_at - MARGIN > now;
    match kept.read()?.of(url) {
        Some(login) if good(login) => return Ok(login.access_token.clone()),
        Some(_) => {}
        None => bail!(
            "no credentials for {url}: log in with 'anteroom login', or set ANTEROOM_CLIENT_ID and ANTEROOM_CLIENT_SECRET, which the first start printed"
        ),
    }
    // Of several commands at once one exchanges the token: a second exchange of the same token would look like theft.
    let lock = kept.lock()?;
    let mut all = kept.read()?;
    let ended = || format!("the login to {url} has ended: log in again with 'anteroom login'");
    let login = all.of(url).cloned().with_context(ended)?;
    if good(&login) {
        return Ok(login.access_token);
    }
    let refresh_token = login.refresh_token.as_ref().with_context(ended)?;
    let form = json!({ "grant_type": "refresh_token", "client_id": login.application, "refresh_token": refresh_token });
    let tokens = api::send(http.post(url.join("/oauth/token")?).json(&form)).await.with_context(ended)?;
    let mut fresh = Login::new(&login.application, &tokens, now)?;
    fresh.refresh_token = fresh.refresh_token.or(login.refresh_token);
    let token = fresh.access_token.clone();
    all.put(url, fresh);
    kept.write(&all, &lock)?;
    Ok(token)
}

/// Scopes of the Management API that came with the tokens.
fn granted(tokens: &Value) -> usize {
    let scope = tokens.get("scope").and_then(Value::as_str).unwrap_or_default();
    scope.split(' ').filter(|scope| SCOPES.iter().any(|(known, _)| known == scope)).count()
}

/// Says where to go. What a server sends is shown as text: no control character reaches the terminal.
fn invite(codes: &Value) -> anyhow::Result<()> {
    let link = Url::parse(text(codes, "verification_uri_complete")?).context("the server's link is no URL")?;
    if !matches!(link.scheme(), "http" | "https") {
        bail!("the server's link leads nowhere: {link}");
    }
    let code: String = text(codes, "user_code")?.chars().filter(|c| !c.is_control()).take(64).collect();
    eprintln!("Open {link}\nand log in there, if the page shows the code {code}.");
    Ok(())
}

/// Asks until somebody has answered (RFC 8628 section 3.5).
async fn wait(http: &reqwest::Client, url: Url, form: &Value, codes: &Value) -> anyhow::Result<Value> {
    let seconds = |name: &str, usual: u64| codes.get(name).and_then(Value::as_u64).unwrap_or(usual).clamp(1, 3600);
    let (mut interval, mut left) = (seconds("interval", 5), seconds("expires_in", 900));
    let mut unanswered = 0;
    while left > 0 {
        tokio::time::sleep(Duration::from_secs(interval)).await;
        left = left.saturating_sub(interval);
        let response = match http.post(url.clone()).json(form).send().await {
            Ok(response) => response,
            Err(error) if unanswered >= PATIENCE => return Err(api::explain(error)),
            Err(_) => {
                unanswered += 1;
                continue;
            }
        };
        unanswered = 0;
        let done = response.status().is_success();
        let answer: Value = response.json().await.context("the server's answer is no JSON")?;
        let said = |name: &str| clean(answer.get(name).and_then(Value::as_str).unwrap_or_default());
        match said("error").as_str() {
            "" if done => return Ok(answer),
            "authorization_pending" => {}
            "slow_down" => interval += 5,
            "expired_token" => break,
            "access_denied" => bail!("the login was refused: {}", said("error_description")),
            other => bail!("the login failed: {} ({other})", said("error_description")),
        }
    }
    bail!("nobody has logged in in time")
}
