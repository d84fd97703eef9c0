//! `anteroom actions build`, as an author runs it.

use std::path::Path;
use std::process::{Command, Output};

use anteroom::componentize::trigger_of;
use anteroom::contract::Trigger;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::examples::{example, target_dir, workspace};

fn build(dir: &Path, target_dir: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anteroom"));
    for inherited in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET", "RUSTC_WORKSPACE_WRAPPER"] {
        command.env_remove(inherited);
    }
    command.args(["actions", "build"]).arg(dir).args(more).env("CARGO_TARGET_DIR", target_dir).output().expect("the binary runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A crate without dependencies in a folder of its own.
fn project(manifest: &str, source: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let manifest = format!("[workspace]\n[package]\nname = \"tried\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{manifest}");
    std::fs::write(dir.path().join("Cargo.toml"), manifest).expect("a manifest");
    std::fs::create_dir(dir.path().join("src")).expect("a folder");
    std::fs::write(dir.path().join("src/lib.rs"), source).expect("a source");
    dir
}

#[test]
fn actions_build_prints_what_it_wrote_and_for_which_trigger() {
    for (name, trigger) in [
        ("add-claims", Trigger::PostLogin),
        ("machine-scopes", Trigger::CredentialsExchange),
        ("registration-webhook", Trigger::PostUserRegistration),
    ] {
        example(name);
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("out.wasm");
        let output = build(&workspace().join(name), &target_dir(), &["--json", "--output", path.to_str().expect("text")]);
        assert!(output.status.success(), "{}", stderr(&output));
        let printed: Value = serde_json::from_slice(&output.stdout).expect("one JSON value");
        let written = std::fs::read(&path).expect("the component");
        assert_eq!(printed["path"], path.to_str().expect("text"));
        assert_eq!(printed["trigger"], trigger.id());
        assert_eq!(printed["size"], written.len());
        assert_eq!(printed["sha256"], format!("{:x}", Sha256::digest(&written)));
        assert_eq!(trigger_of(&written), Some(trigger));
    }
}

#[test]
fn actions_build_writes_beside_the_source_unless_told_otherwise() {
    example("misbehaving");
    let dir = workspace().join("misbehaving");
    let beside = dir.join("misbehaving.wasm");
    let before = std::fs::read(&beside).ok();
    let output = build(&dir, &target_dir(), &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("misbehaving.wasm") && text.contains("trigger  post-login"), "{text}");
    assert_eq!(trigger_of(&std::fs::read(&beside).expect("the component")), Some(Trigger::PostLogin));
    if before.is_none() {
        std::fs::remove_file(&beside).expect("the checkout is left as it was");
    }
}

#[test]
fn a_folder_with_several_actions_is_not_guessed_about() {
    example("misbehaving");
    let output = build(&workspace(), &target_dir(), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("name the folder of one"), "{}", stderr(&output));
}

#[test]
fn a_folder_without_a_crate_is_explained() {
    let dir = tempfile::tempdir().expect("a folder");
    let output = build(dir.path(), dir.path(), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("has no Cargo.toml"), "{}", stderr(&output));
}

#[test]
fn a_crate_that_is_no_cdylib_is_explained() {
    let dir = project("", "");
    let output = build(dir.path(), &dir.path().join("target"), &["--offline"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("crate-type = [\"cdylib\", \"rlib\"]"), "{}", stderr(&output));
}

#[test]
fn a_crate_without_an_attribute_is_explained() {
    let dir = project("[lib]\ncrate-type = [\"cdylib\"]", "#[unsafe(no_mangle)] pub extern \"C\" fn f() {}");
    let output = build(dir.path(), &dir.path().join("target"), &["--offline"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("does not say which trigger it is for"), "{}", stderr(&output));
    assert!(stderr(&output).contains("#[anteroom_guest::custom_token_exchange]"), "{}", stderr(&output));
}

#[test]
fn an_error_of_the_compiler_is_shown_as_the_compiler_says_it() {
    let dir = project("[lib]\ncrate-type = [\"cdylib\"]", "fn f() -> u32 { \"text\" }");
    let output = build(dir.path(), &dir.path().join("target"), &["--offline"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("error[E0308]: mismatched types"), "{}", stderr(&output));
    assert!(stderr(&output).contains("cargo build failed"), "{}", stderr(&output));
}

#[test]
fn an_unknown_target_is_an_error_of_usage() {
    let output = build(&workspace().join("add-claims"), &target_dir(), &["--target", "wasm64-unknown-unknown"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("wasm32-unknown-unknown"), "{}", stderr(&output));
}

#[cfg(unix)]
#[test]
fn a_target_that_is_not_installed_is_named_with_the_command_that_installs_it() {
    use std::os::unix::fs::PermissionsExt;

    let tools = tempfile::tempdir().expect("a folder");
    let rustc = tools.path().join("rustc");
    std::fs::write(&rustc, "#!/bin/sh\necho /nowhere/lib\n").expect("a script");
    std::fs::set_permissions(&rustc, std::fs::Permissions::from_mode(0o755)).expect("a mode");
    let output = Command::new(env!("CARGO_BIN_EXE_anteroom"))
        .args(["actions", "build"])
        .arg(workspace().join("add-claims"))
        .env("PATH", format!("{}:/usr/bin:/bin", tools.path().display()))
        .output()
        .expect("the binary runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("rustup target add wasm32-unknown-unknown"), "{}", stderr(&output));
}
