//! The README's tour, run as it stands there: whatever a new user copies works, or this fails.
//!
//! Every `sh` block below "The tour" goes, in order, into one shell; each `text` block names what its output must hold. Only what
//! depends on the machine is replaced: the address, the credentials, and where the binary is.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::examples::{example, target_dir, workspace};
use crate::support::process::{Process, text};

/// The fenced blocks of the tour: language and lines.
fn blocks() -> Vec<(String, String)> {
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let tour = readme.split("\n## The tour\n").nth(1).expect("the README has a tour").split("\n## ").next().unwrap();
    let fenced = tour.split("```").skip(1).step_by(2);
    fenced.map(|block| block.split_once('\n').unwrap()).map(|(kind, body)| (kind.to_owned(), body.to_owned())).collect()
}

#[test]
fn the_tour_of_the_readme_works_line_by_line() {
    let dir = tempfile::tempdir().unwrap();
    let server = Process::start(dir.path());
    // As the tests of the examples do it: built once, below the tests' own target directory, before the tour builds them.
    example("add-claims");
    let binary = Path::new(env!("CARGO_BIN_EXE_anteroom")).parent().unwrap();
    let mut script = String::from("set -euo pipefail\n");
    let mut expected = Vec::new();
    for (index, (kind, body)) in blocks().into_iter().enumerate() {
        match kind.as_str() {
            "sh" => script.push_str(&format!("echo '== block {index}'\n{body}")),
            "text" => expected.extend(body.lines().map(str::to_owned)),
            other => panic!("a block of the tour is {other:?}"),
        }
    }
    for (from, to) in [
        ("http://localhost:8080", server.url.as_str()),
        ("<client_id>", &server.credential("client_id")),
        ("<client_secret>", &server.credential("client_secret")),
        ("$PWD/target/release", binary.to_str().unwrap()),
    ] {
        assert!(script.contains(from), "the tour does not hold {from}");
        script = script.replace(from, to);
    }
    let mut bash = Command::new("bash");
    bash.arg("-c").arg(&script).current_dir(env!("CARGO_MANIFEST_DIR")).stdin(Stdio::null());
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET", "RUSTC_WORKSPACE_WRAPPER", "CARGO_MANIFEST_DIR"] {
        bash.env_remove(name);
    }
    let output = bash
        .env("CARGO_TARGET_DIR", target_dir())
        .env("TMPDIR", dir.path())
        .env("ANTEROOM_CACHE_DIR", dir.path().join("cache"))
        .output()
        .unwrap();
    let said = text(&output.stdout);
    assert!(output.status.success(), "the tour broke off:\n{said}\n{}\n{}", text(&output.stderr), server.log());
    let mut rest = said.as_str();
    for line in expected {
        let at = rest.find(&line).unwrap_or_else(|| panic!("the tour does not say {line:?} after what came before:\n{said}"));
        rest = &rest[at..];
    }
    for name in ["restrict-registration", "add-claims"] {
        let _ = std::fs::remove_file(workspace().join(name).join(format!("{name}.wasm")));
    }
}
