//! `/u/signup`: a new account.
//!
//! A denial by an Action shows its message for users and a support code; its reason is for the log. An address that is taken gives
//! the general sentence and the time of a hash, unless the tenant's flag `enable_public_signup_user_exists_error` asks for the truth.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use serde::Serialize;

use super::error::{Problem, retry_after, shown};
use super::posted::Posted;
use super::visit::Visit;
use super::{login, support_code};
use crate::app::App;
use crate::http::Shared;
use crate::http::authorize::complete::{self, Completed};
use crate::http::extract::{Fields, Origin};
use crate::http::held_back::{self, Attempt};
use crate::http::limits::TooMany;
use crate::identity::password_policy::{Line, Policy};
use crate::recovery::email_code;
use crate::signup::{Initiator, Profile, SignUp, SignUpError, sign_up};

/// What the page says where the truth would tell who has an account, and where there is nothing better to say.
const GENERAL: &str = "Something went wrong, please try again later.";
const CLOSED: &str = "Sign-up is not open here.";

/// What the page shows.
#[derive(Default, Serialize)]
struct Form {
    email: String,
    username: String,
    /// Whether a user name is asked for.
    usernames: bool,
    /// Whether there is a form at all.
    open: bool,
    rules: Vec<Line>,
    error: Option<String>,
    support_code: Option<String>,
    email_error: Option<String>,
    username_error: Option<String>,
    password_error: Option<String>,
    focus: &'static str,
}

impl Form {
    fn new(visit: &Visit, email: &str, username: &str) -> Self {
        let connection = &visit.context.connection;
        let open = visit.context.signup_open();
        Self {
            email: email.chars().take(320).collect(),
            username: username.chars().take(64).collect(),
            usernames: connection.requires_username(),
            open,
            rules: Policy::of(connection).lines(None),
            error: (!open).then(|| CLOSED.to_owned()),
            focus: if email.is_empty() { "email" } else { "password" },
            ..Self::default()
        }
    }
}

/// `GET /u/signup`.
pub async fn get(State(app): State<Shared>, jar: CookieJar, RawQuery(query): RawQuery) -> Response {
    match Visit::open(&app, &jar, query).await {
        Ok(visit) => {
            let hint = visit.transaction.request.login_hint.clone().unwrap_or_default();
            let form = Form::new(&visit, &hint, "");
            let status = if form.open { StatusCode::OK } else { StatusCode::FORBIDDEN };
            visit.page(status, "signup.html", form)
        }
        Err(answer) => answer,
    }
}

/// `POST /u/signup`.
pub async fn post(State(app): State<Shared>, origin: Origin, posted: Posted) -> Response {
    match Visit::submit(&app, &posted).await {
        Ok((visit, fields)) => shown(&app, attempt(&app, &origin, &posted.jar, visit, &fields).await).await,
        Err(answer) => answer,
    }
}

async fn attempt(app: &App, origin: &Origin, jar: &CookieJar, visit: Visit, fields: &Fields) -> Result<Response, Problem> {
    let text = |name: &str| fields.get(name).unwrap_or_default();
    let (email, username, password) = (text("email"), text("username"), text("password"));
    let form = Form::new(&visit, email, username);
    if let Err(wait) = app.limits.from_address(&origin.ip) {
        metrics::counter!("anteroom_rate_limited_total", "page" => "signup").increment(1);
        let context = &visit.context;
        let attempt = Attempt { origin, client: Some(&context.client), connection: Some(&context.connection), identifier: None };
        held_back::tell(app, wait, &attempt).await;
        let form = Form { error: Some("Too many attempts. Wait a few minutes and try again.".to_owned()), ..form };
        return Ok(retry_after(visit.page(StatusCode::TOO_MANY_REQUESTS, "signup.html", form), wait));
    }
    if !visit.context.signup_open() {
        return refused(&visit, form, SignUpError::Disabled, password);
    }
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let request = SignUp {
        initiator: Initiator::SelfService,
        client: Some(&visit.context.client),
        connection: &visit.context.connection,
        transaction: Some(&visit.transaction),
        origin,
        profile: Profile { email: some(email), username: some(username), ..Profile::default() },
        password,
    };
    let user = match sign_up(app, request).await {
        Ok(signed_up) => signed_up.user,
        Err(error) => return refused(&visit, form, error, password),
    };
    let user = app.directory.users.get(&user.user_id).await.map_err(Problem::internal)?;
    let user = user.ok_or_else(|| Problem::internal("the new user was deleted at once"))?;
    let context = &visit.context;
    if email_code::is_due(app, &context.connection, &user).await.map_err(Problem::internal)? {
        email_code::send(app, &visit.transaction, &user, &context.client).await.map_err(complete::ended)?;
        return Ok(complete::to_page(super::email_code::PLACE, &visit.transaction.id));
    }
    match complete::fresh(app, origin, jar, &visit.context, visit.transaction.clone(), user).await? {
        Completed::Answer(answer) => Ok(answer),
        Completed::Rejected { message, execution } => Ok(login::rejected(&visit, email, message, &execution)),
    }
}

fn refused(visit: &Visit, form: Form, error: SignUpError, password: &str) -> Result<Response, Problem> {
    let status = match &error {
        SignUpError::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
        SignUpError::Busy => StatusCode::SERVICE_UNAVAILABLE,
        SignUpError::Disabled => StatusCode::FORBIDDEN,
        _ => StatusCode::BAD_REQUEST,
    };
    let form = match error {
        SignUpError::Store(error) => return Err(Problem::internal(error)),
        SignUpError::Busy => {
            let form = Form { error: Some("The service is busy. Try again in a moment.".to_owned()), ..form };
            return Ok(retry_after(visit.page(status, "signup.html", form), TooMany::MOMENT));
        }
        SignUpError::Disabled => Form { error: Some(CLOSED.to_owned()), open: false, ..form },
        SignUpError::Invalid(input) => match input.field {
            "email" => Form { email_error: Some("Enter a valid email address.".to_owned()), focus: "email", ..form },
            "username" => {
                let error = "A user name has 1 to 15 letters, digits or _ + - . ! # $ ' ^ ` ~".to_owned();
                Form { username_error: Some(error), focus: "username", ..form }
            }
            _ => Form { error: Some(GENERAL.to_owned()), ..form },
        },
        SignUpError::Password(violation) => {
            let connection = &visit.context.connection;
            let rules = Policy::of(connection).lines(Some(password));
            Form { password_error: Some(violation.for_people().to_owned()), rules, focus: "password", ..form }
        }
        SignUpError::UserExists if visit.context.tenant.flag("enable_public_signup_user_exists_error") => {
            Form { email_error: Some("The user already exists.".to_owned()), focus: "email", ..form }
        }
        SignUpError::UserExists => Form { error: Some(GENERAL.to_owned()), ..form },
        SignUpError::Denied { user_message, execution, .. } => {
            let message = user_message.filter(|m| !m.trim().is_empty());
            let message = message.unwrap_or_else(|| "You cannot sign up here at the moment.".to_owned());
            Form { error: Some(message), support_code: Some(support_code(&execution)), ..form }
        }
        SignUpError::Rejected { message, execution, .. } => {
            Form { error: Some(message), support_code: Some(support_code(&execution)), ..form }
        }
        SignUpError::ActionFailed { execution, .. } => {
            Form { error: Some(GENERAL.to_owned()), support_code: Some(support_code(&execution)), ..form }
        }
    };
    Ok(visit.page(status, "signup.html", form))
}
