//! What the sandbox costs: one post-login Action in Rust with the full event, against the same component driven by bare wasmtime.
//!
//! Both sides make a fresh instance for every call, with fuel on and the pooling allocator with its page scan. The bare side has
//! neither limits nor reports, and builds its event once; what is between the two is the price of everything that the sandbox
//! does. Figures are of this machine and this run: compare within a table only. Run with `cargo bench --bench sandbox`.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark fails as a test does")]

#[path = "../tests/it/support/examples.rs"]
mod examples;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anteroom::clock::SystemClock;
use anteroom::contract::{Entry, Event, Trigger};
use anteroom::random::SystemRandom;
use anteroom::sandbox::{Call, CompileOptions, EgressPolicy, Limits, MemoryCache, Program, Sandbox, SandboxOptions};

const WARM_UP: usize = 2_000;
const CALLS: usize = 20_000;

fn main() {
    let component = examples::example("add-claims");
    let runtime = |threads| tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build().unwrap();
    let dir = tempfile::tempdir().unwrap();
    let (one, two) = (runtime(1), runtime(2));
    let sandbox = one.block_on(ours::start(dir.path().to_owned()));
    let program = one.block_on(ours::program(&sandbox, component.clone()));
    println!(
        "One post-login Action (add-claims, {} bytes of WebAssembly), fresh instance per call, {CALLS} calls each.\n",
        component.len()
    );
    println!("{:<34} {:>10} {:>10} {:>10} {:>10}", "", "median µs", "p99 µs", "calls/s", "fuel");

    let bare = bare::Bare::new(&component);
    let (bare_times, fuel) = bare.measure();
    row("bare wasmtime, 1 thread", bare_times, 1, fuel);
    let (times, fuel) = one.block_on(ours::measure(sandbox.clone(), program.clone(), CALLS));
    let single = row("Sandbox::call, 1 thread", times, 1, fuel);
    let (times, fuel) = two.block_on(async {
        let halves = [0, 1].map(|_| tokio::spawn(ours::measure(sandbox.clone(), program.clone(), CALLS)));
        let mut all = Vec::new();
        let mut fuel = 0;
        for half in halves {
            let (times, used) = half.await.unwrap();
            all.extend(times);
            fuel = used;
        }
        (all, fuel)
    });
    let double = row("Sandbox::call, 2 threads", times, 2, fuel);
    println!("\nTwo threads run {:.2} times as many calls per second as one.", double / single);
}

/// Prints a row and returns calls per second. Times are of `threads` threads that ran at once.
fn row(name: &str, mut times: Vec<Duration>, threads: usize, fuel: u64) -> f64 {
    times.sort();
    let total: Duration = times.iter().sum();
    let per_second = (times.len() * threads) as f64 / total.as_secs_f64();
    let micros = |at: usize| times[at].as_nanos() as f64 / 1000.0;
    println!("{name:<34} {:>10.1} {:>10.1} {per_second:>10.0} {fuel:>10}", micros(times.len() / 2), micros(times.len() * 99 / 100));
    per_second
}

fn event() -> anteroom::contract::post_login::Event {
    serde_json::from_str(include_str!("../tests/fixtures/post-login.json")).unwrap()
}

/// Our side.
mod ours {
    use super::*;

    pub async fn start(cache_dir: PathBuf) -> Sandbox {
        let program = PathBuf::from(env!("CARGO_BIN_EXE_anteroom"));
        let compile = CompileOptions { program, ..CompileOptions::default() };
        let options = SandboxOptions { cache_dir, compile, ..SandboxOptions::default() };
        Sandbox::start(options, Arc::new(SystemClock), Arc::new(SystemRandom)).unwrap()
    }

    pub async fn program(sandbox: &Sandbox, component: Vec<u8>) -> Arc<Program> {
        let prepared = sandbox.prepare(component.into(), Trigger::PostLogin).await.unwrap();
        sandbox.load(&prepared.sha256, Trigger::PostLogin, async { unreachable!("it was prepared") }).await.unwrap()
    }

