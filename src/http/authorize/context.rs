//! What an authorization request is about, out of the store: application, API, source of users, tenant, the way back.
//!
//! Loaded anew at every step of a login. What was allowed when the login began may not be any more when it ends: an application that
//! was deleted or lost its callback meanwhile gets no code.

use super::membership;
use super::target::Target;
use crate::app::App;
use crate::http::pages::error::Problem;
use crate::identity::organization::OrganizationConnection;
use crate::identity::transaction::{AuthorizeRequest, TransactionError};
use crate::identity::{Client, Connection, Invitation, Organization, ResourceServer, Tenant, User};
use crate::storage::{StoreError, Stored};
use crate::token::{rbac, scopes, third_party};

/// Everything that a login needs to know of its request.
#[derive(Debug, Clone)]
pub struct Context {
    /// The application.
    pub client: Client,
    /// Where its users come from.
    pub connection: Connection,
    /// The organization that the login is with.
    pub organization: Option<Organization>,
    /// The invitation to it that the request brings.
    pub invitation: Option<Stored<Invitation>>,
    /// The API.
    pub api: Option<ResourceServer>,
    /// The tenant.
    pub tenant: Tenant,
    /// The way back.
    pub target: Target,
}

/// Why there is no context.
#[derive(Debug)]
pub enum NotReady {
    /// To be said on a page.
    Page(Problem),
    /// To be said to the application.
    Back {
        /// The way back.
        target: Target,
        /// The code.
        error: &'static str,
        /// The sentence.
        description: String,
    },
}

impl From<StoreError> for NotReady {
    fn from(error: StoreError) -> Self {
        Self::Page(Problem::internal(error))
    }
}

impl Context {
    /// The context of a request whose parameters were read before.
    pub async fn load(app: &App, request: &AuthorizeRequest) -> Result<Self, NotReady> {
        let gone = || NotReady::Page(Problem::transaction(&TransactionError::Unknown));
        let directory = &app.directory;
        let client = directory.clients.get(&request.client_id).await?.ok_or_else(gone)?.value;
        let target = Target::of(&client, request).ok_or_else(gone)?;
        let tenant = app.tenant().await?;
        let back = |error, description| NotReady::Back { target: target.clone(), error, description };
        let api = match &request.audience {
            None => None,
            Some(audience) => match directory.resource_servers.find("identifier", audience).await? {
                Some(api) => Some(api.value),
                None => return Err(back("access_denied", format!("Service not found: {audience}"))),
            },
        };
        if third_party::limit(directory, &client, api.as_ref(), &[], &[]).await?.is_none() {
            let audience = request.audience.as_deref().unwrap_or_default();
            let text = format!("Client is not authorized to access resource server \"{audience}\".");
            return Err(back("access_denied", text));
        }
        let organization = membership::wanted(app, &client, &tenant, request).await?;
        let organization = organization.map_err(|why| back("invalid_request", why.to_owned()))?;
        let invitation = match &organization {
            Some(organization) => membership::invitation(app, organization, &client, request).await?,
            None => None,
        };
        let connection = choose_connection(app, &client, &tenant, organization.as_ref(), request.connection.as_deref()).await?;
        let connection = connection.map_err(|why| back("invalid_request", why.to_owned()))?;
        Ok(Self { client, connection, organization, invitation, api, tenant, target })
    }

    /// The scopes of the request that a login of this user can give.
    pub async fn scope(&self, app: &App, request: &AuthorizeRequest, user: &User) -> Result<Vec<String>, StoreError> {
        let known = scopes::grantable(&request.scope, self.api.as_ref());
        let known = third_party::limit(&app.directory, &self.client, self.api.as_ref(), &known, &[]).await?.unwrap_or_default();
        let organization_id = self.organization.as_ref().map(|organization| organization.id.as_str());
        Ok(rbac::limit(&app.directory, user, organization_id, self.api.as_ref(), &known, &[]).await?.scope)
    }

    /// How the organization uses the connection.
    pub fn own_connection(&self) -> Option<&OrganizationConnection> {
        self.organization.as_ref().and_then(|organization| organization.connection(&self.connection.id))
    }

    /// Whether one may sign up here: an organization says it of each of its connections, and who is invited always may.
    pub fn signup_open(&self) -> bool {
        let by_organization = self.organization.is_none() || self.invitation.is_some();
        let open = by_organization || self.own_connection().is_some_and(|own| own.is_signup_enabled && own.assign_membership_on_login);
        open && !self.connection.disable_signup() && self.client.takes_sign_ups()
    }

    /// The API's identifier.
    pub fn audience(&self) -> Option<&str> {
        self.api.as_ref().map(|api| api.identifier.as_str())
    }

    /// Whether a user of another connection may go on here, and then under that connection.
    pub async fn serve(&mut self, app: &App, request: &AuthorizeRequest, user: &User) -> Result<bool, StoreError> {
        if user.is_in(&self.connection.name) {
            return Ok(true);
        }
        if request.connection.is_some() {
            return Ok(false);
        }
        for name in user.connections() {
            if let Some(connection) = app.directory.connections.find("name", name).await?
                && connection.serves(&self.client)
                && used_by(self.organization.as_ref(), &connection)
            {
                self.connection = connection.value;
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the user must be asked before the application gets what it asks for: a third party always, our own never unless the
    /// API wants it or the request does.
    pub fn asks_consent(&self, request: &AuthorizeRequest) -> bool {
        let wanted_by_api = self.api.as_ref().is_some_and(|api| !api.skip_consent_for_verifiable_first_party_clients);
        !self.client.is_first_party || wanted_by_api || request.prompt.iter().any(|p| p == "consent")
    }
}

/// Whether a login with the organization may use the connection.
fn used_by(organization: Option<&Organization>, connection: &Connection) -> bool {
    organization.is_none_or(|organization| organization.connection(&connection.id).is_some())
}

/// The connection that the request names, or else the tenant's default one, or else the first that serves the application.
async fn choose_connection(
    app: &App,
    client: &Client,
    tenant: &Tenant,
    organization: Option<&Organization>,
    wanted: Option<&str>,
) -> Result<Result<Connection, &'static str>, StoreError> {
    let connections = &app.directory.connections;
    if let Some(name) = wanted {
        return Ok(match connections.find("name", name).await? {
            Some(found) if found.strategy == "auth0" && found.serves(client) && used_by(organization, &found) => Ok(found.value),
            // Whether there is such a connection is nobody's business who may not use it.
            _ => Err("the connection was not found or is not enabled for the client"),
        });
    }
    let mut serving: Vec<Connection> =
        connections.all().await?.into_iter().map(|found| found.value).filter(|c| c.strategy == "auth0" && c.serves(client)).collect();
    serving.retain(|connection| used_by(organization, connection));
    let default = serving.iter().position(|c| Some(&c.name) == tenant.default_directory.as_ref()).unwrap_or(0);
    Ok(if serving.is_empty() { Err("no connections enabled for the client") } else { Ok(serving.swap_remove(default)) })
}
