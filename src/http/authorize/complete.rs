//! The end of a login: ask the Actions, begin the session, ask for consent, go back with what was asked for.
//!
//! The session is written only after the Actions agreed: a login that was denied leaves none behind. The transaction and what
//! it gives are one commit, so that a form that is sent twice, or from two tabs at once, is answered once. A login whose Actions send the user
//! away is kept instead; `continuation.rs` ends it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::CookieJar;

use super::context::Context;
use super::granted::{self, NotGranted};
use super::target::Target;
use super::{device, membership};
use crate::app::App;
use crate::http::pages::cookies;
use crate::http::pages::error::Problem;
use crate::identity::sessions::Proof;
use crate::identity::transaction::{Authenticated, TransactionError};
use crate::identity::{LoginTransaction, Origin, Session, User, consent, sessions, transaction};
use crate::login::risk;
use crate::login::suspended::{self, Waiting, WaitingSession};
use crate::login::{LoginContext, PostLogin, PostLoginError, PostLoginOutcome, Redirected, Resumed, post_login};
use crate::registration::unused;
use crate::storage::{Batch, StoreError, Stored};

/// A login under way: in the store while the user is at our pages, in memory alone while no page was needed.
pub enum Transaction {
    /// In the store.
    Stored(Stored<LoginTransaction>),
    /// Not yet.
    New(LoginTransaction),
}

impl std::ops::Deref for Transaction {
    type Target = LoginTransaction;
    fn deref(&self) -> &LoginTransaction {
        match self {
            Self::Stored(stored) => stored,
            Self::New(new) => new,
        }
    }
}

/// Who asks: where the request came from, and what the browser holds.
#[derive(Clone, Copy)]
pub struct Visitor<'a> {
    /// Where from.
    pub origin: &'a Origin,
    /// The cookies.
    pub jar: &'a CookieJar,
}

/// What became of a login.
pub enum Completed {
    /// The browser goes on.
    Answer(Response),
    /// An Action raised a validation error: the page says it, and the user may try again.
    Rejected {
        /// The author's message.
        message: String,
        /// The record.
        execution: String,
    },
}

/// A user has just proved who they are: a new session, and on.
pub async fn fresh(
    app: &App,
    origin: &Origin,
    jar: &CookieJar,
    context: &Context,
    transaction: Stored<LoginTransaction>,
    user: Stored<User>,
) -> Result<Completed, Problem> {
    let now = app.clock.now();
    let method = if context.connection.is_federated() { "federated" } else { "pwd" };
    let proof = Proof { client_id: &context.client.client_id, method, connection_id: &context.connection.id };
    let (mut session, secret) = sessions::draft(app.random.as_ref(), now, &context.tenant, &user, origin, &proof);
    let previous = match cookies::session(app, jar) {
        Some(secret) => sessions::find(&app.directory, &secret, now).await.map_err(Problem::internal)?,
        None => None,
    };
    sessions::succeed(&mut session, previous.as_ref());
    let outcome = match ask(app, Visitor { origin, jar }, context, &transaction, user, &session, None).await {
        Ok(outcome) => outcome,
        Err(PostLoginError::Redirected(redirected)) => {
            let draft = WaitingSession::Draft { previous: previous.map(|previous| previous.value.id), session: Box::new(session.clone()) };
            let login = Waiting { transaction: &transaction, stored: Some(&transaction), proved: &session, session: draft };
            return Ok(Completed::Answer(away(app, jar, *redirected, login).await?));
        }
        Err(PostLoginError::Rejected { message, execution, .. }) => return Ok(Completed::Rejected { message, execution }),
        Err(error) => {
            let answer = refused(app, context, error).await?;
            transaction::end(&app.directory, &transaction).await.map_err(Problem::internal)?;
            return Ok(Completed::Answer(answer));
        }
    };
    let session = outcome.session.clone().unwrap_or(session);
    let cookies = begin(app, Visitor { origin, jar }, &session, secret, previous.as_ref()).await?;
    let answer = grant(app, context, Transaction::Stored(transaction), &session, outcome).await?;
    Ok(Completed::Answer((cookies, answer).into_response()))
}

