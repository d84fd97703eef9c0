//! The life of a browser session: begun at a login, found by its cookie, kept alive by use, ended.
//!
//! A login always begins a new session under a new secret and ends the one that the browser came with, so that a cookie that was
//! known before the login is worth nothing after it (session fixation). The store holds only the secret's hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::logout_notice::{Ending, Initiator};
use super::session::AuthenticationMethod;
use super::{Directory, LogoutNotice, Origin, Session, Tenant, User};
use crate::clock;
use crate::random::{Random, alphanumeric, url_safe};
use crate::storage::{Batch, StoreError, Stored};

/// How old the last use may be before it is written again, in seconds: reading a page is not worth a write each.
const TOUCH_SECONDS: i64 = 60;

/// Sessions of a user that are read at a time.
const CHUNK: usize = 100;

/// The SHA-256 of a cookie's secret, base64url. A secret of 256 random bits needs no salt and no slow hash.
pub fn hash(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

/// A secret for a cookie: 258 random bits in 43 URL-safe characters.
pub fn new_secret(random: &dyn Random) -> String {
    url_safe(random, 43)
}

/// Whether a cookie's value has the form of [`new_secret`].
pub fn is_secret(value: &str) -> bool {
    value.len() == 43 && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// `hours` of the tenant's settings as whole seconds, at least one minute.
fn seconds(hours: f64) -> u64 {
    // The cast saturates, and NaN becomes 0.
    ((hours * 3600.0) as u64).max(60)
}

/// How a user has just proved who they are, and to which application.
#[derive(Debug, Clone, Copy)]
pub struct Proof<'a> {
    /// The application.
    pub client_id: &'a str,
    /// `pwd`, `federated`, … (reference 1.3 `authentication.methods`).
    pub method: &'static str,
    /// The connection by which, by its id.
    pub connection_id: &'a str,
}

/// A session that is not in the store yet: what a login makes before Actions have agreed to it.
pub fn draft(random: &dyn Random, now: Timestamp, tenant: &Tenant, user: &User, origin: &Origin, proof: &Proof<'_>) -> (Session, String) {
    let secret = new_secret(random);
    let expires_at = clock::after(now, seconds(tenant.session_lifetime));
    let session = Session {
        id: alphanumeric(random, 32),
        cookie_hash: hash(&secret),
        user_id: user.user_id.clone(),
        created_at: now,
        authenticated_at: now,
        last_interacted_at: now,
        idle_expires_at: clock::after(now, seconds(tenant.idle_session_lifetime)).min(expires_at),
        expires_at,
        clients: vec![proof.client_id.to_owned()],
        methods: vec![AuthenticationMethod { name: proof.method.to_owned(), timestamp: now, kind: None }],
        initial_ip: Some(origin.ip.clone()),
        initial_user_agent: origin.user_agent.clone(),
        connection_id: proof.connection_id.to_owned(),
        metadata: None,
    };
    (session, secret)
}

/// A drafted session that begins only now, because its login had to wait: its life counts from now, and it has the secret that it is
/// begun with. When the user proved who they are stays.
pub fn redraft(random: &dyn Random, now: Timestamp, tenant: &Tenant, draft: Session) -> (Session, String) {
    let secret = new_secret(random);
    let expires_at = clock::after(now, seconds(tenant.session_lifetime));
    let idle_expires_at = clock::after(now, seconds(tenant.idle_session_lifetime)).min(expires_at);
    let cookie_hash = hash(&secret);
    (Session { cookie_hash, created_at: now, last_interacted_at: now, idle_expires_at, expires_at, ..draft }, secret)
}

/// A draft that takes the place of `previous`, where that is the same user's: under the same id, so that the applications of before are
/// told of its end, and with another secret, so that who knew the old one has nothing.
pub fn succeed(draft: &mut Session, previous: Option<&Stored<Session>>) {
    if let Some(previous) = previous.filter(|previous| previous.user_id == draft.user_id) {
        draft.id.clone_from(&previous.id);
        let more = previous.clients.iter().filter(|client| !draft.clients.contains(client)).cloned().collect::<Vec<_>>();
        draft.clients.extend(more);
    }
}

/// Writes a drafted session and ends `previous`, the one that the browser came with, or takes its place ([`succeed`]). It is durable with
/// the commit that gives the session something to answer: until then nobody holds its cookie.
pub async fn begin(directory: &Directory, session: &Session, previous: Option<&Stored<Session>>) -> Result<(), StoreError> {
    let mut replaced = previous.filter(|previous| previous.id == session.id).cloned();
    while let Some(before) = replaced {
        match directory.sessions.update(&before, session.clone()).await {
            // Touched meanwhile, or ended: then it begins anew below.
            Err(StoreError::Conflict(_)) => replaced = directory.sessions.get(&before.id).await?,
            written => return written.map(drop),
        }
    }
    if let Some(previous) = previous.filter(|previous| previous.id != session.id) {
        end(directory, previous, Ending { why: Initiator::SessionRevoked, at: session.created_at }).await?;
    }
    directory.sessions.insert_early(session.clone()).await.map(drop)
}

/// Ends a session, and lets its applications be told that want to be; one that is already gone is no error.
pub async fn end(directory: &Directory, session: &Stored<Session>, ending: Ending) -> Result<(), StoreError> {
    let mut found = Some(session.clone());
    while let Some(current) = found {
        let mut batch = Batch::new();
        directory.sessions.stage_delete(&mut batch, &current);
        for client_id in &current.clients {
            let Some(client) = directory.clients.get(client_id).await? else { continue };
            if let Some(notice) = LogoutNotice::of(&current, &client, ending) {
                directory.logout_notices.stage_insert(&mut batch, &notice)?;
            }
        }
        match directory.sessions.store().commit(batch).await {
            // Touched meanwhile: it must go all the same.
            Err(StoreError::Conflict(_)) => found = directory.sessions.get(&current.id).await?,
            other => return other.map(drop),
        }
    }
    Ok(())
}

/// Ends all sessions of a user.
pub async fn end_all(directory: &Directory, user_id: &str, ending: Ending) -> Result<(), StoreError> {
    loop {
        let sessions = directory.sessions.list_by("user", user_id, None, CHUNK).await?;
        if sessions.is_empty() {
            return Ok(());
        }
        for session in &sessions {
            end(directory, session, ending).await?;
        }
    }
}

/// Writes what Actions changed of a session in the store: nearer ends, methods, and whose it is where accounts were linked. Where another request changed it meanwhile, theirs
/// stands but for these; one that was ended stays ended.
pub async fn limit(directory: &Directory, changed: &Session) -> Result<(), StoreError> {
    while let Some(before) = directory.sessions.get(&changed.id).await? {
        let after = Session {
            expires_at: changed.expires_at.min(before.expires_at),
            idle_expires_at: changed.idle_expires_at.min(before.idle_expires_at),
            methods: changed.methods.clone(),
            user_id: changed.user_id.clone(),
            ..before.value.clone()
        };
        if after == before.value {
            break;
        }
        match directory.sessions.update(&before, after).await {
            Err(StoreError::Conflict(_)) => {}
            written => return written.map(drop),
        }
    }
    Ok(())
}

/// The live session of a cookie's value.
pub async fn find(directory: &Directory, secret: &str, now: Timestamp) -> Result<Option<Stored<Session>>, StoreError> {
    if !is_secret(secret) {
        return Ok(None);
    }
    let found = directory.sessions.find("cookie", &hash(secret)).await?;
    Ok(found.filter(|session| session.is_live(now)))
}

/// Notes that the session is used by `client_id` now: moves its idle end, at most once a minute, and remembers the application.
pub async fn touch(
    directory: &Directory,
    session: Stored<Session>,
    now: Timestamp,
    tenant: &Tenant,
    client_id: &str,
) -> Result<Stored<Session>, StoreError> {
    let fresh = now.duration_since(session.last_interacted_at) < SignedDuration::from_secs(TOUCH_SECONDS);
    let known = session.clients.iter().any(|client| client == client_id);
    if fresh && known {
        return Ok(session);
    }
    let mut after = session.value.clone();
    after.last_interacted_at = now;
    after.idle_expires_at = clock::after(now, seconds(tenant.idle_session_lifetime)).min(after.expires_at);
    if !known {
        after.clients.push(client_id.to_owned());
    }
    match directory.sessions.update(&session, after).await {
        // Another tab touched it first, or it was ended: then what was read still answers this request, and no more.
        Err(StoreError::Conflict(_)) => Ok(session),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::random::SeededRandom;
    use crate::storage::Store;
    use crate::storage::memory::MemoryStore;

    fn user() -> User {
        serde_json::from_value(serde_json::json!({
            "user_id": "auth0|1", "connection": "db", "email_verified": false, "phone_verified": false, "blocked": false,
            "user_metadata": {}, "app_metadata": {}, "identities": [], "logins_count": 0,
            "created_at": "2026-11-20T10:00:00Z", "updated_at": "2026-11-20T10:00:00Z",
        }))
        .unwrap()
    }

    const APP: Proof<'static> = Proof { client_id: "app", method: "pwd", connection_id: "con_1" };

    fn fixture() -> (Directory, Tenant, SeededRandom, Timestamp) {
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let mut tenant = Tenant::new("main");
        tenant.session_lifetime = 3.0;
        tenant.idle_session_lifetime = 1.0;
        (Directory::new(&store, "main"), tenant, SeededRandom::new([5; 32]), "2026-11-20T10:00:00Z".parse().unwrap())
    }

    #[tokio::test]
    async fn a_session_ends_when_idle_and_at_its_absolute_end_whatever_its_use() {
        let (directory, tenant, random, start) = fixture();
        let (session, secret) = draft(&random, start, &tenant, &user(), &Origin::default(), &APP);
        begin(&directory, &session, None).await.unwrap();
        assert!(find(&directory, &secret, clock::after(start, 3599)).await.unwrap().is_some());
        assert!(find(&directory, &secret, clock::after(start, 3600)).await.unwrap().is_none());
        for minutes in [50, 100, 150] {
            let now = clock::after(start, minutes * 60);
            let found = find(&directory, &secret, now).await.unwrap().unwrap();
            touch(&directory, found, now, &tenant, "app").await.unwrap();
        }
        assert!(find(&directory, &secret, clock::after(start, 3 * 3600 - 1)).await.unwrap().is_some());
        assert!(find(&directory, &secret, clock::after(start, 3 * 3600)).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn use_is_written_once_a_minute_and_for_every_new_application() {
        let (directory, tenant, random, start) = fixture();
        let (session, secret) = draft(&random, start, &tenant, &user(), &Origin::default(), &APP);
        begin(&directory, &session, None).await.unwrap();
        let found = find(&directory, &secret, start).await.unwrap().unwrap();
        let same = touch(&directory, found.clone(), clock::after(start, 59), &tenant, "app").await.unwrap();
        assert_eq!(same.version, found.version);
        let other = touch(&directory, same, clock::after(start, 59), &tenant, "other").await.unwrap();
        assert_eq!(other.clients, ["app", "other"]);
        assert_ne!(other.version, found.version);
    }

    #[tokio::test]
    async fn a_new_login_ends_the_session_that_the_browser_came_with() {
        let (directory, tenant, random, start) = fixture();
        let (first, secret) = draft(&random, start, &tenant, &user(), &Origin::default(), &APP);
        begin(&directory, &first, None).await.unwrap();
        let previous = find(&directory, &secret, start).await.unwrap().unwrap();
        touch(&directory, previous.clone(), clock::after(start, 61), &tenant, "app").await.unwrap();
        let (second, second_secret) = draft(&random, start, &tenant, &user(), &Origin::default(), &APP);
        begin(&directory, &second, Some(&previous)).await.unwrap();
        assert_ne!(secret, second_secret);
        assert!(find(&directory, &secret, start).await.unwrap().is_none());
        assert!(find(&directory, &second_secret, start).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn the_secret_is_not_in_the_store() {
        let (_, tenant, random, start) = fixture();
        let (session, secret) = draft(&random, start, &tenant, &user(), &Origin::default(), &APP);
        assert!(!serde_json::to_string(&session).unwrap().contains(&secret));
    }
}
