//! What a token costs: a signature with the kept key beside the library's own encode; requests per second over loopback beside a bare
//! handler that only signs and beside oidc-provider of Node; the processor time of a login; and how long a token takes while passwords
//! are hashed. `make bench` brings the baseline of Node; by itself: `cargo bench --bench server`, or `… -- ES256 hashed` for the rows
//! whose names hold one of the words.
//!
//! One lean client ([`load`]) drives every side over loopback, and has a thread of its own on the same two cores: rows compare, and none
//! is a server's ceiling. What a row costs the server's process is measured beside it, without the client. The durable rows write to sled
//! before they answer; the bare handler and oidc-provider keep nothing on disk.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a benchmark fails as a test does")]

mod support;

#[path = "server/bare.rs"]
mod bare;
#[path = "server/busy.rs"]
mod busy;
#[path = "server/cpu.rs"]
mod cpu;
#[path = "server/load.rs"]
mod load;
#[path = "server/login.rs"]
mod login;
#[path = "server/provider.rs"]
mod provider;
#[path = "server/signatures.rs"]
mod signatures;
#[path = "server/tokens.rs"]
mod tokens;

use std::path::Path;
use std::sync::Arc;

use anteroom::storage::sled::SledStore;
use serde_json::{Map, Value, json};

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        signatures::rows().await;
        tokens::rows().await;
        login::row().await;
        busy::rows().await;
    });
}

/// Whether a row of this name is asked for.
fn wanted(name: &str) -> bool {
    let mut words = std::env::args().skip(1).filter(|word| !word.starts_with("--")).peekable();
    words.peek().is_none() || words.any(|word| name.contains(&word))
}

/// The claims of an application's own token.
fn claims() -> Map<String, Value> {
    let claims = json!({
        "iss": "http://localhost:8080/", "sub": "0123456789abcdefghijklmnopqrstuv@clients", "aud": "http://localhost:8080/api/v2/",
        "iat": 1_795_000_000, "exp": 1_795_086_400, "scope": "read:users update:users read:clients", "gty": "client-credentials",
        "azp": "0123456789abcdefghijklmnopqrstuv",
    });
    claims.as_object().cloned().unwrap()
}

/// A store on the disk of the build directory: `/tmp` is often memory, where a sync costs nothing.
fn durable() -> (Arc<SledStore>, tempfile::TempDir) {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target"), Into::into);
    std::fs::create_dir_all(&target).unwrap();
    let dir = tempfile::tempdir_in(target).unwrap();
    (Arc::new(SledStore::open(&dir.path().join("store")).unwrap()), dir)
}
