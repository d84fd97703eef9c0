//! Who and what the server knows: users, applications, connections, APIs, sessions, and what they have been granted.
//!
//! Data and invariants only. Nothing here knows of HTTP, of tokens' wire form, or of Actions.

pub mod authenticator;
pub mod authorization_code;
pub mod client;
pub mod client_credential;
pub mod client_grant;
pub mod connection;
pub mod consent;
pub mod custom_domain;
pub mod device_authorization;
pub mod entitlements;
pub mod job;
pub mod known_device;
pub mod linked;
pub mod logout_notice;
pub mod management_scopes;
pub mod organization;
pub mod origin;
pub mod password;
pub mod password_policy;
pub mod pushed_request;
pub mod refresh_token;
pub mod registration;
pub mod resource_server;
pub mod response_type;
pub mod role;
pub mod roster;
pub mod session;
pub mod sessions;
pub mod setting;
pub mod signing_alg;
pub mod tenant;
pub mod ticket;
pub mod token_exchange_profile;
pub mod transaction;
pub mod user;

use std::sync::Arc;

use crate::storage::{Collection, Store, StoreError, Stored};

pub use authenticator::{Authenticator, RememberedBrowser};
pub use authorization_code::AuthorizationCode;
pub use client::{AppType, Client};
pub use client_credential::{ClientCredential, UsedAssertion};
pub use client_grant::ClientGrant;
pub use connection::{Connection, PasswordPolicy};
pub use consent::Consent;
pub use custom_domain::CustomDomain;
pub use device_authorization::DeviceAuthorization;
pub use entitlements::Entitlements;
pub use job::{Job, JobStatus};
pub use known_device::KnownDevice;
pub use linked::LinkedAccount;
pub use logout_notice::LogoutNotice;
pub use organization::Organization;
pub use organization::invitation::Invitation;
pub use organization::member::Member;
pub use origin::Origin;
pub use pushed_request::PushedRequest;
pub use refresh_token::RefreshToken;
pub use registration::Registration;
pub use resource_server::ResourceServer;
pub use response_type::ResponseType;
pub use role::{Permission, Role};
pub use session::Session;
pub use setting::Setting;
pub use signing_alg::SigningAlg;
pub use tenant::Tenant;
pub use ticket::{Ticket, TicketKind};
pub use token_exchange_profile::TokenExchangeProfile;
pub use transaction::LoginTransaction;
pub use user::{Identity, User};

/// A JSON object whose members are the operator's or the user's own: metadata.
pub type Metadata = serde_json::Map<String, serde_json::Value>;

/// Every collection of identity data of one tenant.
#[derive(Clone)]
pub struct Directory {
    /// The tenant's settings, one entity.
    pub tenants: Collection<Tenant>,
    /// Custom domains.
    pub custom_domains: Collection<CustomDomain>,
    /// Settings that are documents of their own.
    pub settings: Collection<Setting>,
    /// Users.
    pub users: Collection<User>,
    /// Applications.
    pub clients: Collection<Client>,
    /// What is known of applications that registered themselves.
    pub registrations: Collection<Registration>,
    /// Public keys of applications.
    pub client_credentials: Collection<ClientCredential>,
    /// Proofs of applications that were used.
    pub used_assertions: Collection<UsedAssertion>,
    /// Sources of users.
    pub connections: Collection<Connection>,
    /// APIs that access tokens are for.
    pub resource_servers: Collection<ResourceServer>,
    /// Which application may have which scopes of which API.
    pub client_grants: Collection<ClientGrant>,
    /// Roles.
    pub roles: Collection<Role>,
    /// The roles and permissions of users.
    pub entitlements: Collection<Entitlements>,
    /// Organizations.
    pub organizations: Collection<Organization>,
    /// Who is a member of which.
    pub members: Collection<Member>,
    /// Who is invited to which.
    pub invitations: Collection<Invitation>,
    /// What users have allowed applications.
    pub consents: Collection<Consent>,
    /// Second factors of users.
    pub authenticators: Collection<Authenticator>,
    /// Browsers in which these are not asked for.
    pub remembered_browsers: Collection<RememberedBrowser>,
    /// Browsers in which users have logged in.
    pub known_devices: Collection<KnownDevice>,
    /// Browser sessions.
    pub sessions: Collection<Session>,
    /// What applications are to be told of sessions that have ended.
    pub logout_notices: Collection<LogoutNotice>,
    /// Logins under way.
    pub transactions: Collection<LoginTransaction>,
    /// Requests that applications have pushed.
    pub pushed_requests: Collection<PushedRequest>,
    /// Codes not yet exchanged, and the memory of those that were.
    pub codes: Collection<AuthorizationCode>,
    /// Devices that wait to be connected.
    pub devices: Collection<DeviceAuthorization>,
    /// Refresh tokens.
    pub refresh_tokens: Collection<RefreshToken>,
    /// Links that were given to users.
    pub tickets: Collection<Ticket>,
    /// Which Action decides about which type of foreign token.
    pub token_exchange_profiles: Collection<TokenExchangeProfile>,
    /// What is done after its answer.
    pub jobs: Collection<Job>,
}