/// Begins a session and notes the browser in which; the cookies that it gets for it with the answer, before which [`grant`] commits.
pub async fn begin(
    app: &App,
    visitor: Visitor<'_>,
    session: &Session,
    secret: String,
    previous: Option<&Stored<Session>>,
) -> Result<(CookieJar, CookieJar), Problem> {
    sessions::begin(&app.directory, session, previous).await.map_err(Problem::internal)?;
    let devices = cookies::devices(app, visitor.jar);
    let device = risk::note(app, &session.user_id, visitor.origin, &devices).await.map_err(Problem::internal)?;
    let known = device.map(|device| CookieJar::new().add(cookies::know(app, visitor.jar, device)));
    // Two jars, because one has no order.
    Ok((CookieJar::new().add(cookies::set_session(app, secret, session)), known.unwrap_or_default()))
}

/// A user comes back with a live session: no page, but the Actions are asked all the same.
pub async fn resumed(
    app: &App,
    origin: &Origin,
    jar: &CookieJar,
    context: &Context,
    transaction: LoginTransaction,
    session: Stored<Session>,
    user: Stored<User>,
) -> Result<Response, Problem> {
    let scope = context.scope(app, &transaction.request, &user).await.map_err(Problem::internal)?;
    if transaction.is_silent() && needs_consent(app, context, &transaction, &user.user_id, &scope).await? {
        return Ok(context.target.with_early_error(app, "consent_required", "Consent required").await);
    }
    let session = sessions::touch(&app.directory, session, app.clock.now(), &context.tenant, &context.client.client_id)
        .await
        .map_err(Problem::internal)?;
    match ask(app, Visitor { origin, jar }, context, &transaction, user, &session, None).await {
        Ok(outcome) => {
            if let Some(changed) = &outcome.session {
                sessions::limit(&app.directory, changed).await.map_err(Problem::internal)?;
            }
            grant(app, context, Transaction::New(transaction), &session, outcome).await
        }
        Err(PostLoginError::Redirected(redirected)) => {
            let live = WaitingSession::Live { id: session.id.clone() };
            let login = Waiting { transaction: &transaction, stored: None, proved: &session, session: live };
            away(app, jar, *redirected, login).await
        }
        Err(PostLoginError::Store(error)) => Err(Problem::internal(error)),
        Err(error) => Ok(context.target.with_early_error(app, error.code(), &error.to_string()).await),
    }
}

