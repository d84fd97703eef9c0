//! What a login gives to its application in the answer of `/authorize`: a code, tokens, or both, as its `response_type` says (OpenID
//! Connect Core sections 3.1.2.5, 3.2.2.5 and 3.3.2.5).
//!
//! The Actions have been asked before, once: the code keeps what they decided, and tokens that are made here hold the same. Between that
//! and this may lie a consent page, so for tokens the user, the organization and the permissions are asked anew, as the token endpoint
//! does for a code. A refresh token never goes through a browser.

use super::context::Context;
use crate::app::App;
use crate::identity::organization::member;
use crate::identity::transaction::{Authenticated, AuthorizeRequest};
use crate::identity::{Session, User};
use crate::storage::{Batch, StoreError};
use crate::token::claims::OrganizationClaims;
use crate::token::codes::{self, NewCode};
use crate::token::holder::{self, NoHolder};
use crate::token::issue::{InRedirect, Login};
use crate::token::{IssueError, families, issue, rbac};

/// Why nothing is given.
pub enum NotGranted {
    /// To be said to the application.
    Refused {
        /// The code.
        error: &'static str,
        /// The sentence.
        description: String,
    },
    /// The store failed.
    Store(StoreError),
}

impl From<StoreError> for NotGranted {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<IssueError> for NotGranted {
    fn from(error: IssueError) -> Self {
        let description = match error {
            IssueError::Store(error) => return Self::Store(error),
            IssueError::UnknownApi(_) => return Self::Refused { error: "access_denied", description: error.to_string() },
            // No proof comes with a browser.
            IssueError::ProofRequired => return Self::Refused { error: "access_denied", description: error.to_string() },
            // The author's mistake: no tokens rather than tokens without what they should say.
            IssueError::TooLarge(_) => "The custom claims of a token are too large.",
            IssueError::Keys(error) => {
                tracing::error!(%error, "tokens could not be signed");
                "An internal error occurred."
            }
        };
        Self::Refused { error: "server_error", description: description.to_owned() }
    }
}

/// Adds to `batch` what is given, and returns the parameters of the answer.
pub async fn stage(
    app: &App,
    batch: &mut Batch,
    context: &Context,
    request: &AuthorizeRequest,
    session: &Session,
    authenticated: Authenticated,
) -> Result<Vec<(&'static str, String)>, NotGranted> {
    let asked = request.answers_with();
    // As the token endpoint asks for its own: the application may have lost it since the login began.
    if let Some(grant) = asked.grant_types().find(|grant| !context.client.allows_grant(grant)) {
        let description = format!("Grant type '{grant}' not allowed for the client.");
        return Err(NotGranted::Refused { error: "unauthorized_client", description });
    }
    // Somebody else than the application means has logged in; it must not take one for the other (OpenID Connect Core section 3.1.2.1).
    if request.hinted_user.as_ref().is_some_and(|hinted| *hinted != authenticated.user_id) {
        let description = "The user who logged in is not the one of the id_token_hint.".to_owned();
        return Err(NotGranted::Refused { error: "login_required", description });
    }
    let tokens = asked.carries_tokens().then(|| authenticated.clone());
    let code = if asked.code { Some(codes::stage(app, batch, new_code(context, request, session, authenticated))?) } else { None };
    let mut out = Vec::new();
    if let Some(authenticated) = tokens {
        let (tokens, scope) = stage_tokens(app, batch, context, request, session, &authenticated, code.as_deref()).await?;
        if let Some((token, seconds)) = tokens.access_token {
            // RFC 6749 section 4.2.2.
            out.extend([("access_token", token), ("expires_in", seconds.to_string()), ("token_type", "Bearer".to_owned())]);
            out.extend((!scope.is_empty()).then(|| ("scope", scope.join(" "))));
        }
        out.extend(tokens.id_token.map(|token| ("id_token", token)));
    }
    out.extend(code.map(|code| ("code", code)));
    Ok(out)
}

fn new_code(context: &Context, request: &AuthorizeRequest, session: &Session, authenticated: Authenticated) -> NewCode {
    NewCode {
        client_id: request.client_id.clone(),
        redirect_uri: request.redirect_uri.clone(),
        code_challenge: request.code_challenge.clone(),
        user_id: authenticated.user_id,
        session_id: authenticated.session_id,
        scope: authenticated.scope,
        audience: request.audience.clone(),
        organization_id: context.organization.as_ref().map(|organization| organization.id.clone()),
        nonce: request.nonce.clone(),
        auth_time: session.authenticated_at,
        effects: authenticated.outcome,
    }
}

async fn stage_tokens(
    app: &App,
    batch: &mut Batch,
    context: &Context,
    request: &AuthorizeRequest,
    session: &Session,
    authenticated: &Authenticated,
    code: Option<&str>,
) -> Result<(InRedirect, Vec<String>), NotGranted> {
    let user = live_user(app, context, session, &authenticated.user_id).await?;
    let organization = context.organization.as_ref();
    let claims = organization.map(|organization| OrganizationClaims {
        id: organization.id.clone(),
        name: context.tenant.takes_organization_names().then(|| organization.name.clone()),
    });
    // OpenID Connect Core section 11: it means nothing without a code, and beside one it is the code's.
    let scope: Vec<String> = authenticated.scope.iter().filter(|scope| *scope != "offline_access").cloned().collect();
    let (organization_id, added) = (organization.map(|organization| organization.id.as_str()), &authenticated.outcome.added_scope);
    let rbac::Granted { scope, permissions } =
        rbac::limit(&app.directory, &user, organization_id, context.api.as_ref(), &scope, added).await?;
    let login = Login {
        client: &context.client,
        user: &user,
        session_id: Some(&authenticated.session_id),
        family: &families::new_id(app),
        scope: &scope,
        organization: claims.as_ref(),
        permissions: permissions.as_deref(),
        actor: None,
        api: context.api.as_ref(),
        nonce: request.nonce.as_deref(),
        auth_time: session.authenticated_at,
        effects: &authenticated.outcome,
        grant_type: None,
        bound_to: None,
    };
    let tokens = issue::for_redirect(app, batch, &login, request.answers_with(), code)?;
    Ok((tokens, scope))
}

/// The user, if they may still have tokens from this login.
async fn live_user(app: &App, context: &Context, session: &Session, user_id: &str) -> Result<User, NotGranted> {
    let refused = |error, description: &str| NotGranted::Refused { error, description: description.to_owned() };
    let again = || refused("access_denied", "The account was changed while the login was under way; log in again.");
    let user = holder::find(app, user_id, session.authenticated_at).await.map_err(|error| match error {
        NoHolder::Blocked => refused("unauthorized", "user is blocked"),
        NoHolder::Gone | NoHolder::Overtaken => again(),
        NoHolder::Store(error) => error.into(),
    })?;
    let member = match &context.organization {
        Some(organization) => member::find(&app.directory, &organization.id, &user).await?.is_some(),
        None => true,
    };
    if member { Ok(user.value) } else { Err(again()) }
}
