//! `/u/login`: identifier and password.
//!
//! A wrong password and an unknown address give the same words, status and time. Only who knows the password of a blocked account
//! learns that it is blocked, and learns it from the application, as Auth0 has it.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use serde::Serialize;

use super::error::{Problem, retry_after, shown};
use super::posted::Posted;
use super::support_code;
use super::visit::Visit;
use crate::app::App;
use crate::http::Shared;
use crate::http::authorize::complete::{self, Completed};
use crate::http::extract::{Fields, Origin};
use crate::http::held_back::{self, Attempt};
use crate::http::limits::{Held, TooMany};
use crate::identity::transaction;
use crate::login::{LoginContext, LoginError, verify_credentials};

/// The longest identifier that is looked up or shown again, in characters.
const MAX_IDENTIFIER: usize = 320;
const ACCOUNT_HELD_BACK: &str = "There were too many attempts to log in to this account. Wait a few minutes and try again. If you got an \
                                 email about it, use the link in it: you can then try again at once.";

/// A way to a provider.
#[derive(Serialize)]
struct Button {
    /// The connection's name.
    connection: String,
    /// What people know it by.
    label: String,
}

/// What the page shows.
#[derive(Default, Serialize)]
struct Form {
    identifier: String,
    /// Whether user names are taken beside addresses.
    usernames: bool,
    /// Whether there is a way to sign up.
    signup: bool,
    /// Whether a forgotten password can be set anew.
    reset: bool,
    /// Whether a password is asked for at all.
    database: bool,
    /// The providers that one may come from.
    providers: Vec<Button>,
    error: Option<String>,
    support_code: Option<String>,
    /// The field that is wrong.
    invalid: Option<&'static str>,
    /// The field to type into next.
    focus: &'static str,
}

impl Form {
    fn new(visit: &Visit, identifier: &str) -> Self {
        Self {
            identifier: identifier.chars().take(MAX_IDENTIFIER).collect(),
            usernames: visit.context.connection.requires_username(),
            signup: visit.context.signup_open(),
            reset: visit.context.reset_open(),
            database: visit.context.connection.is_database(),
            providers: visit
                .context
                .federated
                .iter()
                .map(|connection| Button { connection: connection.name.clone(), label: connection.shown_name().to_owned() })
                .collect(),
            focus: if identifier.is_empty() { "username" } else { "password" },
            ..Self::default()
        }
    }

    fn wrong(self, field: &'static str, error: impl Into<String>) -> Self {
        Self { error: Some(error.into()), invalid: Some(field), focus: field, ..self }
    }

    fn says(self, error: impl Into<String>) -> Self {
        Self { error: Some(error.into()), ..self }
    }
}

/// `GET /u/login`.
pub async fn get(State(app): State<Shared>, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    match Visit::open(&app, &jar, query).await {
        Ok(visit) => {
            let hint = visit.transaction.request.login_hint.clone().unwrap_or_default();
            visit.page(StatusCode::OK, "login.html", Form::new(&visit, &hint))
        }
        Err(answer) => answer,
    }
}

/// `POST /u/login`.
pub async fn post(State(app): State<Shared>, origin: Origin, posted: Posted) -> Response {
    match Visit::submit(&app, &posted).await {
        Ok((visit, fields)) => shown(&app, attempt(&app, &origin, &posted.jar, visit, &fields).await).await,
        Err(answer) => answer,
    }
}

async fn attempt(app: &App, origin: &Origin, jar: &CookieJar, visit: Visit, fields: &Fields) -> Result<Response, Problem> {
    let identifier = fields.get("username").unwrap_or_default().trim().to_owned();
    let password = fields.get("password").unwrap_or_default();
    let form = Form::new(&visit, &identifier);
    let bad = |form: Form| Ok(visit.page(StatusCode::BAD_REQUEST, "login.html", form));
    if !form.database {
        return bad(form.says("There is no password to log in with here."));
    }
    if identifier.is_empty() {
        return bad(form.wrong("username", "Enter your email address."));
    }
    if password.is_empty() {
        return bad(form.wrong("password", "Enter your password."));
    }
    if identifier.chars().count() > MAX_IDENTIFIER {
        return bad(form.wrong("password", "Wrong email or password."));
    }
    if let Err(wait) = app.limits.login(&origin.ip, &visit.context.connection.name, &identifier) {
        let context = &visit.context;
        let attempt =
            Attempt { origin, client: Some(&context.client), connection: Some(&context.connection), identifier: Some(&identifier) };
        held_back::tell(app, wait, &attempt).await;
        return Ok(too_many(&visit, form, wait));
    }
    let context = LoginContext { client: &visit.context.client, connection: &visit.context.connection, origin };
    let user = match verify_credentials(app, &identifier, password, &context).await {
        Ok(user) => user,
        Err(LoginError::WrongCredentials) => return bad(form.wrong("password", "Wrong email or password.")),
        Err(LoginError::Busy) => return Ok(busy(&visit, form)),
        Err(LoginError::Store(error)) => return Err(Problem::internal(error)),
        Err(LoginError::Blocked) => {
            transaction::end(&app.directory, &visit.transaction).await.map_err(Problem::internal)?;
            return Ok(visit.context.target.with_error(app, "unauthorized", "user is blocked").await);
        }
    };
    match complete::fresh(app, origin, jar, &visit.context, visit.transaction.clone(), user).await? {
        Completed::Answer(answer) => Ok(answer),
        Completed::Rejected { message, execution } => Ok(rejected(&visit, &identifier, message, &execution)),
    }
}

/// The login page with what an Action says; also where a new account ends up whose first login an Action rejects.
pub fn rejected(visit: &Visit, identifier: &str, message: String, execution: &str) -> Response {
    let form = Form { support_code: Some(support_code(execution)), ..Form::new(visit, identifier).says(message) };
    visit.page(StatusCode::BAD_REQUEST, "login.html", form)
}

fn too_many(visit: &Visit, form: Form, wait: TooMany) -> Response {
    metrics::counter!("anteroom_rate_limited_total", "page" => "login").increment(1);
    // The same words whether there is such an account or not.
    let form = form.says(match wait.held {
        Held::Account => ACCOUNT_HELD_BACK,
        Held::Address => "Too many attempts. Wait a few minutes and try again.",
    });
    retry_after(visit.page(StatusCode::TOO_MANY_REQUESTS, "login.html", form), wait)
}

fn busy(visit: &Visit, form: Form) -> Response {
    let form = form.says("The service is busy. Try again in a moment.");
    retry_after(visit.page(StatusCode::SERVICE_UNAVAILABLE, "login.html", form), TooMany::MOMENT)
}
