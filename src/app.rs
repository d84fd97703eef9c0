//! The wired-up parts as one value: what a handler, a flow or a test needs of the server.
//!
//! Built once from [`Parts`], whose sources of time, randomness and storage a test chooses.

use std::sync::Arc;

use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::actions::ActionStore;
use crate::audit::Audit;
use crate::background::Background;
use crate::clock::Clock;
use crate::config::Config;
use crate::databases::{self, DatabaseProgram};
use crate::federation::{Bounds, Documents};
use crate::hooks::{self, Hook};
use crate::http::limits::Limits;
use crate::http::pages::texts::Languages;
use crate::identity::password::Passwords;
use crate::identity::roster::Roster;
use crate::identity::{Directory, Tenant};
use crate::log_streams::{self, LogStreams};
use crate::login::suspended::SuspendedLogin;
use crate::mail::{self, Mailer, Renderer};
use crate::pipeline::{self, Pipeline};
use crate::random::Random;
use crate::registration::document;
use crate::rules::RuleStore;
use crate::sandbox::{Sandbox, SandboxOptions};
use crate::scripts::bundle::BundleOptions;
use crate::scripts::packages::PackageSource;
use crate::storage::vault::Vault;
use crate::storage::{Collection, Store, StoreError};
use crate::token::{KeyRing, OpaqueToken};
use crate::user_jobs::UserJobs;

/// What the server is made from.
pub struct Parts {
    /// The configuration, already valid.
    pub config: Config,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The store.
    pub store: Arc<dyn Store>,
    /// The key that secrets at rest are sealed under.
    pub master_key: Zeroizing<[u8; 32]>,
    /// How Actions are compiled and run.
    pub sandbox: SandboxOptions,
}

/// Uploads of components that are read and compiled at the same time; each may hold 32 MiB several times over.
pub const UPLOADS: usize = 4;

/// Builds of scripts with packages at the same time: each may hold a hundred packages.
pub const BUILDS: usize = 4;

/// The server's parts.
pub struct App {
    /// The configuration.
    pub config: Config,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub random: Arc<dyn Random>,
    /// The store.
    pub store: Arc<dyn Store>,
    /// Seals and opens secrets.
    pub vault: Vault,
    /// Users, applications, connections, sessions, …
    pub directory: Directory,
    /// The basics of all users, while somebody searches them.
    pub roster: Roster,
    /// Actions, versions, bindings.
    pub actions: ActionStore,
    /// Rules and their configuration.
    pub rules: RuleStore,
    /// Hooks.
    pub hooks: Collection<Hook>,
    /// What the scripts of custom databases were built into.
    pub databases: Collection<DatabaseProgram>,
    /// The tenant log and the execution records.
    pub audit: Audit,
    /// The signing keys.
    pub keys: KeyRing,
    /// Holds back who tries too often.
    pub limits: Limits,
    /// Access tokens for `/userinfo` alone.
    pub opaque_tokens: Collection<OpaqueToken>,
    /// Logins that wait for their user to come back.
    pub suspended: Collection<SuspendedLogin>,
    /// Hashes and verifies passwords.
    pub passwords: Passwords,
    /// Runs triggers.
    pub pipeline: Arc<Pipeline>,
    /// Sends the tenant log to whoever an operator says.
    pub log_streams: LogStreams,
    /// What is sent by e-mail.
    pub mail: Arc<Mailer>,
    /// What no answer waits for.
    pub background: Background,
    /// Imports and exports of users.
    pub user_jobs: UserJobs,
    /// The languages of the hosted pages.
    pub languages: Languages,
    /// What the providers of connections say of themselves.
    pub providers: Documents,
    /// What applications say of themselves that are named by an address. Apart from those of providers, which strangers could drive out.
    pub client_documents: Documents,
    /// Checks components, and runs them for the pipeline.
    pub sandbox: Sandbox,
    /// Finds and bundles npm packages.
    pub packages: PackageSource,
    /// Places for uploads of components, [`UPLOADS`] in all.
    pub uploads: Semaphore,
    /// The place for an application that registers itself: one at a time.
    pub registering: Semaphore,
    /// Places for builds of scripts with packages, [`BUILDS`] in all.
    pub builds: Semaphore,
}

