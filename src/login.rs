//! Login, readable top to bottom: prove the password, ask the `post-login` Actions, count the login, leave the event.
//!
//! The two halves are apart because they happen at different requests in some flows: a session that is still live needs no
//! password but runs its Actions, and so does each exchange of a refresh token.

mod elsewhere;
mod events;
pub mod factor;
mod first;
pub mod risk;
pub mod suspended;

use self::first::First;
use crate::app::App;
use crate::contract::Effect;
use crate::identity::authorization_code::TokenEffects;
use crate::identity::logout_notice::{Ending, Initiator};
use crate::identity::organization::member;
use crate::identity::password::{PasswordError, Passwords};
use crate::identity::{Client, Connection, LoginTransaction, Organization, Origin, RefreshToken, Session, User, entitlements, sessions};
use crate::mfa::{self, Due};
use crate::pipeline::suspension::Suspension;
use crate::pipeline::{Run, Verdict};
use crate::storage::collection::{Clash, clash};
use crate::storage::{Batch, StoreError, Stored};
use crate::token::families;
use crate::triggers::metadata::MetadataChanges;
use crate::triggers::second_factor::Ask;
use crate::triggers::{self, post_login as trigger};

/// The protocol of a login by the password grant, where no browser takes part.
pub const PASSWORD: &str = "oauth2-password";

/// The protocol of a login by a foreign token.
pub const EXCHANGE: &str = "oauth2-token-exchange";

/// Where a login happens, for its events.
#[derive(Debug, Clone, Copy)]
pub struct LoginContext<'a> {
    /// The application.
    pub client: &'a Client,
    /// The source of the user.
    pub connection: &'a Connection,
    /// Where the request came from.
    pub origin: &'a Origin,
}

/// Why nobody is logged in.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// Unknown user or wrong password: nobody learns which.
    #[error("Wrong email or password.")]
    WrongCredentials,
    /// The account is blocked; told only to who knows its password.
    #[error("user is blocked")]
    Blocked,
    /// Too many passwords are being verified.
    #[error("the server is busy; try again in a moment")]
    Busy,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The user whose identifier and password these are. An unknown user takes as long as a wrong password, and where a custom database is
/// asked for one, that long beside its script.
pub async fn verify_credentials(
    app: &App,
    identifier: &str,
    password: &str,
    context: &LoginContext<'_>,
) -> Result<Stored<User>, LoginError> {
    if context.connection.keeps_users_elsewhere() {
        return elsewhere::verify(app, identifier, password, context).await;
    }
    let found = app.directory.user_by_identifier(&context.connection.name, identifier).await?;
    let first = match &found {
        Some(user) if first::waits_for_a_password(user, identifier, context) => {
            first::first_password(app, user, identifier, password, context).await?
        }
        Some(_) => First::NotAsked,
        None => first::first(app, identifier, password, context).await?,
    };
    match (first, found) {
        (First::Here(user), _) => not_blocked(app, *user, context).await,
        (First::Meanwhile(user), _) => verify_known(app, *user, identifier, password, context).await,
        (First::Refused, _) => Err(LoginError::WrongCredentials),
        (First::NotAsked, Some(user)) => verify_known(app, user, identifier, password, context).await,
        (First::NotAsked, None) => {
            compare(app, password, None).await?;
            app.audit.write(events::wrong_credentials(app, "fu", context, identifier, None)).await?;
            Err(LoginError::WrongCredentials)
        }
    }
}

/// Whether the password is the one of a hash; without one it takes as long.
async fn compare(app: &App, password: &str, hash: Option<&str>) -> Result<bool, LoginError> {
    match app.passwords.verify(password, hash).await {
        Ok(right) => Ok(right),
        Err(PasswordError::Busy) => Err(LoginError::Busy),
        // A password that is too long to be hashed is nobody's.
        Err(_) => Ok(false),
    }
}

