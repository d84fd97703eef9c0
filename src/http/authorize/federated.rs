//! `/login/callback`: a user comes back from the provider of a connection (reference 5.2); and how a login sends them there.
//!
//! What they come back with is measured against the login that has sent them, in the browser that began it: a `state` that was made for
//! one login, one connection and one return. Whoever lures a browser here with a code of their own finds no login that waits for it, and a
//! browser that is sent twice is answered once. To the application a failure is one sentence; what it was is in the tenant log.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;
use subtle::ConstantTimeEq;
use url::Url;

use super::complete::{self, Completed, Transaction, ended};
use super::context::{Context, NotReady};
use crate::app::App;
use crate::federation::{Asked, FederationError, Kept, NotAdmitted, Returned, admit, provider};
use crate::http::Shared;
use crate::http::extract::{Fields, Origin};
use crate::http::pages::error::Problem;
use crate::http::pages::visit::Visit;
use crate::http::pages::{cookies, login};
use crate::identity::transaction::{self, Federated, TransactionError};
use crate::identity::{Connection, LoginTransaction, sessions};
use crate::login::{LoginContext, LoginError, federation_failed, not_blocked};
use crate::storage::Stored;

/// Bytes of the query of a return.
const MAX_RETURNED: usize = 16 * 1024;
/// Between the login and its secret in a `state`; in neither of them.
const BETWEEN: char = '.';
/// Characters of what the provider said for itself that are kept.
const MAX_REASON: usize = 200;

fn callback(app: &App) -> Result<Url, Problem> {
    app.config.public_url.join("login/callback").map_err(Problem::internal)
}

fn purpose(transaction_id: &str) -> String {
    format!("transaction/{transaction_id}/federated")
}

/// Sends the browser to the provider of a connection that the login may use.
pub async fn send(
    app: &App,
    origin: &Origin,
    context: &Context,
    transaction: Transaction,
    connection: &Connection,
) -> Result<Response, Problem> {
    let secret = sessions::new_secret(&*app.random);
    let state = format!("{}{BETWEEN}{secret}", transaction.id);
    let request = &transaction.request;
    let prompts = |prompt: &str| request.prompt.iter().any(|asked| asked == prompt);
    let prompt = match (prompts("login") || request.max_age == Some(0), prompts("select_account")) {
        (true, _) => Some("login"),
        (false, true) => Some("select_account"),
        (false, false) => None,
    };
    let callback = callback(app)?;
    let asked = Asked {
        callback: &callback,
        state: &state,
        login_hint: request.login_hint.as_deref(),
        prompt,
        max_age: request.max_age,
        request: &request.query,
    };
    let begun = match provider(connection) {
        Some(provider) => provider.begin(app, connection, &asked).await,
        None => Err(FederationError::Incomplete("provider")),
    };
    let begun = match begun {
        Ok(begun) => begun,
        Err(error) => {
            let context = Context { connection: connection.clone(), ..context.clone() };
            return failed(app, origin, &context, stored(&transaction), error).await;
        }
    };
    let kept = serde_json::to_vec(&begun.kept).map_err(Problem::internal)?;
    let federated = Federated {
        connection_id: connection.id.clone(),
        state_hash: sessions::hash(&secret),
        sealed: app.vault.seal(&purpose(&transaction.id), &kept),
    };
    let after = LoginTransaction { federated: Some(federated), ..transaction.clone() };
    let transactions = &app.directory.transactions;
    let written = match &transaction {
        Transaction::Stored(before) => transactions.update(before, after).await,
        Transaction::New(_) => transactions.insert(after).await,
    };
    written.map_err(ended)?;
    let location = HeaderValue::from_str(begun.location.as_str()).map_err(Problem::internal)?;
    let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((StatusCode::FOUND, headers).into_response())
}

fn stored(transaction: &Transaction) -> Option<&Stored<LoginTransaction>> {
    match transaction {
        Transaction::Stored(stored) => Some(stored),
        Transaction::New(_) => None,
    }
}

/// `GET /u/login/federated`: a button of the login page.
pub async fn choose(State(app): State<Shared>, origin: Origin, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    let visit = match Visit::open(&app, &jar, query.clone()).await {
        Ok(visit) => visit,
        Err(answer) => return answer,
    };
    let fields = Fields::from_form(query.unwrap_or_default().as_bytes()).unwrap_or_default();
    let wanted = fields.get("connection").unwrap_or_default();
    let chosen = visit.context.federated.iter().find(|connection| connection.name == wanted);
    let answer = match chosen {
        None => Err(Problem::transaction(&TransactionError::Unknown)),
        Some(_) if app.limits.from_address(&origin.ip).is_err() => Err(Problem::too_many()),
        Some(connection) => send(&app, &origin, &visit.context, Transaction::Stored(visit.transaction.clone()), connection).await,
    };
    match answer {
        Ok(response) => response,
        Err(problem) => problem.show(&app).await,
    }
}

/// `GET /login/callback`.
pub async fn get(State(app): State<Shared>, origin: Origin, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    match come_back(&app, &origin, &jar, query.unwrap_or_default().as_bytes()).await {
        Ok(response) => response,
        Err(problem) => problem.show(&app).await,
    }
}

