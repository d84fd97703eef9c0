//! A code in a mail, in place of a link, that proves the address of who has just signed up at our pages.
//!
//! The code is good in the login that it was sent for, and so in one browser; it is kept with that login and ends with it. It is sealed
//! and not hashed: a hash of six digits hides them from nobody who tries a million. Whoever signs up with another's address has five
//! tries at each code, and gets as many codes as the limit of mails to one account gives in an hour, which is less than twenty.

use subtle::ConstantTimeEq;

use super::verification::{Proved, mark};
use super::{event, of_client};
use crate::app::App;
use crate::clock::after;
use crate::foreign_users;
use crate::identity::transaction::SentCode;
use crate::identity::user::normalize_identifier;
use crate::identity::{Client, Connection, LoginTransaction, Origin, User};
use crate::mail::{Letter, Template};
use crate::random::from_alphabet;
use crate::storage::{Batch, StoreError, Stored};

/// Digits of a code.
const LENGTH: usize = 6;
/// Seconds that a code is good.
const LIFETIME: u64 = 600;
/// How often one may try a code.
const MOST_TRIES: u32 = 5;

/// Where a code is entered.
pub struct Entry<'a> {
    /// Where the request came from.
    pub origin: &'a Origin,
    /// The login that the code was sent for.
    pub transaction: &'a Stored<LoginTransaction>,
    /// Where the user has signed up.
    pub connection: &'a Connection,
    /// The application.
    pub client: &'a Client,
}

/// What became of a code.
pub enum Checked {
    /// The address is the user's; the login goes on.
    Right(Box<(Stored<LoginTransaction>, Stored<User>)>),
    /// It is another one, or not good any more.
    Wrong,
    /// The login has no user any more whom a code could be of.
    Ended,
}

/// Whether a new user is asked for a code. Not where the mail could go nowhere, the tenant has switched it off, or the database that keeps
/// its users could not be told.
pub async fn is_due(app: &App, connection: &Connection, user: &User) -> Result<bool, StoreError> {
    if !connection.verifies_by_code() || !foreign_users::can_prove(connection) || user.email.is_none() || user.email_verified {
        return Ok(false);
    }
    let settings = Template::VerifyEmailByCode.settings(&app.directory).await?;
    Ok(!settings.is_disabled() && app.mail.is_ready().await?)
}

/// Sends a new code, in the place of one that was sent before.
pub async fn send(app: &App, transaction: &Stored<LoginTransaction>, user: &User, client: &Client) -> Result<(), StoreError> {
    let now = app.clock.now();
    let Some(letter) = Letter::new(app.random.as_ref(), now, Template::VerifyEmailByCode, user) else { return Ok(()) };
    let code = from_alphabet(app.random.as_ref(), b"0123456789", LENGTH);
    let sent = SentCode {
        user_id: user.user_id.clone(),
        email: letter.to.clone(),
        sealed: app.vault.seal(&purpose(&transaction.id), code.as_bytes()),
        tries: 0,
        sent_at: now,
        expires_at: after(now, LIFETIME),
    };
    let letter = Letter { client_id: Some(client.client_id.clone()), ..letter.with_code(&app.vault, &code) };
    let mut batch = Batch::new();
    let waits = LoginTransaction { email_code: Some(sent), ..transaction.value.clone() };
    app.directory.transactions.stage_update(&mut batch, transaction, &waits)?;
    app.mail.stage(&mut batch, &letter)?;
    app.store.commit(batch).await.map(drop)
}

/// The user whom the code of a login was sent to, if they are still who they were.
pub async fn user(app: &App, sent: &SentCode) -> Result<Option<Stored<User>>, StoreError> {
    Ok(app.directory.users.get(&sent.user_id).await?.filter(|user| is_of(sent, user)))
}

/// Checks a code, and proves the address with the right one.
pub async fn check(app: &App, entry: &Entry<'_>, typed: &str) -> Result<Checked, StoreError> {
    let Some(sent) = entry.transaction.email_code.clone() else { return Ok(Checked::Ended) };
    let Some(user) = user(app, &sent).await? else { return Ok(Checked::Ended) };
    if app.clock.now() >= sent.expires_at || sent.tries >= MOST_TRIES {
        return Ok(Checked::Wrong);
    }
    // Counted before it is compared: of codes that are sent at once each takes a try of its own, or is not looked at.
    let counted = SentCode { tries: sent.tries + 1, ..sent.clone() };
    let tried = LoginTransaction { email_code: Some(counted), ..entry.transaction.value.clone() };
    let transaction = app.directory.transactions.update(entry.transaction, tried).await?;
    let code = app.vault.open_text(&purpose(&transaction.id), &sent.sealed).ok();
    let right = code.is_some_and(|code| code.as_bytes().ct_eq(typed.as_bytes()).into());
    if !right {
        let event = event(app, "fv", Some(entry.origin), Some(entry.connection), Some(&user));
        app.audit.write(of_client(event.describe("The code is wrong."), Some(entry.client))).await?;
        return Ok(Checked::Wrong);
    }
    let proved = Proved { origin: entry.origin, connection: Some(entry.connection), client: Some(entry.client) };
    let goes_on = LoginTransaction { email_code: None, ..transaction.value.clone() };
    let ended = |batch: &mut Batch| app.directory.transactions.stage_update(batch, &transaction, &goes_on);
    let Some(user) = mark(app, &proved, user, |user| is_of(&sent, user), ended).await? else { return Ok(Checked::Ended) };
    let (transactions, users) = (&app.directory.transactions, &app.directory.users);
    match (transactions.get(&transaction.id).await?, users.get(&user.user_id).await?) {
        (Some(transaction), Some(user)) => Ok(Checked::Right(Box::new((transaction, user)))),
        _ => Ok(Checked::Ended),
    }
}

/// A code speaks for the address that the user had when it was sent, and for no password that came after it.
fn is_of(sent: &SentCode, user: &User) -> bool {
    user.user_id == sent.user_id
        && user.honours(sent.sent_at)
        && user.email.as_deref().map(normalize_identifier) == Some(normalize_identifier(&sent.email))
}

fn purpose(transaction_id: &str) -> String {
    format!("transaction/{transaction_id}/email-code")
}
