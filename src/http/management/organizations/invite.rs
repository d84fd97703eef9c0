//! `POST /api/v2/organizations/{id}/invitations`: the link to an application's login, with a ticket that only it holds.
//!
//! The letter with the link is staged in the same commit, unless whoever invites wants to deliver it. Everything that the invitation
//! speaks of is demanded in that commit, because what is deleted takes its invitations along.

use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::invitations::{organization, wire};
use super::schema::NewInvitation;
use crate::app::App;
use crate::clock::after;
use crate::http::Shared;
use crate::http::error::ApiError;
use crate::http::management::body::Body;
use crate::http::management::operation::With;
use crate::http::management::path::Path;
use crate::http::management::roles::texts;
use crate::identity::organization::invitation::MAX_INVITATIONS;
use crate::identity::{Client, Invitation, Organization};
use crate::mail::Letter;
use crate::random::{prefixed, url_safe};
use crate::storage::Batch;
use crate::token::hash;

/// Seconds that an invitation is good where nothing is said: seven days, as at Auth0.
const TTL: u64 = 604_800;
/// Characters of a ticket.
const TICKET_LENGTH: usize = 32;

fn bad(message: impl Into<String>) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, message)
}

/// Invites somebody.
pub async fn create(State(app): State<Shared>, Path(id): Path<String>, body: Body<NewInvitation>) -> Result<With<201>, ApiError> {
    let organization = organization(&app, &id).await?;
    let given = body.check()?;
    if app.directory.invitations.count_by("organization", &id, MAX_INVITATIONS).await? >= MAX_INVITATIONS {
        let message = "You reached the limit of entities of this type for this organization.";
        return Err(ApiError::new(StatusCode::FORBIDDEN, message).code("too_many_entities"));
    }
    let mut batch = Batch::new();
    app.directory.organizations.stage_expect(&mut batch, &id, Some(organization.version));
    let client = client(&app, &mut batch, &given).await?;
    let login_uri = login_uri(&app, &client).await?;
    let connection_id = connection(&app, &mut batch, &organization, &given).await?;
    let roles = roles(&app, &mut batch, &given).await?;

    let object = |name: &str| given.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
    let inner = |name: &str, member: &str| object(name).get(member).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (id, ticket) = (prefixed(&*app.random, "uinv_"), url_safe(&*app.random, TICKET_LENGTH));
    let now = app.clock.now();
    let ttl = given.get("ttl_sec").and_then(Value::as_u64).filter(|ttl| *ttl > 0).unwrap_or(TTL);
    let invitation = Invitation {
        sealed_ticket: app.vault.seal(&Invitation::purpose(&id), ticket.as_bytes()),
        ticket_hash: hash(&ticket),
        id,
        organization_id: organization.id.clone(),
        inviter: inner("inviter", "name"),
        invitee: inner("invitee", "email"),
        client_id: client.client_id,
        connection_id,
        app_metadata: object("app_metadata"),
        user_metadata: object("user_metadata"),
        roles,
        login_uri,
        created_at: now,
        expires_at: after(now, ttl),
    };
    app.directory.invitations.stage_insert(&mut batch, &invitation)?;
    let shown = wire(&app, &organization, &invitation)?;
    if given.get("send_invitation_email") != Some(&Value::Bool(false)) && app.mail.is_ready().await? {
        let url = shown.get("invitation_url").and_then(Value::as_str).unwrap_or_default();
        let letter = Letter::of_invitation(app.random.as_ref(), now, &invitation).with_url(&app.vault, url);
        app.mail.stage(&mut batch, &letter)?;
    }
    app.store.commit(batch).await?;
    app.mail.nudge();
    Ok(With(shown))
}

fn text<'a>(given: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    given.get(name).and_then(Value::as_str)
}

async fn client(app: &App, batch: &mut Batch, given: &Map<String, Value>) -> Result<Client, ApiError> {
    let id = text(given, "client_id").unwrap_or_default();
    let found = app.directory.clients.get(id).await?.filter(|client| !client.global);
    let client = found.ok_or_else(|| bad("The specified client_id does not exist."))?;
    if !client.allows_organizations() {
        return Err(bad("The specified client_id does not allow organizations."));
    }
    app.directory.clients.stage_expect(batch, id, Some(client.version));
    Ok(client.value)
}

/// Where a login of the application begins that did not begin there.
async fn login_uri(app: &App, client: &Client) -> Result<String, ApiError> {
    let of_tenant = app.directory.tenants.get(&app.config.tenant).await?.and_then(|tenant| tenant.value.default_redirection_uri);
    let uri = client.initiate_login_uri.clone().filter(|uri| !uri.is_empty()).or(of_tenant).filter(|uri| url::Url::parse(uri).is_ok());
    uri.ok_or_else(|| bad("A default login route is required to generate the invitation url."))
}

async fn connection(
    app: &App,
    batch: &mut Batch,
    organization: &Organization,
    given: &Map<String, Value>,
) -> Result<Option<String>, ApiError> {
    let Some(id) = text(given, "connection_id") else { return Ok(None) };
    let connection = app.directory.connections.get(id).await?.ok_or_else(|| bad("The specified connection does not exist."))?;
    if organization.connection(id).is_none() {
        return Err(bad(format!("The specified connection ({id}) is not enabled for the organization")));
    }
    app.directory.connections.stage_expect(batch, id, Some(connection.version));
    Ok(Some(id.to_owned()))
}

async fn roles(app: &App, batch: &mut Batch, given: &Map<String, Value>) -> Result<Vec<String>, ApiError> {
    let (ids, mut missing) = (texts(given, "roles"), Vec::new());
    for id in &ids {
        match app.directory.roles.get(id).await? {
            Some(role) => app.directory.roles.stage_expect(batch, id, Some(role.version)),
            None => missing.push(id.chars().filter(|c| !c.is_control()).collect::<String>()),
        }
    }
    if missing.is_empty() { Ok(ids) } else { Err(bad(format!("One or more of the specified roles do not exist: {}", missing.join(", ")))) }
}