async fn come_back(app: &App, origin: &Origin, jar: &CookieJar, query: &[u8]) -> Result<Response, Problem> {
    if query.len() > MAX_RETURNED {
        return Err(Problem::too_much(StatusCode::URI_TOO_LONG));
    }
    let fields = Fields::from_form(query).map_err(|error| Problem::bad_request("invalid_request", error.description))?;
    app.limits.from_address(&origin.ip).map_err(|_| Problem::too_many())?;
    let (transaction, federated) = waiting(app, jar, fields.get("state").unwrap_or_default()).await?;
    let mut context = match Context::load(app, &transaction.request).await {
        Ok(context) => context,
        Err(NotReady::Page(problem)) => return Err(problem),
        Err(NotReady::Back { target, error, description }) => return Ok(target.with_error(app, error, &description).await),
    };
    if !context.come_through(&federated.connection_id) {
        let error = "the connection was not found or is not enabled for the client";
        return over(app, &context, &transaction, "access_denied", error).await;
    }
    if let Some(error) = fields.get("error") {
        return refused(app, origin, &context, &transaction, error, fields.get("error_description")).await;
    }
    let opened = app.vault.open(&purpose(&transaction.id), &federated.sealed).map_err(Problem::internal)?;
    let kept: Kept = serde_json::from_slice(&opened).map_err(Problem::internal)?;
    let callback = callback(app)?;
    let returned = Returned { callback: &callback, code: fields.get("code"), iss: fields.get("iss") };
    let person = match provider(&context.connection) {
        Some(provider) => provider.finish(app, &context.connection, &kept, &returned).await,
        None => Err(FederationError::Incomplete("provider")),
    };
    let person = match person {
        Ok(person) => person,
        Err(error) => return failed(app, origin, &context, Some(&transaction), error).await,
    };
    let about = LoginContext { client: &context.client, connection: &context.connection, origin };
    let user = match admit(app, &context.connection.id, &person).await {
        Ok(user) => user,
        Err(NotAdmitted::Store(error)) => return Err(Problem::internal(error)),
        Err(error) => {
            federation_failed(app, &about, &error.to_string()).await.map_err(Problem::internal)?;
            return over(app, &context, &transaction, "access_denied", &error.to_string()).await;
        }
    };
    let user = match not_blocked(app, user, &about).await {
        Ok(user) => user,
        Err(LoginError::Blocked) => return over(app, &context, &transaction, "unauthorized", "user is blocked").await,
        Err(error) => return Err(Problem::internal(error)),
    };
    let email = user.email.clone().unwrap_or_default();
    match complete::fresh(app, origin, jar, &context, transaction.clone(), user).await? {
        Completed::Answer(answer) => Ok(answer),
        Completed::Rejected { message, execution } => {
            let again = Context::load(app, &transaction.request).await;
            let context = again.unwrap_or(context);
            let visit = Visit::of(app, cookies::browser(app, jar), transaction, context).await;
            Ok(login::rejected(&visit, &email, message, &execution))
        }
    }
}

/// The login that a `state` was made for, in this browser, once.
async fn waiting(app: &App, jar: &CookieJar, state: &str) -> Result<(Stored<LoginTransaction>, Federated), Problem> {
    let unknown = || Problem::transaction(&TransactionError::Unknown);
    let (id, secret) = state.split_once(BETWEEN).ok_or_else(unknown)?;
    let browser = cookies::browser(app, jar);
    let found = transaction::find(&app.directory, id, browser.as_deref(), app.clock.now()).await;
    let before = found.map_err(|error| Problem::transaction(&error))?;
    let federated = before.federated.clone().ok_or_else(unknown)?;
    if !bool::from(sessions::hash(secret).as_bytes().ct_eq(federated.state_hash.as_bytes())) {
        return Err(unknown());
    }
    let after = LoginTransaction { federated: None, ..before.value.clone() };
    let taken = app.directory.transactions.update(&before, after).await.map_err(ended)?;
    Ok((taken, federated))
}

/// Ends the login with an error for the application.
async fn over(
    app: &App,
    context: &Context,
    transaction: &Stored<LoginTransaction>,
    error: &str,
    description: &str,
) -> Result<Response, Problem> {
    transaction::end(&app.directory, transaction).await.map_err(Problem::internal)?;
    Ok(context.target.with_error(app, error, description).await)
}

/// The provider, or its user, said no.
async fn refused(
    app: &App,
    origin: &Origin,
    context: &Context,
    transaction: &Stored<LoginTransaction>,
    error: &str,
    description: Option<&str>,
) -> Result<Response, Problem> {
    let clean = |text: &str| text.chars().filter(|c| !c.is_control()).take(MAX_REASON).collect::<String>();
    let told = [Some(error), description].into_iter().flatten().map(clean).collect::<Vec<_>>().join(": ");
    let about = LoginContext { client: &context.client, connection: &context.connection, origin };
    federation_failed(app, &about, &format!("The provider refused: {told}")).await.map_err(Problem::internal)?;
    // Its own words are for its own pages: here anybody may have put them into the address.
    let text = match error {
        "access_denied" => "The login was refused at the provider.",
        _ => "The login at the provider failed.",
    };
    over(app, context, transaction, "access_denied", text).await
}

/// What the provider said was not to be had, or not to be believed.
async fn failed(
    app: &App,
    origin: &Origin,
    context: &Context,
    transaction: Option<&Stored<LoginTransaction>>,
    error: FederationError,
) -> Result<Response, Problem> {
    if let FederationError::Store(error) = error {
        return Err(Problem::internal(error));
    }
    let about = LoginContext { client: &context.client, connection: &context.connection, origin };
    federation_failed(app, &about, &error.to_string()).await.map_err(Problem::internal)?;
    let code = match error {
        FederationError::Unreachable { .. } => "temporarily_unavailable",
        FederationError::Incomplete(_) => "server_error",
        _ => "access_denied",
    };
    let text = "The login at the provider failed.";
    match transaction {
        Some(transaction) => over(app, context, transaction, code, text).await,
        // Nobody had a say yet.
        None => Ok(context.target.with_early_error(app, code, text).await),
    }
}
