//! `/u/email-identifier/challenge`: who has just signed up enters the code that was sent to their address, and the login goes on.
//!
//! Reached from the sign-up alone, in its browser. There is no way around the page: but the account is there, and its password opens
//! it in another login, where nobody is asked for a code.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use serde::Serialize;

use super::error::{Problem, retry_after, shown};
use super::login;
use super::posted::Posted;
use super::visit::Visit;
use crate::app::App;
use crate::http::Shared;
use crate::http::authorize::complete::{self, Completed, ended};
use crate::http::extract::{Fields, Origin};
use crate::http::limits::TooMany;
use crate::identity::transaction::{self, SentCode, TransactionError};
use crate::login::{LoginContext, LoginError, not_blocked};
use crate::recovery::email_code::{self, Checked, Entry};

/// The page's place below `/u/`.
pub const PLACE: &str = "email-identifier/challenge";

/// What the page shows.
#[derive(Default, Serialize)]
struct Form {
    email: String,
    error: Option<&'static str>,
    /// Whether another code was sent just now.
    again: bool,
}

impl Form {
    fn new(sent: &SentCode) -> Self {
        Self { email: sent.email.clone(), ..Self::default() }
    }
}

/// The code that the login waits for.
fn awaited(visit: &Visit) -> Result<SentCode, Problem> {
    visit.transaction.email_code.clone().ok_or_else(|| Problem::transaction(&TransactionError::Unknown))
}

/// `GET /u/email-identifier/challenge`.
pub async fn get(State(app): State<Shared>, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    let visit = match Visit::open(&app, &jar, query).await {
        Ok(visit) => visit,
        Err(answer) => return answer,
    };
    match awaited(&visit) {
        Ok(sent) => visit.page(StatusCode::OK, "email_code.html", Form::new(&sent)),
        Err(problem) => problem.show(&app).await,
    }
}

/// `POST /u/email-identifier/challenge`: a code, or the wish for another one.
pub async fn post(State(app): State<Shared>, origin: Origin, posted: Posted) -> Response {
    let (visit, fields) = match Visit::submit(&app, &posted).await {
        Ok(submitted) => submitted,
        Err(answer) => return answer,
    };
    let answer = match fields.get("action") {
        Some("resend") => again(&app, &origin, &visit).await,
        _ => attempt(&app, &origin, &posted.jar, &visit, &fields).await,
    };
    shown(&app, answer).await
}

async fn attempt(app: &App, origin: &Origin, jar: &CookieJar, visit: &Visit, fields: &Fields) -> Result<Response, Problem> {
    let sent = awaited(visit)?;
    if let Err(wait) = app.limits.from_address(&origin.ip) {
        return Ok(too_many(visit, &sent, wait));
    }
    let context = &visit.context;
    let typed: String = fields.get("code").unwrap_or_default().chars().filter(|c| !c.is_whitespace()).take(64).collect();
    let entry = Entry { origin, transaction: &visit.transaction, connection: &context.connection, client: &context.client };
    let (transaction, user) = match email_code::check(app, &entry, &typed).await.map_err(ended)? {
        Checked::Right(both) => *both,
        Checked::Ended => return Err(Problem::transaction(&TransactionError::Unknown)),
        Checked::Wrong => {
            let error = "This code is not valid, or not any more. Check it, or have a new one sent.";
            return Ok(visit.page(StatusCode::BAD_REQUEST, "email_code.html", Form { error: Some(error), ..Form::new(&sent) }));
        }
    };
    let login = LoginContext { client: &context.client, connection: &context.connection, origin };
    let user = match not_blocked(app, user, &login).await {
        Ok(user) => user,
        Err(LoginError::Store(error)) => return Err(Problem::internal(error)),
        Err(_) => {
            transaction::end(&app.directory, &transaction).await.map_err(Problem::internal)?;
            return Ok(context.target.with_error(app, "unauthorized", "user is blocked").await);
        }
    };
    match complete::fresh(app, origin, jar, context, transaction, user).await? {
        Completed::Answer(answer) => Ok(answer),
        Completed::Rejected { message, execution } => Ok(login::rejected(visit, &sent.email, message, &execution)),
    }
}

async fn again(app: &App, origin: &Origin, visit: &Visit) -> Result<Response, Problem> {
    let sent = awaited(visit)?;
    let context = &visit.context;
    if let Err(wait) = app.limits.letter(&origin.ip, &context.connection.name, &sent.email) {
        return Ok(too_many(visit, &sent, wait));
    }
    let user = email_code::user(app, &sent).await.map_err(Problem::internal)?;
    let user = user.ok_or_else(|| Problem::transaction(&TransactionError::Unknown))?;
    let again = app.mail.is_ready().await.map_err(Problem::internal)?;
    if again {
        email_code::send(app, &visit.transaction, &user, &context.client).await.map_err(ended)?;
    }
    Ok(visit.page(StatusCode::OK, "email_code.html", Form { again, ..Form::new(&sent) }))
}

fn too_many(visit: &Visit, sent: &SentCode, wait: TooMany) -> Response {
    metrics::counter!("anteroom_rate_limited_total", "page" => "email_code").increment(1);
    let form = Form { error: Some("Too many attempts. Wait a few minutes and try again."), ..Form::new(sent) };
    retry_after(visit.page(StatusCode::TOO_MANY_REQUESTS, "email_code.html", form), wait)
}
