//! The first start: everything that a tenant needs before anybody can sign in, in one commit.
//!
//! One commit, demanded to find no tenant: a crash leaves nothing half, and of two servers that start at once on one store, one
//! makes the tenant and the other finds it. Secrets are returned, to be printed once, and kept only hashed or sealed.
//!
//! The flag `enable_client_connections` is set, so that an application made later is enabled for every connection without
//! further calls; whoever wants to choose switches it off.

use crate::app::App;
use crate::config::FirstStart;
pub use crate::identity::client::CLI_CLIENT;
use crate::identity::client::{ClientAuthMethod, ExpirationType, RefreshTokenPolicy, RotationType};
use crate::identity::connection::DATABASE;
use crate::identity::management_scopes::SCOPES;
use crate::identity::resource_server::ScopeDescription;
use crate::identity::{AppType, Client, ClientGrant, Connection, Metadata, ResourceServer, SigningAlg, Tenant, User, password_policy};
use crate::random::{alphanumeric, hex24, prefixed, url_safe};
use crate::signup::{Profile, is_email};
use crate::storage::{Batch, StoreError};
use crate::token::devices;

/// The name of the database that every tenant begins with.
pub const DEFAULT_CONNECTION: &str = "Username-Password-Authentication";

/// Seconds that a login of `anteroom login` lives at most, and without use.
const CLI_LIFETIME: u64 = 30 * 24 * 3600;
const CLI_IDLE_LIFETIME: u64 = 7 * 24 * 3600;

/// What to print, once.
#[derive(Clone)]
pub struct Credentials {
    /// The administrator's address.
    pub admin_email: String,
    /// The administrator's password.
    pub admin_password: String,
    /// The machine-to-machine application.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// The audience that it may ask tokens for.
    pub audience: String,
}

