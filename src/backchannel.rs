//! Tells applications that a session has ended (OpenID Connect Back-Channel Logout 1.0 section 2.5).
//!
//! A notice is claimed before it is sent, by putting its next attempt forward, and deleted when the application has it: it may be told
//! twice and never not at all, which a logout bears. What it says is made anew for each attempt, because it is good for two minutes.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use serde_json::{Map, Value, json};
use tokio::sync::watch;
use url::form_urlencoded::Serializer;

use crate::app::App;
use crate::identity::logout_notice::MOST_ATTEMPTS;
use crate::identity::{Client, LogoutNotice};
use crate::random::alphanumeric;
use crate::sandbox::{Request, RequestLimits};
use crate::storage::{Batch, Direction, StoreError, Stored};

/// Notices that are read at a time.
const PAGE: usize = 200;
/// Applications that are told at a time.
const AT_ONCE: usize = 16;
/// The longest time without looking: a clock may be set, and another server may have left something.
const LOOK_EVERY: Duration = Duration::from_secs(60);
/// How long to wait after the store failed.
const AFTER_FAILURE: Duration = Duration::from_secs(5);
/// How long one application may take: shorter than the first pause.
const TIME: Duration = Duration::from_secs(10);
/// Bytes of a request.
const MAX_REQUEST: usize = 64 * 1024;
/// Seconds for which a logout token is good (section 2.4 recommends two minutes at most).
const LIFETIME: i64 = 120;
/// The event of a logout token.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Tells what is due until `stop` is true. What is being told then is finished.
pub async fn run(app: Arc<App>, mut stop: watch::Receiver<bool>) {
    let notices = &app.directory.logout_notices;
    let mut changes = notices.store().watch(notices.prefix());
    while !*stop.borrow() {
        // What was told until now is found by looking, and most of it is what this worker wrote itself.
        changes.forget();
        let pause = match round(&app, &stop).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::error!(%error, "logouts that applications are to be told of could not be read or written");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            changed = stop.changed() => if changed.is_err() { return },
            change = changes.next() => if change.is_none() { return },
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Tells everything that is due; says how long nothing will be.
async fn round(app: &App, stop: &watch::Receiver<bool>) -> Result<Duration, StoreError> {
    let mut next = LOOK_EVERY;
    let mut after: Option<String> = None;
    loop {
        let page = app.directory.logout_notices.page(after.as_deref(), PAGE, Direction::Forward).await?;
        after = page.last().map(|notice| notice.id.clone());
        let last = page.len() < PAGE;
        let now = app.clock.now();
        let (due, waiting): (Vec<_>, Vec<_>) = page.into_iter().partition(|notice| notice.due_at <= now);
        for notice in &waiting {
            next = next.min(Duration::try_from(notice.due_at.duration_since(now)).unwrap_or(LOOK_EVERY));
        }
        // One that does not answer is not waited for by those behind it.
        let mut rest = due.iter();
        let mut under_way: FuturesUnordered<_> = rest.by_ref().take(AT_ONCE).map(|notice| attempt(app, notice, stop)).collect();
        while let Some(result) = under_way.next().await {
            result?;
            under_way.extend(rest.next().map(|notice| attempt(app, notice, stop)));
        }
        if last || *stop.borrow() {
            return Ok(next);
        }
    }
}

/// Claims a notice, sends it, and writes down what became of it.
async fn attempt(app: &App, found: &Stored<LogoutNotice>, stop: &watch::Receiver<bool>) -> Result<(), StoreError> {
    if *stop.borrow() {
        return Ok(());
    }
    let notice = match app.directory.logout_notices.update(found, found.claimed(app.clock.now())).await {
        Ok(notice) => notice,
        // Another server's.
        Err(StoreError::Conflict(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    let client = app.directory.clients.get(&notice.client_id).await?;
    // Where it is told now: an address that was taken back hears nothing more.
    let there = client.as_ref().and_then(|client| Some((&client.value, client.backchannel_logout_url(notice.why)?)));
    let Some((client, address)) = there else {
        return match app.directory.logout_notices.delete(&notice).await {
            Ok(()) | Err(StoreError::Conflict(_)) => Ok(()),
            Err(error) => Err(error),
        };
    };
    match send(app, &notice, client, address).await {
        Ok(()) => done(app, &notice, client, address, None).await,
        Err(Fault::Now(why)) if notice.attempts < MOST_ATTEMPTS => {
            tracing::warn!(
                why,
                attempts = notice.attempts,
                client_id = notice.client_id,
                "an application could not be told of a logout yet"
            );
            Ok(())
        }
        Err(Fault::Now(why) | Fault::Ever(why)) => done(app, &notice, client, address, Some(why)).await,
    }
}

/// Why an application was not told.
enum Fault {
    /// It may be another time.
    Now(String),
    /// It said that it does not take it (section 2.8).
    Ever(String),
}

async fn send(app: &App, notice: &LogoutNotice, client: &Client, address: &str) -> Result<(), Fault> {
    // As its ID tokens are (section 2.6).
    let alg = client.jwt_configuration.alg;
    let token = app.keys.sign(alg, "logout+jwt", &claims(app, notice)).map_err(|error| Fault::Now(error.to_string()))?;
    let request = Request {
        method: "POST".to_owned(),
        url: address.to_owned(),
        headers: vec![("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned())],
        body: Some(Bytes::from(Serializer::new(String::new()).append_pair("logout_token", &token).finish())),
        follow_redirects: false,
    };
    let limits = RequestLimits { time: TIME, request: MAX_REQUEST, response: 0 };
    let egress = app.sandbox.egress();
    let checked = egress.check_own(request, app.config.sandbox.allow_private_egress, limits);
    match egress.deliver(checked.map_err(|error| Fault::Ever(error.to_string()))?).await {
        Ok(200..=299) => Ok(()),
        Ok(400) => Err(Fault::Ever("it refused the logout token (400)".to_owned())),
        Ok(status) => Err(Fault::Now(format!("it answered {status}"))),
        Err(error) => Err(Fault::Now(error.to_string())),
    }
}

/// The claims of a logout token (section 2.4). No `nonce`: it must not pass for an ID token.
fn claims(app: &App, notice: &LogoutNotice) -> Map<String, Value> {
    let now = app.clock.now().as_second();
    let claims = json!({
        "iss": app.config.issuer(), "sub": notice.user_id, "aud": notice.client_id, "iat": now, "exp": now + LIFETIME,
        "jti": alphanumeric(&*app.random, 32), "sid": notice.session_id, "events": { EVENT: {} },
    });
    claims.as_object().cloned().unwrap_or_default()
}

/// Takes a notice out, with its event in the same commit; `fault` is why the application was not told.
async fn done(app: &App, notice: &Stored<LogoutNotice>, client: &Client, address: &str, fault: Option<String>) -> Result<(), StoreError> {
    let mut event = match fault {
        None => app.audit.event("oidc_backchannel_logout_succeeded"),
        Some(why) => {
            let text = format!("The application could not be told of the logout: {why}.");
            app.audit.event("oidc_backchannel_logout_failed").describe(text)
        }
    };
    client.mark(&mut event);
    event.user_id = Some(notice.user_id.clone());
    event.details.insert("session_id".to_owned(), notice.session_id.clone().into());
    event.details.insert("initiator".to_owned(), notice.why.name().into());
    event.details.insert("backchannel_logout_url".to_owned(), address.into());
    event.details.insert("attempts".to_owned(), notice.attempts.into());
    let mut batch = Batch::new();
    app.directory.logout_notices.stage_delete(&mut batch, notice);
    app.audit.stage(&mut batch, &event)?;
    match app.store.commit(batch).await {
        // Claimed anew by another server, which finds that out as well.
        Err(StoreError::Conflict(_)) => Ok(()),
        other => other.map(drop),
    }
}
