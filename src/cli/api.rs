//! The Management API, as the commands call it: with a token of the machine-to-machine client or of who is logged in, and errors in the
//! server's words.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use url::Url;

use crate::sandbox::clean;

use super::login::{self, Kept};

/// Which server, and how to know it.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Server")]
pub struct Connection {
    /// The server's public URL [default: that of the last 'anteroom login', else http://localhost:8080]
    #[arg(long, env = "ANTEROOM_URL", value_name = "URL")]
    pub url: Option<Url>,
    /// Certificate authority to trust besides the system's: ca.pem of a server with --tls-self-signed
    #[arg(long, env = "ANTEROOM_CA_CERT", value_name = "FILE")]
    pub ca_cert: Option<PathBuf>,
}

/// Which server, and who calls.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Server")]
pub struct Server {
    #[command(flatten)]
    pub connection: Connection,
    /// The machine-to-machine client that the first start printed; without it, whoever logged in with 'anteroom login'
    #[arg(long, env = "ANTEROOM_CLIENT_ID", value_name = "ID")]
    pub client_id: Option<String>,
    /// Its secret; better in the environment, because every process of the machine can read a command line
    #[arg(long, env = "ANTEROOM_CLIENT_SECRET", value_name = "SECRET", hide_env_values = true)]
    pub client_secret: Option<String>,
    /// Print the result as JSON
    #[arg(long)]
    pub json: bool,
}

/// A connection to the Management API, with its token.
pub struct Api {
    http: reqwest::Client,
    url: Url,
    token: String,
}

impl Connection {
    /// The server that is meant.
    ///
    /// # Errors
    /// It is elsewhere, and is not spoken to over https; or who is logged in cannot be read.
    pub fn server(&self, kept: &Kept) -> anyhow::Result<Url> {
        let url = match &self.url {
            Some(url) => url.clone(),
            None => kept.read()?.last.map_or_else(|| Url::parse(USUAL), Ok)?,
        };
        check(&url)?;
        Ok(url)
    }

    /// A client for the server.
    ///
    /// # Errors
    /// The certificate authority cannot be read.
    pub fn http(&self, url: &Url) -> anyhow::Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder().timeout(Duration::from_secs(60)).redirect(reqwest::redirect::Policy::none());
        if is_local(url) {
            builder = builder.no_proxy();
        }
        if let Some(path) = &self.ca_cert {
            let pem = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            let authorities = reqwest::Certificate::from_pem_bundle(&pem).with_context(|| format!("{} is no PEM", path.display()))?;
            builder = builder.tls_certs_merge(authorities);
        }
        builder.build().context("cannot start the HTTP client")
    }
}

/// The server of who says nothing.
const USUAL: &str = "http://localhost:8080";

fn check(url: &Url) -> anyhow::Result<()> {
    if url.scheme() != "https" && !is_local(url) {
        bail!("{url} is not this machine: secrets are sent over https only");
    }
    Ok(())
}

fn is_local(url: &Url) -> bool {
    url.host_str().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]"))
}

impl Server {
    /// Gets a token: the machine's where its credentials are given, else that of who is logged in.
    ///
    /// # Errors
    /// No credentials, no server, or a server that refuses them.
    pub async fn connect(&self) -> anyhow::Result<Api> {
        let (id, secret) = match (&self.client_id, &self.client_secret) {
            (Some(id), Some(secret)) => (id, secret),
            (None, None) => {
                let kept = Kept::open()?;
                let url = self.connection.server(&kept)?;
                let http = self.connection.http(&url)?;
                let token = login::token(&kept, &http, &url).await?;
                return Ok(Api { http, url, token });
            }
            _ => bail!("ANTEROOM_CLIENT_ID and ANTEROOM_CLIENT_SECRET are given together, or neither"),
        };
        // Not where somebody logged in last: a secret is sent to the server that it is of.
        let url = self.connection.url.clone().map_or_else(|| Url::parse(USUAL), Ok)?;
        check(&url)?;
        let http = self.connection.http(&url)?;
        let mut api = Api { http, url: url.clone(), token: String::new() };
        let form = json!({
            "grant_type": "client_credentials",
            "client_id": id,
            "client_secret": secret,
            "audience": url.join("/api/v2/")?.as_str(),
        });
        let request = api.http.post(url.join("/oauth/token")?).json(&form);
        let answer = send(request).await.context("cannot get a token for the Management API")?;
        api.token = text(&answer, "access_token")?.to_owned();
        Ok(api)
    }
}

impl Api {
    /// `GET /api/v2/{path}` with a query.
    pub async fn get(&self, path: &str, query: &[(&str, &str)]) -> anyhow::Result<Value> {
        let mut url = self.endpoint(path)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        send(self.http.get(url).bearer_auth(&self.token)).await
    }