async fn verify_known(
    app: &App,
    user: Stored<User>,
    identifier: &str,
    password: &str,
    context: &LoginContext<'_>,
) -> Result<Stored<User>, LoginError> {
    // By the identifier, for a user with linked identities has a password for each.
    let hash = user.password_of(&context.connection.name, identifier);
    if !compare(app, password, hash).await? {
        app.audit.write(events::wrong_credentials(app, "fp", context, identifier, Some(&user.user_id))).await?;
        return Err(LoginError::WrongCredentials);
    }
    let user = not_blocked(app, user, context).await?;
    renew_hash(app, user, &context.connection.name, identifier, password).await
}

/// A user who has proved who they are, unless the account is blocked.
pub async fn not_blocked(app: &App, user: Stored<User>, context: &LoginContext<'_>) -> Result<Stored<User>, LoginError> {
    if user.blocked {
        app.audit.write(events::blocked(app, context, &user)).await?;
        return Err(LoginError::Blocked);
    }
    Ok(user)
}

/// `f` of a login that came to nothing at the provider of its connection.
pub async fn federation_failed(app: &App, context: &LoginContext<'_>, why: &str) -> Result<(), StoreError> {
    app.audit.write(events::federation_failed(app, context, why)).await
}

/// Hashes the password anew if the server's parameters have changed since it was set: only now is it known in the clear. A login
/// does not fail for it: a queue that is full, or a user who changed meanwhile, leaves it to the next login.
async fn renew_hash(app: &App, user: Stored<User>, connection: &str, identifier: &str, password: &str) -> Result<Stored<User>, LoginError> {
    let old = user.password_of(connection, identifier).filter(|hash| Passwords::needs_rehash(hash));
    if old.is_none() {
        return Ok(user);
    }
    let Ok(hash) = app.passwords.hash(password).await else { return Ok(user) };
    let mut after = user.value.clone();
    after.renew_password_of(connection, identifier, hash);
    match app.directory.users.update(&user, after).await {
        Ok(renewed) => Ok(renewed),
        Err(StoreError::Conflict(_)) => Ok(user),
        Err(error) => Err(error.into()),
    }
}

/// What a run of `post-login` is about.
pub struct PostLogin<'a> {
    /// Where it happens.
    pub context: LoginContext<'a>,
    /// The user.
    pub user: Stored<User>,
    /// The organization that the login is with.
    pub organization: Option<&'a Organization>,
    /// The browser session.
    pub session: Option<&'a Session>,
    /// The login at `/authorize`; none for a refresh.
    pub transaction: Option<&'a LoginTransaction>,
    /// The refresh token that is exchanged, and whether it rotates.
    pub refresh_token: Option<(&'a RefreshToken, bool)>,
    /// `oidc-basic-profile`, `oauth2-refresh-token`, … (reference 1.3).
    pub protocol: &'static str,
    /// The API that the access token is for.
    pub audience: Option<&'a str>,
    /// The scopes that would be granted.
    pub scope: Vec<String>,
    /// Whether the user has just proved who they are or come back with a live session: then the login is counted, and the
    /// event is `s` (or `ssa` for `prompt=none`).
    pub counts: bool,
    /// Where the login goes on, if its user has come back from a redirect.
    pub resumes: Option<&'a Resumed>,
    /// The foreign token that the login is by, where it is.
    pub exchanged: Option<&'a trigger::Exchanged>,
    /// The browser's secrets that may spare its user a second factor.
    pub remembered: &'a [String],
    /// The browser's secrets that say in whose logins it was seen; none where no browser takes part.
    pub devices: Option<&'a [String]>,
    /// Whether the caller commits once more, or settles, before it answers anybody of a login that was not refused.
    pub commits_after: bool,
}

/// A login whose user has come back.
pub struct Resumed {
    /// Where its Actions were suspended.
    pub suspension: Suspension,
    /// What the user brought; none where it was a second factor.
    pub returned: Option<trigger::Returned>,
}

impl PostLogin<'_> {
    /// Whether there is a browser that could be sent away: not at a token endpoint, and not where the application forbade pages.
    fn is_interactive(&self) -> bool {
        self.transaction.is_some_and(|transaction| !transaction.is_silent())
    }
}

