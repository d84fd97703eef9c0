//! Logins that wait for their user to come back from where an Action has sent them.
//!
//! A waiting login is one record in the store, so it outlives the process and any node can take it up. Its key is the hash of the
//! `state` that the browser carries: who reads the store cannot go on with anybody's login. It belongs to the browser that began it
//! (the transaction's cookie), is taken out before anything runs, so that it goes on once and never twice, and ends after three days.
//! The login transaction moves into it: the hosted pages of that login are over.
//!
//! Nothing that was asked for has been applied, and no session has begun: a login whose user never comes back has left no trace but
//! its execution record. What the Actions asked for, and what a page posts back, may be anybody's secret, so both are sealed.
//!
//! Old ones make room for new ones: ten for each user, since a person who gives up at a form tries again, and so many in the tenant
//! that accounts which anybody may open do not fill the disk. A limit that refused instead would let somebody lock others out.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::{LoginContext, Redirected, events};
use crate::app::App;
use crate::clock;
use crate::identity::{LoginTransaction, Session, User, sessions};
use crate::mfa;
use crate::pipeline::suspension::Suspension;
use crate::random::url_safe;
use crate::storage::{Batch, Collection, Entity, StoreError, Stored, Version};
use crate::triggers::post_login::Returned;

/// Seconds that a user may take to come back (reference 1.8).
pub const LIFETIME: u64 = 3 * 24 * 3600;
/// Logins of one user that wait at the same time.
pub const MAX_OF_USER: usize = 10;
/// Logins of a tenant that wait at the same time: with their bounds, some gigabytes at worst.
pub const MAX_OF_TENANT: usize = 50_000;
/// Seconds between a page's post and the request that the browser makes of it.
const POSTED_LIFETIME: u64 = 300;
/// What no record of the store has for its version.
const GONE: Version = Version(0);
/// Characters of a state: 258 random bits.
const STATE: usize = 43;

/// The session of a login that waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum WaitingSession {
    /// Not begun: the user has proved who they are in this login. It gets its secret when it begins.
    Draft {
        /// As it was drafted.
        session: Box<Session>,
        /// The session that the browser held then, by id.
        previous: Option<String>,
    },
    /// A live one, which answered the request without a page.
    Live {
        /// Its id.
        id: String,
    },
}

/// A login that waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SuspendedLogin {
    /// SHA-256 of the state, base64url.
    pub state_hash: String,
    /// The user whom the login is for so far.
    pub user_id: String,
    /// What `/authorize` was asked, in which browser.
    pub transaction: LoginTransaction,
    /// The session.
    pub session: WaitingSession,
    /// When the user proved who they are.
    pub proved_at: Timestamp,
    /// The account as it was then, without its password, sealed: to link it to another is to delete it, and an Action may do that while
    /// the login waits.
    user: String,
    /// The [`Suspension`], sealed.
    suspension: String,
    /// What a page has posted, until the browser comes for it.
    posted: Option<Posted>,
    /// The second factor that the login waits for. While it does, there is no other way on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factor: Option<mfa::Waiting>,
    /// When it was suspended.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// What a page has posted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Posted {
    /// SHA-256 of the ticket that the poster's browser carries, base64url.
    ticket_hash: String,
    /// The fields, sealed.
    fields: String,
    expires_at: Timestamp,
}

impl Entity for SuspendedLogin {
    const COLLECTION: &'static str = "suspended-logins";

    fn id(&self) -> String {
        self.state_hash.clone()
    }