    /// The same; `None` where there is no such thing.
    pub async fn find(&self, path: &str, query: &[(&str, &str)]) -> anyhow::Result<Option<Value>> {
        match self.get(path, query).await {
            Err(error) if error.downcast_ref::<Refused>().is_some_and(|refused| refused.status == StatusCode::NOT_FOUND) => Ok(None),
            other => other.map(Some),
        }
    }

    /// All items of a list that comes in pages.
    pub async fn all(&self, path: &str, key: &str, query: &[(&str, &str)]) -> anyhow::Result<Vec<Value>> {
        const PER_PAGE: usize = 50;
        let per_page = PER_PAGE.to_string();
        let mut items = Vec::new();
        for page in 0.. {
            let page = page.to_string();
            let paged = [query, &[("page", page.as_str()), ("per_page", per_page.as_str())]].concat();
            let answer = self.get(path, &paged).await?;
            let found = list(&answer, key);
            items.extend_from_slice(found);
            if found.len() < PER_PAGE {
                break;
            }
        }
        Ok(items)
    }

    /// All items of a list that says where the next ones begin.
    pub async fn all_from(&self, path: &str, key: &str) -> anyhow::Result<Vec<Value>> {
        let (mut items, mut from) = (Vec::new(), None::<String>);
        loop {
            let query: Vec<(&str, &str)> = [("take", "100")].into_iter().chain(from.as_deref().map(|from| ("from", from))).collect();
            let answer = self.get(path, &query).await?;
            items.extend_from_slice(list(&answer, key));
            from = answer.get("next").and_then(Value::as_str).map(str::to_owned);
            if from.is_none() {
                return Ok(items);
            }
        }
    }

    /// A call with a JSON body.
    pub async fn call(&self, method: Method, path: &str, body: &Value) -> anyhow::Result<Value> {
        send(self.http.request(method, self.endpoint(path)?).bearer_auth(&self.token).json(body)).await
    }

    /// A call whose body is a component.
    pub async fn put_component(&self, path: &str, component: Vec<u8>) -> anyhow::Result<Value> {
        let request = self.http.put(self.endpoint(path)?).bearer_auth(&self.token).header("content-type", "application/wasm");
        send(request.body(component)).await
    }

    /// The identifier of the Management API.
    pub fn audience(&self) -> anyhow::Result<String> {
        Ok(self.url.join("/api/v2/")?.into())
    }

    fn endpoint(&self, path: &str) -> anyhow::Result<Url> {
        Ok(self.url.join("/api/v2/")?.join(path)?)
    }
}

/// Sends, and makes an error of an answer that is one. A `204` is `null`.
pub async fn send(request: RequestBuilder) -> anyhow::Result<Value> {
    let response = request.send().await.map_err(explain)?;
    let status = response.status();
    let bytes = response.bytes().await.context("the answer broke off")?;
    let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    if status.is_success() {
        return Ok(body);
    }
    let said = ["error_description", "message", "description", "error"].into_iter().find_map(|field| body.get(field)?.as_str());
    // Nothing of a server's words steers the terminal.
    let said = said.map(|said| said.lines().map(clean).collect::<Vec<_>>().join("\n"));
    Err(Refused { status, said: said.unwrap_or_else(|| "the server gave no reason".to_owned()) }.into())
}

/// An answer that is an error.
#[derive(Debug, thiserror::Error)]
#[error("{said} ({status})")]
struct Refused {
    status: StatusCode,
    said: String,
}

/// An error of the connection, without the URL, whose query may be long and says nothing new.
pub fn explain(error: reqwest::Error) -> anyhow::Error {
    let place = error.url().and_then(|url| Some(format!("{}:{}", url.host_str()?, url.port_or_known_default()?)));
    let connect = error.is_connect();
    let error = anyhow::Error::new(error.without_url());
    match place {
        Some(place) if connect => {
            error.context(format!("cannot reach {place}; does the server run, and does its certificate come from --ca-cert?"))
        }
        _ => error.context("the request failed"),
    }
}

/// A part of a path. A blank is written as `%20`: a `+` is one in queries alone.
pub fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// A text field of an answer.
pub fn text<'a>(value: &'a Value, field: &str) -> anyhow::Result<&'a str> {
    value.get(field).and_then(Value::as_str).with_context(|| format!("the server's answer has no {field}"))
}

/// The array in a field of an answer, or the answer itself.
pub fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value.get(field).unwrap_or(value).as_array().map_or(&[], Vec::as_slice)
}

/// Runs a command that talks to the server.
pub fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().context("cannot start the runtime")?.block_on(work)
}

/// Prints a result: JSON as one line, or text.
pub fn print(json: bool, value: &Value, text: &str) -> anyhow::Result<()> {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    let written = if json { writeln!(out, "{value}") } else { writeln!(out, "{}", text.trim_end()) };
    written.context("cannot write to the standard output")
}

/// One step of a longer work, on the standard error.
pub fn progress(line: &str) {
    eprintln!("  {line}");
}