/// What becomes of the login.
#[derive(Debug, Clone)]
pub struct PostLoginOutcome {
    /// The user as written.
    pub user: User,
    /// The scopes granted.
    pub scope: Vec<String>,
    /// What the Actions asked of the tokens.
    pub effects: TokenEffects,
    /// The session where the Actions changed it; the caller writes it.
    pub session: Option<Session>,
    /// Ids of execution records.
    pub executions: Vec<String>,
}

/// Why the login goes no further.
#[derive(Debug, thiserror::Error)]
pub enum PostLoginError {
    /// An Action sends the user away. Nothing is written yet: [`suspended::suspend`] keeps the login, with the record.
    #[error("the login waits for its user")]
    Redirected(Box<Redirected>),
    /// A second factor is asked for where no page can be shown (reference 5.3).
    #[error("Multifactor authentication required")]
    FactorRequired {
        /// Whether there is a browser, whose application forbade pages.
        browser: bool,
    },
    /// An Action sends the user away where no page can be shown (OpenID Connect Core section 3.1.2.6).
    #[error("The login needs a page of an Action, and none can be shown here.")]
    InteractionRequired,
    /// An Action denied; `access_denied` with this description (reference 5.5).
    #[error("{reason}")]
    Denied {
        /// The Action's reason.
        reason: String,
        /// The OAuth error.
        code: &'static str,
        /// The record.
        execution: String,
    },
    /// An Action raised a validation error.
    #[error("{message}")]
    Rejected {
        /// The author's code.
        code: String,
        /// For the page.
        message: String,
        /// The record.
        execution: String,
    },
    /// An Action failed; `access_denied`, with the author's own message if the author's code threw.
    #[error("{}", threw.as_deref().unwrap_or("The login could not be checked."))]
    Failed {
        /// The author's message.
        threw: Option<String>,
        /// The record.
        execution: String,
    },
    /// The user is not a member of the organization that the login is with.
    #[error("user {user_id} is not part of the {organization_id} organization")]
    NotAMember {
        /// Who.
        user_id: String,
        /// Of which.
        organization_id: String,
    },
    /// The user was blocked or signed out everywhere, or the password changed, after it was proved.
    #[error("The account was changed while the login was under way; log in again.")]
    Overtaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl PostLoginError {
    /// The OAuth error that the application is told.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Denied { code, .. } => code,
            Self::InteractionRequired | Self::FactorRequired { browser: true } => "interaction_required",
            Self::FactorRequired { browser: false } => "mfa_required",
            _ => "access_denied",
        }
    }
}

/// A login that waits for its user.
#[derive(Debug)]
pub struct Redirected {
    /// Where the user goes, without the state.
    pub url: String,
    /// Where the Actions stand.
    pub suspension: Suspension,
    /// The run so far, not yet written; none where no program asked.
    pub run: Option<Run>,
    /// Whom the login is for so far.
    pub user: User,
    /// The second factor that it waits for, if it does.
    pub factor: Option<mfa::Waiting>,
}

