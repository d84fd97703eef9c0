//! Small npm packages made by the tests: archives, a directory of them, and a registry that speaks just enough HTTP.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use anteroom::scripts::npm::{Dependency, Npm, NpmLimits, NpmOptions, Origin};
use base64::Engine as _;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest, Sha512};
use tar::{Builder, EntryType, Header};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::RwLock;

/// A package in the making.
pub struct Package {
    pub manifest: Value,
    archive: Builder<GzEncoder<Vec<u8>>>,
}

impl Package {
    /// A package with an `index.js` that exports its own name and version.
    pub fn new(name: &str, version: &str) -> Self {
        Self::bare(name, version).file("index.js", &format!("module.exports = '{name}@{version}';"))
    }

    /// A package without files.
    pub fn bare(name: &str, version: &str) -> Self {
        let manifest = json!({ "name": name, "version": version });
        Self { manifest, archive: Builder::new(GzEncoder::new(Vec::new(), Compression::fast())) }
    }

    /// Sets a field of the `package.json`.
    pub fn with(mut self, field: &str, value: Value) -> Self {
        self.manifest[field] = value;
        self
    }

    /// Adds a file.
    pub fn file(self, path: &str, content: &str) -> Self {
        self.entry(&format!("package/{path}"), EntryType::Regular, content.as_bytes(), None)
    }

    /// Adds anything, under any path.
    pub fn entry(mut self, path: &str, kind: EntryType, content: &[u8], link: Option<&str>) -> Self {
        let mut header = Header::new_gnu();
        // Set by hand: the library refuses the paths that the tests are about.
        let name = &mut header.as_old_mut().name;
        name[..path.len()].copy_from_slice(path.as_bytes());
        if let Some(link) = link {
            header.as_old_mut().linkname[..link.len()].copy_from_slice(link.as_bytes());
        }
        header.set_entry_type(kind);
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        self.archive.append(&header, content).unwrap();
        self
    }

    /// The archive.
    pub fn pack(self) -> Vec<u8> {
        let manifest = self.manifest.to_string();
        let this = self.file("package.json", &manifest);
        this.pack_without_manifest()
    }

    /// The archive without a `package.json`.
    pub fn pack_without_manifest(self) -> Vec<u8> {
        self.archive.into_inner().unwrap().finish().unwrap()
    }

    /// Writes the archive into a directory, under a name that says nothing.
    pub fn pack_into(self, directory: &Path) {
        let archive = self.pack();
        let name = integrity(&archive).chars().skip(7).filter(char::is_ascii_alphanumeric).take(16).collect::<String>();
        std::fs::write(directory.join(format!("{name}.tgz")), archive).unwrap();
    }
}

pub fn integrity(bytes: &[u8]) -> String {
    format!("sha512-{}", base64::engine::general_purpose::STANDARD.encode(Sha512::digest(bytes)))
}

pub fn dependency(name: &str, version: &str) -> Dependency {
    Dependency { name: name.to_owned(), version: version.to_owned(), registry_url: None }
}

/// npm with a cache of its own.
pub struct Client {
    pub npm: Npm,
    pub cache: tempfile::TempDir,
}

pub fn client(origin: Option<Origin>, limits: NpmLimits) -> Client {
    let cache = tempfile::tempdir().unwrap();
    let npm = Npm::new(NpmOptions { origin, cache_dir: cache.path().to_owned(), limits }).unwrap();
    Client { npm, cache }
}

/// A directory of packages, and npm that takes them from there.
pub struct Shelf {
    pub directory: tempfile::TempDir,
    pub client: Client,
}

pub fn shelf(packages: impl IntoIterator<Item = Package>) -> Shelf {
    let directory = tempfile::tempdir().unwrap();
    for package in packages {
        package.pack_into(directory.path());
    }
    let client = client(Some(Origin::Directory(directory.path().to_owned())), NpmLimits::default());
    Shelf { directory, client }
}

/// An answer of the registry.
#[derive(Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// Whether the body never ends.
    pub endless: bool,
}

impl Reply {
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, headers: Vec::new(), body: body.into(), endless: false }
    }

    pub fn redirect(to: &str) -> Self {
        Self { status: 302, headers: vec![("location", to.to_owned())], body: Vec::new(), endless: false }
    }
}

/// A registry on a port of this machine.
pub struct Registry {
    pub url: url::Url,
    replies: Arc<Mutex<HashMap<String, Reply>>>,
    pub asked: Arc<Mutex<Vec<String>>>,
    /// Every answer waits until it can be read.
    pub gate: Arc<RwLock<()>>,
}

impl Registry {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = url::Url::parse(&format!("http://{}/npm/", listener.local_addr().unwrap())).unwrap();
        let (replies, asked) = (Arc::new(Mutex::new(HashMap::new())), Arc::new(Mutex::new(Vec::new())));
        let gate = Arc::new(RwLock::new(()));
        let registry = Self { url, replies: Arc::clone(&replies), asked: Arc::clone(&asked), gate: Arc::clone(&gate) };
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (replies, asked, gate) = (Arc::clone(&replies), Arc::clone(&asked), Arc::clone(&gate));
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        let Ok(byte) = stream.read_u8().await else { return };
                        head.push(byte);
                    }
                    let head = String::from_utf8(head).unwrap();
                    let path = head.split(' ').nth(1).unwrap().to_owned();
                    asked.lock().unwrap().push(path.clone());
                    drop(gate.read().await);
                    let missing = Reply { status: 404, headers: Vec::new(), body: b"{}".to_vec(), endless: false };
                    let reply = replies.lock().unwrap().get(&path).cloned().unwrap_or(missing);
                    let mut out = format!("HTTP/1.1 {} X\r\nconnection: close\r\n", reply.status);
                    for (name, value) in &reply.headers {
                        out.push_str(&format!("{name}: {value}\r\n"));
                    }
                    let _ = stream.write_all(format!("{out}\r\n").as_bytes()).await;
                    let _ = stream.write_all(&reply.body).await;
                    while reply.endless && stream.write_all(&[b' '; 4096]).await.is_ok() {
                        tokio::task::yield_now().await;
                    }
                });
            }
        });
        registry
    }

    /// Answers at a path below the registry's own.
    pub fn serve(&self, path: &str, reply: Reply) {
        self.replies.lock().unwrap().insert(format!("/npm/{path}"), reply);
    }

    /// Publishes a package; the packument is made of all that was published under its name at once.
    pub fn publish(&self, packages: impl IntoIterator<Item = Package>) {
        let mut versions = serde_json::Map::new();
        let (mut name, mut latest) = (String::new(), String::new());
        for package in packages {
            let mut manifest = package.manifest.clone();
            name = manifest["name"].as_str().unwrap().to_owned();
            latest = manifest["version"].as_str().unwrap().to_owned();
            let archive = package.pack();
            let path = format!("{name}/-/{latest}.tgz");
            manifest["dist"] = json!({ "tarball": self.url.join(&path).unwrap().as_str(), "integrity": integrity(&archive) });
            self.serve(&path, Reply::ok(archive));
            versions.insert(latest.clone(), manifest);
        }
        let packument = json!({ "name": name, "dist-tags": { "latest": latest }, "versions": versions });
        self.serve(&name.replace('/', "%2f"), Reply::ok(packument.to_string()));
    }

    pub fn client(&self, limits: NpmLimits) -> Client {
        client(Some(Origin::Registry(self.url.clone())), limits)
    }
}