impl Directory {
    /// The settings of the tenant of this name; those of a new one where nothing is stored.
    pub async fn tenant(&self, id: &str) -> Result<Tenant, StoreError> {
        Ok(self.tenants.get(id).await?.map_or_else(|| Tenant::new(id), |found| found.value))
    }

    /// The user of this id, or the one that the identity of that id was linked into.
    pub async fn user_or_linked(&self, id: &str) -> Result<Option<Stored<User>>, StoreError> {
        match self.users.get(id).await? {
            Some(user) => Ok(Some(user)),
            None => self.users.find("linked", id).await,
        }
    }

    /// The user who logs in with this address or user name in a connection.
    pub async fn user_by_identifier(&self, connection: &str, identifier: &str) -> Result<Option<Stored<User>>, StoreError> {
        // An address holds an @ in one spelling or another, a user name never does.
        let index = if user::normalize_identifier(identifier).contains('@') { "email" } else { "username" };
        self.users.find(index, &user::scoped(connection, identifier)).await
    }

    /// The organization of this id, or, where names are taken, of this name.
    pub async fn organization(&self, wanted: &str, by_name: bool) -> Result<Option<Stored<Organization>>, StoreError> {
        match self.organizations.get(wanted).await? {
            None if by_name => self.organizations.find("name", &wanted.to_lowercase()).await,
            found => Ok(found),
        }
    }

    /// The directory of `tenant` in `store`.
    pub fn new(store: &Arc<dyn Store>, tenant: &str) -> Self {
        Self {
            tenants: Collection::new(store.clone(), tenant),
            custom_domains: Collection::new(store.clone(), tenant),
            settings: Collection::new(store.clone(), tenant),
            users: Collection::new(store.clone(), tenant),
            clients: Collection::new(store.clone(), tenant),
            registrations: Collection::new(store.clone(), tenant),
            client_credentials: Collection::new(store.clone(), tenant),
            used_assertions: Collection::new(store.clone(), tenant),
            connections: Collection::new(store.clone(), tenant),
            resource_servers: Collection::new(store.clone(), tenant),
            client_grants: Collection::new(store.clone(), tenant),
            roles: Collection::new(store.clone(), tenant),
            entitlements: Collection::new(store.clone(), tenant),
            organizations: Collection::new(store.clone(), tenant),
            members: Collection::new(store.clone(), tenant),
            invitations: Collection::new(store.clone(), tenant),
            consents: Collection::new(store.clone(), tenant),
            authenticators: Collection::new(store.clone(), tenant),
            remembered_browsers: Collection::new(store.clone(), tenant),
            known_devices: Collection::new(store.clone(), tenant),
            sessions: Collection::new(store.clone(), tenant),
            logout_notices: Collection::new(store.clone(), tenant),
            transactions: Collection::new(store.clone(), tenant),
            pushed_requests: Collection::new(store.clone(), tenant),
            codes: Collection::new(store.clone(), tenant),
            devices: Collection::new(store.clone(), tenant),
            refresh_tokens: Collection::new(store.clone(), tenant),
            tickets: Collection::new(store.clone(), tenant),
            token_exchange_profiles: Collection::new(store.clone(), tenant),
            jobs: Collection::new(store.clone(), tenant),
        }
    }
}