/// Asks the Rules and the `post-login` Actions, and writes what they decided: metadata, the login's count, the record, the event.
pub async fn post_login(app: &App, request: PostLogin<'_>) -> Result<PostLoginOutcome, PostLoginError> {
    let mut user = request.user.value.clone();
    if request.counts {
        user.logins_count += 1;
    }
    let stranger = not_a_member(app, &request, &user).await?;
    let roles = role_names(app, &user, request.organization).await?;
    let risk = match request.devices {
        Some(secrets) => Some(risk::assess(app, &request.user, request.context.origin, secrets).await?),
        None => None,
    };
    let factors: Vec<_> = mfa::factors::of(app, &user).await?.iter().map(|factor| factor.kind).collect();
    let mut run = if stranger.is_some() {
        None
    } else {
        let facts = trigger::Facts {
            tenant: &app.config.tenant,
            client: request.context.client,
            connection: request.context.connection,
            user: &user,
            roles: &roles,
            organization: request.organization,
            session: request.session,
            transaction: request.transaction,
            refresh_token: request.refresh_token.map(|(token, _)| token),
            rotating: request.refresh_token.is_some_and(|(_, rotating)| rotating),
            protocol: request.protocol,
            audience: request.audience,
            scope: &request.scope,
            origin: request.context.origin,
            returned: request.resumes.and_then(|resumed| resumed.returned.as_ref()),
            exchanged: request.exchanged,
            factors: &factors,
            risk: risk.as_ref(),
        };
        let of_rules = |management| triggers::rules::event(&facts, management);
        let event = |rules| trigger::event(&facts).after(rules);
        let mut run = match request.resumes {
            None => app.pipeline.login(of_rules, event).await?,
            Some(resumed) => Some(app.pipeline.resume(resumed.suspension.clone(), of_rules, event).await?),
        };
        while let Some(suspension) = not_asked(app, &request, run.as_mut()).await? {
            run = Some(app.pipeline.resume(suspension, of_rules, event).await?);
        }
        run
    };
    if let Some(run) = &mut run
        && let Verdict::Redirect { url } = &run.verdict
    {
        let url = url.clone();
        match run.suspension.take().filter(|_| request.is_interactive()) {
            Some(suspension) => {
                let user = subject(app, &request, Some(run)).await?.value;
                let away = Redirected { url, suspension, run: Some(run.clone()), user, factor: None };
                return Err(PostLoginError::Redirected(Box::new(away)));
            }
            None => run.cannot_wait(),
        }
    }
    let subject = subject(app, &request, run.as_ref()).await?;
    let mut error = match stranger.or_else(|| run.as_ref().and_then(refusal)) {
        None => foreign_subject(app, &request, &subject, run.as_ref()).await?,
        error => error,
    };
    if let Some(run) = run.as_mut().filter(|_| error.is_none()) {
        error = second_factor(app, &request, &subject, run).await?;
        if let Some(PostLoginError::Redirected(_)) = error {
            return Err(error.unwrap_or(PostLoginError::InteractionRequired));
        }
    }
    if let Some(run) = &run {
        revoke(app, &request, run).await?;
    }
    let changes = match (&run, &error) {
        // A denial does not cancel the metadata that was asked for (reference 1.2); a failure cancels everything.
        (Some(run), None | Some(PostLoginError::Denied { .. })) => MetadataChanges::collect(run.of_subject()),
        _ => MetadataChanges::default(),
    };
    let (user, error) = write(app, &request, subject, run.as_ref(), &changes, error).await?;
    if let Some(error) = error {
        return Err(error);
    }
    let mut session = request.session.cloned();
    if let (Some(session), Some(run)) = (&mut session, &run) {
        trigger::apply_to_session(&run.effects, session, app.clock.now());
        session.user_id.clone_from(&user.user_id);
    }
    let session = session.filter(|session| Some(session) != request.session);
    let (mut effects, scope) = match &run {
        Some(run) => trigger::token_effects(&run.effects, &request.scope),
        None => (TokenEffects::default(), request.scope.clone()),
    };
    effects.second_factor = request.session.is_some_and(|session| session.methods.iter().any(|method| method.name == "mfa"));
    Ok(PostLoginOutcome { user, scope, effects, session, executions: run.map(|run| run.executions()).unwrap_or_default() })
}

/// Why the user does not come in with the request's organization; no Action is asked about a stranger.
async fn not_a_member(app: &App, request: &PostLogin<'_>, user: &User) -> Result<Option<PostLoginError>, StoreError> {
    let Some(organization) = request.organization else { return Ok(None) };
    let known = member::find(&app.directory, &organization.id, user).await?.is_some();
    let refused = || PostLoginError::NotAMember { user_id: user.user_id.clone(), organization_id: organization.id.clone() };
    Ok((!known).then(refused))
}

