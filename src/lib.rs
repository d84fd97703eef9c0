//! Anteroom: an identity server whose decisions are programmed in WebAssembly.
//!
//! # Layout
//!
//! | module | what it holds |
//! |---|---|
//! | [`app`] | the wired-up parts as one value |
//! | [`config`] | what an operator can set |
//! | [`http`] | the wire: routes, extractors, errors, one endpoint a file |
//! | [`signup`], [`login`] | the two main flows, readable top to bottom |
//! | [`pipeline`] | runs a trigger: bound Actions in order, one record |
//! | [`triggers`] | one file per trigger: its event, what its effects do |
//! | [`sandbox`] | the only door to WebAssembly |
//! | [`actions`] | Actions, versions, bindings: data |
//! | [`audit`] | the tenant log and execution records |
//! | [`bootstrap`] | the first start: the tenant and what belongs to it |
//! | [`componentize`] | a core module made into a component, for the CLI |
//! | [`contract`] | events and effects, as action authors see them |
//! | [`identity`] | users, applications, connections, sessions, grants: data |
//! | [`storage`] | the store contract, its backends, typed collections, the vault |
//! | [`token`] | signing keys, tokens, codes, refresh families |
//! | [`clock`], [`random`] | the only sources of time and randomness |

pub mod actions;
pub mod app;
pub mod audit;
pub mod bootstrap;
pub mod cli;
pub mod clock;
pub mod componentize;
pub mod config;
pub mod contract;
pub mod http;
pub mod identity;
pub mod login;
pub mod pipeline;
pub mod random;
pub mod sandbox;
pub mod server;
pub mod signup;
pub mod storage;
pub mod telemetry;
pub mod token;
pub mod triggers;
