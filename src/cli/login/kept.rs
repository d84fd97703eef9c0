//! The logins of this user, in one file that nobody else can read.
//!
//! Written whole under another name and put in its place, so that a command which is killed leaves the old one; changed under a lock, so
//! that two commands do not undo each other. A file that others could have read or written is refused: what is in it may be theirs.

use std::collections::BTreeMap;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::PathBuf;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::cli::api::text;
use crate::cli::env;

/// The largest file that is read, in bytes.
const MAX_FILE: u64 = 1024 * 1024;

/// One login.
#[derive(Clone, Serialize, Deserialize)]
pub struct Login {
    /// The application that it is for.
    pub application: String,
    /// For the Management API.
    pub access_token: String,
    /// For the next access token.
    pub refresh_token: Option<String>,
    /// When the access token ends, in seconds since 1970.
    pub expires_at: i64,
}

impl Login {
    /// The login that a token answer of now is.
    ///
    /// # Errors
    /// It has no access token.
    pub fn new(application: &str, tokens: &Value, now: i64) -> anyhow::Result<Self> {
        Ok(Self {
            application: application.to_owned(),
            access_token: text(tokens, "access_token")?.to_owned(),
            refresh_token: tokens.get("refresh_token").and_then(Value::as_str).map(str::to_owned),
            expires_at: now.saturating_add(tokens.get("expires_in").and_then(Value::as_i64).unwrap_or(0)),
        })
    }
}

/// All logins.
#[derive(Default, Serialize, Deserialize)]
pub struct Logins {
    /// The server of the last login: the one that commands mean which name none.
    pub last: Option<Url>,
    /// By server.
    servers: BTreeMap<String, Login>,
}

impl Logins {
    /// The login to this server, and to no other that has the same host.
    pub fn of(&self, url: &Url) -> Option<&Login> {
        self.servers.get(&url.origin().ascii_serialization())
    }

    /// Keeps a login, or its newer tokens.
    pub fn put(&mut self, url: &Url, login: Login) {
        self.servers.insert(url.origin().ascii_serialization(), login);
    }

    /// Takes a login out.
    pub fn take(&mut self, url: &Url) -> Option<Login> {
        if self.last.as_ref().is_some_and(|last| last.origin() == url.origin()) {
            self.last = None;
        }
        self.servers.remove(&url.origin().ascii_serialization())
    }
}

/// The place of the file.
pub struct Kept {
    dir: PathBuf,
}

/// Held while the file is changed.
pub struct Lock(#[expect(dead_code, reason = "dropping it gives the lock back")] File);

impl Kept {
    /// In the user's configuration. Nothing is made before something is kept.
    ///
    /// # Errors
    /// The user has no home.
    pub fn open() -> anyhow::Result<Self> {
        let set = |name: &str| env(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let config = set("XDG_CONFIG_HOME").or_else(|| Some(set("HOME")?.join(".config")));
        Ok(Self { dir: config.context("there is no home directory to keep a login in: set XDG_CONFIG_HOME")?.join("anteroom") })
    }

    fn path(&self) -> PathBuf {
        self.dir.join("credentials.json")
    }

    /// The logins.
    ///
    /// # Errors
    /// The file is not this user's alone, or cannot be read.
    pub fn read(&self) -> anyhow::Result<Logins> {
        let path = self.path();
        let shown = path.display();
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Logins::default()),
            Err(error) => return Err(error).with_context(|| format!("cannot read {shown}")),
        };
        let about = file.metadata().with_context(|| format!("cannot read {shown}"))?;
        if about.uid() != rustix::process::geteuid().as_raw() || about.mode() & 0o077 != 0 {
            bail!("{shown} is not yours alone: others may have read the tokens in it. Delete it and log in again");
        }
        let mut bytes = zeroize::Zeroizing::new(Vec::new());
        file.take(MAX_FILE).read_to_end(&mut bytes).with_context(|| format!("cannot read {shown}"))?;
        serde_json::from_slice(&bytes).with_context(|| format!("{shown} is damaged: delete it and log in again"))
    }

    /// Waits until no other command changes the file.
    ///
    /// # Errors
    /// The directory cannot be made or written to.
    pub fn lock(&self) -> anyhow::Result<Lock> {
        let work = || -> std::io::Result<File> {
            DirBuilder::new().recursive(true).mode(0o700).create(&self.dir)?;
            let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(self.dir.join("credentials.lock"))?;
            file.lock()?;
            Ok(file)
        };
        work().map(Lock).with_context(|| format!("cannot write to {}", self.dir.display()))
    }

    /// Writes the logins.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write(&self, logins: &Logins, _: &Lock) -> anyhow::Result<()> {
        let json = zeroize::Zeroizing::new(serde_json::to_vec_pretty(logins)?);
        let work = || -> std::io::Result<()> {
            // A temporary file has the mode 0600, and appears under its name whole.
            let mut file = tempfile::NamedTempFile::new_in(&self.dir)?;
            file.write_all(&json)?;
            file.as_file().sync_all()?;
            file.persist(self.path())?;
            Ok(())
        };
        work().with_context(|| format!("cannot write {}", self.path().display()))
    }

    /// Changes the logins.
    ///
    /// # Errors
    /// As reading and writing.
    pub fn change<T>(&self, change: impl FnOnce(&mut Logins) -> T) -> anyhow::Result<T> {
        let lock = self.lock()?;
        let mut logins = self.read()?;
        let answer = change(&mut logins);
        self.write(&logins, &lock)?;
        Ok(answer)
    }
}