    pub async fn measure(sandbox: Sandbox, program: Arc<Program>, calls: usize) -> (Vec<Duration>, u64) {
        // Off the thread that blocks on the runtime: a server calls from its workers.
        tokio::spawn(async move {
            let event = Arc::new(Event::PostLogin(Box::new(event())));
            let (secrets, cache) = (Arc::new(BTreeMap::new()), Arc::new(MemoryCache::default()));
            let mut times = Vec::with_capacity(calls);
            let mut fuel = 0;
            for n in 0..WARM_UP + calls {
                let begun = Instant::now();
                let report = sandbox
                    .call(Call {
                        program: program.clone(),
                        event: event.clone(),
                        entry: Entry::Execute,
                        limits: Limits::default(),
                        secrets: secrets.clone(),
                        module_secrets: Arc::default(),
                        cache: cache.clone(),
                        egress: EgressPolicy::PublicHosts,
                        time_left: Duration::from_secs(20),
                        home: None,
                    })
                    .await;
                let time = begun.elapsed();
                assert_eq!(report.outcome.expect("the Action runs").len(), 3);
                fuel = report.fuel_used;
                if n >= WARM_UP {
                    times.push(time);
                }
            }
            (times, fuel)
        })
        .await
        .unwrap()
    }
}

/// The `api` object in the hands of the bare side's guest.
pub struct Api;

