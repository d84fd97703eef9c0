//! The example Actions as components, built once per test run.
//!
//! The tests run what an author would upload: the examples' own workspace and lock file, the release profile, the target of the
//! guides. The build goes to a directory of its own below the tests' target directory, so that it neither waits for the lock of the
//! cargo that runs the tests nor leaves anything in the checkout; a second run builds nothing. All modules are read at once, right
//! after: tests that run `anteroom actions build` (and call [`example`] before they do) have cargo put others in their place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};

/// The target of the guides.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The component of `examples-actions/rust/<name>`.
pub fn example(name: &str) -> Vec<u8> {
    static MADE: Mutex<BTreeMap<String, Vec<u8>>> = Mutex::new(BTreeMap::new());
    let core = core_module(name);
    let mut made = MADE.lock().expect("no test panics while it holds this lock");
    made.entry(name.to_owned()).or_insert_with(|| anteroom::componentize::componentize(&core).expect("an example is a component")).clone()
}

/// The core module that cargo leaves for an example.
pub fn core_module(name: &str) -> Vec<u8> {
    static BUILT: OnceLock<BTreeMap<String, Vec<u8>>> = OnceLock::new();
    BUILT.get_or_init(build_all).get(name).expect("an example of this name").clone()
}

/// Builds every example, and reads what cargo leaves.
fn build_all() -> BTreeMap<String, Vec<u8>> {
    build(TARGET);
    let folders = std::fs::read_dir(workspace()).expect("the examples' workspace").map(|entry| entry.expect("a folder").path());
    // A folder with examples of cargo's has one Action per trigger in them and none of its own.
    let crates = folders.filter(|folder| folder.join("Cargo.toml").is_file() && !folder.join("examples").is_dir());
    let names = crates.map(|folder| folder.file_name().expect("a name").to_string_lossy().into_owned());
    names.map(|name| (name.clone(), std::fs::read(artefact(TARGET, &name)).expect("the example was built"))).collect()
}

/// Builds every example for `target`.
pub fn build(target: &str) {
    cargo_build(target, &["--release"]);
}

/// Runs `cargo build` in the workspace of the examples; `what` says what of it, and in which profile.
pub fn cargo_build(target: &str, what: &[&str]) {
    // Cargo hands its own settings down to tests; the build of another workspace must not take them for its own.
    let inherited = ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET", "RUSTC_WORKSPACE_WRAPPER", "CARGO_MANIFEST_DIR"];
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for name in inherited {
        cargo.env_remove(name);
    }
    let output = cargo
        .current_dir(workspace())
        .args(["build", "--locked", "--target", target, "--target-dir"])
        .arg(target_dir())
        .args(what)
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "the examples do not build for {target}:\n{}", String::from_utf8_lossy(&output.stderr));
}

/// What cargo leaves for an example.
pub fn artefact(target: &str, name: &str) -> PathBuf {
    target_dir().join(target).join("release").join(format!("{}.wasm", name.replace('-', "_")))
}

/// The workspace of the examples.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples-actions/rust")
}

/// Where the examples are built.
pub fn target_dir() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target"), PathBuf::from);
    target.join("examples")
}