    fn secondary(&self) -> Vec<(&'static str, String)> {
        vec![("user", self.user_id.clone()), ("browser", self.transaction.browser_hash.clone())]
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

/// Where a waiting login comes from.
pub struct Waiting<'a> {
    /// The transaction.
    pub transaction: &'a LoginTransaction,
    /// The same, where it is in the store.
    pub stored: Option<&'a Stored<LoginTransaction>>,
    /// The session in which the user proved who they are.
    pub proved: &'a Session,
    /// The same as it is kept.
    pub session: WaitingSession,
}

fn purpose(state_hash: &str, what: &str) -> String {
    format!("suspended-login/{state_hash}/{what}")
}

fn seal(app: &App, state_hash: &str, what: &str, value: &impl Serialize) -> Result<String, StoreError> {
    let json = serde_json::to_vec(value).map_err(|error| StoreError::Backend(error.into()))?;
    Ok(app.vault.seal(&purpose(state_hash, what), &json))
}

fn open<T: serde::de::DeserializeOwned>(app: &App, state_hash: &str, what: &str, sealed: &str) -> Result<T, StoreError> {
    let corrupt = |reason: String| StoreError::Corrupt { key: format!("{}/{state_hash}", SuspendedLogin::COLLECTION), reason };
    let json = app.vault.open(&purpose(state_hash, what), sealed).map_err(|error| corrupt(error.to_string()))?;
    serde_json::from_slice(&json).map_err(|error| corrupt(error.to_string()))
}

/// Keeps a login and the record of its run so far, ends its hosted pages, all in one commit. The answer is where the browser goes.
///
/// # Errors
/// A conflict if somebody has finished or changed the transaction first.
pub async fn suspend(app: &App, redirected: Redirected, waiting: Waiting<'_>) -> Result<String, StoreError> {
    let Redirected { url, suspension, run, user, factor } = redirected;
    let (now, state) = (app.clock.now(), url_safe(app.random.as_ref(), STATE));
    let state_hash = sessions::hash(&state);
    let login = SuspendedLogin {
        user_id: user.user_id.clone(),
        transaction: waiting.transaction.clone(),
        session: waiting.session,
        proved_at: waiting.proved.authenticated_at,
        user: seal(app, &state_hash, "user", &User { password_hash: None, password_history: Vec::new(), ..user })?,
        suspension: seal(app, &state_hash, "suspension", &suspension)?,
        posted: None,
        created_at: now,
        expires_at: clock::after(now, if factor.is_some() { mfa::waiting::LIFETIME } else { LIFETIME }),
        factor,
        state_hash,
    };
    make_room(&app.suspended, &login.user_id, MAX_OF_USER, MAX_OF_TENANT).await?;
    let mut batch = Batch::new();
    app.suspended.stage_insert(&mut batch, &login)?;
    if let Some(stored) = waiting.stored {
        app.directory.transactions.stage_delete(&mut batch, stored);
    }
    if let Some(run) = &run {
        run.stage(&app.audit, &mut batch)?;
    }
    app.store.commit(batch).await?;
    Ok(with_state(&url, &state))
}

/// Deletes the oldest of a user's and of the tenant's waiting logins, so that one more is within the bounds.
async fn make_room(logins: &Collection<SuspendedLogin>, user_id: &str, of_user: usize, of_tenant: usize) -> Result<(), StoreError> {
    // Those of one user are read: there are few.
    let mut own = logins.list_by("user", user_id, None, of_user * 2).await?;
    own.sort_by_key(|login| login.created_at);
    let surplus = (own.len() + 1).saturating_sub(of_user);
    for oldest in own.iter().take(surplus) {
        match logins.delete(oldest).await {
            // Taken up or made room for at this moment.
            Ok(()) | Err(StoreError::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    if logins.count(of_tenant).await? >= of_tenant {
        // In the order in which they would end: a tenth at once, so that this is rare.
        logins.sweep(Timestamp::MAX, of_tenant / 10 + 1).await?;
    }
    Ok(())
}

/// `url` with the state. A `state` of the Action's own gives way; everything else stays as it was written.
fn with_state(url: &str, state: &str) -> String {
    let (base, fragment) = match url.split_once('#') {
        Some((base, fragment)) => (base, format!("#{fragment}")),
        None => (url, String::new()),
    };
    let (path, query) = base.split_once('?').unwrap_or((base, ""));
    let is_state = |pair: &&str| url::form_urlencoded::parse(pair.as_bytes()).any(|(name, _)| name == "state");
    let mut pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_state(pair)).collect();
    let own = format!("state={state}");
    pairs.push(&own);
    format!("{path}?{}{fragment}", pairs.join("&"))
}

/// The login whose user is elsewhere and that waits under this state, if it still does. Whose it is, the caller must ask.
pub async fn find(app: &App, state: &str) -> Result<Option<Stored<SuspendedLogin>>, StoreError> {
    Ok(find_any(app, state).await?.filter(|login| login.factor.is_none()))
}

/// The same of a login that waits for a second factor: what one of them answers, the other does not.
pub async fn find_at_factor(app: &App, state: &str) -> Result<Option<Stored<SuspendedLogin>>, StoreError> {
    Ok(find_any(app, state).await?.filter(|login| login.factor.is_some()))
}

async fn find_any(app: &App, state: &str) -> Result<Option<Stored<SuspendedLogin>>, StoreError> {
    if !sessions::is_secret(state) {
        return Ok(None);
    }
    let found = app.suspended.get(&sessions::hash(state)).await?;
    Ok(found.filter(|login| app.clock.now() < login.expires_at))
}

/// Keeps what a page posted, in the place of what one posted before, and gives the ticket by which the browser asks for it.
pub async fn keep_posted(app: &App, login: &Stored<SuspendedLogin>, returned: &Returned) -> Result<String, StoreError> {
    let ticket = url_safe(app.random.as_ref(), STATE);
    let posted = Posted {
        ticket_hash: sessions::hash(&ticket),
        fields: seal(app, &login.state_hash, "posted", returned)?,
        expires_at: clock::after(app.clock.now(), POSTED_LIFETIME),
    };
    app.suspended.update(login, SuspendedLogin { posted: Some(posted), ..login.value.clone() }).await?;
    Ok(ticket)
}

impl SuspendedLogin {
    /// The same login with what it waits for changed.
    pub fn waiting_for(&self, factor: mfa::Waiting) -> Self {
        Self { factor: Some(factor), ..self.clone() }
    }

    /// What was posted under this ticket.
    pub fn posted(&self, app: &App, ticket: &str) -> Result<Option<Returned>, StoreError> {
        let hash = sessions::hash(ticket);
        let found = self.posted.as_ref().filter(|posted| {
            let same: bool = posted.ticket_hash.as_bytes().ct_eq(hash.as_bytes()).into();
            same && app.clock.now() < posted.expires_at
        });
        found.map(|posted| open(app, &self.state_hash, "posted", &posted.fields)).transpose()
    }

    /// Where its Actions stand.
    pub fn suspension(&self, app: &App) -> Result<Suspension, StoreError> {
        open(app, &self.state_hash, "suspension", &self.suspension)
    }
}

/// Takes a login out, so that it goes on once; false if somebody else was first. Whatever happens then, this state is used up.
pub async fn take(app: &App, login: &Stored<SuspendedLogin>) -> Result<bool, StoreError> {
    match app.suspended.delete(login).await {
        Ok(()) => Ok(true),
        Err(StoreError::Conflict(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Gives up every login that waits in a browser: its user logs out there.
pub async fn give_up(app: &App, browser_secret: &str) -> Result<(), StoreError> {
    for login in app.suspended.list_by("browser", &sessions::hash(browser_secret), None, usize::MAX).await? {
        take(app, &login).await?;
    }
    Ok(())
}

/// Whether a login that comes back may go on.
pub enum Fitness {
    /// Its user may log in as before. An account that is gone comes as it was: the login can end only as another user who has its
    /// identity now, because what is written at the end is not there to be written.
    Fit(Box<Stored<User>>),
    /// The user was blocked meanwhile.
    Blocked,
    /// The user has a new password, or another account has the id.
    Overtaken,
}

/// Whether the user of a login that comes back may still log in. A refusal is written down.
pub async fn fitness(app: &App, login: &SuspendedLogin, context: &LoginContext<'_>) -> Result<Fitness, StoreError> {
    match app.directory.users.get(&login.user_id).await? {
        Some(user) if user.blocked => {
            app.audit.write(events::blocked(app, context, &user)).await?;
            Ok(Fitness::Blocked)
        }
        Some(user) if user.honours(login.proved_at) => Ok(Fitness::Fit(Box::new(user))),
        Some(user) => {
            app.audit.write(events::overtaken(app, context, &user)).await?;
            Ok(Fitness::Overtaken)
        }
        None => {
            let value = open(app, &login.state_hash, "user", &login.user)?;
            Ok(Fitness::Fit(Box::new(Stored { value, version: GONE })))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::random::SeededRandom;
    use crate::storage::Store;
    use crate::storage::memory::MemoryStore;

    #[test]
    fn the_state_is_the_servers_and_nothing_else_of_the_url_changes() {
        for (url, sent) in [
            ("https://a.example/", "https://a.example/?state=S"),
            ("https://a.example/p?q=a%20b&c=d+e", "https://a.example/p?q=a%20b&c=d+e&state=S"),
            ("https://a.example/p?state=mine&x=1#top", "https://a.example/p?x=1&state=S#top"),
            ("https://a.example/p?st%61te=mine", "https://a.example/p?state=S"),
            ("https://a.example/p?#", "https://a.example/p?state=S#"),
        ] {
            assert_eq!(with_state(url, "S"), sent, "{url}");
        }
    }

    fn login(user: &str, minute: i64) -> SuspendedLogin {
        let at: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        let created_at = at + jiff::SignedDuration::from_mins(minute);
        let random = SeededRandom::new([7; 32]);
        SuspendedLogin {
            state_hash: format!("{user}-{minute:04}"),
            user_id: user.to_owned(),
            transaction: LoginTransaction::new(&random, created_at, crate::identity::transaction::AuthorizeRequest::default(), "b"),
            session: WaitingSession::Live { id: "s".to_owned() },
            proved_at: created_at,
            user: String::new(),
            suspension: String::new(),
            posted: None,
            factor: None,
            created_at,
            expires_at: clock::after(created_at, LIFETIME),
        }
    }

    #[tokio::test]
    async fn the_oldest_give_way_to_the_newest_of_a_user_and_of_the_tenant() {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let logins: Collection<SuspendedLogin> = Collection::new(store, "main");
        for minute in 0..5 {
            make_room(&logins, "ann", 3, 100).await.unwrap();
            logins.insert(login("ann", minute)).await.unwrap();
        }
        let ids = |found: Vec<Stored<SuspendedLogin>>| found.iter().map(|login| login.state_hash.clone()).collect::<Vec<_>>();
        assert_eq!(ids(logins.all().await.unwrap()), ["ann-0002", "ann-0003", "ann-0004"]);
        for minute in 5..40 {
            let user = format!("u{minute:02}");
            make_room(&logins, &user, 3, 20).await.unwrap();
            logins.insert(login(&user, minute)).await.unwrap();
        }
        let left = ids(logins.all().await.unwrap());
        assert!(left.len() <= 20 && !left.contains(&"ann-0004".to_owned()) && left.contains(&"u39-0039".to_owned()), "{left:?}");
    }
}
