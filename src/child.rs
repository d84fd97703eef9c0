//! Work on untrusted bytes in a process of its own: this binary again, with limits that it sets itself before it reads a byte.
//!
//! A compiler, a parser or a template can be brought to take hours or gigabytes, and a thread can be neither limited nor ended. Both
//! sides of such a process are here once, for all that do so: [`command`] and [`ask`] on the server's side, [`Limits`] on the other.

use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, nice, setrlimit};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

/// Bytes that are read of a complaint.
const MAX_COMPLAINT: u64 = 4096;

/// What a process said before it ended.
#[derive(Debug)]
pub struct Answer {
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output, as far as was asked for.
    pub said: Vec<u8>,
    /// Its standard error, as far as anybody wants to read it.
    pub complaint: String,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// It took too long, and was ended.
    #[error("it took too long")]
    TimedOut,
    /// It could not be started, or not be talked to.
    #[error("{0}")]
    Failed(String),
}

/// The hidden subcommand `name` of the binary at `program`, with nothing of the server's environment.
pub fn command(program: &Path, name: &str) -> Command {
    let mut command = Command::new(program);
    command.arg(name).env_clear();
    command
}

/// Starts a process, gives it `input`, and reads at most `most` bytes of what it says.
///
/// # Errors
/// See [`AskError`].
pub async fn ask(mut command: Command, input: &[u8], most: u64, timeout: Duration) -> Result<Answer, AskError> {
    let program = command.as_std().get_program().to_owned();
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true).spawn();
    let mut child = child.map_err(|error| AskError::Failed(format!("cannot run {}: {error}", Path::new(&program).display())))?;
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let write = async move {
        if let Some(mut stdin) = stdin {
            // One that gave up does not read to the end; its exit code says why.
            let _ = stdin.write_all(input).await;
        }
    };
    let talk = async {
        let (said, complaint, ()) = tokio::join!(listen(stdout, most), listen(stderr, MAX_COMPLAINT), write);
        std::io::Result::Ok(Answer { status: child.wait().await?, said, complaint: String::from_utf8_lossy(&complaint).into_owned() })
    };
    match tokio::time::timeout(timeout, talk).await {
        Ok(answered) => answered.map_err(|error| AskError::Failed(error.to_string())),
        Err(_) => {
            // Dropping the child ends it as well; this waits until it has gone.
            let _ = child.kill().await;
            Err(AskError::TimedOut)
        }
    }
}

/// Reads to the end and keeps the first `most` bytes, so that nobody waits for room in a pipe.
async fn listen(from: Option<impl AsyncRead + Unpin>, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        let mut limited = from.take(most);
        // What was read before an error is all there is.
        let _ = limited.read_to_end(&mut bytes).await;
        let _ = tokio::io::copy(&mut limited.into_inner(), &mut tokio::io::sink()).await;
    }
    bytes
}

/// What a process allows itself.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of address space.
    pub address_space: u64,
    /// Seconds of the processor.
    pub cpu_seconds: u64,
    /// Bytes of a file that it writes.
    pub file_size: u64,
}

impl Limits {
    /// Limits this process, for good.
    ///
    /// # Errors
    /// The system refuses.
    pub fn set(self) -> rustix::io::Result<()> {
        // An operator's own limit may be lower already, and cannot be raised.
        let at_most = |resource, limit: u64| {
            let limit = getrlimit(resource).maximum.map_or(limit, |own| own.min(limit));
            Rlimit { current: Some(limit), maximum: Some(limit) }
        };
        setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
        setrlimit(Resource::As, at_most(Resource::As, self.address_space))?;
        setrlimit(Resource::Fsize, at_most(Resource::Fsize, self.file_size))?;
        // The signal comes at the soft limit and tells this limit from others; the hard limit ends whoever ignores it.
        let cpu = at_most(Resource::Cpu, self.cpu_seconds);
        setrlimit(Resource::Cpu, Rlimit { maximum: cpu.maximum.map(|seconds| seconds.saturating_add(5)), ..cpu })
            .or_else(|_| setrlimit(Resource::Cpu, cpu))?;
        // Logins come first.
        nice(10).map(|_| ())
    }
}
