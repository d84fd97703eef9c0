//! Anteroom: an identity server whose decisions are programmed in WebAssembly.
//!
//! # Layout
//!
//! | module | what it holds |
//! |---|---|
//! | [`app`] | the wired-up parts as one value |
//! | [`config`] | what an operator can set |
//! | [`http`] | the wire: routes, extractors, errors, one endpoint a file |
//! | [`actions`] | Actions, versions, bindings: data |
//! | [`audit`] | the tenant log and execution records |
//! | [`componentize`] | a core module made into a component, for the CLI |
//! | [`contract`] | events and effects, as action authors see them |
//! | [`identity`] | users, applications, connections, sessions, grants: data |
//! | [`storage`] | the store contract, its backends, typed collections, the vault |
//! | [`token`] | signing keys, tokens, codes, refresh families |
//! | [`clock`], [`random`] | the only sources of time and randomness |

pub mod actions;
pub mod app;
pub mod audit;
pub mod cli;
pub mod clock;
pub mod componentize;
pub mod config;
pub mod contract;
pub mod http;
pub mod identity;
pub mod random;
pub mod sandbox;
pub mod server;
pub mod storage;
pub mod telemetry;
pub mod token;