/// `event.authorization.roles`.
async fn role_names(app: &App, user: &User, organization: Option<&Organization>) -> Result<Vec<String>, StoreError> {
    let roles = entitlements::held(&app.directory, user, organization.map(|organization| organization.id.as_str())).await?;
    Ok(roles.into_iter().map(|role| role.name).collect())
}

/// Whom the login is for in the end: the user whom an Action put in the place of the one who logged in, or that one. The pipeline has
/// checked that it may; one who was deleted since is seen when it is written.
async fn subject(app: &App, request: &PostLogin<'_>, run: Option<&Run>) -> Result<Stored<User>, StoreError> {
    let chosen = run.and_then(|run| trigger::primary_user(&run.effects)).filter(|user_id| *user_id != request.user.user_id);
    let found = match chosen {
        Some(user_id) => app.directory.users.get(user_id).await?,
        None => None,
    };
    Ok(found.unwrap_or_else(|| request.user.clone()))
}

/// Why the login cannot be for the user whom an Action put in the other's place: it is with an organization that knows only the other.
async fn foreign_subject(
    app: &App,
    request: &PostLogin<'_>,
    subject: &User,
    run: Option<&Run>,
) -> Result<Option<PostLoginError>, StoreError> {
    let Some(run) = run.filter(|_| subject.user_id != request.user.user_id) else { return Ok(None) };
    let failed = |_| PostLoginError::Failed {
        threw: Some("The primary user is not a member of the organization.".to_owned()),
        execution: run.execution.id.clone(),
    };
    Ok(not_a_member(app, request, subject).await?.map(failed))
}

