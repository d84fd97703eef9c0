//! The sandbox's settings, with the reason beside each number, and what can go wrong at its start.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Settings of the whole sandbox. Limits of single Actions are in [`super::Limits`].
#[derive(Debug, Clone)]
pub struct SandboxOptions {
    /// Where compiled components are kept. Only the server may write there: its files are machine code.
    pub cache_dir: PathBuf,
    /// Signs the files of the cache, so that a file which somebody else put there is refused. Random per start if none is
    /// given: then nothing is taken over from an earlier start.
    pub cache_key: Option<zeroize::Zeroizing<[u8; 32]>>,
    /// Calls that run at the same time; the pool has this many places.
    pub concurrency: usize,
    /// How long a call waits for a place before it is [`super::Failure::Busy`].
    pub busy_wait: Duration,
    /// Whether places are reserved ahead. The sandbox falls back to making each anew where the address space is too small.
    pub pooling: bool,
    /// The address space that the pool may count on, in bytes; the process's own limit (`ulimit -v`) if none is given.
    pub address_space: Option<u64>,
    /// Compiling.
    pub compile: CompileOptions,
    /// Requests to other servers.
    pub egress: EgressOptions,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            cache_dir: PathBuf::from("artefacts"),
            cache_key: None,
            // 64 places reserve 64 × 2 × 4 GiB of address space (of 128 TiB), and at most 64 × 2 MiB of memory stay warm.
            concurrency: 64,
            busy_wait: Duration::from_millis(250),
            pooling: true,
            address_space: None,
            compile: CompileOptions::default(),
            egress: EgressOptions::default(),
        }
    }
}

/// How components are compiled: one at a time, in a child process that limits itself.
#[derive(Debug, Clone)]
pub struct CompileOptions {
    /// The `anteroom` binary; it is run as `anteroom compile-component`.
    pub program: PathBuf,
    /// How long the child may take.
    pub timeout: Duration,
    /// The child's address space in bytes: the largest component of the design's study needed 445 MB resident.
    pub address_space: u64,
    /// The child's processor seconds, over all its threads.
    pub cpu_seconds: u64,
    /// The largest file that the child may write, in bytes.
    pub file_size: u64,
}

impl Default for CompileOptions {
    fn default() -> Self {
        Self {
            program: std::env::current_exe().unwrap_or_else(|_| PathBuf::from("anteroom")),
            timeout: Duration::from_secs(60),
            address_space: 4 << 30,
            cpu_seconds: 120,
            file_size: 256 << 20,
        }
    }
}

/// How guests reach other servers.
#[derive(Debug, Clone)]
pub struct EgressOptions {
    /// Lets guests reach loopback, private and link-local addresses. For development and tests: with it, an Action can
    /// reach whatever the server can.
    pub allow_private: bool,
    /// Single addresses that guests may reach although they are not public: an operator's own internal service.
    pub private_exceptions: Vec<IpAddr>,
    /// Names that are not looked up. The addresses are checked like all others.
    pub hosts: Vec<(String, Vec<IpAddr>)>,
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
}

impl Default for EgressOptions {
    fn default() -> Self {
        Self { allow_private: false, private_exceptions: Vec::new(), hosts: Vec::new(), connect_timeout: Duration::from_secs(3) }
    }
}

/// Why the sandbox cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// `concurrency` is 0 or larger than the pool can be.
    #[error("sandbox.concurrency must be from 1 to 1000, but is {0}")]
    Concurrency(usize),
    /// The cache directory cannot be made or is not the server's own.
    #[error("the directory {path} for compiled components cannot be used: {reason}")]
    CacheDir {
        /// The directory.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// wasmtime refuses the machine or the settings.
    #[error("the WebAssembly engine cannot start: {0}")]
    Engine(String),
    /// The HTTP client cannot be built.
    #[error("the HTTP client for Actions cannot start: {0}")]
    Egress(String),
}
