//! With which organization a login is, and who may come in with it.
//!
//! Whether the user is a member is asked when the login ends and wherever its tokens are made ([`post_login`](crate::login::post_login)
//! and the grants): here it is only decided who becomes one. A connection that assigns membership makes a member of whoever logs in by
//! it; an invitation makes one of who has its ticket and its address.

use crate::app::App;
use crate::http::authorize::context::Context;
use crate::identity::client::OrganizationUsage;
use crate::identity::organization::change::{self, MemberError};
use crate::identity::organization::member;
use crate::identity::transaction::AuthorizeRequest;
use crate::identity::user::normalize_identifier;
use crate::identity::{Client, Invitation, Metadata, Organization, Tenant, User};
use crate::storage::{StoreError, Stored};
use crate::token::hash;

/// The organization that the request names, as the application's `organization_usage` allows, or why there is none.
///
/// By id always; by name where the tenant says so (`allow_organization_name_in_authentication_api`).
pub async fn wanted(
    app: &App,
    client: &Client,
    tenant: &Tenant,
    organization: Option<&str>,
) -> Result<Result<Option<Organization>, &'static str>, StoreError> {
    let usage = client.organization_usage();
    let Some(wanted) = organization else {
        return Ok(if usage == OrganizationUsage::Require { Err("parameter organization is required for this client") } else { Ok(None) });
    };
    if usage == OrganizationUsage::Deny {
        return Ok(Err("parameter organization is not allowed for this client"));
    }
    Ok(named(app, tenant, wanted).await?.map(Some).ok_or("parameter organization is invalid"))
}

/// The organization of this id, or of this name where the tenant takes names.
pub async fn named(app: &App, tenant: &Tenant, wanted: &str) -> Result<Option<Organization>, StoreError> {
    let found = app.directory.organization(wanted, tenant.takes_organization_names()).await?;
    Ok(found.map(|found| found.value))
}

/// The invitation that the request brings, if it is one to this organization and application and still open.
pub async fn invitation(
    app: &App,
    organization: &Organization,
    client: &Client,
    request: &AuthorizeRequest,
) -> Result<Option<Stored<Invitation>>, StoreError> {
    let Some(ticket) = request.invitation.as_deref() else { return Ok(None) };
    let found = app.directory.invitations.find("ticket", &hash(ticket)).await?;
    let now = app.clock.now();
    Ok(found.filter(|found| found.organization_id == organization.id && found.client_id == client.client_id && now < found.expires_at))
}

/// Whether the user is a member of the request's organization, or becomes one by logging in.
pub async fn admits(app: &App, context: &Context, user: &User) -> Result<bool, StoreError> {
    let Some(organization) = &context.organization else { return Ok(true) };
    Ok(member::find(&app.directory, &organization.id, user).await?.is_some() || assigns(context) || invited(context, user).is_some())
}

/// Makes the user a member, where the connection or an invitation says so.
pub async fn join(app: &App, context: &Context, user: Stored<User>) -> Result<Stored<User>, StoreError> {
    let Some(organization) = &context.organization else { return Ok(user) };
    let invitation = invited(context, &user);
    let known = member::find(&app.directory, &organization.id, &user).await?.is_some();
    let roles = invitation.map(|invitation| invitation.roles.clone()).unwrap_or_default();
    if invitation.is_none() && (known || !assigns(context)) {
        return Ok(user);
    }
    match change::add(&app.directory, &organization.id, std::slice::from_ref(&user.user_id), &roles).await {
        Ok(()) => {}
        Err(MemberError::Change(crate::identity::entitlements::change::ChangeError::Store(error))) => return Err(error),
        // The organization or a role went meanwhile: the login goes on, and is refused where membership is asked.
        Err(_) => return Ok(user),
    }
    if !known {
        log(app, context, organization, &user).await?;
    }
    match invitation {
        None => Ok(user),
        Some(invitation) => accept(app, invitation, user).await,
    }
}

fn assigns(context: &Context) -> bool {
    context.own_connection().is_some_and(|own| own.assign_membership_on_login)
}

/// The invitation, if it is for this user: who found somebody else's link cannot use it with another address.
fn invited<'a>(context: &'a Context, user: &User) -> Option<&'a Stored<Invitation>> {
    let email = user.email.as_deref().map(normalize_identifier)?;
    let by_connection = |wanted: &Option<String>| wanted.as_ref().is_none_or(|wanted| *wanted == context.connection.id);
    context.invitation.as_ref().filter(|found| normalize_identifier(&found.invitee) == email && by_connection(&found.connection_id))
}

/// Gives the new member the invitation's metadata, and uses the invitation up.
async fn accept(app: &App, invitation: &Stored<Invitation>, user: Stored<User>) -> Result<Stored<User>, StoreError> {
    match app.directory.invitations.delete(invitation).await {
        // It was used or withdrawn meanwhile.
        Err(StoreError::Conflict(_)) => return Ok(user),
        other => other?,
    }
    let lay = |own: &mut Metadata, given: &Metadata| own.extend(given.iter().map(|(name, value)| (name.clone(), value.clone())));
    let changed = app.directory.users.modify(&user.user_id, |after| {
        lay(&mut after.app_metadata, &invitation.app_metadata);
        lay(&mut after.user_metadata, &invitation.user_metadata);
    });
    Ok(changed.await?.unwrap_or(user))
}

async fn log(app: &App, context: &Context, organization: &Organization, user: &User) -> Result<(), StoreError> {
    let mut event = app.audit.event("organization_member_added");
    context.client.mark(&mut event);
    context.connection.mark(&mut event);
    event.user_id = Some(user.user_id.clone());
    event.user_name = user.email.clone();
    event.organization_id = Some(organization.id.clone());
    event.organization_name = Some(organization.name.clone());
    app.audit.write(event).await
}
