//! The pages of second factors, between the password and the session.
//!
//! A page's `state` is that of a waiting login, which counts in the browser that began it and for half an hour. Nothing but the proof leads
//! on: `/continue` does not take these logins, and no page goes on with one whose user has not proved the factor. Which page a login is at
//! is the login's to say; whoever opens another one is sent there.

pub mod otp_challenge;
pub mod otp_enrollment;
pub mod recovery_challenge;
pub mod recovery_code;

use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::CookieJar;
use serde::Serialize;

use super::cookies;
use super::error::{Problem, retry_after};
use super::posted::Posted;
use super::visit::Frame;
use crate::app::App;
use crate::http::authorize::complete::{refused, to_page};
use crate::http::authorize::context::{Context, NotReady};
use crate::http::authorize::continuation::{self, Held};
use crate::http::extract::{Fields, Origin};
use crate::identity::User;
use crate::identity::authenticator::FactorKind;
use crate::identity::transaction::TransactionError;
use crate::login::factor::{self, At, Outcome};
use crate::login::suspended::{self, Fitness};
use crate::login::{LoginContext, PostLoginError};
use crate::mfa::Waiting;
use crate::storage::{StoreError, Stored};

/// The page that shows a new recovery code.
pub const CODE_PAGE: &str = "mfa-recovery-code";

/// What is said of a code that is not taken.
const WRONG: &str = "This code is not right, or was used already. Wait for the next one and try again.";
/// And of one too many.
const TOO_MANY: &str = "Too many attempts. Wait a few minutes and try again.";

/// What a page says beside its form.
#[derive(Default, Serialize)]
pub struct Said {
    error: Option<&'static str>,
    /// Whether the browser may be remembered.
    remember: bool,
    /// Whether a recovery code would do as well.
    recovery: bool,
}

/// A waiting login at one of the pages.
pub struct Desk {
    held: Held,
    waiting: Waiting,
    user: Stored<User>,
    state: String,
    frame: Frame,
}

fn ended() -> Problem {
    Problem::transaction(&TransactionError::Unknown)
}

/// The login must still be what it was when it was read; who was second finds that it is not.
fn changed(error: StoreError) -> Problem {
    match error {
        StoreError::Conflict(_) => ended(),
        other => Problem::internal(other),
    }
}

impl Desk {
    /// The login that a browser asks for a page of, or the answer that it gets instead.
    async fn open(app: &App, origin: &Origin, jar: &CookieJar, query: Option<&str>) -> Result<Self, Response> {
        match Self::load(app, origin, jar, query).await {
            Ok(Ok(desk)) => Ok(desk),
            Ok(Err(answer)) => Err(answer),
            Err(problem) => Err(problem.show(app).await),
        }
    }

    async fn load(app: &App, origin: &Origin, jar: &CookieJar, query: Option<&str>) -> Result<Result<Self, Response>, Problem> {
        let fields = Fields::from_form(query.unwrap_or_default().as_bytes()).unwrap_or_default();
        let state = fields.get("state").ok_or_else(ended)?.to_owned();
        let login = suspended::find_at_factor(app, &state).await.map_err(Problem::internal)?.ok_or_else(ended)?;
        let current = continuation::held(app, jar, &login).await?;
        let waiting = login.factor.clone().ok_or_else(ended)?;
        let context = match Context::load(app, &login.transaction.request).await {
            Ok(context) => context,
            Err(NotReady::Page(problem)) => return Err(problem),
            Err(NotReady::Back { target, error, description }) => return Ok(Err(target.with_error(app, error, &description).await)),
        };
        let about = LoginContext { client: &context.client, connection: &context.connection, origin };
        let refusal = match suspended::fitness(app, &login, &about).await.map_err(Problem::internal)? {
            Fitness::Fit(user) => {
                let frame = Frame::of(app, cookies::browser(app, jar).as_deref(), &state, &login.transaction.request, &context).await;
                return Ok(Ok(Self { held: Held { login, current, context }, waiting, user: *user, state, frame }));
            }
            Fitness::Blocked => context.target.with_error(app, "unauthorized", "user is blocked").await,
            Fitness::Overtaken => refused(app, &context, PostLoginError::Overtaken).await?,
        };
        suspended::take(app, &login).await.map_err(Problem::internal)?;
        Ok(Err(refusal))
    }

