//! The cookies of the hosted pages: the session, the browser's hold on its logins under way, what spares its users a second factor,
//! and what knows it again.
//!
//! On https both carry the `__Host-` prefix, so that no sibling domain and no plain-http page can plant one. The prefix demands
//! `Secure`, which browsers do not keep on plain http; so on plain http, meant for the loopback alone, the names go without it.
//! `Lax` and not `Strict`: people arrive at `/authorize` from another site's link, and their session must come with them.

use axum_extra::extract::CookieJar;
use axum_extra::extract::cookie::{Cookie, SameSite};

use crate::app::App;
use crate::identity::{Session, sessions};
use crate::login::{risk, suspended};
use crate::mfa::remembered as browsers;
use crate::random::Random;

fn name(app: &App, plain: &str) -> String {
    if app.config.public_url.scheme() == "https" { format!("__Host-{plain}") } else { plain.to_owned() }
}

fn build(app: &App, plain: &str, value: String) -> Cookie<'static> {
    Cookie::build((name(app, plain), value))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(app.config.public_url.scheme() == "https")
        .build()
}

fn read(app: &App, jar: &CookieJar, plain: &str) -> Option<String> {
    jar.get(&name(app, plain)).map(|cookie| cookie.value().to_owned()).filter(|value| sessions::is_secret(value))
}

/// The secret of the session that the browser holds.
pub fn session(app: &App, jar: &CookieJar) -> Option<String> {
    read(app, jar, "anteroom_session")
}

/// A session cookie, kept as long as the session can live at most. The session's idle end is the server's to know.
pub fn set_session(app: &App, secret: String, session: &Session) -> Cookie<'static> {
    let life = std::time::Duration::try_from(session.expires_at.duration_since(session.created_at)).unwrap_or_default();
    Cookie::build(build(app, "anteroom_session", secret)).max_age(life.try_into().unwrap_or_default()).build()
}

/// Takes the session cookie away.
pub fn clear_session(app: &App) -> Cookie<'static> {
    Cookie::build(build(app, "anteroom_session", String::new())).removal().build()
}

/// The secret that binds logins under way to this browser.
pub fn browser(app: &App, jar: &CookieJar) -> Option<String> {
    read(app, jar, "anteroom_login")
}

/// The cookie of a secret that binds logins under way to this browser, kept as long as a login may wait for its user to come back: over
/// a restart of the browser too. It is set anew each time that one begins to wait.
///
/// `Lax` fits what happens then. The user comes back from another site by a link or a redirect, to which browsers attach the cookie. To
/// a form's post from there they do not, and must not, or any site could post in the user's name: such a post only lays its fields down,
/// and the browser is sent on to ask for them itself (`authorize/continuation.rs`).
pub fn keep_browser(app: &App, secret: String) -> Cookie<'static> {
    let life = std::time::Duration::from_secs(suspended::LIFETIME);
    Cookie::build(build(app, "anteroom_login", secret)).max_age(life.try_into().unwrap_or_default()).build()
}

/// The browser's secret and, where it had none, the cookie to set. One secret serves all tabs, so that two logins can be under way.
pub fn browser_or_new(app: &App, jar: &CookieJar) -> (String, Option<Cookie<'static>>) {
    if let Some(secret) = browser(app, jar) {
        return (secret, None);
    }
    let random: &dyn Random = app.random.as_ref();
    let secret = sessions::new_secret(random);
    (secret.clone(), Some(keep_browser(app, secret)))
}

/// The secrets of the users who are not asked for a second factor in this browser.
pub fn remembered(app: &App, jar: &CookieJar) -> Vec<String> {
    secrets(app, jar, "anteroom_mfa", browsers::MOST)
}

/// The cookie with one more of them.
pub fn remember(app: &App, jar: &CookieJar, secret: String) -> Cookie<'static> {
    with_secret(app, "anteroom_mfa", remembered(app, jar), secret, browsers::MOST)
}

/// The secrets of the users who have logged in in this browser.
pub fn devices(app: &App, jar: &CookieJar) -> Vec<String> {
    secrets(app, jar, "anteroom_device", risk::MOST)
}

/// The cookie with one more of them.
pub fn know(app: &App, jar: &CookieJar, secret: String) -> Cookie<'static> {
    with_secret(app, "anteroom_device", devices(app, jar), secret, risk::MOST)
}

fn secrets(app: &App, jar: &CookieJar, plain: &str, most: usize) -> Vec<String> {
    let found = jar.get(&name(app, plain)).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    found.split('.').filter(|secret| sessions::is_secret(secret)).take(most).map(str::to_owned).collect()
}

/// A cookie of several secrets with one more in front: the oldest gives way.
fn with_secret(app: &App, plain: &str, held: Vec<String>, secret: String, most: usize) -> Cookie<'static> {
    let secrets: Vec<String> = [secret].into_iter().chain(held).take(most).collect();
    let life = std::time::Duration::from_secs(browsers::LIFETIME);
    Cookie::build(build(app, plain, secrets.join("."))).max_age(life.try_into().unwrap_or_default()).build()
}
