//! The log events of logins (reference 6): `s` and `f` of the browser, `fp`, `fu`, and a refresh's own codes.

use jiff::Timestamp;
use serde_json::json;

use super::{EXCHANGE, LoginContext, PASSWORD, PostLogin, PostLoginError};
use crate::app::App;
use crate::audit::LogEvent;
use crate::clock::iso_millis;
use crate::identity::{LoginTransaction, User};
use crate::pipeline::Run;

/// The longest identifier that is kept, in characters.
const MAX_IDENTIFIER: usize = 256;

fn fill(mut event: LogEvent, context: &LoginContext<'_>) -> LogEvent {
    context.client.mark(&mut event);
    context.connection.mark(&mut event);
    context.origin.mark(&mut event);
    event
}

fn of_user(mut event: LogEvent, user: &User) -> LogEvent {
    event.user_id = Some(user.user_id.clone());
    event.user_name = user.email.clone().or_else(|| user.username.clone());
    event
}

/// `fu` (unknown user) or `fp` (wrong password).
pub fn wrong_credentials(app: &App, kind: &str, context: &LoginContext<'_>, identifier: &str, user_id: Option<&str>) -> LogEvent {
    let mut event = fill(app.audit.event(kind), context).describe("Wrong email or password.");
    event.user_id = user_id.map(str::to_owned);
    event.user_name = Some(identifier.chars().take(MAX_IDENTIFIER).collect());
    event
}

/// How long the login took, and the page that the user answered; none where a session answered for the user.
fn times(event: &mut LogEvent, request: &PostLogin<'_>, user: &User, begun: Timestamp, now: Timestamp) {
    let elapsed = i64::try_from(now.duration_since(begun).as_millis()).unwrap_or(i64::MAX);
    let mut prompts = Vec::new();
    if request.session.is_some_and(|session| session.authenticated_at >= begun) {
        prompts.push(json!({
            "name": "login", "flow": "universal-login", "initiatedAt": iso_millis(begun), "completedAt": iso_millis(now),
            "elapsedTime": elapsed, "user_id": user.user_id, "user_name": user.email.as_ref().or(user.username.as_ref()),
        }));
    }
    event.details.insert("initiatedAt".to_owned(), iso_millis(begun).into());
    event.details.insert("elapsedTime".to_owned(), json!(elapsed));
    event.details.insert("prompts".to_owned(), json!(prompts));
}

/// `f` of a blocked user.
pub fn blocked(app: &App, context: &LoginContext<'_>, user: &User) -> LogEvent {
    of_user(fill(app.audit.event("f"), context).describe("user is blocked"), user)
}

/// What is told of a second factor.
pub fn of_factor(app: &App, kind: &str, context: &LoginContext<'_>, user: &User) -> LogEvent {
    of_user(fill(app.audit.event(kind), context), user)
}

/// `f` of a login that came to nothing at a provider.
pub fn federation_failed(app: &App, context: &LoginContext<'_>, why: &str) -> LogEvent {
    fill(app.audit.event("f"), context).describe(why)
}

/// `f` of a login that came to nothing at the connection's custom database.
pub fn foreign_failed(app: &App, context: &LoginContext<'_>, identifier: &str, why: &str) -> LogEvent {
    let mut event = fill(app.audit.event("f"), context).describe(why);
    event.user_name = Some(identifier.chars().take(MAX_IDENTIFIER).collect());
    event
}

/// `f` of a login that waited for its user, whose password was changed meanwhile.
pub fn overtaken(app: &App, context: &LoginContext<'_>, user: &User) -> LogEvent {
    of_user(fill(app.audit.event("f"), context).describe(PostLoginError::Overtaken.to_string()), user)
}

/// The event of a login that ran its Actions. An exchange that succeeds is told by the token endpoint, once the tokens are made.
pub fn outcome(app: &App, request: &PostLogin<'_>, user: &User, run: Option<&Run>, error: Option<&PostLoginError>) -> Option<LogEvent> {
    let refresh = request.refresh_token.is_some();
    // Without a browser and at once: their failures have codes of their own, and their successes are told with the tokens.
    let direct = match request.protocol {
        PASSWORD => Some("fepft"),
        EXCHANGE => Some("fecte"),
        _ => None,
    };
    let silent = request.transaction.is_some_and(LoginTransaction::is_silent);
    let kind = match (direct, error, refresh, silent) {
        (Some(failure), Some(_), ..) => failure,
        (Some(_), None, ..) => return None,
        (None, Some(_), true, _) => "fertft",
        (None, Some(_), false, true) => "fsa",
        (None, Some(_), false, false) => "f",
        (None, None, true, _) => return None,
        (None, None, false, true) => "ssa",
        (None, None, false, false) => "s",
    };
    let mut event = of_user(fill(app.audit.event(kind), &request.context), user);
    event.organization_id = request.organization.map(|organization| organization.id.clone());
    event.organization_name = request.organization.map(|organization| organization.name.clone());
    event.audience = request.audience.map(str::to_owned);
    event.scope = (!request.scope.is_empty()).then(|| request.scope.join(" "));
    match error {
        Some(error) => {
            event = event.describe(error.to_string());
            event.details.insert(
                "error".to_owned(),
                json!({ "message": error.to_string(), "oauthError": error.code(), "type": "oauth-authorization" }),
            );
        }
        None => {
            let now = app.clock.now();
            event.details.insert("completedAt".to_owned(), iso_millis(now).into());
            if let Some(transaction) = request.transaction {
                times(&mut event, request, user, transaction.created_at, now);
            }
            event.details.insert("stats".to_owned(), json!({ "loginsCount": user.logins_count }));
            if let Some(session) = request.session {
                event.details.insert("session_id".to_owned(), session.id.clone().into());
            }
        }
    }
    let executions = run.map(Run::executions).unwrap_or_default();
    Some(event.executions(&executions))
}