    /// The same of a form, with its fields. A form that is not ours changes nothing.
    async fn submit(app: &App, origin: &Origin, posted: &Posted) -> Result<(Self, Fields), Response> {
        if let Err(problem) = posted.is_ours(app) {
            return Err(problem.show(app).await);
        }
        let desk = Self::open(app, origin, &posted.jar, posted.query.as_deref()).await?;
        match posted.fields(app, &desk.state) {
            Ok(fields) => Ok((desk, fields)),
            Err(problem) => Err(problem.show(app).await),
        }
    }

    /// Where the login's user belongs, if it is not at a page for `kind`; none is for the setting up of an app.
    fn elsewhere(&self, kind: Option<FactorKind>) -> Option<Response> {
        let page = match kind {
            _ if self.waiting.proved.is_some() => CODE_PAGE,
            None if self.waiting.enrolls() => return None,
            Some(kind) if self.waiting.kinds.contains(&kind) => return None,
            _ => self.waiting.page(),
        };
        Some(to_page(page, &self.state))
    }

    fn at<'a>(&'a self, origin: &'a Origin) -> At<'a> {
        let context = LoginContext { client: &self.held.context.client, connection: &self.held.context.connection, origin };
        At { login: &self.held.login, waiting: &self.waiting, user: &self.user, context }
    }

    fn said(&self, error: Option<&'static str>) -> Said {
        let recovery = self.waiting.kinds.contains(&FactorKind::RecoveryCode) && self.waiting.kinds.len() > 1;
        Said { error, remember: self.waiting.remember, recovery }
    }

    /// Counts a code that is tried, before it is looked at.
    async fn count(&self, app: &App, origin: &Origin, kind: FactorKind) -> Result<(), Refused> {
        let counted = app.limits.from_address(&origin.ip).and_then(|()| app.limits.factor(&self.user.user_id));
        let Err(wait) = counted else { return Ok(()) };
        metrics::counter!("anteroom_rate_limited_total", "page" => "mfa").increment(1);
        if app.limits.notice(wait.held, &origin.ip, "second factor", &self.user.user_id) {
            factor::held_back(app, self.at(origin), kind).await.map_err(|error| Refused::Problem(Problem::internal(error)))?;
        }
        Err(Refused::Wait(wait))
    }

    /// Goes on after a code: with the login, to the page of the new recovery code, or back to the form.
    async fn after(self, app: &App, origin: &Origin, jar: &CookieJar, outcome: Outcome) -> Result<Result<Response, Self>, Problem> {
        let login = match outcome {
            Outcome::Right(login) => *login,
            Outcome::Wrong => return Ok(Err(self)),
            Outcome::Ended => return Err(ended()),
        };
        if factor::new_code(app, &login).map_err(Problem::internal)?.is_some() {
            return Ok(Ok(to_page(CODE_PAGE, &self.state)));
        }
        continuation::go_on(app, origin, jar, Held { login, ..self.held }, None).await.map(Ok)
    }
}

/// Why a code is not looked at.
enum Refused {
    Wait(crate::http::limits::TooMany),
    Problem(Problem),
}

impl Refused {
    fn into_response(self, page: impl FnOnce(StatusCode, &'static str) -> Response) -> Result<Response, Problem> {
        match self {
            Self::Wait(wait) => Ok(retry_after(page(StatusCode::TOO_MANY_REQUESTS, TOO_MANY), wait)),
            Self::Problem(problem) => Err(problem),
        }
    }
}

/// The code of a form, without the spaces that apps show in it.
fn typed(fields: &Fields) -> String {
    fields.get("code").unwrap_or_default().chars().filter(|c| !c.is_whitespace()).take(64).collect()
}

/// Whether the form asks that the browser be remembered.
fn remembers(fields: &Fields) -> bool {
    fields.get("rememberBrowser") == Some("true")
}