/// Sends the browser to where an Action wants it, or to a page of ours that asks for a second factor, and keeps the login until it comes back.
pub async fn away(app: &App, jar: &CookieJar, redirected: Redirected, login: Waiting<'_>) -> Result<Response, Problem> {
    let location = suspended::suspend(app, redirected, login).await.map_err(ended)?;
    let location = HeaderValue::from_str(&location).map_err(Problem::internal)?;
    let headers = [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    let response = (StatusCode::FOUND, headers).into_response();
    Ok(match cookies::browser(app, jar) {
        Some(secret) => (CookieJar::new().add(cookies::keep_browser(app, secret)), response).into_response(),
        // It was given one with this answer.
        None => response,
    })
}

/// Asks the Actions, from their beginning or from where they were suspended. What they decided is durable with the commit that [`grant`]
/// answers by.
pub async fn ask(
    app: &App,
    visitor: Visitor<'_>,
    context: &Context,
    transaction: &LoginTransaction,
    user: Stored<User>,
    session: &Session,
    resumes: Option<&Resumed>,
) -> Result<PostLoginOutcome, PostLoginError> {
    let user = membership::join(app, context, user).await?;
    let scope = context.scope(app, &transaction.request, &user).await?;
    let remembered = cookies::remembered(app, visitor.jar);
    let devices = cookies::devices(app, visitor.jar);
    let request = PostLogin {
        organization: context.organization.as_ref(),
        context: LoginContext { client: &context.client, connection: &context.connection, origin: visitor.origin },
        user,
        session: Some(session),
        transaction: Some(transaction),
        refresh_token: None,
        protocol: transaction.request.protocol(),
        audience: context.audience(),
        scope,
        counts: true,
        resumes,
        exchanged: None,
        remembered: &remembered,
        devices: Some(&devices),
        commits_after: true,
    };
    post_login(app, request).await
}

/// An Action's refusal goes to the application (reference 5.5).
pub async fn refused(app: &App, context: &Context, error: PostLoginError) -> Result<Response, Problem> {
    match error {
        PostLoginError::Store(error) => Err(Problem::internal(error)),
        other => Ok(context.target.with_error(app, other.code(), &other.to_string()).await),
    }
}

async fn needs_consent(
    app: &App,
    context: &Context,
    transaction: &LoginTransaction,
    user_id: &str,
    scope: &[String],
) -> Result<bool, Problem> {
    if !context.asks_consent(&transaction.request) {
        return Ok(false);
    }
    if transaction.request.prompt.iter().any(|p| p == "consent") {
        return Ok(true);
    }
    let audience = context.audience().unwrap_or_default();
    let covered = consent::covers(&app.directory, user_id, &context.client.client_id, audience, scope).await;
    covered.map(|covered| !covered).map_err(Problem::internal)
}

/// Asks for consent, or goes back.
pub async fn grant(
    app: &App,
    context: &Context,
    transaction: Transaction,
    session: &Session,
    outcome: PostLoginOutcome,
) -> Result<Response, Problem> {
    let ask = needs_consent(app, context, &transaction, &outcome.user.user_id, &outcome.scope).await?;
    let silent = transaction.is_silent();
    let authenticated =
        Authenticated { user_id: outcome.user.user_id, session_id: session.id.clone(), outcome: outcome.effects, scope: outcome.scope };
    match (ask, silent) {
        (false, _) => finish(app, context, transaction, session, authenticated).await,
        // An Action added a scope that the user was never asked for.
        (true, true) => {
            app.store.settle().await.map_err(Problem::internal)?;
            Ok(context.target.with_early_error(app, "consent_required", "Consent required").await)
        }
        (true, false) => to_consent(app, transaction, authenticated).await,
    }
}

async fn to_consent(app: &App, transaction: Transaction, authenticated: Authenticated) -> Result<Response, Problem> {
    let transactions = &app.directory.transactions;
    let after = LoginTransaction { authenticated: Some(authenticated), ..transaction.clone() };
    let id = after.id.clone();
    let written = match &transaction {
        Transaction::Stored(before) => transactions.update(before, after).await,
        Transaction::New(_) => transactions.insert(after).await,
    };
    written.map_err(ended)?;
    Ok(to_page("consent", &id))
}

/// Goes back with what was asked for, or connects the device, and ends the transaction in the same commit.
pub async fn finish(
    app: &App,
    context: &Context,
    transaction: Transaction,
    session: &Session,
    authenticated: Authenticated,
) -> Result<Response, Problem> {
    let mut batch = Batch::new();
    if let Transaction::Stored(stored) = &transaction {
        app.directory.transactions.stage_delete(&mut batch, stored);
    }
    let callback = match &context.target {
        Target::Callback(callback) => callback,
        Target::Device(hash) => return device::connect(app, context, batch, hash, session, authenticated).await,
    };
    match granted::stage(app, &mut batch, context, &transaction.request, session, authenticated).await {
        Ok(granted) => {
            app.store.commit(batch).await.map_err(ended)?;
            if transaction.request.answers_with().carries_tokens() {
                unused::used(app, &context.client).await;
            }
            Ok(callback.with(app, &granted).await)
        }
        Err(NotGranted::Store(error)) => Err(Problem::internal(error)),
        Err(NotGranted::Refused { error, description }) => {
            match &transaction {
                Transaction::Stored(stored) => transaction::end(&app.directory, stored).await.map(drop),
                Transaction::New(_) => app.store.settle().await,
            }
            .map_err(Problem::internal)?;
            Ok(callback.with_error(app, error, &description).await)
        }
    }
}

/// Somebody finished or changed the transaction first: then it has ended for this request.
pub fn ended(error: StoreError) -> Problem {
    match error {
        StoreError::Conflict(_) => Problem::transaction(&TransactionError::Unknown),
        other => Problem::internal(other),
    }
}

/// Sends the browser to one of our pages.
pub fn to_page(page: &str, transaction_id: &str) -> Response {
    let location = HeaderValue::from_str(&format!("/u/{page}?state={transaction_id}"));
    match location {
        Ok(location) => (StatusCode::FOUND, [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))])
            .into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
