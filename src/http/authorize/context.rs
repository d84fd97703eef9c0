//! What an authorization request is about, out of the store: application, API, source of users, tenant, the way back.
//!
//! Loaded anew at every step of a login. What was allowed when the login began may not be any more when it ends: an application that
//! was deleted or lost its callback meanwhile gets no code.

use super::membership;
use super::target::Target;
use crate::app::App;
use crate::foreign_users;
use crate::http::pages::error::Problem;
use crate::identity::organization::OrganizationConnection;
use crate::identity::transaction::{AuthorizeRequest, TransactionError};
use crate::identity::{Client, Connection, Invitation, Organization, ResourceServer, Session, Tenant, User};
use crate::storage::{StoreError, Stored};
use crate::token::{rbac, scopes, third_party};

/// Everything that a login needs to know of its request.
#[derive(Debug, Clone)]
pub struct Context {
    /// The application.
    pub client: Client,
    /// Where its users come from: a database, if there is one.
    pub connection: Connection,
    /// Where else they may come from, by a provider.
    pub federated: Vec<Connection>,
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
        let tenant = app.tenant().await?;
        let organization = membership::wanted(app, &client, &tenant, request.organization.as_deref()).await?;
        let with = organization.as_ref().ok().and_then(Option::as_ref);
        let target = Target::of(&client, request, with).ok_or_else(gone)?;
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
        let organization = organization.map_err(|why| back("invalid_request", why.to_owned()))?;
        let invitation = match &organization {
            Some(organization) => membership::invitation(app, organization, &client, request).await?,
            None => None,
        };
        let usable = usable(app, &client, organization.as_ref(), request.connection.as_deref()).await?;
        let (connection, federated) = chosen(usable, &tenant).map_err(|why| back("invalid_request", why.to_owned()))?;
        Ok(Self { client, connection, federated, organization, invitation, api, tenant, target })
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
        let takes = self.connection.is_database() && !self.connection.disable_signup() && foreign_users::can_tell(&self.connection);
        open && takes && self.client.takes_sign_ups()
    }

    /// Whether a forgotten password can be set anew here.
    pub fn reset_open(&self) -> bool {
        self.connection.is_database() && !self.connection.disable_self_service_change_password()
    }

    /// The provider that the login goes to without a page of ours, where there is nothing to choose.
    pub fn straight_to(&self) -> Option<&Connection> {
        match self.federated.as_slice() {
            [only] if !self.connection.is_database() => Some(only),
            _ => None,
        }
    }

    /// Goes on with a user of this provider; false if the login may not use it, or not any more.
    pub fn come_through(&mut self, connection_id: &str) -> bool {
        match self.federated.iter().find(|connection| connection.id == connection_id) {
            Some(connection) => {
                self.connection = connection.clone();
                true
            }
            None => false,
        }
    }

    /// The API's identifier.
    pub fn audience(&self) -> Option<&str> {
        self.api.as_ref().map(|api| api.identifier.as_str())
    }

    /// Whether a login goes on here by the connection by which its user has proved who they are, and then under that one. Another one
    /// of theirs is no answer: a request or an organization that wants a connection wants its proof.
    pub async fn serve(&mut self, app: &App, request: &AuthorizeRequest, session: &Session, user: &User) -> Result<bool, StoreError> {
        let Some(connection) = app.directory.connections.get(&session.connection_id).await? else { return Ok(false) };
        let wanted = request.connection.as_ref().is_none_or(|wanted| *wanted == connection.name);
        let good = wanted && user.is_in(&connection.name) && connection.serves(&self.client);
        if !good || !used_by(self.organization.as_ref(), &connection) {
            return Ok(false);
        }
        self.connection = connection.value;
        Ok(true)
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

/// The connections that the login may use: the one that the request names, or all that serve the application.
async fn usable(
    app: &App,
    client: &Client,
    organization: Option<&Organization>,
    wanted: Option<&str>,
) -> Result<Result<Vec<Connection>, &'static str>, StoreError> {
    let connections = &app.directory.connections;
    let may = |connection: &Connection| {
        let known = connection.is_database() || connection.is_federated();
        known && connection.serves(client) && used_by(organization, connection)
    };
    if let Some(name) = wanted {
        // Whether there is such a connection is nobody's business who may not use it.
        let found = connections.find("name", name).await?.map(|found| found.value).filter(may);
        return Ok(found.map(|found| vec![found]).ok_or("the connection was not found or is not enabled for the client"));
    }
    let serving: Vec<Connection> = connections.all().await?.into_iter().map(|found| found.value).filter(may).collect();
    Ok(if serving.is_empty() { Err("no connections enabled for the client") } else { Ok(serving) })
}

/// The database that a page asks for a password of, or else the first provider; and the providers that it shows beside it. Of several
/// databases it is the tenant's default one, or the first.
fn chosen(usable: Result<Vec<Connection>, &'static str>, tenant: &Tenant) -> Result<(Connection, Vec<Connection>), &'static str> {
    let (databases, mut federated): (Vec<_>, Vec<_>) = usable?.into_iter().partition(Connection::is_database);
    let default = databases.iter().find(|connection| Some(&connection.name) == tenant.default_directory.as_ref());
    let database = default.or(databases.first()).cloned();
    if database.is_some() || federated.len() > 1 {
        federated.retain(Connection::shows_button);
    }
    federated.sort_by(|a, b| a.shown_name().cmp(b.shown_name()));
    let connection = database.or_else(|| federated.first().cloned());
    Ok((connection.ok_or("no connections enabled for the client")?, federated))
}
