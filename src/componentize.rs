//! A core module as `cargo build --target wasm32-unknown-unknown` leaves it, made into a component.
//!
//! `anteroom actions build` and the tests use it; the server never does: it takes components only, so that whoever uploads one has
//! seen what the server will run. The world is not a parameter: the guest SDK writes it into the module, and that is the one that
//! the author meant.

use std::panic::AssertUnwindSafe;

use thiserror::Error;
use wasmparser::{Encoding, Parser, Payload};
use wit_component::{ComponentEncoder, DecodedWasm};

use crate::contract::Trigger;

/// Why bytes do not become a component. The sentences are for the author of the Action.
#[derive(Debug, Error)]
pub enum ComponentizeError {
    /// The bytes are no WebAssembly at all, or broken off.
    #[error("The build did not leave a WebAssembly module: {0}")]
    NotWasm(String),
    /// The bytes are a component.
    #[error("This is a component already; it can be uploaded as it is.")]
    AlreadyComponent,
    /// No section describes a world.
    #[error(
        "The module does not say which trigger it is for. Depend on `anteroom-guest` and put the attribute of its trigger on one \
         function: {}.",
        attributes()
    )]
    NoWorld,
    /// Built for a target with system calls of its own.
    #[error("The module was built for `wasm32-wasip1`. Build it for `wasm32-unknown-unknown` or `wasm32-wasip2`.")]
    Preview1,
    /// The description of the world is one that no tool writes.
    #[error("The module's description of its world is damaged. Build it anew, with one version of `anteroom-guest`.")]
    Damaged,
    /// The encoder refuses.
    #[error("The module does not fit the world that it was built for: {0}")]
    Encode(String),
}

/// Makes a component of a core module that the guest SDK was linked into.
///
/// # Errors
/// See [`ComponentizeError`].
pub fn componentize(core_module: &[u8]) -> Result<Vec<u8>, ComponentizeError> {
    survey(core_module)?;
    let encode = || ComponentEncoder::default().validate(true).module(core_module)?.encode();
    let encoded = unless_it_panics(encode).ok_or(ComponentizeError::Damaged)?;
    encoded.map_err(|error| ComponentizeError::Encode(format!("{error:#}")))
}

/// The trigger that a component is for; none if it exports the handler of no trigger, or of several.
pub fn trigger_of(component: &[u8]) -> Option<Trigger> {
    let DecodedWasm::Component(resolve, world) = unless_it_panics(|| wit_component::decode(component))?.ok()? else { return None };
    let exports = &resolve.worlds.get(world)?.exports;
    let names: Vec<String> = exports.keys().map(|key| resolve.name_world_key(key)).collect();
    let mut triggers = Trigger::ALL.into_iter().filter(|trigger| names.iter().any(|name| name == trigger.export()));
    let first = triggers.next()?;
    triggers.next().is_none().then_some(first)
}

/// The attributes of the guest SDK, one per trigger: `#[anteroom_guest::post_login]`, …
pub fn attributes() -> String {
    let names = Trigger::ALL.map(|trigger| format!("#[anteroom_guest::{}]", trigger.id().replace('-', "_")));
    names.join(", ")
}

/// What the decoder of worlds makes of bytes, or nothing where it panics: it takes descriptions for the work of a tool, and some that no
/// tool writes run into its assertions.
fn unless_it_panics<T>(decode: impl FnOnce() -> T) -> Option<T> {
    std::panic::catch_unwind(AssertUnwindSafe(decode)).ok()
}

/// Looks for what the encoder would report in words that help nobody.
fn survey(module: &[u8]) -> Result<(), ComponentizeError> {
    let not_wasm = |error: wasmparser::BinaryReaderError| ComponentizeError::NotWasm(error.to_string());
    let mut has_world = false;
    for payload in Parser::new(0).parse_all(module) {
        match payload.map_err(not_wasm)? {
            Payload::Version { encoding: Encoding::Component, .. } => return Err(ComponentizeError::AlreadyComponent),
            Payload::CustomSection(section) => has_world |= section.name().starts_with("component-type"),
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    if import.map_err(not_wasm)?.module == "wasi_snapshot_preview1" {
                        return Err(ComponentizeError::Preview1);
                    }
                }
            }
            _ => {}
        }
    }
    if has_world { Ok(()) } else { Err(ComponentizeError::NoWorld) }
}