impl App {
    /// The tenant's settings.
    pub async fn tenant(&self) -> Result<Tenant, StoreError> {
        self.directory.tenant(&self.config.tenant).await
    }

    /// Wires the parts up. Creates nothing in the store but the signing keys: the rest is `bootstrap`'s.
    pub async fn assemble(parts: Parts) -> anyhow::Result<Arc<Self>> {
        let Parts { config, clock, random, store, master_key, sandbox } = parts;
        let vault = Vault::new(&master_key, random.clone());
        let directory = Directory::new(&store, &config.tenant);
        let roster = Roster::new(directory.users.clone(), clock.clone());
        let actions = ActionStore::new(&store, &config.tenant);
        let rules = RuleStore::new(&store, &config.tenant);
        let hooks = hooks::collection(&store, &config.tenant);
        let databases = databases::collection(&store, &config.tenant);
        let audit = Audit::new(&store, &config.tenant, clock.clone(), random.clone());
        let keys = KeyRing::load_or_create(&store, &config, vault.clone(), clock.clone(), random.clone()).await?;
        let limits = Limits::new(clock.clone());
        let opaque_tokens = Collection::new(store.clone(), &config.tenant);
        let suspended = Collection::new(store.clone(), &config.tenant);
        let user_jobs = UserJobs::new(&store, &config.tenant);
        let passwords = Passwords::new(random.clone(), vault.clone());
        let bundle = BundleOptions { program: sandbox.compile.program.clone(), ..BundleOptions::default() };
        let packages = PackageSource::new(config.npm.options(&config.data_dir), bundle);
        let mail = Arc::new(Mailer::new(mail::Parts {
            config: config.clone(),
            store: store.clone(),
            directory: directory.clone(),
            audit: audit.clone(),
            vault: vault.clone(),
            clock: clock.clone(),
            random: random.clone(),
            renderer: Renderer::new(sandbox.compile.program.clone()),
        }));
        let sandbox = Sandbox::start(sandbox, clock.clone(), random.clone())?;
        let pipeline = Arc::new(Pipeline::new(pipeline::Parts {
            actions: actions.clone(),
            rules: rules.clone(),
            hooks: hooks.clone(),
            databases: databases.clone(),
            users: directory.users.clone(),
            audit: audit.clone(),
            vault: vault.clone(),
            sandbox: sandbox.clone(),
            clock: clock.clone(),
            random: random.clone(),
            limits: config.sandbox.limits.clone(),
            egress: config.sandbox.egress(),
        }));
        let log_streams = LogStreams::start(log_streams::Parts {
            tenant: config.tenant.clone(),
            audit: audit.clone(),
            vault: vault.clone(),
            sandbox: sandbox.clone(),
            clock: clock.clone(),
            settings: config.log_streams.clone(),
            plain_http: config.sandbox.allow_private_egress,
        })
        .await?;
        let languages = Languages::load(config.pages.texts.as_deref())?;
        let documents = |bounds| Documents::new(sandbox.egress(), config.sandbox.allow_private_egress, clock.clone(), bounds);
        // As many connections as are in use; and what strangers have us fetch, which is small.
        let providers = documents(Bounds { largest: 256 * 1024, most: 1000 });
        let client_documents = documents(Bounds { largest: document::MAX_DOCUMENT, most: 200 });
        Ok(Arc::new(Self {
            config,
            clock,
            random,
            store,
            vault,
            directory,
            roster,
            actions,
            rules,
            hooks,
            databases,
            audit,
            keys,
            limits,
            opaque_tokens,
            suspended,
            passwords,
            pipeline,
            log_streams,
            mail,
            background: Background::default(),
            user_jobs,
            languages,
            providers,
            client_documents,
            sandbox,
            packages,
            uploads: Semaphore::new(UPLOADS),
            registering: Semaphore::new(1),
            builds: Semaphore::new(BUILDS),
        }))
    }
}