/// The same component without the sandbox.
mod bare {
    use wasmtime::component::{Component, HasSelf, Linker, Resource};
    use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Store};

    use super::*;

    wasmtime::component::bindgen!({ path: "wit", world: "anteroom:actions/post-login", with: { "anteroom:actions/post-login-types.api": super::Api } });

    use self::anteroom::actions::post_login_types::{self as types, ClaimError, MetadataError, ScopeError, ValidationError};
    use self::anteroom::actions::{log, types as common};

    /// What a call leaves behind.
    #[derive(Default)]
    pub struct State {
        texts: Vec<String>,
    }

    impl State {
        fn keep<E>(&mut self, texts: [String; 2]) -> Result<(), E> {
            self.texts.extend(texts);
            Ok(())
        }
    }

    /// Methods that the measured Action does not call.
    macro_rules! unused {
        ($($name:ident($($argument:ty),*),)*) => {
            $(fn $name(&mut self, _: Resource<Api> $(, _: $argument)*) -> Result<(), common::Refusal> {
                Ok(())
            })*
        };
    }

    impl common::Host for State {}
    impl types::Host for State {}
    impl log::Host for State {
        fn write(&mut self, _: log::Level, message: String) {
            self.texts.push(message);
        }
    }
    impl types::HostApi for State {
        fn access_deny(&mut self, _: Resource<Api>, reason: String) {
            self.texts.push(reason);
        }
        fn id_token_set_custom_claim(&mut self, _: Resource<Api>, name: String, value: String) -> Result<(), ClaimError> {
            self.keep([name, value])
        }
        fn access_token_set_custom_claim(&mut self, _: Resource<Api>, name: String, value: String) -> Result<(), ClaimError> {
            self.keep([name, value])
        }
        fn access_token_add_scope(&mut self, _: Resource<Api>, scope: String) -> Result<(), ScopeError> {
            self.keep([scope, String::new()])
        }
        fn access_token_remove_scope(&mut self, _: Resource<Api>, scope: String) -> Result<(), ScopeError> {
            self.keep([scope, String::new()])
        }
        fn user_set_app_metadata(&mut self, _: Resource<Api>, key: String, value: String) -> Result<(), MetadataError> {
            self.keep([key, value])
        }
        fn user_set_user_metadata(&mut self, _: Resource<Api>, key: String, value: String) -> Result<(), MetadataError> {
            self.keep([key, value])
        }
        fn validation_error(&mut self, _: Resource<Api>, code: String, message: String) -> Result<(), ValidationError> {
            self.keep([code, message])
        }
        fn session_revoke(&mut self, _: Resource<Api>, _: String, _: bool) {}
        fn refresh_token_revoke(&mut self, _: Resource<Api>, _: String) {}
        unused! {
            authentication_challenge_with(String, String),
            authentication_challenge_with_any(String),
            authentication_enroll_with(String, String),
            authentication_enroll_with_any(String),
            authentication_record_method(String),
            authentication_set_primary_user(String),
            multifactor_enable(String),
            redirect_send_user_to(String),
            prompt_render(String, String, String),
            session_set_expires_at(u64),
            session_set_idle_expires_at(u64),
            session_set_cookie_mode(String),
            session_set_metadata(String, Option<String>),
            session_evict_metadata(),
            refresh_token_set_expires_at(u64),
            refresh_token_set_idle_expires_at(u64),
            refresh_token_set_metadata(String, Option<String>),
            refresh_token_evict_metadata(),
            saml_response_set_attribute(String, String),
            saml_response_set(String, String),
            transaction_set_metadata(String, String),
        }
        fn drop(&mut self, _: Resource<Api>) -> wasmtime::Result<()> {
            Ok(())
        }
    }

    /// An engine and a linked component.
    pub struct Bare {
        engine: Engine,
        pre: PostLoginPre<State>,
        event: types::Event,
    }

    impl Bare {
        pub fn new(component: &[u8]) -> Self {
            let mut pool = PoolingAllocationConfig::new();
            pool.total_memories(64).total_core_instances(256).total_component_instances(64).total_tables(256).total_stacks(64);
            pool.linear_memory_keep_resident(2 << 20).table_keep_resident(64 << 10).pagemap_scan(Enabled::Auto);
            let mut config = Config::new();
            config.consume_fuel(true).concurrency_support(false).allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
            let engine = Engine::new(&config).unwrap();
            let component = Component::new(&engine, component).unwrap();
            let mut linker = Linker::<State>::new(&engine);
            log::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state).unwrap();
            types::add_to_linker::<_, HasSelf<State>>(&mut linker, |state| state).unwrap();
            let pre = PostLoginPre::new(linker.instantiate_pre(&component).unwrap()).unwrap();
            Self { engine, pre, event: convert(&super::event()) }
        }

        fn call(&self) -> u64 {
            let mut store = Store::new(&self.engine, State::default());
            store.set_fuel(200_000_000).unwrap();
            let action = self.pre.instantiate(&mut store).unwrap();
            action.call_on_execute_post_login(&mut store, &self.event, Resource::new_borrow(0)).unwrap().unwrap();
            assert_eq!(store.data().texts.len(), 7);
            200_000_000 - store.get_fuel().unwrap()
        }

        pub fn measure(&self) -> (Vec<Duration>, u64) {
            let mut times = Vec::with_capacity(CALLS);
            let mut fuel = 0;
            for n in 0..WARM_UP + CALLS {
                let begun = Instant::now();
                fuel = self.call();
                if n >= WARM_UP {
                    times.push(begun.elapsed());
                }
            }
            (times, fuel)
        }
    }

    fn json(value: &impl serde::Serialize) -> String {
        serde_json::to_string(value).unwrap()
    }

    /// The event of the benchmark in the contract's types; fields that it does not have are left out.
    fn convert(event: &::anteroom::contract::post_login::Event) -> types::Event {
        let session = event.session.as_ref().unwrap();
        let device = session.device.clone().unwrap();
        let transaction = event.transaction.as_ref().unwrap();
        let authentication = event.authentication.as_ref().unwrap();
        let organization = event.organization.as_ref().unwrap();
        let geo = &event.request.geoip;
        types::Event {
            agent: None,
            authentication: Some(common::Authentication {
                methods: authentication
                    .methods
                    .iter()
                    .map(|m| common::AuthenticationMethod { name: m.name.clone(), timestamp: m.timestamp.clone(), kind: m.kind.clone() })
                    .collect(),
                risk_assessment: authentication.risk_assessment.as_ref().map(json),
            }),
            authorization: event.authorization.as_ref().map(|a| types::Authorization { roles: a.roles.clone() }),
            client: common::Client {
                client_id: event.client.client_id.clone(),
                name: event.client.name.clone(),
                metadata: json(&event.client.metadata),
                refresh_token: event.client.refresh_token.as_ref().map(json),
            },
            connection: common::Connection {
                id: event.connection.id.clone(),
                name: event.connection.name.clone(),
                strategy: event.connection.strategy.clone(),
                metadata: json(&event.connection.metadata),
            },
            custom_domain: event
                .custom_domain
                .as_ref()
                .map(|d| common::CustomDomain { domain: d.domain.clone(), domain_metadata: json(&d.domain_metadata) }),
            organization: Some(common::Organization {
                id: organization.id.clone(),
                name: organization.name.clone(),
                display_name: organization.display_name.clone(),
                metadata: json(&organization.metadata),
            }),
            prompt: None,
            refresh_token: None,
            request: common::Request {
                ip: event.request.ip.clone(),
                method: event.request.method.clone(),
                body: json(&event.request.body),
                query: json(&event.request.query),
                hostname: event.request.hostname.clone(),
                language: event.request.language.clone(),
                user_agent: event.request.user_agent.clone(),
                asn: event.request.asn.clone(),
                geoip: common::Geoip {
                    city_name: geo.city_name.clone(),
                    continent_code: geo.continent_code.clone(),
                    country_code: geo.country_code.clone(),
                    country_code3: geo.country_code3.clone(),
                    country_name: geo.country_name.clone(),
                    latitude: geo.latitude,
                    longitude: geo.longitude,
                    subdivision_code: geo.subdivision_code.clone(),
                    subdivision_name: geo.subdivision_name.clone(),
                    time_zone: geo.time_zone.clone(),
                },
            },
            resource_server: event.resource_server.as_ref().map(|r| types::ResourceServer { identifier: r.identifier.clone() }),
            security_context: event.security_context.as_ref().map(|s| common::SecurityContext { ja3: s.ja3.clone(), ja4: s.ja4.clone() }),
            session: Some(types::Session {
                id: session.id.clone(),
                authenticated_at: session.authenticated_at.clone(),
                clients: session.clients.iter().map(|c| c.client_id.clone()).collect(),
                created_at: session.created_at.clone(),
                device: Some(common::Device {
                    initial_asn: device.initial_asn,
                    initial_ip: device.initial_ip,
                    initial_user_agent: device.initial_user_agent,
                    last_asn: device.last_asn,
                    last_ip: device.last_ip,
                    last_user_agent: device.last_user_agent,
                }),
                expires_at: session.expires_at.clone(),
                idle_expires_at: None,
                last_interacted_at: None,
                updated_at: None,
                user_id: session.user_id.clone(),
                cookie_mode: session.cookie.as_ref().map(|c| c.mode.clone()),
                metadata: session.metadata.as_ref().map(json),
                actor: None,
                session_transfer: None,
            }),
            session_transfer_token: None,
            stats: types::Stats { logins_count: event.stats.logins_count },
            tenant: common::Tenant { id: event.tenant.id.clone() },
            transaction: Some(common::Transaction {
                id: transaction.id.clone(),
                acr_values: transaction.acr_values.clone(),
                linking_id: None,
                locale: transaction.locale.clone(),
                login_hint: None,
                prompt: transaction.prompt.clone(),
                protocol: transaction.protocol.clone(),
                redirect_uri: transaction.redirect_uri.clone(),
                requested_authorization_details: None,
                requested_scopes: transaction.requested_scopes.clone(),
                response_mode: transaction.response_mode.clone(),
                response_type: transaction.response_type.clone(),
                state: transaction.state.clone(),
                ui_locales: transaction.ui_locales.clone(),
                correlation_id: None,
                actor_token_type: None,
                subject_token_type: None,
                actor: None,
                metadata: json(&transaction.metadata),
            }),
            user: types::User {
                user_id: event.user.user_id.clone(),
                created_at: event.user.created_at.clone(),
                updated_at: event.user.updated_at.clone(),
                app_metadata: json(&event.user.app_metadata),
                user_metadata: json(&event.user.user_metadata),
                identities: event
                    .user
                    .identities
                    .iter()
                    .map(|i| common::Identity {
                        connection: i.connection.clone(),
                        is_social: i.is_social,
                        profile_data: i.profile_data.as_ref().map(json),
                        provider: i.provider.clone(),
                        user_id: i.user_id.clone(),
                    })
                    .collect(),
                email: event.user.email.clone(),
                email_verified: event.user.email_verified,
                family_name: None,
                given_name: None,
                last_password_reset: None,
                name: event.user.name.clone(),
                nickname: event.user.nickname.clone(),
                phone_number: None,
                phone_verified: None,
                picture: event.user.picture.clone(),
                username: None,
                enrolled_factors: None,
                multifactor: event.user.multifactor.clone(),
            },
        }
    }
}