/// Creates the tenant and what belongs to it; `None` if there is one already.
///
/// # Errors
/// A fixed value that cannot be taken, named by its variable; or the store.
pub async fn first_start(app: &App, fixed: FirstStart) -> anyhow::Result<Option<Credentials>> {
    let directory = &app.directory;
    if directory.tenants.get(&app.config.tenant).await?.is_some() {
        return Ok(None);
    }
    let credentials = choose(app, fixed)?;
    let machine = machine_client(app, &credentials);
    let cli = cli_client();
    let database = database(app, &[&machine, &cli]);
    let admin = administrator(app, &credentials, &database).await?;
    let mut batch = Batch::new();
    let mut tenant = Tenant::new(&app.config.tenant);
    tenant.flags.insert("enable_client_connections".to_owned(), true.into());
    directory.tenants.stage_insert(&mut batch, &tenant)?;
    directory.connections.stage_insert(&mut batch, &database)?;
    directory.clients.stage_insert(&mut batch, &global_client(app))?;
    directory.client_grants.stage_insert(&mut batch, &grant(app, &machine, "client"))?;
    directory.client_grants.stage_insert(&mut batch, &grant(app, &cli, "user"))?;
    directory.clients.stage_insert(&mut batch, &machine)?;
    directory.clients.stage_insert(&mut batch, &cli)?;
    directory.resource_servers.stage_insert(&mut batch, &management_api(app))?;
    directory.users.stage_insert(&mut batch, &admin)?;
    match app.store.commit(batch).await {
        Ok(_) => Ok(Some(credentials)),
        // Another server was first, unless there still is no tenant: then the conflict was about something else.
        Err(StoreError::Conflict(_)) if directory.tenants.get(&app.config.tenant).await?.is_some() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn choose(app: &App, fixed: FirstStart) -> anyhow::Result<Credentials> {
    let random = &*app.random;
    let admin_email = fixed.admin_email.unwrap_or_else(|| "admin@example.com".to_owned()).trim().to_owned();
    anyhow::ensure!(is_email(&admin_email), "ANTEROOM_ADMIN_EMAIL is not an e-mail address");
    let admin_password = fixed.admin_password.map_or_else(|| password(app), |secret| secret.expose().to_owned());
    if let Err(weakness) = password_policy::check_usual(&admin_password) {
        anyhow::bail!("ANTEROOM_ADMIN_PASSWORD is too weak. It needs: {}", weakness.policy);
    }
    let client_id = fixed.client_id.unwrap_or_else(|| alphanumeric(random, 32));
    let client_secret = fixed.client_secret.map_or_else(|| url_safe(random, 64), |secret| secret.expose().to_owned());
    Ok(Credentials { admin_email, admin_password, client_id, client_secret, audience: app.config.management_audience() })
}

/// 24 characters with at least one of each kind that the policy counts.
fn password(app: &App) -> String {
    loop {
        let drawn = url_safe(&*app.random, 24);
        if password_policy::check_usual(&drawn).is_ok() {
            return drawn;
        }
    }
}

async fn administrator(app: &App, credentials: &Credentials, database: &Connection) -> anyhow::Result<User> {
    // The operator vouches for the address.
    let profile = Profile { email: Some(credentials.admin_email.clone()), email_verified: true, ..Profile::default() };
    let identity = profile.identity(database, app.random.as_ref());
    let mut user = profile.into_user(identity, app.clock.now());
    user.password_hash = Some(app.passwords.hash(&credentials.admin_password).await?);
    Ok(user)
}

/// A client with nothing of its own.
fn client(client_id: String, name: &str, app_type: Option<AppType>, sealed: String, grant_types: &[&str]) -> Client {
    Client {
        app_type,
        grant_types: grant_types.iter().map(|g| (*g).to_owned()).collect(),
        token_endpoint_auth_method: ClientAuthMethod::ClientSecretPost,
        client_secret: Some(sealed),
        ..Client::new(client_id, name)
    }
}

fn machine_client(app: &App, credentials: &Credentials) -> Client {
    let id = credentials.client_id.clone();
    let sealed = app.vault.seal(&Client::secret_purpose(&id), credentials.client_secret.as_bytes());
    client(id, "Management API", Some(AppType::NonInteractive), sealed, &["client_credentials"])
}

/// Public, because a command line keeps no secret. Each use of its refresh tokens gives a new one.
fn cli_client() -> Client {
    let refresh_token = RefreshTokenPolicy {
        rotation_type: RotationType::Rotating,
        expiration_type: ExpirationType::Expiring,
        token_lifetime: CLI_LIFETIME,
        infinite_token_lifetime: false,
        idle_token_lifetime: CLI_IDLE_LIFETIME,
        infinite_idle_token_lifetime: false,
        ..RefreshTokenPolicy::default()
    };
    Client {
        token_endpoint_auth_method: ClientAuthMethod::None,
        client_secret: None,
        refresh_token,
        ..client(CLI_CLIENT.to_owned(), "Anteroom CLI", Some(AppType::Native), String::new(), &[devices::GRANT_TYPE, "refresh_token"])
    }
}

/// Holds the tenant's defaults and can do nothing: no grant type, no callback.
fn global_client(app: &App) -> Client {
    let id = alphanumeric(&*app.random, 32);
    let sealed = app.vault.seal(&Client::secret_purpose(&id), url_safe(&*app.random, 64).as_bytes());
    Client { global: true, ..client(id, "All Applications", None, sealed, &[]) }
}

fn database(app: &App, clients: &[&Client]) -> Connection {
    let mut options = Metadata::new();
    options.insert("passwordPolicy".to_owned(), "good".into());
    options.insert("brute_force_protection".to_owned(), true.into());
    Connection {
        id: prefixed(&*app.random, "con_"),
        name: DEFAULT_CONNECTION.to_owned(),
        display_name: None,
        strategy: DATABASE.to_owned(),
        is_domain_connection: false,
        enabled_clients: clients.iter().map(|client| client.client_id.clone()).collect(),
        realms: vec![DEFAULT_CONNECTION.to_owned()],
        metadata: Metadata::new(),
        options,
        extra: Metadata::new(),
    }
}

fn management_api(app: &App) -> ResourceServer {
    ResourceServer {
        id: hex24(&*app.random),
        identifier: app.config.management_audience(),
        name: "Management API".to_owned(),
        is_system: true,
        scopes: SCOPES
            .iter()
            .map(|(value, about)| ScopeDescription { value: (*value).to_owned(), description: Some((*about).to_owned()) })
            .collect(),
        signing_alg: SigningAlg::Rs256,
        token_lifetime: 86_400,
        token_lifetime_for_web: 7_200,
        // For who is logged in at a command line; their permissions are asked at every use.
        allow_offline_access: true,
        skip_consent_for_verifiable_first_party_clients: false,
        token_dialect: "access_token".to_owned(),
        // No user gets a scope of this API by asking for it on a login page; `http/management/auth.rs` asks once more at every use.
        enforce_policies: true,
        extra: Metadata::new(),
    }
}

fn grant(app: &App, client: &Client, subject_type: &str) -> ClientGrant {
    ClientGrant {
        id: prefixed(&*app.random, "cgr_"),
        client_id: client.client_id.clone(),
        audience: app.config.management_audience(),
        scope: SCOPES.iter().map(|(value, _)| (*value).to_owned()).collect(),
        subject_type: subject_type.to_owned(),
        extra: Metadata::new(),
    }
}
