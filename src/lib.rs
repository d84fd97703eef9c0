//! Anteroom: an identity server whose decisions are programmed in WebAssembly.
//!
//! # Layout
//!
//! | module | what it holds |
//! |---|---|
//! | [`app`] | the wired-up parts as one value |
//! | [`config`] | what an operator can set |
//! | [`http`] | the wire: routes, extractors, errors, one endpoint a file |
//! | [`signup`], [`login`], [`machine`], [`exchange`] | the flows, readable top to bottom |
//! | [`federation`] | users of other providers: where a login sends them, and who comes back |
//! | [`foreign_users`] | users of custom databases: asked for by scripts, and brought in |
//! | [`pipeline`] | runs a trigger: a login's Rules, bound Actions in order, one record |
//! | [`triggers`] | one file per trigger: its event, what its effects do |
//! | [`sandbox`] | the only door to WebAssembly |
//! | [`scripts`] | script Actions: source text and npm packages made into programs |
//! | [`actions`] | Actions, versions, bindings: data |
//! | [`hooks`] | Hooks: data, and the program that each is built into |
//! | [`databases`] | custom databases: the program that the scripts of each are built into |
//! | [`log_streams`] | sends the tenant log to receivers and to a file |
//! | [`rules`] | Rules: data, and the program that all enabled ones are built into |
//! | [`mfa`] | second factors: what is due of a user, apps, recovery codes |
//! | [`mail`] | e-mail: what waits to be sent, what it says, who delivers it |
//! | [`recovery`] | links in e-mails: forgotten passwords, proofs of addresses |
//! | [`registration`] | applications that register themselves |
//! | [`user_jobs`] | users that come in by a file, and go out as one |
//! | [`backchannel`] | tells applications that a session has ended |
//! | [`background`] | work that no answer waits for |
//! | [`audit`] | the tenant log and execution records |
//! | [`bootstrap`] | the first start: the tenant and what belongs to it |
//! | [`child`] | work on untrusted bytes in a process of its own |
//! | [`componentize`] | a core module made into a component, for the CLI |
//! | [`contract`] | events and effects, as action authors see them |
//! | [`identity`] | users, applications, connections, sessions, grants: data |
//! | [`faults`] | how what somebody sent is repeated to them |
//! | [`storage`] | the store contract, its backends, typed collections, the vault |
//! | [`token`] | signing keys, tokens, codes, refresh families |
//! | [`server`], [`cli`], [`telemetry`] | the process: port, TLS and shutdown; the commands; logs and metrics |
//! | [`clock`], [`random`] | the only sources of time and randomness |
//!
//! # A login, step by step
//!
//! 1. [`http::authorize`] checks the request and keeps it as a transaction, bound to the browser.
//! 2. [`http::pages::login`] takes the password; [`login::verify_credentials`] proves it.
//! 3. [`login::post_login`] asks [`pipeline`], which calls each bound Action through [`sandbox`] and keeps one record.
//! 4. The effects are applied whole or not at all ([`triggers::post_login`]), and user, event and record are one commit.
//! 5. [`http::authorize::complete`] begins the session and goes back with a code, which [`http::token`] redeems for tokens.

pub mod actions;
pub mod app;
pub mod audit;
pub mod backchannel;
pub mod background;
pub mod bootstrap;
pub mod child;
pub mod cli;
pub mod clock;
pub mod componentize;
pub mod config;
pub mod contract;
pub mod databases;
pub mod exchange;
pub mod faults;
pub mod federation;
pub mod foreign_users;
pub mod hooks;
pub mod http;
pub mod identity;
pub mod log_streams;
pub mod login;
pub mod machine;
pub mod mail;
pub mod mfa;
pub mod pipeline;
pub mod random;
pub mod recovery;
pub mod registration;
pub mod rules;
pub mod sandbox;
pub mod scripts;
pub mod server;
pub mod signup;
pub mod storage;
pub mod telemetry;
pub mod token;
pub mod triggers;
pub mod user_jobs;

/// The C library's allocator gives memory back to the system at the end of most requests and asks for it again in the next, which was a
/// fifth of what a token cost.
#[cfg(not(fuzzing))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
