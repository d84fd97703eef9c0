//! `grant_type=urn:ietf:params:oauth:grant-type:token-exchange` (RFC 8693, reference 5.4): a token from elsewhere, of whatever form, for
//! tokens of the user that an Action says it stands for.
//!
//! The Action alone reads the token; so what a request may bring is only bounded here. The application must be the tenant's own and be
//! allowed it (`token_exchange`), for nobody is asked for consent. The token that comes back says who acts where the Action said so, and
//! then there is no refresh token: the actor's own right to act may end before it.

use axum::http::StatusCode;

use super::super::{Exchange, Refusal};
use super::login::{self, Given};
use super::{api, organization_claims, refuse_what_asks_consent, texts};
use crate::exchange::{self, Brought, Outcome};
use crate::http::authorize::membership;
use crate::http::error::OAuthError;
use crate::http::extract::Fields;
use crate::http::held_back::{self, Attempt};
use crate::identity::{Organization, Tenant, TokenExchangeProfile};
use crate::login::{EXCHANGE, LoginContext, PostLogin, post_login};
use crate::storage::Batch;
use crate::token::issue::{Login, TokenSet};
use crate::token::{families, rbac, scopes};
use crate::triggers::post_login::Exchanged;

/// The grant type.
pub const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
/// The type of the token that is answered (RFC 8693 section 3).
pub const ACCESS_TOKEN_TYPE: &str = "urn:ietf:params:oauth:token-type:access_token";

/// The longest token, in bytes: room for a SAML assertion with its certificates.
const MAX_TOKEN: usize = 32 * 1024;
/// The longest type of one; longer ones no profile has.
const MAX_TYPE: usize = 255;

/// Exchanges the token.
pub async fn exchange(exchange: &Exchange<'_>) -> Result<TokenSet, Refusal> {
    let Exchange { app, client, fields, origin, .. } = *exchange;
    let brought = brought(fields)?;
    let profile = profile(exchange, &brought).await?;
    let tenant = app.tenant().await?;
    let asked_organization = asked_organization(exchange, &tenant).await?;
    let audience = fields.get("audience").or(tenant.default_api()).map(str::to_owned);
    let api = api(app, audience.as_deref()).await?;
    refuse_what_asks_consent(api.as_ref())?;
    admit(exchange).await?;

    let asked = fields.get("scope").map(scopes::parse).unwrap_or_default();
    // What an opaque token is good for.
    let good_at = audience.clone().unwrap_or_else(|| app.config.userinfo_audience());
    let request = exchange::Request {
        profile: &profile,
        client,
        brought,
        organization: asked_organization,
        audience: &good_at,
        requested: &asked,
        origin,
        fields: texts(fields),
    };
    let subject = exchange::ask(app, request, || exchange.event("fecte")).await;
    let Outcome { user, connection, organization, actor, execution } = subject.inspect_err(|refusal| {
        if matches!(refusal, exchange::Refusal::BadToken(_)) {
            app.limits.bad_token(&origin.ip);
        }
    })?;

    let auth_time = app.clock.now();
    let organization_id = organization.as_ref().map(|organization| organization.id.clone());
    let scope = scopes::grantable(&asked, api.as_ref());
    let scope = rbac::limit(&app.directory, &user, organization_id.as_deref(), api.as_ref(), &scope, &[]).await?.scope;
    let exchanged = Exchanged {
        subject_token_type: brought.subject_token_type.to_owned(),
        actor_token_type: brought.actor_token.map(|(_, kind)| kind.to_owned()),
        actor,
    };
    let request = PostLogin {
        context: LoginContext { client, connection: &connection, origin },
        user,
        organization: organization.as_ref(),
        session: None,
        transaction: None,
        refresh_token: None,
        protocol: EXCHANGE,
        audience: audience.as_deref(),
        scope,
        counts: true,
        resumes: None,
        exchanged: Some(&exchanged),
        remembered: &[],
        devices: None,
        commits_after: false,
    };
    let outcome = post_login(app, request).await?;
    let added = &outcome.effects.added_scope;
    let rbac::Granted { scope, permissions } =
        rbac::limit(&app.directory, &outcome.user, organization_id.as_deref(), api.as_ref(), &outcome.scope, added).await?;
    let mut scope = login::lasting(client, api.as_ref(), &scope);
    if exchanged.actor.is_some() {
        scope.retain(|scope| scope != "offline_access");
    }

    let claims = organization_claims(app, organization.as_ref()).await?;
    let family = families::new_id(app);
    let login = Login {
        client,
        user: &outcome.user,
        session_id: None,
        family: &family,
        scope: &scope,
        organization: claims.as_ref(),
        permissions: permissions.as_deref(),
        actor: exchanged.actor.as_ref(),
        api: api.as_ref(),
        nonce: None,
        auth_time,
        effects: &outcome.effects,
        grant_type: Some(GRANT_TYPE),
        bound_to: exchange.bound_to,
    };
    let executions: Vec<String> = [execution].into_iter().chain(outcome.executions).collect();
    let mut event = exchange.success().executions(&executions);
    connection.mark(&mut event);
    event.organization_id.clone_from(&organization_id);
    event.organization_name = organization.as_ref().map(|organization| organization.name.clone());
    event.details.insert("tokenExchangeProfile".to_owned(), profile.told());
    let mut batch = Batch::new();
    let given = Given { audience: audience.as_deref(), organization_id: organization_id.as_deref(), device_name: None };
    let tokens = login::stage(app, &mut batch, &login, &given, event)?;
    app.store.commit(batch).await?;
    Ok(tokens)
}

