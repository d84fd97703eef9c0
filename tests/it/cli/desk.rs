//! An author's desk: a folder with files, and the binary run in it, without a server and with a cache that all desks share.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;

use crate::support::process::{anteroom, text};

/// A folder.
pub struct Desk {
    pub dir: tempfile::TempDir,
}

/// What a command printed, and how it ended.
pub struct Said {
    pub out: String,
    pub err: String,
    pub code: Option<i32>,
}

/// The cache of compiled code, in which one run has left the engine.
fn cache() -> &'static Path {
    static CACHE: OnceLock<tempfile::TempDir> = OnceLock::new();
    let made = CACHE.get_or_init(|| {
        let cache = tempfile::tempdir().unwrap();
        let desk = Desk { dir: tempfile::tempdir().unwrap() };
        desk.write("first.js", "exports.onExecutePostLogin = async () => {};");
        let first = command(&desk, cache.path()).args(["actions", "test", "first.js"]).output().unwrap();
        assert!(first.status.success(), "{}", text(&first.stderr));
        cache
    });
    made.path()
}

fn command(desk: &Desk, cache: &Path) -> Command {
    let mut command = anteroom();
    // A setting of npm's on the machine of whoever runs the tests would be a registry.
    command
        .current_dir(desk.dir.path())
        .env("ANTEROOM_CACHE_DIR", cache)
        .env_remove("npm_config_registry")
        .env_remove("NPM_CONFIG_REGISTRY");
    command
}

impl Desk {
    /// An empty desk.
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    /// Puts a file there.
    pub fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The binary, in the folder.
    pub fn anteroom(&self) -> Command {
        command(self, cache())
    }

    /// `anteroom actions test …`
    pub fn test(&self, args: &[&str]) -> Said {
        Said::of(self.anteroom().args(["actions", "test"]).args(args).output().unwrap())
    }

    /// The `payload` of `anteroom actions test … --json`.
    pub fn payload(&self, args: &[&str]) -> Value {
        let said = self.test(&[args, &["--json"]].concat());
        let answer: Value = serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}{}", said.out, said.err));
        answer["payload"].clone()
    }
}

impl Said {
    pub fn of(output: Output) -> Self {
        Self { out: text(&output.stdout), err: text(&output.stderr), code: output.status.code() }
    }

    /// Asserts the exit code and that the output holds each text.
    #[track_caller]
    pub fn ends(self, code: i32, holds: &[&str]) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.out, self.err);
        for text in holds {
            assert!(self.out.contains(text), "no {text:?} in\n{}\n{}", self.out, self.err);
        }
        self
    }
}