/// Ends what an Action revoked. The run has denied by it, so nothing new is issued for this login.
async fn revoke(app: &App, request: &PostLogin<'_>, run: &Run) -> Result<(), StoreError> {
    for effect in &run.effects {
        match effect {
            Effect::RevokeSession { preserve_refresh_tokens, .. } => {
                let Some(session) = request.session else { continue };
                if let Some(stored) = app.directory.sessions.get(&session.id).await? {
                    let ending = Ending { why: Initiator::SessionRevoked, at: app.clock.now() };
                    sessions::end(&app.directory, &stored, ending).await?;
                }
                if !preserve_refresh_tokens {
                    families::revoke_of_session(app, &session.user_id, &session.id).await?;
                }
            }
            Effect::RevokeRefreshToken { .. } => {
                if let Some((token, _)) = request.refresh_token {
                    families::revoke(app, &token.family).await?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// Where a run goes on at once that asked for a second factor which its user has set up already. Its record so far is written.
async fn not_asked(app: &App, request: &PostLogin<'_>, run: Option<&mut Run>) -> Result<Option<Suspension>, StoreError> {
    let Some(run) = run else { return Ok(None) };
    let Verdict::Prove(ask) = &run.verdict else { return Ok(None) };
    let subject = subject(app, request, Some(run)).await?;
    let Due::Nothing = mfa::due(app, ask, &subject, request.remembered).await? else { return Ok(None) };
    run.write(&app.audit).await?;
    Ok(run.suspension.take().map(|suspension| Suspension { proved: run.proved, ..suspension }))
}

/// What comes of a second factor that was asked for: nothing, a login that waits for it, or a refusal.
async fn second_factor(app: &App, request: &PostLogin<'_>, subject: &User, run: &mut Run) -> Result<Option<PostLoginError>, StoreError> {
    let asked = match &run.verdict {
        Verdict::Prove(ask) => Some(ask.clone()),
        _ => Ask::at_the_end(&run.effects).filter(|_| !run.proved),
    };
    let Some(ask) = asked else { return Ok(None) };
    let refused = match mfa::due(app, &ask, subject, request.remembered).await? {
        // Set up at this moment, in another login. What is left of the chain has not run.
        Due::Nothing if matches!(run.verdict, Verdict::Prove(_)) => PostLoginError::Overtaken,
        Due::Nothing => return Ok(None),
        Due::Prove(waiting) if request.is_interactive() => {
            if run.suspension.is_none() {
                run.wait_at_the_end();
            }
            let Some(suspension) = run.suspension.take() else { return Ok(Some(PostLoginError::InteractionRequired)) };
            let (url, user) = (format!("/u/{}", waiting.page()), subject.clone());
            let away = Redirected { url, suspension, run: Some(run.clone()), user, factor: Some(*waiting) };
            return Ok(Some(PostLoginError::Redirected(Box::new(away))));
        }
        Due::Prove(_) => PostLoginError::FactorRequired { browser: request.transaction.is_some() },
        Due::Impossible(why) => PostLoginError::Failed { threw: Some(why.to_owned()), execution: run.execution.id.clone() },
    };
    run.cannot_wait();
    Ok(Some(refused))
}

fn refusal(run: &Run) -> Option<PostLoginError> {
    let execution = run.execution.id.clone();
    match &run.verdict {
        // A second factor is asked for later, of whom the login is for in the end.
        Verdict::Allow | Verdict::Prove(_) => None,
        Verdict::Deny { reason, code, .. } => {
            // Rules have one word more than Actions (reference 3.3), and nobody has another.
            let code = if code.as_deref() == Some("unauthorized") { "unauthorized" } else { "access_denied" };
            Some(PostLoginError::Denied { reason: reason.clone(), code, execution })
        }
        Verdict::Invalid { code, message } => Some(PostLoginError::Rejected { code: code.clone(), message: message.clone(), execution }),
        Verdict::Redirect { .. } => Some(PostLoginError::InteractionRequired),
        Verdict::Failed { threw } => Some(PostLoginError::Failed { threw: threw.clone(), execution }),
    }
}

/// One commit: the user, the record, the event. Metadata and counts are applied anew if the user has changed meanwhile; the
/// Actions do not run again. A block, a deletion or a new password that came meanwhile ends the login.
async fn write(
    app: &App,
    request: &PostLogin<'_>,
    mut before: Stored<User>,
    run: Option<&Run>,
    changes: &MetadataChanges,
    mut error: Option<PostLoginError>,
) -> Result<(User, Option<PostLoginError>), StoreError> {
    let mut gone = false;
    loop {
        let mut after = before.value.clone();
        if let Err(too_much) = changes.apply(&mut after.app_metadata, &mut after.user_metadata) {
            let execution = run.map(|run| run.execution.id.clone()).unwrap_or_default();
            error = Some(PostLoginError::Failed { threw: Some(too_much.to_string()), execution });
        }
        let now = app.clock.now();
        if request.counts && error.is_none() {
            after.logins_count += 1;
            after.last_login = Some(now);
            after.last_ip = Some(request.context.origin.ip.clone());
        }
        if !changes.is_empty() {
            after.updated_at = now;
        }
        let mut batch = Batch::new();
        if after != before.value && !gone {
            app.directory.users.stage_update(&mut batch, &before, &after)?;
        }
        if let Some(run) = run {
            run.stage(&app.audit, &mut batch)?;
        }
        if let Some(event) = events::outcome(app, request, &after, run, error.as_ref()) {
            app.audit.stage(&mut batch, &event)?;
        }
        let written = match &error {
            None if request.commits_after => app.store.commit_early(batch).await,
            _ => app.store.commit(batch).await,
        };
        match written {
            Ok(_) => {
                return Ok((after, error));
            }
            Err(StoreError::Conflict(key)) if clash(&key) == Clash::Entity => {
                let Some(fresh) = app.directory.users.get(&before.user_id).await? else {
                    // The record and the event are written all the same.
                    gone = true;
                    error = error.or(Some(PostLoginError::Overtaken));
                    continue;
                };
                let proof = |user: &User| (user.created_at, user.last_password_reset, user.signed_out_at);
                if error.is_none() && (fresh.blocked || proof(&fresh) != proof(&before)) {
                    error = Some(PostLoginError::Overtaken);
                }
                before = fresh;
            }
            Err(other) => return Err(other),
        }
    }
}