/// The tokens of the request (RFC 8693 section 2.1).
fn brought(fields: &Fields) -> Result<Brought<'_>, Refusal> {
    let bounded = |name: &str, text, most: usize| match text {
        Some(text) if str::len(text) > most => Err(OAuthError::invalid_request(format!("The {name} is longer than {most} bytes."))),
        text => Ok(text),
    };
    let subject_token = fields.require("subject_token")?;
    let subject_token_type = fields.require("subject_token_type")?;
    bounded("subject_token", Some(subject_token), MAX_TOKEN)?;
    bounded("subject_token_type", Some(subject_token_type), MAX_TYPE)?;
    let actor_token = bounded("actor_token", fields.get("actor_token"), MAX_TOKEN)?;
    let actor_type = bounded("actor_token_type", fields.get("actor_token_type"), MAX_TYPE)?;
    let actor_token = match (actor_token, actor_type) {
        (Some(token), Some(kind)) => Some((token, kind)),
        (None, None) => None,
        (Some(_), None) => return Err(OAuthError::invalid_request("Missing required parameter: actor_token_type").into()),
        (None, Some(_)) => return Err(OAuthError::invalid_request("The actor_token_type is there without an actor_token.").into()),
    };
    let requested_token_type = fields.get("requested_token_type");
    if requested_token_type.is_some_and(|wanted| wanted != ACCESS_TOKEN_TYPE) {
        return Err(OAuthError::invalid_request("The requested_token_type is not supported.").into());
    }
    Ok(Brought { subject_token, subject_token_type, actor_token, requested_token_type })
}

async fn profile(exchange: &Exchange<'_>, brought: &Brought<'_>) -> Result<TokenExchangeProfile, Refusal> {
    let found = exchange.app.directory.token_exchange_profiles.find("subject_token_type", brought.subject_token_type).await?;
    let unknown = || OAuthError::invalid_request("The subject_token_type is not supported.").into();
    found.map(|found| found.value).ok_or_else(unknown)
}

/// The organization that the request names. Where the application requires one, the Action may still say which.
async fn asked_organization(exchange: &Exchange<'_>, tenant: &Tenant) -> Result<Option<Organization>, Refusal> {
    let Some(wanted) = exchange.fields.get("organization") else { return Ok(None) };
    let found = membership::wanted(exchange.app, exchange.client, tenant, Some(wanted)).await?;
    found.map_err(|why| OAuthError::invalid_request(why).into())
}

/// Holds back who guesses: addresses whose tokens were rejected before, and, where no secret stands before it, whoever asks too often.
async fn admit(exchange: &Exchange<'_>) -> Result<(), Refusal> {
    let Exchange { app, client, origin, .. } = *exchange;
    let asked = if client.is_public() { app.limits.from_address(&origin.ip) } else { Ok(()) };
    let Err(wait) = asked.and_then(|()| app.limits.tokens_from(&origin.ip)) else { return Ok(()) };
    held_back::tell(app, wait, &Attempt { origin, client: Some(client), connection: None, identifier: None }).await;
    let text = "We have detected suspicious login behavior and further attempts will be blocked. Please contact the administrator.";
    let answer = OAuthError::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", text);
    // It has been told, once a minute.
    Err(Refusal { reason: None, ..answer.into() })
}
